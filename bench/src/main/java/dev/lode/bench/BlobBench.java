package dev.lode.bench;

import dev.lode.bench.BenchRow.Better;
import dev.lode.storage.pack.PackInfo;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `lode bench blobs`: cells dug at random from a pack four times as large as the memory that the
/// process may have, page cache included, beside fio reading blocks of the same length from the
/// same file within the same bound.
final class BlobBench {
    private static final int TIMES_MEMORY = 4;
    private static final int[] THREADS = {1, 8, 32};
    private static final List<String> FLAGS =
            List.of("-XX:+UseSerialGC", "-Xms64m", "-Xmx64m", "-XX:+UseCompactObjectHeaders");

    private final int rooms;
    private final int rounds;
    private final int warmSeconds;
    private final int seconds;
    private final PrintStream progress;
    private final boolean besideFio;
    private final Map<String, List<Double>> figures = new LinkedHashMap<>();

    private BlobBench(boolean quick, PrintStream progress, boolean besideFio) {
        rooms = quick ? 25_000 : 100_000;
        rounds = quick ? 2 : 3;
        warmSeconds = quick ? 4 : 10;
        seconds = quick ? 5 : 15;
        this.progress = progress;
        this.besideFio = besideFio;
    }

    static List<BenchRow> rows(boolean quick, PrintStream progress) throws IOException {
        Path folder = Files.createTempDirectory("lode-bench-blobs");
        Path pack = folder.resolve("blobs.lode");
        try {
            String fio = FioPeer.version().orElse("");
            if (fio.isEmpty()) {
                progress.println(
                        "fio is not installed (Debian package fio): its columns stay empty");
            }
            return new BlobBench(quick, progress, !fio.isEmpty()).rows(pack, fio);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailed("it was interrupted", e);
        } finally {
            Files.deleteIfExists(pack);
            Files.delete(folder);
        }
    }

    private List<BenchRow> rows(Path pack, String fio) throws IOException, InterruptedException {
        progress.printf("packing %,d cells of 1 KiB%n", (long) rooms * BlobPack.CELLS_A_ROOM);
        PackInfo info = BlobPack.write(pack, rooms);
        long memory = info.bytes() / TIMES_MEMORY;
        int block = (int) (info.storedBytes() / info.cells());
        progress.printf(
                "%,d MB, blocks of %,d bytes; memory of each process, page cache included: %,d MB%n",
                info.bytes() >> 20, block, memory >> 20);
        long peak = 0;
        for (int round = 1; round <= rounds; round++) {
            for (int threads : THREADS) {
                progress.printf("round %d of %d, %d threads%n", round, rounds, threads);
                peak = Math.max(peak, measure(pack, memory, block, threads));
            }
        }
        List<BenchRow> rows = new ArrayList<>();
        for (int threads : THREADS) {
            String at = threads == 1 ? "1 thread" : threads + " threads";
            rows.add(row("digs' reads, " + at, "1/s", Better.HIGHER, threads, "rate", fio));
            rows.add(row("p50, " + at, "us", Better.LOWER, threads, "p50", fio));
            rows.add(row("p99, " + at, "us", Better.LOWER, threads, "p99", fio));
            rows.add(
                    BenchRow.shown(
                            "had to wait for the disk, " + at, "%", lode(threads, "waited")));
            rows.add(BenchRow.shown("major faults, " + at, "", lode(threads, "faults")));
        }
        rows.add(
                BenchRow.bounded(
                        "memory in use at most, of what is allowed",
                        "%",
                        Better.LOWER,
                        Samples.exact(100.0 * peak / memory),
                        100));
        rows.add(
                BenchRow.shown(
                        "of it resident in the process at most",
                        "MB",
                        lode(THREADS[0], "resident")));
        return rows;
    }

    private BenchRow row(
            String what, String unit, Better better, int threads, String figure, String fio) {
        Samples lode = lode(threads, figure);
        return besideFio
                ? BenchRow.beside(what, unit, better, lode, fio, fio(threads, figure), 0.8)
                : BenchRow.shown(what, unit, lode);
    }

    private long measure(Path pack, long memory, int block, int threads)
            throws IOException, InterruptedException {
        long peak;
        MemoryCage.forget(pack);
        try (var cage = MemoryCage.of(memory)) {
            List<String> arguments =
                    List.of(
                            pack.toString(),
                            Integer.toString(rooms),
                            Integer.toString(threads),
                            Integer.toString(warmSeconds),
                            Integer.toString(seconds));
            Children.Output output =
                    Children.run(cage.inside(Children.java(FLAGS, BlobLoad.class, arguments)));
            BlobLoad.Said said = BlobLoad.Said.read(output.lines());
            peak = cage.peakBytes();
            add("lode", threads, "rate", said.reads() / said.seconds());
            add("lode", threads, "p50", said.p50Micros());
            add("lode", threads, "p99", said.p99Micros());
            add("lode", threads, "waited", said.waited());
            add("lode", threads, "faults", (double) said.majorFaults());
            add("lode", threads, "resident", said.residentBytes() / 1048576.0);
        }
        if (besideFio) {
            // fio itself needs little: it gets the page cache that was left to Lode's process.
            long cache = memory - (long) (lode(threads, "resident").median() * 1048576);
            MemoryCage.forget(pack);
            try (var cage = MemoryCage.of(Math.max(cache, memory / 4))) {
                FioPeer.Said said = FioPeer.read(cage, pack, block, threads, warmSeconds, seconds);
                add("fio", threads, "rate", said.rate());
                add("fio", threads, "p50", said.p50Micros());
                add("fio", threads, "p99", said.p99Micros());
            }
        }
        return peak;
    }

    private void add(String who, int threads, String figure, double value) {
        figures.computeIfAbsent(who + threads + figure, _ -> new ArrayList<>()).add(value);
    }

    private Samples lode(int threads, String figure) {
        return samples("lode" + threads + figure);
    }

    private Samples fio(int threads, String figure) {
        return samples("fio" + threads + figure);
    }

    private Samples samples(String name) {
        List<Double> values = figures.get(name);
        if (values == null) {
            throw new BenchFailed("nothing was measured of " + name);
        }
        return new Samples(values);
    }
}
