package dev.lode.app.demo;

import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/// What a fleet of bots has seen: counts, and latencies from the intended start of each request.
///
/// Threads: any thread records; one reads. Units: microseconds, up to one minute, with three
/// significant digits.
final class PlayStats {
    private static final long MICROS_MAX = 60_000_000L;

    final LongAdder digs = new LongAdder();
    final LongAdder won = new LongAdder();
    final LongAdder lost = new LongAdder();
    final LongAdder alreadyYours = new LongAdder();
    final LongAdder errors = new LongAdder();
    final LongAdder reconnects = new LongAdder();
    final LongAdder eventsHeard = new LongAdder();
    final Histogram dig = new ConcurrentHistogram(MICROS_MAX, 3);
    final Histogram claim = new ConcurrentHistogram(MICROS_MAX, 3);
    final Histogram event = new ConcurrentHistogram(MICROS_MAX, 3);

    static void record(Histogram histogram, long nanos) {
        histogram.recordValue(Math.clamp(nanos / 1000, 0, MICROS_MAX));
    }

    long acked() {
        return won.sum() + lost.sum() + alreadyYours.sum();
    }
}
