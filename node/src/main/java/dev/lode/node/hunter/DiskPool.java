package dev.lode.node.hunter;

import dev.lode.base.memory.Epochs;
import dev.lode.storage.store.StoreReader;
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
    private final Epochs epochs;
    private volatile boolean closing;

    /// Starts the threads.
    ///
    /// @param threadCount how many
    /// @param readsMax reads that all loops together can have
    /// @param closeMax how long a close waits for each thread
    /// @param epochs that the threads take part in while they read
    public DiskPool(int threadCount, int readsMax, Duration closeMax, Epochs epochs) {
        queue = new ArrayBlockingQueue<>(readsMax);
        this.closeMax = closeMax;
        this.epochs = epochs;
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
        Map<Integer, StoreReader> readers = new HashMap<>();
        try (var participant = epochs.join(Thread.currentThread().getName())) {
            while (!closing) {
                DiskRead read = queue.take();
                participant.online();
                read.run(
                        readers.computeIfAbsent(read.hunt(), _ -> read.content().store().reader()));
                participant.offline();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            readers.values().forEach(StoreReader::close);
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
