package dev.lode.storage.pack;

import dev.lode.base.memory.Mapping;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;

/// A part of a file off heap that moves along as the file is read; of one file after another.
///
/// Threads: owned by one. Memory: its bytes, touched as they are needed, given back when closed.
/// Errors: EOFException where the file ends before the range.
final class RunWindow implements AutoCloseable {
    private static final String OWNER = "storage.pack";

    private final Mapping memory;
    private final CRC32C crc = new CRC32C();
    private ByteBuffer buffer;
    private long at;
    private int filled;
    private int offset;

    /// @param bytes of the window, and so the longest range
    RunWindow(int bytes) {
        memory = Mapping.anonymous(OWNER, bytes);
        buffer = memory.segment().asByteBuffer();
    }

    /// The longest range.
    int capacity() {
        return buffer.capacity();
    }

    /// Forgets what was read, for another file comes.
    void forget() {
        filled = 0;
    }

    /// Brings a range into memory.
    void load(FileChannel file, long position, int length) throws IOException {
        if (position < at || position + length > at + filled) {
            at = position;
            filled = 0;
            buffer.clear();
            while (filled < length) {
                int read = file.read(buffer, position + filled);
                if (read < 0) {
                    throw new EOFException("the file ends at byte " + (position + filled));
                }
                filled += read;
            }
            buffer.clear();
        }
        offset = (int) (position - at);
    }

    /// Copies bytes of the range that was loaded.
    ///
    /// @param from how far behind its start the first of them is
    void copy(int from, byte[] into, int to, int length) {
        buffer.get(offset + from, into, to, length);
    }

    /// The checksum of bytes of the range that was loaded.
    ///
    /// @param from how far behind its start the first of them is
    int checksum(int from, int length) {
        crc.reset();
        crc.update(buffer.limit(offset + from + length).position(offset + from));
        buffer.clear();
        return (int) crc.getValue();
    }

    @Override
    public void close() {
        buffer = ByteBuffer.allocate(0);
        filled = 0;
        memory.close();
    }
}
