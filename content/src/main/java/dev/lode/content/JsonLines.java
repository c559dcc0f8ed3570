package dev.lode.content;

import dev.lode.content.lz4.Lz4FrameException;
import dev.lode.content.lz4.Lz4FrameInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// The lines of a `.jsonl` or `.jsonl.lz4` file, each bounded, numbered and checked to be UTF-8.
///
/// Blank lines are passed over. Lines end with a line feed; the last may end with the file.
///
/// Threads: one. Memory: one line, at most the bound, and a read buffer. Errors: [ContentException]
/// with file and line. After one that concerns a line alone (its length, its bytes) the next call
/// goes on behind that line; after one that concerns the stream (damage, I/O) the next call says
/// that the file ended. The line number never goes back.
final class JsonLines implements AutoCloseable {
    private static final int READ_BYTES = 128 << 10;

    private final Path file;
    private final int lineBytesMax;
    private final InputStream in;
    private final CountedInput raw;
    private final Utf8 utf8 = new Utf8();
    private final byte[] buffer = new byte[READ_BYTES];
    private int position;
    private int limit;
    private boolean ended;
    private byte[] bytes = new byte[4096];
    private int length;
    private long line;

    JsonLines(Path file, int lineBytesMax) {
        this.file = file;
        this.lineBytesMax = lineBytesMax;
        try {
            raw = new CountedInput(Files.newInputStream(file));
        } catch (IOException e) {
            throw new ContentException(
                    file, 0, Code.FILE, "cannot be opened: " + e, "check that it can be read");
        }
        in = file.toString().endsWith(".lz4") ? new Lz4FrameInput(raw) : raw;
    }

    /// Goes to the next line that is not blank.
    boolean next() {
        while (true) {
            length = 0;
            if (!readLine()) {
                return false;
            }
            if (!blank()) {
                check();
                return true;
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

    /// The file.
    Path file() {
        return file;
    }

    /// Bytes of the file, as it lies on disk, that were read.
    long consumed() {
        return raw.count;
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw new ContentException(
                    file, line, Code.FILE, "cannot be closed: " + e, "check the disk");
        }
    }

    private boolean readLine() {
        long tooLong = 0;
        boolean begun = false;
        while (true) {
            if (position == limit && !fill()) {
                if (!begun) {
                    return false;
                }
                break;
            }
            if (!begun) {
                begun = true;
                line++;
            }
            int end = position;
            while (end < limit && buffer[end] != '\n') {
                end++;
            }
            int count = end - position;
            if (tooLong > 0 || length + count > lineBytesMax) {
                tooLong = Math.max(tooLong, length) + count;
            } else {
                append(count);
            }
            position = end;
            if (end < limit) {
                position++;
                break;
            }
        }
        if (tooLong > 0) {
            throw new ContentException(
                    file,
                    line,
                    Code.TOO_LONG,
                    "the line has " + tooLong + " bytes, more than " + lineBytesMax,
                    "end each object with a line feed, or raise content.lineBytesMax");
        }
        return true;
    }

    private void append(int count) {
        if (length + count > bytes.length) {
            int grown = Math.max(length + count, Math.min(lineBytesMax, 2 * bytes.length));
            bytes = Arrays.copyOf(bytes, grown);
        }
        System.arraycopy(buffer, position, bytes, length, count);
        length += count;
    }

    private boolean fill() {
        if (ended) {
            return false;
        }
        boolean whole = false;
        try {
            int got = in.read(buffer, 0, buffer.length);
            ended = got < 0;
            position = 0;
            limit = Math.max(0, got);
            whole = true;
        } catch (Lz4FrameException e) {
            throw new ContentException(
                    file, Math.max(1, line), Code.LZ4, String.valueOf(e.getMessage()), e.remedy());
        } catch (IOException e) {
            throw new ContentException(
                    file, line, Code.FILE, "cannot be read: " + e, "check the disk");
        } finally {
            if (!whole) {
                ended = true;
                position = 0;
                limit = 0;
            }
        }
        return !ended;
    }

    private boolean blank() {
        for (int i = 0; i < length; i++) {
            if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    private void check() {
        int bad = utf8.firstBad(bytes, length);
        if (bad >= 0) {
            throw new ContentException(
                    file,
                    line,
                    Code.UTF8,
                    "byte %d of the line (0x%02x) is not UTF-8".formatted(bad, bytes[bad]),
                    "write the file as UTF-8");
        }
        if (line == 1 && length > 2 && (bytes[0] & 0xFF) == 0xEF && (bytes[1] & 0xFF) == 0xBB) {
            throw new ContentException(
                    file,
                    line,
                    Code.UTF8,
                    "the file begins with a byte order mark",
                    "write the file as UTF-8 without one");
        }
    }

    /// Counts the bytes read from the file.
    private static final class CountedInput extends InputStream {
        private final InputStream in;
        private long count;

        CountedInput(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            int b = in.read();
            count += b < 0 ? 0 : 1;
            return b;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int got = in.read(into, offset, length);
            count += Math.max(0, got);
            return got;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
