package dev.lode.storage.archive;

import java.util.concurrent.locks.LockSupport;

/// Work in short turns with pauses between, so that who wakes up from a durable append finds a
/// core.
///
/// Threads: owned by one, which sleeps in `step`. Cost: a reading of the clock a step; whoever
/// works all the time gets about a third of a core.
public final class ShortTurns {
    /* Implementation: a kernel that does not preempt at once (most servers') lets a thread that wakes
     * up wait until the running one has used its slice, 1.4 to 4 ms, priorities and shorter slices
     * notwithstanding. Only who sleeps by itself is never waited for.
     */
    private static final long WORK_NANOS = 50_000;
    private static final long PAUSE_NANOS = 50_000; // the kernel's timers add as much

    private long begun = System.nanoTime();

    /// Begins a turn.
    public ShortTurns() {}

    /// Pauses if the turn has lasted long enough; called between pieces of work that are much
    /// shorter than a turn.
    public void step() {
        if (System.nanoTime() - begun >= WORK_NANOS) {
            pause();
        }
    }

    /// Pauses, and begins the next turn.
    public void pause() {
        LockSupport.parkNanos(PAUSE_NANOS); // an interrupted thread goes on at once
        begun = System.nanoTime();
    }
}
