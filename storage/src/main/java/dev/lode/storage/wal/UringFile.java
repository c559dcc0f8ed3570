package dev.lode.storage.wal;

import dev.lode.base.os.Descriptors;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;

/// A segment that is written through the ring, and otherwise through channels.
final class UringFile extends FilterDevice.FilterFile {
    private final String path;
    private int descriptor = -1;
    private boolean closed;

    UringFile(LogFile plain, String path) {
        super(plain);
        this.path = path;
    }

    /// Open for writing with O_DIRECT.
    synchronized int descriptor() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        if (descriptor < 0) {
            descriptor = Descriptors.openDirect(Path.of(path));
        }
        return descriptor;
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        if (descriptor >= 0) {
            Descriptors.close(descriptor);
            descriptor = -1;
        }
        super.close();
    }
}
