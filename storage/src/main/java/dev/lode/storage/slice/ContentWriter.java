package dev.lode.storage.slice;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Writes the content of a slice where it belongs and checks it, in a thread of its own while the
/// next block is being read.
///
/// Threads: owned by one, beside the ones that it starts; closing waits for those, which wait for
/// nothing but the disk. A slice of one block is taken by the owner himself. Memory: two blocks
/// beside the one that is being read. Errors: what the disk refused and what was found wrong is
/// thrown by a later call, at the latest by [#drain]; nothing is written behind it.
final class ContentWriter implements AutoCloseable {
    private static final int ROOMS = 2;

    private record Piece(SliceBlock block, ByteBuffer content, long offset) {}

    private final SliceHeader header;
    private final List<ImportedPartition.Range> ranges;
    private final ContentCheck check;
    private final Writeback disk = new Writeback();
    private @Nullable Thread thread;

    /// Guards all below; told when a piece comes or is done.
    private final Object monitor = new Object();

    private final Deque<Piece> pending = new ArrayDeque<>();
    private final Deque<SliceBlock> free = new ArrayDeque<>();
    private int rooms;
    private boolean ended;
    private boolean unsound;
    private @Nullable Throwable failure;

    ContentWriter(String name, ImportedPartition what) {
        header = what.header();
        ranges = what.ranges();
        check = new ContentCheck(name, what);
    }

    /// Takes what lies in the files already, before all else.
    ///
    /// @param bytes of the content, from its beginning
    void takeWritten(long bytes) throws IOException {
        synchronized (monitor) {
            unsound = true;
        }
        check.takeWritten(bytes);
        synchronized (monitor) {
            unsound = false;
        }
    }

    /// Takes the next block.
    ///
    /// @param content of it, not before the end of what was taken
    /// @return room for another
    SliceBlock take(SliceBlock block, ByteBuffer content, long offset) throws IOException {
        var piece = new Piece(block, content, offset);
        if (header.shape().blocks() == 1) {
            done(piece, written(piece));
            refuse();
            return block;
        }
        if (thread == null) {
            thread = Thread.ofPlatform().name("lode-slice-write").daemon().start(this::work);
        }
        synchronized (monitor) {
            pending.add(piece);
            monitor.notifyAll();
            await(() -> !free.isEmpty() || rooms < ROOMS);
            if (free.isEmpty()) {
                rooms++;
                return new SliceBlock(header.blockBytes());
            }
            return free.remove();
        }
    }

    /// Waits until all is written and checked.
    void drain() throws IOException {
        synchronized (monitor) {
            await(pending::isEmpty);
        }
    }

    /// Waits until all is written and checked, and refuses it where it is not all.
    void end() throws IOException {
        drain();
        synchronized (monitor) {
            unsound = true;
        }
        check.end();
    }

    /// Whether an import that ends now may be gone on with.
    ///
    /// @return false once content was found wrong, or was whole
    boolean sound() {
        synchronized (monitor) {
            return !unsound;
        }
    }

    private void await(BooleanSupplier until) throws IOException {
        synchronized (monitor) {
            try {
                while (failure == null && !until.getAsBoolean()) {
                    monitor.wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("the import was interrupted");
            }
            refuse();
        }
    }

    private void refuse() throws IOException {
        synchronized (monitor) {
            switch (failure) {
                case null -> {}
                case IOException io -> throw io;
                case RuntimeException broken -> throw broken;
                case Error error -> throw error;
                default -> throw new IOException(failure);
            }
        }
    }

    private void work() {
        Piece piece = next();
        while (piece != null) {
            done(piece, written(piece));
            piece = next();
        }
    }

    private @Nullable Piece next() {
        synchronized (monitor) {
            while (pending.isEmpty() && !ended) {
                try {
                    monitor.wait();
                } catch (InterruptedException e) {
                    ended = true;
                }
            }
            return ended ? null : pending.element();
        }
    }

    private void done(Piece piece, @Nullable Throwable refused) {
        synchronized (monitor) {
            pending.remove(piece);
            if (refused == null) {
                free.add(piece.block);
            } else {
                failure = refused;
                ended = true;
                pending.clear();
            }
            monitor.notifyAll();
        }
    }

    /// Writes and checks a block; what went wrong, or null.
    private @Nullable Throwable written(Piece piece) {
        ByteBuffer content = piece.content;
        int from = content.position();
        try {
            put(content, piece.offset);
            synchronized (monitor) {
                unsound = true;
            }
            check.take(content.position(from));
            synchronized (monitor) {
                unsound = false;
            }
            return null;
        } catch (IOException | RuntimeException | Error e) {
            return e;
        }
    }

    private void put(ByteBuffer content, long offset) throws IOException {
        int from = content.position();
        int end = content.limit();
        for (ImportedPartition.Range range : ranges) {
            long next = offset + content.position() - from;
            long left = range.start() + range.bytes() - next;
            if (left > 0 && next >= range.start() && content.position() < end) {
                int part = (int) Math.min(left, end - content.position());
                content.limit(content.position() + part);
                long to = range.at() + next - range.start();
                range.file().write(content, to);
                content.limit(end);
                disk.wrote(range.file().space(), to, part);
            }
        }
    }

    /// Gives up what waits, and lets the threads end.
    @Override
    public void close() {
        synchronized (monitor) {
            ended = true;
            monitor.notifyAll();
        }
        Writeback.join(thread);
        disk.close();
    }
}
