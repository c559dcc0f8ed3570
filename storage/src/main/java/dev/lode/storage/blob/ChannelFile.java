package dev.lode.storage.blob;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/// A file behind a FileChannel, for machines without the system calls: every read may wait.
///
/// An interrupt closes a FileChannel for all threads, so a closed one is opened again; its first
/// bytes tell whether the path still names the same file.
final class ChannelFile extends BlobFile {
    private static final int HEAD_BYTES = 64;

    private final Path path;
    private final byte[] head;
    private volatile FileChannel channel;
    private volatile boolean closed;

    ChannelFile(Path path) throws IOException {
        this.path = path;
        channel = FileChannel.open(path, StandardOpenOption.READ);
        head = head(channel);
    }

    @Override
    public String device() {
        return "FileChannel from the pool only: no preadv2 on this platform";
    }

    @Override
    public boolean readsWithoutWaiting() {
        return false;
    }

    @Override
    int read(PosixCall call, MemorySegment into, int length, long position, boolean wait) {
        if (!wait) {
            return WOULD_BLOCK;
        }
        ByteBuffer view = into.asByteBuffer().limit(length);
        boolean interrupted = false;
        try {
            while (view.hasRemaining()) {
                try {
                    int got = channel.read(view, position + view.position());
                    if (got < 0) {
                        return view.position();
                    }
                } catch (ClosedChannelException e) {
                    interrupted |= Thread.interrupted();
                    reopen();
                }
            }
            return length;
        } catch (IOException e) {
            return FAILED;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized void reopen() throws IOException {
        if (closed) {
            throw new IllegalStateException("the file is closed");
        }
        if (channel.isOpen()) {
            return;
        }
        FileChannel again = FileChannel.open(path, StandardOpenOption.READ);
        if (!Arrays.equals(head(again), head)) {
            again.close();
            throw new IOException(path + " has been replaced");
        }
        channel = again;
    }

    private static byte[] head(FileChannel channel) throws IOException {
        var view = ByteBuffer.allocate(HEAD_BYTES);
        while (view.hasRemaining() && channel.read(view, view.position()) >= 0) {}
        return view.array();
    }

    @Override
    public synchronized void close() {
        closed = true;
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
