package dev.lode.storage.pack;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Sorts and writes one buffer of cells while its owner fills another.
///
/// Threads: owned by one, beside the one that it starts. Memory: the buffer that is not being
/// filled. Errors: what the disk refused is thrown by the next call.
final class Spiller implements AutoCloseable {
    private final RunSet runs;
    private final Checkpoints checkpoints;
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().name("lode-pack-spill").daemon().factory());
    private SortBuffer spare;
    private @Nullable Future<?> writing;

    Spiller(RunSet runs, Checkpoints checkpoints, SortBuffer spare) {
        this.runs = runs;
        this.checkpoints = checkpoints;
        this.spare = spare;
    }

    /// Takes a buffer and gives an empty one.
    ///
    /// @param mark what is noted with the run; nothing is noted without one
    SortBuffer swap(SortBuffer full, Optional<byte[]> mark) throws IOException {
        finish();
        SortBuffer empty = spare;
        spare = full;
        writing =
                thread.submit(() -> {
                    Run run = runs.spillCells(full);
                    if (mark.isPresent()) {
                        checkpoints.note(run, mark.get());
                    }
                    return run;
                });
        return empty;
    }

    /// Waits until all that was taken is written, and gives the memory back.
    void end() throws IOException {
        finish();
        spare.close();
    }

    private void finish() throws IOException {
        if (writing == null) {
            return;
        }
        try {
            writing.get();
            writing = null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("packing was interrupted");
        } catch (ExecutionException e) {
            throw Elsewhere.thrown(e.getCause());
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        boolean interrupted = false;
        while (!thread.isTerminated()) {
            try {
                thread.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        spare.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
