package dev.lode.bench;

import dev.lode.base.knob.Settings;
import dev.lode.bench.BenchRow.Better;
import dev.lode.content.ContentException;
import dev.lode.content.GenerateRequest;
import dev.lode.content.Generator;
import dev.lode.content.ProgressListener;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `lode bench pack`: how fast `lode pack` is beside `lz4 -1` on the same content, and what it
/// takes of memory and disk.
///
/// In turns, on one disk, both forced at their ends: `lode pack FOLDER` as an operator runs it,
/// from cells.jsonl.lz4, and `lz4 -1` over what is in that file. Both inputs were read or written
/// just before, so they come from the page cache where they fit. One order of cells is made,
/// measured and removed before the next.
final class PackBench {
    private static final double GOAL_MIXED = 0.25;
    private static final double GOAL_SORTED = 0.5;

    /// What docs/format/pack.md promises for the default knobs on two cores.
    private static final double RESIDENT_BOUND_MB = 512;

    private static final String LZ4 = "lz4";
    private static final double MEGABYTE = 1e6;
    private static final long SEED = 4;

    /// How large.
    ///
    /// @param bytesNeeded on the disk, the largest moment
    private record Scale(long rooms, long cells, long keys, int rounds, long bytesNeeded) {
        static final Scale QUICK = new Scale(20_000, 1_000_000, 500, 3, 2_400_000_000L);
        static final Scale FULL = new Scale(200_000, 12_000_000, 5_000, 2, 26_500_000_000L);
    }

    private final Path folder;
    private final Scale scale;
    private final PrintStream progress;
    private volatile boolean ended;

    private PackBench(Path folder, Scale scale, PrintStream progress) {
        this.folder = folder;
        this.scale = scale;
        this.progress = progress;
    }

    /// Runs it.
    ///
    /// @param folder takes the content while it is measured; nothing stays
    static List<BenchRow> rows(boolean quick, Path folder, PrintStream progress)
            throws IOException {
        Scale scale = quick ? Scale.QUICK : Scale.FULL;
        return new PackBench(folder.resolve("lode-bench-pack"), scale, progress).rows();
    }

    private List<BenchRow> rows() throws IOException {
        remove(); // what a run that was killed has left
        Files.createDirectories(folder);
        Runtime.getRuntime().addShutdownHook(new Thread(this::leaveNothing, "lode-bench-clean"));
        try {
            long room = Files.getFileStore(folder).getUsableSpace();
            if (room < scale.bytesNeeded) {
                throw new BenchFailed(
                        "%s has %,d bytes of room and %,d are needed: name another with --folder"
                                .formatted(folder, room, scale.bytesNeeded));
            }
            PackProcess.run(List.of(lode(), "version")); // builds what must be built
            boolean beside = PackProcess.canRun(List.of(LZ4, "--version"));
            if (!beside) {
                progress.println("lz4 is not here, so its columns are empty: apt-get install lz4");
            }
            List<BenchRow> rows = new ArrayList<>();
            rows.addAll(measure("in no order", false, beside, GOAL_MIXED));
            rows.addAll(measure("in order", true, beside, GOAL_SORTED));
            return rows;
        } finally {
            if (!ended) {
                remove();
            }
        }
    }

    /// Ends what was started and removes what it wrote, when this is told to end before its time.
    private void leaveNothing() {
        ended = true;
        List<ProcessHandle> children = ProcessHandle.current().descendants().toList();
        children.forEach(ProcessHandle::destroyForcibly);
        children.forEach(child -> child.onExit().join());
        try {
            remove();
        } catch (IOException e) {
            progress.println("lode bench: " + folder + " stays: " + e);
        }
    }

    /// Makes the content, measures and removes it.
    private List<BenchRow> measure(String order, boolean inOrder, boolean beside, double goal)
            throws IOException {
        Path input = folder.resolve("cells");
        progress.printf("generating %,d cells, %s%n", scale.cells, order);
        long plainBytes = generate(input, inOrder);
        Measured measured = new Measured(input, plainBytes);
        for (int round = 1; round <= scale.rounds; round++) {
            measured.round(beside);
            progress.printf("  round %d of %d: %s%n", round, scale.rounds, measured.last(beside));
        }
        DigBench.delete(input);
        return measured.rows(order, beside, goal);
    }

