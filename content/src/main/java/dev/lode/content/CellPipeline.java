package dev.lode.content;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads cells.jsonl on all cores: one thread cuts it into portions, workers check them, and the
/// owner gets them in the order of the file.
///
/// Threads: owned by one, beside those that it starts. Memory: two portions a worker and two more,
/// each of one batch of lines and what is made of it. Errors: what is wrong with the content stands
/// in the portions; a defect on another thread is thrown to the owner.
///
/// @param <T> takes the cells of a portion
final class CellPipeline<T extends CellTaker> implements AutoCloseable {
    private final LineBatches lines;
    private final ExecutorService workers;
    private final BlockingQueue<CellPortion<T>> free;
    private final BlockingQueue<CellPortion<T>> ordered;
    private final Thread reader;
    private @Nullable CellPortion<T> current;

    /// Begins to read.
    ///
    /// @param from where
    /// @param portion makes an empty one
    CellPipeline(
            AuthoringFolder folder, Limits limits, CellsAt from, Supplier<CellPortion<T>> portion) {
        int portions = 2 * limits.workers() + 2;
        free = new ArrayBlockingQueue<>(portions);
        ordered = new ArrayBlockingQueue<>(portions + 1);
        for (int i = 0; i < portions; i++) {
            free.add(portion.get());
        }
        lines = new LineBatches(folder.cells(), limits.lineBytesMax(), limits.batchBytes());
        workers =
                Executors.newFixedThreadPool(
                        limits.workers(),
                        Thread.ofPlatform().name("lode-cells-", 0).daemon().factory());
        reader = Thread.ofPlatform().name("lode-lines").daemon().start(() -> read(from));
    }

    /// The next portion, checked; the one before is used up. Null behind the last.
    @Nullable CellPortion<T> next() throws InterruptedException {
        if (current != null) {
            free.put(current);
        }
        current = ordered.take();
        current.await();
        if (current.lines.lines() == 0 && current.lines.fault().isEmpty()) {
            return null;
        }
        return current;
    }

    private void read(CellsAt from) {
        try {
            boolean more = true;
            boolean begun = false;
            while (more) {
                CellPortion<T> portion = free.take();
                try {
                    more = begun ? lines.next(portion.lines) : first(portion.lines, from);
                    begun = true;
                    portion.checking(workers.submit(portion::check));
                } catch (RuntimeException | Error e) {
                    more = false;
                    portion.checking(CompletableFuture.failedFuture(e));
                }
                ordered.put(portion);
            }
        } catch (InterruptedException e) {
            // Closed before its end: nobody waits for the rest.
        }
    }

    private boolean first(LineBatch into, CellsAt from) {
        if (from.position() > 0) {
            lines.skip(from.position(), from.line());
        }
        return lines.next(into);
    }

    @Override
    public void close() {
        reader.interrupt();
        workers.shutdownNow();
        boolean interrupted = false;
        while (reader.isAlive() || !workers.isTerminated()) {
            try {
                reader.join();
                workers.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        lines.close();
    }
}
