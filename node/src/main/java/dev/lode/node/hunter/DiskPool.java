package dev.lode.node.hunter;

import dev.lode.storage.blob.BlobReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;

/// The threads that wait for the disk, so that no loop does.
///
/// Threads: any submits; each thread of the pool has readers of its own. The queue has room for
/// every read that the loops can have.
public final class DiskPool implements AutoCloseable {
    private final ArrayBlockingQueue<DiskRead> queue;
    private final List<Thread> threads = new ArrayList<>();
    private final Duration closeMax;
    private volatile boolean closing;

    /// Starts the threads.
    ///
    /// @param threadCount how many
    /// @param readsMax reads that all loops together can have
    /// @param closeMax how long a close waits for each thread
    public DiskPool(int threadCount, int readsMax, Duration closeMax) {
        queue = new ArrayBlockingQueue<>(readsMax);
        this.closeMax = closeMax;
        for (int number = 0; number < threadCount; number++) {
            addThread();
        }
    }

    void addThread() {
        threads.add(Thread.ofPlatform().name("lode-read-" + threads.size()).start(this::work));
    }

    /// Hands a read over; its loop is told when it is done.
    boolean submit(DiskRead read) {
        return queue.offer(read);
    }

    private void work() {
        Map<Integer, BlobReader> readers = new HashMap<>();
        try {
            while (!closing) {
                DiskRead read = queue.take();
                read.run(readers.computeIfAbsent(read.hunt(), _ -> read.content().pack().reader()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            readers.values().forEach(BlobReader::close);
        }
    }

    /// Ends the threads; reads that still wait are forgotten.
    @Override
    public void close() {
        closing = true;
        // Interrupting is harmless here: readers read by a system call of their own, not through a
        // FileChannel.
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            try {
                thread.join(closeMax);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