    private long generate(Path input, boolean inOrder) throws IOException {
        try {
            return Generator.run(
                            new GenerateRequest(
                                    input,
                                    "bench",
                                    scale.rooms,
                                    scale.cells,
                                    scale.keys,
                                    SEED,
                                    inOrder,
                                    Settings.defaults()),
                            ProgressListener.NONE)
                    .plainBytes();
        } catch (ContentException e) {
            throw new BenchFailed("no content could be made: " + e.getMessage(), e);
        }
    }

    private void remove() throws IOException {
        if (Files.exists(folder)) {
            DigBench.delete(folder);
        }
    }

    private static String lode() {
        return Path.of(System.getProperty("lode.home", "."), "lode").toString();
    }

    /// What one order of cells gave, round by round.
    private final class Measured {
        private final Path input;
        private final double plainBytes;
        private final List<Double> lode = new ArrayList<>();
        private final List<Double> lz4 = new ArrayList<>();
        private final List<Double> resident = new ArrayList<>();
        private final List<Double> written = new ArrayList<>();
        private final List<Double> lz4Written = new ArrayList<>();

        Measured(Path input, double plainBytes) {
            this.input = input;
            this.plainBytes = plainBytes;
        }

        void round(boolean beside) throws IOException {
            if (beside) {
                peer();
            }
            Path pack = folder.resolve("bench.lode");
            PackProcess own =
                    PackProcess.run(
                            List.of(lode(), "pack", input.toString(), "-o", pack.toString()));
            Files.delete(pack);
            Files.delete(folder.resolve("bench.secret"));
            lode.add(plainBytes / MEGABYTE / own.seconds());
            resident.add(own.residentBytesMax() / MEGABYTE);
            written.add(own.writtenBytes() / plainBytes);
        }

        private void peer() throws IOException {
            Path packed = input.resolve("cells.jsonl.lz4");
            Path plain = folder.resolve("peer.jsonl");
            Path out = folder.resolve("peer.jsonl.lz4");
            try {
                // Forced before the clock starts, so that nobody waits for the input's own writes.
                shell("lz4 -d -q -f \"$1\" \"$2\" && sync \"$2\"", packed, plain);
                PackProcess ran = shell("lz4 -1 -q -f \"$1\" \"$2\" && sync \"$2\"", plain, out);
                lz4.add(plainBytes / MEGABYTE / ran.seconds());
                lz4Written.add(Files.size(out) / plainBytes);
            } finally {
                Files.deleteIfExists(plain);
                Files.deleteIfExists(out);
            }
        }

        private static PackProcess shell(String script, Path from, Path to) throws IOException {
            return PackProcess.run(
                    List.of("sh", "-c", script, "sh", from.toString(), to.toString()));
        }

        String last(boolean beside) {
            return beside
                    ? "lode %.0f MB/s, lz4 %.0f MB/s".formatted(lode.getLast(), lz4.getLast())
                    : "lode %.0f MB/s".formatted(lode.getLast());
        }

        List<BenchRow> rows(String order, boolean beside, double goal) {
            String rate = "lode pack, cells " + order;
            String bytes = "written for a byte of cells, " + order;
            return List.of(
                    beside
                            ? BenchRow.beside(
                                    rate,
                                    "MB/s",
                                    Better.HIGHER,
                                    new Samples(lode),
                                    "lz4 -1",
                                    new Samples(lz4),
                                    goal)
                            : BenchRow.shown(rate, "MB/s", new Samples(lode)),
                    BenchRow.bounded(
                            "resident at its peak, " + order,
                            "MB",
                            Better.LOWER,
                            new Samples(resident),
                            RESIDENT_BOUND_MB),
                    beside
                            ? BenchRow.shownBeside(
                                    bytes,
                                    "B",
                                    Better.LOWER,
                                    new Samples(written),
                                    "lz4 -1",
                                    new Samples(lz4Written))
                            : BenchRow.shown(bytes, "B", new Samples(written)));
        }
    }
}
