package dev.lode.storage.pack;

import dev.lode.storage.extent.ExtentPlan;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// What runs that were left hold, counted by reading every record of them.
///
/// Threads: owned by one, which starts others. Memory: a window and a plan a thread.
final class RunCensus {
    private static final int WINDOW_BYTES = 1 << 20;

    private final ExtentPlan plan = new ExtentPlan();
    private long cells;
    private long storedBytes;
    private int plainBytesMax = 1;

    /// A file that should be a run.
    ///
    /// @param file where it is
    /// @param bytes that it should have
    /// @param payloads where its blobs should lie
    record Claim(Path file, long bytes, Run.Payloads payloads) {}

    /// Counts runs up to the first that is not as it was written.
    ///
    /// @return those before it
    List<Run> count(List<Claim> claims, int threads) throws IOException {
        List<Run> runs = new ArrayList<>();
        try (var pool = Executors.newFixedThreadPool(threads)) {
            for (int from = 0; from < claims.size(); from += threads) {
                List<Future<Optional<Counted>>> some = new ArrayList<>();
                for (Claim claim : claims.subList(from, Math.min(from + threads, claims.size()))) {
                    some.add(pool.submit(() -> counted(claim)));
                }
                for (Future<Optional<Counted>> one : some) {
                    Optional<Counted> counted = get(one);
                    if (counted.isEmpty()) {
                        return runs;
                    }
                    runs.add(counted.get().run);
                    add(counted.get().seen);
                }
            }
        }
        return runs;
    }

    ExtentPlan plan() {
        return plan;
    }

    long cells() {
        return cells;
    }

    /// Length of all blobs.
    long storedBytes() {
        return storedBytes;
    }

    int plainBytesMax() {
        return plainBytesMax;
    }

    private record Counted(Run run, RunCensus seen) {}

    private void add(RunCensus other) {
        plan.merge(other.plan);
        cells += other.cells;
        storedBytes += other.storedBytes;
        plainBytesMax = Math.max(plainBytesMax, other.plainBytesMax);
    }

    /// A run; empty where it is missing, has another length, a record that is damaged or one that
    /// is no cell's.
    private static Optional<Counted> counted(Claim claim) throws IOException {
        if (!Files.isRegularFile(claim.file())
                || !blobsAreThere(claim.payloads())
                || Files.size(claim.file()) != claim.bytes()
                || claim.bytes() == 0) {
            return Optional.empty();
        }
        Run whole = new Run(claim.file(), claim.bytes(), claim.payloads(), 0, 0, 0, 0);
        var seen = new RunCensus();
        try (var buffer = new DirectBuffer(WINDOW_BYTES);
                var reader = new RunReader(List.of(whole), WINDOW_BYTES, buffer, true)) {
            Entry entry = reader.entry;
            long firstRoom = 0;
            long firstOrder = 0;
            while (reader.next()) {
                if (!entry.isCell()) {
                    return Optional.empty();
                }
                if (seen.cells == 0) {
                    firstRoom = entry.roomFp;
                    firstOrder = entry.order;
                }
                seen.cells++;
                seen.storedBytes += entry.storedBytes;
                seen.plainBytesMax = Math.max(seen.plainBytesMax, entry.plainBytes);
                seen.plan.addCell(
                        (int) (entry.roomFp >>> 48),
                        Entry.site(entry.order),
                        Entry.spot(entry.order));
            }
            return Optional.of(
                    new Counted(
                            new Run(
                                    claim.file(),
                                    claim.bytes(),
                                    claim.payloads(),
                                    firstRoom,
                                    firstOrder,
                                    entry.roomFp,
                                    entry.order),
                            seen));
        } catch (DamagedRun e) {
            return Optional.empty();
        }
    }

    private static boolean blobsAreThere(Run.Payloads payloads) throws IOException {
        return switch (payloads) {
            case Run.Payloads.Inline _ -> true;
            case Run.Payloads.Placed placed ->
                    Files.isRegularFile(placed.file()) && Files.size(placed.file()) >= placed.to();
        };
    }

    private static Optional<Counted> get(Future<Optional<Counted>> one) throws IOException {
        try {
            return one.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("packing was interrupted");
        } catch (ExecutionException e) {
            throw Elsewhere.thrown(e.getCause());
        }
    }
}
