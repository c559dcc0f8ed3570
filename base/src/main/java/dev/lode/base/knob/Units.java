package dev.lode.base.knob;

import java.time.Duration;

/// The text forms of durations.
final class Units {
    private Units() {}

    static String text(Duration time) {
        long nanos = time.toNanos();
        if (nanos % 1_000_000_000L == 0) {
            return nanos / 1_000_000_000L + "s";
        }
        if (nanos % 1_000_000L == 0) {
            return nanos / 1_000_000L + "ms";
        }
        return nanos % 1_000L == 0 ? nanos / 1_000L + "us" : nanos + "ns";
    }
}
