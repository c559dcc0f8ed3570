package dev.lode.content;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/// The lines of rooms.jsonl, plain, so that rooms can be read again in any order.
///
/// Threads: one. Memory: a write buffer and the longest line.
final class RoomSpool implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 20;

    private final TempFiles temp;
    private final FileChannel file;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private long flushed;
    private byte[] line = new byte[4096];

    RoomSpool(TempFiles temp) {
        this.temp = temp;
        try {
            file = temp.open("rooms");
        } catch (IOException e) {
            throw temp.refused(e);
        }
    }

    /// Adds a line.
    ///
    /// @return its offset
    long add(byte[] bytes, int length) {
        long offset = flushed + buffer.position();
        try {
            int done = 0;
            while (done < length) {
                if (!buffer.hasRemaining()) {
                    flush();
                }
                int part = Math.min(length - done, buffer.remaining());
                buffer.put(bytes, done, part);
                done += part;
            }
        } catch (IOException e) {
            throw temp.refused(e);
        }
        return offset;
    }

    /// Reads a line again; its bytes are good until the next call.
    byte[] read(long offset, int length) {
        if (line.length < length) {
            line = Arrays.copyOf(line, Math.max(length, 2 * line.length));
        }
        try {
            if (buffer.position() > 0) {
                flush();
            }
            ByteBuffer into = ByteBuffer.wrap(line, 0, length);
            while (into.hasRemaining()) {
                if (file.read(into, offset + into.position()) < 0) {
                    throw new EOFException("a temporary file became shorter");
                }
            }
        } catch (IOException e) {
            throw temp.refused(e);
        }
        return line;
    }

    private void flush() throws IOException {
        buffer.flip();
        flushed += buffer.remaining();
        while (buffer.hasRemaining()) {
            file.write(buffer);
        }
        buffer.clear();
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw temp.refused(e);
        }
    }
}
