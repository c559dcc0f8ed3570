package dev.lode.storage.slice;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/// A file that is written from one end to the other, whose disk is kept busy meanwhile, so that the
/// force at the end has little left to wait for.
///
/// Threads: owned by one. Units: bytes.
final class EarlyWriteback implements WritableByteChannel {
    private static final long STEP_BYTES = 8L << 20;

    private final FileChannel file;
    private final FileSpace space;
    private final SliceProgress progress;
    private final long total;
    private long begun;
    private long at;

    EarlyWriteback(
            FileChannel file, FileSpace space, long position, long total, SliceProgress progress) {
        this.file = file;
        this.space = space;
        this.progress = progress;
        this.total = total;
        begun = position;
        at = position;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        int written = file.write(bytes, at);
        at += written;
        if (at - begun >= STEP_BYTES) {
            space.beginWriting(begun, at - begun);
            begun = at;
            progress.at(at, total);
        }
        return written;
    }

    @Override
    public boolean isOpen() {
        return file.isOpen();
    }

    /// Leaves the file open.
    @Override
    public void close() {}
}
