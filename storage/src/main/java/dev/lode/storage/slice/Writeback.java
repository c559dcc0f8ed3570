package dev.lode.storage.slice;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// A thread that has the disk write out what was just written to files, so that who writes does not
/// wait for the disk meanwhile, and the force at the end finds little left.
///
/// A wish and no more: nothing counts as written out before it was forced. What is small is left to
/// the force, and no thread is started for it. Threads: owned by one, beside the one that it
/// starts; closing waits for that. Memory: a range for each run of bytes that waits. Units: bytes.
final class Writeback implements AutoCloseable {
    /* Implementation: to begin writing a range out can wait for a place in the disk's queue, which is why the writer must not
     * do it himself. Runs that follow each other are joined, so there are at most as many as the import has ranges. */

    private static final long STEP_BYTES = 1L << 20;

    private record Run(FileSpace file, long at, long bytes) {}

    /// Guards all below; told when a run comes and at the end.
    private final Object monitor = new Object();

    private final Deque<Run> waiting = new ArrayDeque<>();
    private @Nullable Run last;
    private @Nullable Thread thread;
    private boolean ended;

    /// Says what was written.
    ///
    /// @param file open until this is closed
    void wrote(FileSpace file, long at, long bytes) {
        Run run = last;
        if (run != null && run.file == file && run.at + run.bytes == at) {
            last = new Run(file, run.at, run.bytes + bytes);
        } else {
            hand(run);
            last = new Run(file, at, bytes);
        }
        if (last.bytes >= STEP_BYTES) {
            hand(last);
            last = null;
        }
    }

    private void hand(@Nullable Run run) {
        if (run == null || run.bytes < STEP_BYTES) {
            return;
        }
        if (thread == null) {
            thread = Thread.ofPlatform().name("lode-slice-writeback").daemon().start(this::work);
        }
        synchronized (monitor) {
            Run before = waiting.peekLast();
            if (before != null && before.file == run.file && before.at + before.bytes == run.at) {
                waiting.removeLast();
                waiting.add(new Run(run.file, before.at, before.bytes + run.bytes));
            } else {
                waiting.add(run);
            }
            monitor.notifyAll();
        }
    }

    private void work() {
        Run run = next();
        while (run != null) {
            run.file.beginWriting(run.at, run.bytes);
            run = next();
        }
    }

    private @Nullable Run next() {
        synchronized (monitor) {
            while (waiting.isEmpty() && !ended) {
                try {
                    monitor.wait();
                } catch (InterruptedException e) {
                    return null;
                }
            }
            return ended ? null : waiting.poll();
        }
    }

    /// Drops what waits, and lets the thread end.
    @Override
    public void close() {
        synchronized (monitor) {
            ended = true;
            monitor.notifyAll();
        }
        join(thread);
    }

    /// Waits for the end of a thread that has been told to end.
    static void join(@Nullable Thread thread) {
        boolean interrupted = false;
        while (thread != null && thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
