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

/// `lode bench memory`: a run of a node's parts is recorded, and what they took and gave back is
/// replayed on Lode's arenas and slabs, on glibc's malloc and on mimalloc, each in a process of its
/// own.
///
/// Waste is what a process has of own memory beyond what it had before the first event, less what
/// the trace has in use, over the latter: the mean of 200 samples but those of the first third.
/// Every byte in use was written. Then what each advice to the system is worth.
final class MemoryBench {
    private static final int SAMPLES = 200;

    /// Memory that was written is resident, but for what a process had before and no longer has.
    private static final double OWN_LEAST = 0.98;

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
    private final int rooms;
    private final int generations;
    private final long generationBytes;
    private final long adviceBytes;
    private final int rounds;

    private MemoryBench(boolean quick, Path folder, PrintStream progress) {
        this.folder = folder;
        this.progress = progress;
        rooms = quick ? 1000 : 2000;
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
        progress.printf("recording %d overlays of %d MB%n", generations, generationBytes >> 20);
        Path rig = Files.createDirectory(folder.resolve("run"));
        MemoryRecording.Recorded run =
                MemoryRecording.of(rig, rooms, generations, generationBytes, SEED);
        Path trace = folder.resolve("trace");
        run.trace().write(trace);
        long[] used = run.trace().usedAt(SAMPLES);
        progress.printf(
                "%,d additions, %,d digs, %,d of them waited for the disk: %,d events, at most %,d pieces"
                        + " at once%n",
                run.additions(),
                run.digs(),
                run.reads(),
                run.trace().events(),
                run.trace().slots());
        if (run.reads() == 0) {
            throw new BenchFailed(
                    "no dig waited for the disk: name a folder on one with -Djava.io.tmpdir");
        }
        var arguments =
                List.of(
                        trace.toString(),
                        Integer.toString(run.trace().slots()),
                        Integer.toString(SAMPLES));
        var own = new ArrayList<>(arguments);
        own.add(Integer.toString(run.digRecordBytes()));
        own.add(Integer.toString(run.readBufferBytes()));
        var lode = new Replayer(Children.java(FLAGS, MemoryReplay.class, own));
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
            replay(lode, used);
            if (glibc.isPresent()) {
                replay(glibc.get(), used);
            }
            if (mimalloc.isPresent()) {
                replay(mimalloc.get(), used);
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
        rows.add(
                BenchRow.shown(
                        "of its digs waited for the disk",
                        "%",
                        Samples.exact(100.0 * run.reads() / run.digs())));
        progress.println("what advice is worth");
        rows.addAll(AdviceTimes.rows(folder.resolve("advice"), adviceBytes, rounds));
        return rows;
    }

    private static void add(
            List<BenchRow> rows, Replayer lode, Optional<Replayer> peer, double goal) {
        String mean = "waste of overlay and buffers, of what is in use";
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

    private static void replay(Replayer who, long[] expected)
            throws IOException, InterruptedException {
        Children.Output output = Children.run(who.command);
        List<String> lines = output.lines();
        if (output.status() != 0) {
            throw new BenchFailed("a replay failed: " + String.join("; ", lines));
        }
        who.name = lines.getFirst();
        Counted counted = count(who.name, lines.subList(1, lines.size()), expected);
        who.waste.add(counted.waste());
        who.peak.add(counted.peak());
        who.usedBytes = counted.usedBytes();
    }

    /// What a replay came to, without its first third, which fills memory that nobody has given
    /// back yet.
    ///
    /// @param waste own memory over memory in use, less 1, in percent
    /// @param peak the same of the most own memory and the most in use
    /// @param usedBytes in use, mean
    record Counted(double waste, double peak, double usedBytes) {}

    /// Counts a replay, if it is one of the whole trace: at every sample it must have in use what
    /// the recorded parts had, and at least as much own memory as that.
    ///
    /// @param lines a sample each, both figures
    /// @param expected in use at each by the trace
    static Counted count(String name, List<String> lines, long[] expected) {
        if (lines.size() != expected.length) {
            throw new BenchFailed(
                    "%s told of %d samples of %d".formatted(name, lines.size(), expected.length));
        }
        double used = 0;
        double own = 0;
        long usedMax = 0;
        long ownMax = 0;
        int first = expected.length / 3;
        for (int sample = 0; sample < expected.length; sample++) {
            String line = lines.get(sample);
            int space = line.indexOf(' ');
            long usedNow = Long.parseLong(line.substring(0, space));
            long ownNow = Long.parseLong(line.substring(space + 1));
            if (usedNow != expected[sample] || ownNow < OWN_LEAST * usedNow) {
                throw new BenchFailed(
                        "%s skipped something: at sample %d it has %,d bytes in use and %,d of own memory, the recorded parts had %,d in use"
                                .formatted(name, sample, usedNow, ownNow, expected[sample]));
            }
            if (sample >= first) {
                used += usedNow;
                own += ownNow;
                usedMax = Math.max(usedMax, usedNow);
                ownMax = Math.max(ownMax, ownNow);
            }
        }
        return new Counted(
                percent(own, used),
                percent((double) ownMax, (double) usedMax),
                used / (expected.length - first));
    }

    /// Never less than a hundredth, so that a quotient of two can be had.
    private static double percent(double own, double used) {
        return Math.max(0.01, 100 * (own / used - 1));
    }
}
