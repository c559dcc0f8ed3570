package dev.lode.edge;

import java.util.concurrent.TimeUnit;

/// How many messages a session may send: the generic cell rate algorithm, one number.
///
/// Threads: owned by one I/O thread.
final class RateLimit {
    private final long intervalNanos;
    private final long burstNanos;
    private long nextNanos;

    RateLimit(int perSecond, int burst, long nowNanos) {
        intervalNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
        burstNanos = intervalNanos * (burst - 1);
        nextNanos = nowNanos;
    }

    /// Counts one message.
    ///
    /// @return 0 where it is allowed, else the nanoseconds after which it would be
    long take(long nowNanos) {
        long due = Math.max(0, nextNanos - nowNanos);
        if (due > burstNanos) {
            return due - burstNanos;
        }
        nextNanos = nowNanos + due + intervalNanos;
        return 0;
    }
}
