package dev.lode.content;

import dev.lode.base.time.NanoClock;
import java.time.Duration;

/// Turns counts into progress with a rate and an estimate, at most once an interval.
///
/// Threads: one.
final class ProgressMeter {
    private static final double NANOS_PER_SECOND = 1e9;

    private final ProgressListener listener;
    private final NanoClock clock;
    private final long intervalNanos;
    private String stage = "";
    private long total = -1;
    private long began;
    private long told;

    ProgressMeter(ProgressListener listener, NanoClock clock, Duration interval) {
        this.listener = listener;
        this.clock = clock;
        this.intervalNanos = interval.toNanos();
    }

    void begin(String stage, long total) {
        this.stage = stage;
        this.total = total;
        began = clock.nanos();
        told = began;
    }

    void at(long items, long done) {
        long now = clock.nanos();
        if (now - told >= intervalNanos) {
            told = now;
            tell(items, done, now);
        }
    }

    void end(long items, long done) {
        total = done;
        tell(items, done, clock.nanos());
    }

    private void tell(long items, long done, long now) {
        double seconds = Math.max(1, now - began) / NANOS_PER_SECOND;
        long eta = -1;
        if (total >= 0 && done > 0) {
            eta = Math.round(seconds * 1000 * Math.max(0, total - done) / done);
        }
        listener.progress(new Progress(stage, items, done, total, items / seconds, eta));
    }
}
