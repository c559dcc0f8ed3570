package dev.lode.node.footing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The thread of a loop: begun once, asleep while there is nothing to do, woken by those who bring
/// work, ended when it is told.
///
/// A loop sleeps so that no work is overlooked: [#beforeSleep], then a look whether there is work,
/// [#sleep] if there is none, [#afterSleep]. Whoever brings work puts it where that look finds it,
/// then calls [#wake].
///
/// Threads: the three of sleep from the loop, all else from any.
public final class LoopThread {
    private volatile @Nullable Thread thread;
    private volatile boolean asleep;
    private volatile boolean stopping;

    /// Makes one that has not begun.
    public LoopThread() {}

    /// Begins.
    ///
    /// @param name of the thread
    /// @param loop runs until it finds [#isStopping]
    public void start(String name, Runnable loop) {
        thread = Thread.ofPlatform().name(name).start(loop);
    }

    /// Wakes the loop, if it sleeps or is about to.
    public void wake() {
        if (asleep) {
            LockSupport.unpark(thread);
        }
    }

    /// Whether the loop is to end once its work is done.
    ///
    /// @return true from the first [#stop] on
    public boolean isStopping() {
        return stopping;
    }

    /// Tells the loop to end and waits for that.
    ///
    /// @param waitMax how long
    /// @return false where it has not ended by then; true for one that was not begun
    public boolean stop(Duration waitMax) {
        stopping = true;
        Thread running = thread;
        // Awake or not: a loop that has just looked must not sleep now.
        LockSupport.unpark(running);
        try {
            return running == null || running.join(waitMax);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// From here on work that comes wakes the loop.
    public void beforeSleep() {
        asleep = true;
    }

    /// Sleeps until work comes, or a while.
    ///
    /// @param nanosMax how long, at least 1
    public void sleep(long nanosMax) {
        LockSupport.parkNanos(this, nanosMax);
    }

    /// Sleeps until work comes.
    public void sleep() {
        LockSupport.park(this);
    }

    /// The loop looks for work by itself again.
    public void afterSleep() {
        asleep = false;
    }
}
