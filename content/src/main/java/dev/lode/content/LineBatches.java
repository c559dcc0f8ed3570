package dev.lode.content;

import dev.lode.base.Layouts;
import dev.lode.content.lz4.Lz4FrameException;
import dev.lode.content.lz4.Lz4FrameInput;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;

/// Cuts a `.jsonl` or `.jsonl.lz4` file into batches of whole lines.
///
/// Lines end with a line feed; the last may end with the file. What is between line feeds is not
/// looked at: that is for whoever takes the batches, on any thread.
///
/// Threads: owned by one. Memory: the tail of one batch; a batch takes a longer line up to the
/// bound of lines. Errors: they stand in the batch behind the lines before them. After a line that
/// is too long the next batch goes on behind it; after one that concerns the stream (damage, I/O)
/// the file has ended.
final class LineBatches implements AutoCloseable {
    private static final long NEWLINES = 0x0A0A0A0A0A0A0A0AL;
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    private final Path file;
    private final int lineBytesMax;
    private final int batchBytes;
    private final InputStream in;
    private final CountedInput raw;
    private byte[] rest = new byte[4096];
    private int restBytes;
    private boolean ended;
    private long line;
    private long position;

    /// @param batchBytes how much is gathered for a batch
    LineBatches(Path file, int lineBytesMax, int batchBytes) {
        this.file = file;
        this.lineBytesMax = lineBytesMax;
        this.batchBytes = batchBytes;
        try {
            raw = new CountedInput(Files.newInputStream(file));
        } catch (IOException e) {
            throw new ContentException(
                    file, 0, Code.FILE, "cannot be opened: " + e, "check that it can be read");
        }
        in = file.toString().endsWith(".lz4") ? new Lz4FrameInput(raw) : raw;
    }

    /// Goes to where an earlier reading had come; before the first batch only.
    ///
    /// @param plainBytes before the next line
    /// @param lines before it
    void skip(long plainBytes, long lines) {
        try {
            in.skipNBytes(plainBytes);
        } catch (Lz4FrameException e) {
            throw damaged(e);
        } catch (IOException e) {
            throw unreadable(e);
        }
        position = plainBytes;
        line = lines;
    }

    /// Fills a batch.
    ///
    /// @return false where nothing is left, neither a line nor a fault
    boolean next(LineBatch into) {
        into.begin(line + 1);
        into.reserve(Math.max(restBytes, batchBytes));
        System.arraycopy(rest, 0, into.bytes, 0, restBytes);
        into.used(restBytes);
        position -= restBytes;
        restBytes = 0;
        int scanned = 0;
        boolean more = true;
        while (more) {
            int end = newline(into.bytes, scanned, into.used());
            if (end < into.used()) {
                more = endLine(into, end);
                scanned = end + 1;
            } else {
                scanned = end;
                more = more(into);
            }
        }
        into.consumed = raw.count;
        into.position = position + into.used() - restBytes;
        into.linesBefore = line;
        position += into.used();
        return into.lines() > 0 || into.fault().isPresent();
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

    /// Ends the open line; whether the batch goes on.
    private boolean endLine(LineBatch into, int end) {
        line++;
        long length = (long) end - into.open();
        if (length > lineBytesMax) {
            into.fault(tooLong(length));
            keep(into.bytes, end + 1, into.used());
            return false;
        }
        into.end(end);
        return true;
    }

    /// Reads more into a batch whose lines were all found; whether it goes on.
    private boolean more(LineBatch into) {
        int tail = into.used() - into.open();
        if (tail > lineBytesMax) {
            passOver(into, tail);
            return false;
        }
        if (into.lines() > 0 && into.used() >= batchBytes) {
            keep(into.bytes, into.open(), into.used());
            return false;
        }
        if (into.used() == into.bytes.length) {
            into.reserve((int) Math.min(2L * into.used(), 1L + into.open() + lineBytesMax));
        }
        int got;
        try {
            got = ended ? -1 : in.read(into.bytes, into.used(), into.bytes.length - into.used());
        } catch (IOException e) {
            stop(into, e, tail);
            return false;
        }
        if (got < 0) {
            ended = true;
            if (tail > 0) {
                endLine(into, into.used());
            }
            return false;
        }
        into.used(into.used() + got);
        return true;
    }

    /// Reads on to the end of a line of which enough is known.
    private void passOver(LineBatch into, int begun) {
        byte[] room = new byte[64 << 10];
        long length = begun;
        try {
            while (true) {
                int got = in.read(room, 0, room.length);
                if (got < 0) {
                    ended = true;
                    break;
                }
                position += got;
                int end = newline(room, 0, got);
                length += end;
                if (end < got) {
                    keep(room, end + 1, got);
                    break;
                }
            }
            line++;
            into.fault(tooLong(length));
        } catch (IOException e) {
            stop(into, e, begun);
        }
    }

    private void stop(LineBatch into, IOException e, int tail) {
        ended = true;
        if (tail > 0) {
            line++;
        }
        into.fault(e instanceof Lz4FrameException damage ? damaged(damage) : unreadable(e));
    }

    private void keep(byte[] bytes, int from, int to) {
        restBytes = to - from;
        if (rest.length < restBytes) {
            rest = new byte[Math.max(restBytes, 2 * rest.length)];
        }
        System.arraycopy(bytes, from, rest, 0, restBytes);
    }

    /// The index of the next line feed, or `to`.
    private static int newline(byte[] bytes, int from, int to) {
        MemorySegment memory = MemorySegment.ofArray(bytes);
        int at = from;
        while (at + Long.BYTES <= to) {
            long differing = memory.get(Layouts.I64, at) ^ NEWLINES;
            long found = (differing - ONES) & ~differing & HIGHS;
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >>> 3);
            }
            at += Long.BYTES;
        }
        while (at < to && bytes[at] != '\n') {
            at++;
        }
        return at;
    }

    private ContentException tooLong(long length) {
        return new ContentException(
                file,
                line,
                Code.TOO_LONG,
                "the line has " + length + " bytes, more than " + lineBytesMax,
                "end each object with a line feed, or raise content.lineBytesMax");
    }

    private ContentException damaged(Lz4FrameException e) {
        return new ContentException(
                file, Math.max(1, line), Code.LZ4, String.valueOf(e.getMessage()), e.remedy());
    }

    private ContentException unreadable(IOException e) {
        return new ContentException(
                file, line, Code.FILE, "cannot be read: " + e, "check the disk");
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
        public long skip(long bytes) throws IOException {
            long skipped = in.skip(bytes);
            count += skipped;
            return skipped;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
