package dev.lode.storage.store;

import java.util.OptionalLong;

/// How fast the compactor writes: it sleeps where it is ahead, and has the disk write along.
///
/// Threads: owned by the compactor, but for [#stop]. Units: bytes, nanoseconds.
final class Pace {
    private static final long SYNC_BYTES = 8 << 20;
    private static final long LOOK_BYTES = 64 << 10;
    private static final long SLEEP_NANOS_MAX = 100_000_000;

    private final OptionalLong bytesPerSecond;
    private final SleepClock clock;
    private long since;
    private long bytes;
    private long unlooked;
    private long unsynced;
    private volatile boolean stopped;

    /// Makes one.
    ///
    /// @param bytesPerSecond empty for as fast as the disk takes it
    /// @param clock what time is measured and slept by
    Pace(OptionalLong bytesPerSecond, SleepClock clock) {
        this.bytesPerSecond = bytesPerSecond;
        this.clock = clock;
    }

    /// Begins a piece of work.
    void begin() {
        since = clock.nanos();
        bytes = 0;
        unlooked = 0;
        unsynced = 0;
    }

    /// Counts what was written and waits until it is due.
    ///
    /// @return whether the disk should be told to write now
    /// @throws Stopped where the work is to be given up
    boolean wrote(long more) throws Stopped {
        bytes += more;
        unlooked += more;
        unsynced += more;
        if (unlooked < LOOK_BYTES) {
            return false;
        }
        unlooked = 0;
        for (long wait = nanosAhead(); wait > 0 && !stopped; wait = nanosAhead()) {
            clock.sleep(this, Math.min(wait, SLEEP_NANOS_MAX));
        }
        if (stopped) {
            throw new Stopped();
        }
        boolean sync = unsynced >= SYNC_BYTES;
        if (sync) {
            unsynced = 0;
        }
        return sync;
    }

    /// How long until the bytes so far are due.
    long nanosAhead() {
        if (bytesPerSecond.isEmpty()) {
            return 0;
        }
        double seconds = (double) bytes / bytesPerSecond.getAsLong();
        return (long) (seconds * 1e9) - (clock.nanos() - since);
    }

    /// Has the work given up.
    void stop() {
        stopped = true;
    }

    boolean isStopped() {
        return stopped;
    }

    /// The store is closing: what was being written is given up, the old state stays.
    static final class Stopped extends java.io.IOException {
        private static final long serialVersionUID = 1L;

        Stopped() {
            super("the store is closing");
        }
    }
}
