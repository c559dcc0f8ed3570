package dev.lode.storage.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/// A segment that is written through the ring, and otherwise through channels.
final class UringFile implements LogFile {
    private final LogFile plain;
    private final String path;
    private int descriptor = -1;
    private boolean closed;

    UringFile(LogFile plain, String path) {
        this.plain = plain;
        this.path = path;
    }

    /// Open for writing with O_DIRECT.
    synchronized int descriptor() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        if (descriptor < 0) {
            descriptor = Linux.openDirect(path);
        }
        return descriptor;
    }

    @Override
    public long bytes() {
        return plain.bytes();
    }

    @Override
    public void write(LogBuffer from, int length, long position) throws IOException {
        plain.write(from, length, position);
    }

    @Override
    public void sync() throws IOException {
        plain.sync();
    }

    @Override
    public void read(ByteBuffer into, long position) throws IOException {
        plain.read(into, position);
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        if (descriptor >= 0) {
            Linux.close(descriptor);
            descriptor = -1;
        }
        plain.close();
    }
}
