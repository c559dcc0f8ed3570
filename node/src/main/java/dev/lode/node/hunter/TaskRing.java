package dev.lode.node.hunter;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Work that other threads have finished for a loop: a bounded ring of tasks, many in, one out.
///
/// Threads: any offers; the loop alone runs. Cost: no lock, no allocation.
public final class TaskRing {
    private final AtomicReferenceArray<@Nullable Runnable> ring;
    private final AtomicLong tail = new AtomicLong();
    private final AtomicLong head = new AtomicLong();
    private final Runnable waker;

    /// Makes one.
    ///
    /// @param tasksMax how many may wait, at least
    /// @param waker wakes the loop
    public TaskRing(int tasksMax, Runnable waker) {
        ring = new AtomicReferenceArray<>(Integer.highestOneBit(Math.max(tasksMax, 2) * 2 - 1));
        this.waker = waker;
    }

    /// Hands a task to the loop.
    ///
    /// @param task runs on the loop
    /// @return false where too many wait
    public boolean offer(Runnable task) {
        while (true) {
            long at = tail.get();
            if (at - head.get() >= ring.length()) {
                return false;
            }
            if (tail.compareAndSet(at, at + 1)) {
                ring.setRelease((int) at & (ring.length() - 1), task);
                waker.run();
                return true;
            }
        }
    }

    /// Whether nothing waits.
    ///
    /// @return true where the loop may sleep
    public boolean isEmpty() {
        return tail.get() == head.get();
    }

    /// Runs what waits; for the loop alone.
    ///
    /// @return how many tasks there were
    public int run() {
        int ran = 0;
        for (long at = head.get(); at < tail.get(); at++) {
            int slot = (int) at & (ring.length() - 1);
            Runnable task = ring.getAcquire(slot);
            if (task == null) {
                break;
            }
            ring.setRelease(slot, null);
            head.set(at + 1);
            ran++;
            task.run();
        }
        return ran;
    }
}
