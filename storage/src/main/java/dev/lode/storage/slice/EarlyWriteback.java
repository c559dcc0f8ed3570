package dev.lode.storage.slice;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/// A file that is written from one end to the other while its disk is kept busy.
///
/// Threads: owned by one. Units: bytes.
final class EarlyWriteback implements WritableByteChannel {
    private static final long REPORT_BYTES = 8L << 20;

    private final FileChannel file;
    private final FileSpace space;
    private final Writeback disk;
    private final SliceProgress progress;
    private final long total;
    private long told;
    private long at;

    EarlyWriteback(
            FileChannel file,
            FileSpace space,
            Writeback disk,
            long position,
            long total,
            SliceProgress progress) {
        this.file = file;
        this.space = space;
        this.disk = disk;
        this.progress = progress;
        this.total = total;
        told = position;
        at = position;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        int written = file.write(bytes, at);
        disk.wrote(space, at, written);
        at += written;
        if (at - told >= REPORT_BYTES) {
            told = at;
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
