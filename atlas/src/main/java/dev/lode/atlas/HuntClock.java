package dev.lode.atlas;

import dev.lode.base.time.MillisClock;
import dev.lode.base.time.NanoClock;

/// Hunt time: begins at what was committed, is carried on by the monotonic clock, and follows the
/// machine's clock by running a little faster or slower. It is never stepped back.
///
/// Threads: any reads; one calls `follow`. Cost: a read of the monotonic clock, no allocation.
public final class HuntClock implements MillisClock {
    private static final double NANOS = 1e6;

    /// From `nanos` on: `millis` and then `rate` times what passes.
    private record Anchor(double millis, long nanos, double rate) {
        double at(long now) {
            return millis + (now - nanos) / NANOS * rate;
        }
    }

    private final NanoClock monotonic;
    private final MillisClock wall;
    private final double slewMax;
    private volatile Anchor anchor;

    /// Starts it.
    ///
    /// @param committedMillis never goes below this
    /// @param monotonic carries it on
    /// @param wall what it follows; where that is ahead at the start, it starts there: the time
    ///   that the cluster was down has passed
    /// @param slewMax how much faster or slower it may run, such as 0.005
    public HuntClock(long committedMillis, NanoClock monotonic, MillisClock wall, double slewMax) {
        this.monotonic = monotonic;
        this.wall = wall;
        this.slewMax = slewMax;
        anchor = new Anchor(Math.max(committedMillis, wall.millis()), monotonic.nanos(), 1);
    }

    @Override
    public long millis() {
        Anchor from = anchor;
        return (long) from.at(monotonic.nanos());
    }

    /// Chooses the speed that brings it to the machine's clock within some time, as far as allowed.
    ///
    /// @param withinMillis until this is called again, about
    public void follow(long withinMillis) {
        long now = monotonic.nanos();
        double here = anchor.at(now);
        double behind = wall.millis() - here;
        double rate = 1 + Math.clamp(behind / Math.max(1, withinMillis), -slewMax, slewMax);
        anchor = new Anchor(here, now, rate);
    }
}
