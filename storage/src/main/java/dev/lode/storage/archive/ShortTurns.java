package dev.lode.storage.archive;

import java.util.concurrent.locks.LockSupport;

/// Work in short turns with pauses between, so that who wakes up from a durable append finds a
/// core.
///
/// Threads: owned by one, which sleeps in `step`. Cost: a reading of the clock a step; whoever
/// works all the time gets at most half a core.
public final class ShortTurns {
    /* Implementation: a kernel that does not preempt at once (most servers') lets a thread that wakes
     * up wait until the running one has used its slice, 1.4 to 4 ms, priorities and shorter slices
     * notwithstanding. Only who sleeps by itself is never waited for. A turn is as long as the pause
     * before it took: where all cores are busy a pause ends late, and turns of 50 us between pauses
     * of some milliseconds would be next to nothing.
     */
    private static final long PAUSE_NANOS = 50_000; // the kernel's timers add as much
    private static final long TURN_NANOS_MAX = 500_000;

    private long begun = System.nanoTime();
    private long turnNanos = PAUSE_NANOS;

    /// Begins a turn.
    public ShortTurns() {}

    /// Pauses if the turn has lasted long enough; called between pieces of work that are much
    /// shorter than a turn.
    public void step() {
        long now = System.nanoTime();
        if (now - begun < turnNanos) {
            return;
        }
        LockSupport.parkNanos(PAUSE_NANOS); // an interrupted thread goes on at once
        begun = System.nanoTime();
        turnNanos = Math.clamp(begun - now, PAUSE_NANOS, TURN_NANOS_MAX);
    }
}
