package dev.lode.bench.index;

import dev.lode.base.memory.Epochs;
import dev.lode.bench.BenchFailed;
import dev.lode.storage.extent.CellRef;
import dev.lode.storage.store.StoreReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;

/// The process that reads a store cell by cell, in quiet and while another thread of it merges.
///
/// `add N` adds every nth cell anew, in an extent of its own; `quiet MILLIS` and `merge 1` answer
/// with the times of single look-ups as in [GetTimes], and where the longest one was spent.
/// Arguments: the folder with the input, the folder of the store, the JVM's log of safepoints.
public final class MergeMain implements AutoCloseable {
    private static final int STRETCH = 1 << 14;
    private static final int PASS_EVERY = 64;
    private static final long LONGEST_NANOS = 60_000_000_000L;
    private static final double MILLI = 1e-6;

    private final SortedCells cells;
    private final Queries queries;
    private final MergeStore store;
    private final StoreReader reader;
    private final Epochs.Participant participant;
    private final SafepointLog safepoints;
    private final CellRef ref = new CellRef();
    private final long[] keys = new long[STRETCH];
    private final Histogram nanos = new Histogram(LONGEST_NANOS, 3);
    private long longestNanos;
    private long offCpuOfLongest;

    private MergeMain(Path input, Path folder, Path safepointLog) throws IOException {
        cells = SortedCells.open(input);
        queries = new Queries(input);
        store = new MergeStore(cells, folder);
        reader = store.reader();
        participant = store.join();
        safepoints = new SafepointLog(safepointLog);
    }

    /// Serves until its input ends.
    ///
    /// @param args input, folder of the store, log of safepoints
    /// @throws IOException where input or store cannot be read
    public static void main(String[] args) throws IOException {
        try (var main = new MergeMain(Path.of(args[0]), Path.of(args[1]), Path.of(args[2]))) {
            Requests.serve(main::answer);
        }
    }

    private String answer(String what, int count) throws IOException {
        return switch (what) {
            case "quiet" -> {
                long end = System.nanoTime() + count * 1_000_000L;
                yield read(() -> System.nanoTime() < end);
            }
            case "add" -> {
                store.adopt(count);
                yield "extents=" + store.extents();
            }
            case "merge" -> {
                var merge = CompletableFuture.runAsync(this::merge, MergeMain::thread);
                String answer = read(() -> !merge.isDone());
                merge.join();
                if (store.extents() != 1) {
                    throw new BenchFailed("the merge left " + store.extents() + " extents");
                }
                yield answer;
            }
            default -> throw new BenchFailed("a merge cannot " + what);
        };
    }

    private static void thread(Runnable work) {
        Thread.ofPlatform().name("merge").start(work);
    }

    private void merge() {
        try {
            store.merge();
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private String read(BooleanSupplier goesOn) throws IOException {
        nanos.reset();
        longestNanos = 0;
        offCpuOfLongest = 0;
        long clock = GetTimes.clock();
        safepoints.longestNanos();
        ReaderTrace before = ReaderTrace.now();
        long begun = System.nanoTime();
        while (goesOn.getAsBoolean()) {
            stretch(clock);
        }
        double seconds = (System.nanoTime() - begun) * 1e-9;
        ReaderTrace trace = ReaderTrace.now().since(before);
        return String.format(
                Locale.ROOT,
                "p50=%d p99=%d p999=%d p9999=%d max=%d seconds=%.3f offCpuMillis=%.3f"
                        + " waitMillis=%.3f minorFaults=%d majorFaults=%d yields=%d"
                        + " preemptions=%d safepointMillis=%.3f",
                nanos.getValueAtPercentile(50),
                nanos.getValueAtPercentile(99),
                nanos.getValueAtPercentile(99.9),
                nanos.getValueAtPercentile(99.99),
                nanos.getMaxValue(),
                seconds,
                offCpuOfLongest * MILLI,
                trace.waitNanos() * MILLI,
                trace.minorFaults(),
                trace.majorFaults(),
                trace.yields(),
                trace.preemptions(),
                safepoints.longestNanos() * MILLI);
    }

    private void stretch(long clock) throws IOException {
        participant.offline();
        queries.take(keys);
        long waited = ReaderTrace.now().waitNanos();
        participant.online();
        long longest = 0;
        long sum = 0;
        for (int i = 0; i < keys.length; i++) {
            long begun = System.nanoTime();
            if (!reader.find(keys[i], ref)) {
                throw new BenchFailed("a cell was lost in a merge");
            }
            long took = Math.max(0, System.nanoTime() - begun - clock);
            nanos.recordValue(Math.min(took, LONGEST_NANOS));
            longest = Math.max(longest, took);
            sum += ref.checksum & 0xFFFF_FFFFL;
            if (i % PASS_EVERY == 0) {
                participant.pass();
            }
        }
        if (sum != queries.sum(keys.length)) {
            throw new BenchFailed("a look-up found another cell's value during a merge");
        }
        if (longest > longestNanos) {
            longestNanos = longest;
            offCpuOfLongest = Math.min(longest, ReaderTrace.now().waitNanos() - waited);
        }
    }

    @Override
    public void close() throws IOException {
        participant.close();
        reader.close();
        store.close();
        queries.close();
        cells.close();
    }
}
