package dev.lode.storage.extent;

import dev.lode.storage.index.FileSink;
import dev.lode.storage.index.FileSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// The heads that are being written: small ones are put together in memory, many of them, and go to
/// the file in one write; one that is larger than the buffer is written through.
///
/// Threads: owned by one. Memory: the buffer. Units: bytes; offsets in the file. Errors: what the
/// disk refuses is thrown by the call that empties the buffer.
final class HeadBuffer implements FileSink, FileSource {
    private static final int BYTES = 1 << 20;

    private final FileChannel file;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
    private long from;
    private int used;

    HeadBuffer(FileChannel file) {
        this.file = file;
    }

    /// Makes room for a head; all its bytes will be written, none before it.
    void begin(long headAt, long headBytes) throws IOException {
        if (headAt + headBytes > from + BYTES) {
            flush();
            from = headAt;
        }
        used = (int) Math.min(headAt + headBytes - from, BYTES);
        if (headBytes > BYTES) {
            used = 0;
        }
    }

    @Override
    public int write(ByteBuffer bytes, long position) throws IOException {
        int length = bytes.remaining();
        if (!holds(position, length)) {
            return file.write(bytes, position);
        }
        buffer.put((int) (position - from), bytes, bytes.position(), length);
        bytes.position(bytes.limit());
        return length;
    }

    @Override
    public int read(ByteBuffer bytes, long position) throws IOException {
        int length = (int) Math.min(bytes.remaining(), from + used - position);
        if (length <= 0 || !holds(position, length)) {
            return file.read(bytes, position);
        }
        bytes.put(bytes.position(), buffer, (int) (position - from), length);
        bytes.position(bytes.position() + length);
        return length;
    }

    /// Writes out what is gathered.
    void flush() throws IOException {
        ByteBuffer gathered = buffer.duplicate().limit(used);
        while (gathered.hasRemaining()) {
            file.write(gathered, from + gathered.position());
        }
        from += used;
        used = 0;
    }

    private boolean holds(long position, int length) {
        return position >= from && position + length <= from + used;
    }
}
