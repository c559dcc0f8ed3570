package dev.lode.bench;

import dev.lode.bench.BenchRow.Better;
import dev.lode.storage.wal.WalEntry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;

/// What a lone appender allocates on the heap, counted by its own thread, entries made beforehand.
///
/// An append allocates nothing. What the log remembers of where entries lie (1.5 bytes each) is in
/// arrays that grow by half and serve again once entries are forgotten; a rotation makes lists of
/// what its segment holds, about two kilobytes.
///
/// @param usual bytes an append in the middle one of all stretches of appends
/// @param mean bytes an append of all, rotations included
/// @param free share of stretches in which nothing at all was allocated
record Allocated(double usual, double mean, double free) {
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int STRETCH = 20;

    /// Appends twice as often as said and counts the second half.
    static Allocated of(LogSink sink, int appends) throws IOException {
        List<List<WalEntry>> entries = sink.ahead(2 * appends);
        for (int i = 0; i < appends; i++) {
            sink.append(entries.get(i));
        }
        double[] stretches = new double[appends / STRETCH];
        double free = 0;
        double sum = 0;
        for (int i = 0; i < stretches.length; i++) {
            int from = appends + i * STRETCH;
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int k = from; k < from + STRETCH; k++) {
                sink.append(entries.get(k));
            }
            long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
            stretches[i] = (double) bytes / STRETCH;
            free += bytes == 0 ? 1 : 0;
            sum += stretches[i];
        }
        double usual = new Samples(Arrays.stream(stretches).boxed().toList()).median();
        return new Allocated(usual, sum / stretches.length, free / stretches.length);
    }

    List<BenchRow> rows(String what) {
        return List.of(
                BenchRow.bounded(
                        what + "allocated an append by its thread",
                        "B",
                        Better.LOWER,
                        Samples.exact(usual),
                        0),
                BenchRow.shown(
                        what + "the same, mean with rotations",
                        "B",
                        Samples.exact(mean).toHundredths()),
                BenchRow.shown(
                        what + "stretches of " + STRETCH + " appends that allocate nothing",
                        "%",
                        Samples.exact(100 * free)));
    }
}
