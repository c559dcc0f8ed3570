package dev.lode.content;

import java.nio.file.Path;

/// The lines of a `.jsonl` or `.jsonl.lz4` file one by one, each bounded, numbered and checked to
/// be UTF-8.
///
/// Blank lines are passed over. Lines end with a line feed; the last may end with the file.
///
/// Threads: one. Memory: two batches of 128 KiB, or one line if that is longer. Errors:
/// [ContentException] with file and line. After one that concerns a line alone (its length, its
/// bytes) the next call goes on behind that line; after one that concerns the stream (damage, I/O)
/// the next call says that the file ended. The line number never goes back.
final class JsonLines implements AutoCloseable {
    private static final int BATCH_BYTES = 128 << 10;

    private final LineBatches batches;
    private final LineBatch batch = new LineBatch(BATCH_BYTES);
    private final LineCheck check;
    private int next;
    private boolean told = true;
    private byte[] bytes = new byte[4096];
    private int length;
    private long line;

    JsonLines(Path file, int lineBytesMax) {
        batches = new LineBatches(file, lineBytesMax, BATCH_BYTES);
        check = new LineCheck(file);
    }

    /// Goes to the next line that is not blank.
    boolean next() {
        while (true) {
            if (next < batch.lines()) {
                int index = next++;
                int from = batch.start(index);
                length = batch.length(index);
                line = batch.number(index);
                if (!LineCheck.blank(batch.bytes, from, length)) {
                    copy(from);
                    check.check(bytes, 0, length, line);
                    return true;
                }
            } else if (!told && batch.fault().isPresent()) {
                told = true;
                throw batch.fault().get();
            } else {
                next = 0;
                told = false;
                if (!batches.next(batch)) {
                    return false;
                }
            }
        }
    }

    /// The bytes of this line; good until [#next].
    byte[] bytes() {
        return bytes;
    }

    /// How many of [#bytes] are the line.
    int length() {
        return length;
    }

    /// The number of this line, from 1.
    long line() {
        return line;
    }

    /// Bytes of the file, as it lies on disk, that were read.
    long consumed() {
        return batch.consumed;
    }

    @Override
    public void close() {
        batches.close();
    }

    private void copy(int from) {
        if (bytes.length < length) {
            bytes = new byte[Math.max(length, 2 * bytes.length)];
        }
        System.arraycopy(batch.bytes, from, bytes, 0, length);
    }
}
