package dev.lode.storage.archive;

import dev.lode.base.time.NanoClock;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/// Work in short turns with pauses between, so that who wakes up from a durable append finds a
/// core.
///
/// Threads: owned by one, which sleeps in `step`. Cost: a reading of the clock a step; whoever
/// works all the time gets at most half a core.
public final class ShortTurns {
    /* Implementation: a thread that wakes up goes before the archive's threads where the kernel has
     * slices (`Scheduling.background`), though not while these are in a system call. Elsewhere it
     * may wait until the running one has used its slice, 1.4 to 4 ms: only who sleeps by itself is
     * never waited for. A turn is as long as the pause before it took: where all cores are busy a
     * pause ends late, and turns of 50 us between pauses of some milliseconds would be next to
     * nothing.
     */
    private static final long PAUSE_NANOS = 50_000; // the kernel's timers add as much
    private static final long TURN_NANOS_MAX = 500_000;

    private final NanoClock clock;
    private final LongConsumer pause;
    private long begun;
    private long turnNanos = PAUSE_NANOS;

    /// Begins a turn.
    public ShortTurns() {
        this(NanoClock.SYSTEM, LockSupport::parkNanos); // an interrupted thread goes on at once
    }

    ShortTurns(NanoClock clock, LongConsumer pause) {
        this.clock = clock;
        this.pause = pause;
        begun = clock.nanos();
    }

    /// Pauses if the turn has lasted long enough; called between pieces of work that are much
    /// shorter than a turn.
    public void step() {
        long now = clock.nanos();
        if (now - begun < turnNanos) {
            return;
        }
        pause.accept(PAUSE_NANOS);
        begun = clock.nanos();
        turnNanos = Math.clamp(begun - now, PAUSE_NANOS, TURN_NANOS_MAX);
    }
}
