package dev.lode.bench;

import dev.lode.bench.BenchRow.Better;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// `lode bench memory`: one trace of mixed sizes and lives on Lode's arenas, ring and slab, on
/// glibc's malloc and on mimalloc, each in a process of its own.
///
/// Waste is what a process has of own memory beyond what it had before the first event, less what
/// the trace has in use, over the latter: the mean of 200 samples but those of the first two
/// generations. Every byte in use was written. Then what each advice to the system is worth.
final class MemoryBench {
    private static final int SAMPLES = 200;
    private static final long SEED = 4;
    private static final double BELOW_GLIBC = 1 / (1 - 0.43);
    private static final List<String> FLAGS =
            List.of(
                    "-XX:+UseSerialGC",
                    "-Xms128m",
                    "-Xmx128m",
                    "-XX:+AlwaysPreTouch",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseCompactObjectHeaders");

    private final Path folder;
    private final PrintStream progress;
    private final int generations;
    private final long generationBytes;
    private final long adviceBytes;
    private final int rounds;

    private MemoryBench(boolean quick, Path folder, PrintStream progress) {
        this.folder = folder;
        this.progress = progress;
        generations = quick ? 5 : 8;
        generationBytes = quick ? 32L << 20 : 64L << 20;
        adviceBytes = quick ? 64L << 20 : 320L << 20;
        rounds = quick ? 1 : 3;
    }

    static List<BenchRow> rows(boolean quick, PrintStream progress) throws IOException {
        Path folder = Files.createTempDirectory("lode-bench-memory");
        try {
            return new MemoryBench(quick, folder, progress).rows();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailed("it was interrupted", e);
        } finally {
            try (var files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /// Who replays, and what was counted of it, round by round.
    private static final class Replayer {
        final List<String> command;
        final List<Double> waste = new ArrayList<>();
        final List<Double> peak = new ArrayList<>();
        String name = "";
        double usedBytes;

        Replayer(List<String> command) {
            this.command = command;
        }
    }

    private List<BenchRow> rows() throws IOException, InterruptedException {
        Path trace = folder.resolve("trace");
        int slots = MemoryTrace.write(trace, generations, generationBytes, SEED);
        progress.printf(
                "%,d events, at most %,d pieces at once%n",
                Files.size(trace) / MemoryTrace.EVENT_BYTES, slots);
        var arguments =
                List.of(trace.toString(), Integer.toString(slots), Integer.toString(SAMPLES));
        var lode = new Replayer(Children.java(FLAGS, MemoryReplay.class, arguments));
        Optional<Replayer> glibc = compiled("glibc", List.of(), arguments);
        Optional<Replayer> mimalloc =
                compiled("mimalloc", List.of("-DMIMALLOC", "-lmimalloc"), arguments);
        if (glibc.isEmpty()) {
            progress.println("gcc is not installed (Debian gcc, libc6-dev): no peers");
        } else if (mimalloc.isEmpty()) {
            progress.println("mimalloc is not installed (Debian libmimalloc-dev): not beside it");
        }
        for (int round = 1; round <= rounds; round++) {
            progress.printf("round %d of %d%n", round, rounds);
            replay(lode);
            if (glibc.isPresent()) {
                replay(glibc.get());
            }
            if (mimalloc.isPresent()) {
                replay(mimalloc.get());
            }
        }
        List<BenchRow> rows = new ArrayList<>();
        add(rows, lode, glibc, BELOW_GLIBC);
        add(rows, lode, mimalloc, 1);
        rows.add(
                BenchRow.shown(
                        "in use by the trace, mean",
                        "MB",
                        Samples.exact(lode.usedBytes / (1 << 20))));
        progress.println("what advice is worth");
        rows.addAll(AdviceTimes.rows(folder.resolve("advice"), adviceBytes, rounds));
        return rows;
    }

    private static void add(
            List<BenchRow> rows, Replayer lode, Optional<Replayer> peer, double goal) {
        String mean = "waste of overlay, buffers and frames, of what is in use";
        String most = "the same at the most resident, of the most in use";
        if (peer.isEmpty()) {
            rows.add(BenchRow.shown(mean, "%", new Samples(lode.waste)));
            rows.add(BenchRow.shown(most, "%", new Samples(lode.peak)));
            return;
        }
        Replayer other = peer.get();
        rows.add(
                BenchRow.beside(
                        mean,
                        "%",
                        Better.LOWER,
                        new Samples(lode.waste),
                        other.name,
                        new Samples(other.waste),
                        goal));
        rows.add(
                BenchRow.beside(
                        most,
                        "%",
                        Better.LOWER,
                        new Samples(lode.peak),
                        other.name,
                        new Samples(other.peak),
                        1));
    }

    private Optional<Replayer> compiled(String name, List<String> flags, List<String> arguments)
            throws IOException, InterruptedException {
        Path source = folder.resolve(name + ".c");
        Path program = folder.resolve(name);
        try (InputStream in = MemoryBench.class.getResourceAsStream("memory-replay.c")) {
            if (in == null) {
                throw new BenchFailed("the benchmark lacks its memory-replay.c");
            }
            Files.copy(in, source);
        }
        var command = new ArrayList<>(List.of("gcc", "-O2", "-Wall", "-Wextra"));
        command.addAll(List.of("-o", program.toString(), source.toString()));
        command.addAll(flags);
        try {
            if (Children.run(command).status() != 0) {
                return Optional.empty();
            }
        } catch (IOException noGcc) {
            return Optional.empty();
        }
        var replay = new ArrayList<String>();
        replay.add(program.toString());
        replay.addAll(arguments);
        return Optional.of(new Replayer(replay));
    }

    private static void replay(Replayer who) throws IOException, InterruptedException {
        Children.Output output = Children.run(who.command);
        List<String> lines = output.lines();
        if (output.status() != 0 || lines.size() < SAMPLES) {
            throw new BenchFailed("a replay failed: " + String.join("; ", lines));
        }
        who.name = lines.getFirst();
        double used = 0;
        double own = 0;
        long usedMax = 0;
        long ownMax = 0;
        int counted = 0;
        // The first two generations fill memory that nobody has given back yet.
        for (String line : lines.subList(1 + SAMPLES / 3, lines.size())) {
            int space = line.indexOf(' ');
            long usedNow = Long.parseLong(line.substring(0, space));
            long ownNow = Long.parseLong(line.substring(space + 1));
            used += usedNow;
            own += ownNow;
            usedMax = Math.max(usedMax, usedNow);
            ownMax = Math.max(ownMax, ownNow);
            counted++;
        }
        who.waste.add(percent(own, used));
        who.peak.add(percent((double) ownMax, (double) usedMax));
        who.usedBytes = used / counted;
    }

    /// Never less than a hundredth, so that a quotient of two can be had.
    private static double percent(double own, double used) {
        return Math.max(0.01, 100 * (own / used - 1));
    }
}
