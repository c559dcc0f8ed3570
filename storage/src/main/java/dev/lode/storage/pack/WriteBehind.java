package dev.lode.storage.pack;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// A file whose long writes at a position are done by a thread of its own, while the owner goes on.
///
/// Short writes and all reads are done at once, behind whatever long write they overlap. Only what
/// has a position is offered: a file pointer would have to wait for everything.
///
/// Threads: owned by one, beside the one that it starts. Memory: four buffers of 1 MiB off heap.
/// Errors: what the disk refused is thrown by a later call, at the latest by [#drain]. Closing ends
/// the thread and leaves the file open.
final class WriteBehind extends PositionedFile {
    private static final int BUFFERS = 4;
    private static final int BUFFER_BYTES = 1 << 20;

    private record Piece(DirectBuffer from, ByteBuffer bytes, long position, long end) {}

    private final FileChannel file;
    private final Thread writer;

    /// Guards all below; told when a piece comes or is done.
    private final Object monitor = new Object();

    private final Deque<Piece> pending = new ArrayDeque<>();
    private final Deque<DirectBuffer> free = new ArrayDeque<>();
    private boolean ended;
    private @Nullable Throwable failure;

    WriteBehind(FileChannel file) {
        this.file = file;
        for (int i = 0; i < BUFFERS; i++) {
            free.add(new DirectBuffer(BUFFER_BYTES));
        }
        writer = Thread.ofPlatform().name("lode-pack-write").daemon().start(this::run);
    }

    @Override
    public int write(ByteBuffer from, long position) throws IOException {
        int length = from.remaining();
        if (length < DirectFile.LONG_BYTES) {
            await(position, position + length);
            return file.write(from, position);
        }
        DirectBuffer into = take();
        int part = Math.min(length, into.bytes.capacity());
        into.bytes.clear().put(from.slice(from.position(), part)).flip();
        from.position(from.position() + part);
        synchronized (monitor) {
            pending.add(new Piece(into, into.bytes, position, position + part));
            monitor.notifyAll();
        }
        return part;
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        await(position, position + into.remaining());
        return file.read(into, position);
    }

    /// Waits until everything is written.
    void drain() throws IOException {
        await(0, Long.MAX_VALUE);
    }

    private void run() {
        while (true) {
            Piece piece;
            boolean failed;
            synchronized (monitor) {
                while (pending.isEmpty() && !ended) {
                    try {
                        monitor.wait();
                    } catch (InterruptedException e) {
                        ended = true;
                    }
                }
                if (ended) {
                    return;
                }
                piece = pending.element();
                failed = failure != null;
            }
            Throwable refused = failed ? null : written(piece);
            synchronized (monitor) {
                failure = refused == null ? failure : refused;
                pending.remove();
                free.add(piece.from);
                monitor.notifyAll();
            }
        }
    }

    /// Writes a piece; what went wrong, or null.
    private @Nullable Throwable written(Piece piece) {
        try {
            long at = piece.position;
            while (piece.bytes.hasRemaining()) {
                at += file.write(piece.bytes, at);
            }
            return null;
        } catch (IOException | RuntimeException | Error e) {
            return e;
        }
    }

    private DirectBuffer take() throws IOException {
        synchronized (monitor) {
            try {
                while (free.isEmpty()) {
                    monitor.wait();
                }
            } catch (InterruptedException e) {
                throw interrupted();
            }
            refuse();
            return free.remove();
        }
    }

    /// Waits for pieces that overlap a range.
    private void await(long from, long to) throws IOException {
        synchronized (monitor) {
            try {
                while (overlaps(from, to)) {
                    monitor.wait();
                }
            } catch (InterruptedException e) {
                throw interrupted();
            }
            refuse();
        }
    }

    private boolean overlaps(long from, long to) {
        return pending.stream().anyMatch(piece -> piece.position < to && from < piece.end);
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("packing was interrupted");
    }

    private void refuse() throws IOException {
        if (failure != null) {
            throw Elsewhere.thrown(failure);
        }
    }

    @Override
    protected void implCloseChannel() {
        synchronized (monitor) {
            ended = true;
            monitor.notifyAll();
        }
        boolean interrupted = false;
        while (writer.isAlive()) {
            try {
                writer.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        pending.forEach(piece -> piece.from.close());
        free.forEach(DirectBuffer::close);
    }

    @Override
    public long size() throws IOException {
        drain();
        return file.size();
    }

    @Override
    public void force(boolean metaData) throws IOException {
        drain();
        file.force(metaData);
    }
}
