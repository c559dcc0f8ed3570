package dev.lode.bench;

import dev.lode.base.knob.Settings;
import dev.lode.bench.BenchRow.Better;
import dev.lode.content.ContentException;
import dev.lode.content.GenerateRequest;
import dev.lode.content.GenerateResult;
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
/// Both read the same LZ4 file and write to the same disk, forced at the end: `lz4 -dc FILE | lz4
/// -1` beside `lode pack FOLDER` as an operator runs it, in turns.
final class PackBench {
    private static final double GOAL_MIXED = 0.25;
    private static final double GOAL_SORTED = 0.5;

    /// What docs/format/pack.md promises for the default knobs on two cores.
    private static final double RESIDENT_BOUND_MB = 512;

    private static final double MEGABYTE = 1e6;
    private static final long SEED = 4;

    /// How large.
    ///
    /// @param bytesNeeded on the disk, the largest moment
    private record Scale(long rooms, long cells, long keys, int rounds, long bytesNeeded) {
        static final Scale QUICK = new Scale(20_000, 1_000_000, 500, 3, 4_000_000_000L);
        static final Scale FULL = new Scale(200_000, 12_000_000, 5_000, 2, 31_000_000_000L);
    }

    /// A generated folder.
    ///
    /// @param plainBytes of its cells
    private record Input(Path folder, long plainBytes) {}

    private final Path folder;
    private final Scale scale;
    private final PrintStream progress;

    private PackBench(Path folder, Scale scale, PrintStream progress) {
        this.folder = folder;
        this.scale = scale;
        this.progress = progress;
    }

    /// Runs it.
    ///
    /// @param folder keeps the generated content for the next run
    static List<BenchRow> rows(boolean quick, Path folder, PrintStream progress)
            throws IOException {
        Scale scale = quick ? Scale.QUICK : Scale.FULL;
        return new PackBench(folder.resolve("lode-bench-pack"), scale, progress).rows();
    }

    private List<BenchRow> rows() throws IOException {
        Files.createDirectories(folder);
        long room = Files.getFileStore(folder).getUsableSpace();
        if (room < scale.bytesNeeded) {
            throw new BenchFailed(
                    "%s has %,d bytes of room and %,d are needed: name another with --folder"
                            .formatted(folder, room, scale.bytesNeeded));
        }
        Input mixed = input("mixed", false);
        Input sorted = input("sorted", true);
        PackProcess.run(List.of(lode(), "version")); // builds what must be built
        List<BenchRow> rows = new ArrayList<>();
        Measured inNoOrder = new Measured();
        Measured inOrder = new Measured();
        for (int round = 1; round <= scale.rounds; round++) {
            progress.printf("round %d of %d%n", round, scale.rounds);
            inNoOrder.add(mixed);
            inOrder.add(sorted);
        }
        rows.add(inNoOrder.row("pack, cells in no order", GOAL_MIXED));
        rows.add(inOrder.row("pack, cells in the pack's order", GOAL_SORTED));
        rows.add(inNoOrder.resident("memory of it at its peak, no order"));
        rows.add(inOrder.resident("memory of it at its peak, in order"));
        rows.add(inNoOrder.written("written for a byte of content, no order"));
        rows.add(inOrder.written("written for a byte of content, in order"));
        return rows;
    }

    private Input input(String name, boolean inOrder) throws IOException {
        Path made = folder.resolve("%s-%d".formatted(name, scale.cells));
        Path size = folder.resolve(made.getFileName() + ".bytes");
        if (!Files.exists(size)) {
            progress.printf(
                    "generating %,d cells in %s, kept for the next run%n", scale.cells, made);
            if (Files.exists(made)) {
                DigBench.delete(made);
            }
            try {
                GenerateResult result =
                        Generator.run(
                                new GenerateRequest(
                                        made,
                                        "bench",
                                        scale.rooms,
                                        scale.cells,
                                        scale.keys,
                                        SEED,
                                        inOrder,
                                        Settings.defaults()),
                                ProgressListener.NONE);
                Files.writeString(size, Long.toString(result.plainBytes()));
            } catch (ContentException e) {
                throw new BenchFailed("no content could be made: " + e.getMessage(), e);
            }
        }
        return new Input(made, Long.parseLong(Files.readString(size).strip()));
    }

    private static String lode() {
        return Path.of(System.getProperty("lode.home", "."), "lode").toString();
    }

    /// What one order of cells gave, round by round.
    private final class Measured {
        private final List<Double> lode = new ArrayList<>();
        private final List<Double> lz4 = new ArrayList<>();
        private final List<Double> resident = new ArrayList<>();
        private final List<Double> written = new ArrayList<>();

        void add(Input input) throws IOException {
            double bytes = input.plainBytes();
            PackProcess peer = peer(input);
            lz4.add(bytes / MEGABYTE / peer.seconds());
            Path pack = folder.resolve("bench.lode");
            PackProcess own =
                    PackProcess.run(
                            List.of(
                                    lode(),
                                    "pack",
                                    input.folder().toString(),
                                    "-o",
                                    pack.toString()));
            Files.delete(pack);
            Files.delete(folder.resolve("bench.secret"));
            lode.add(bytes / MEGABYTE / own.seconds());
            resident.add(own.residentBytesMax() / MEGABYTE);
            written.add(own.writtenBytes() / bytes);
            progress.printf(
                    "  %s: lode %.1f s, lz4 %.1f s%n",
                    input.folder().getFileName(), own.seconds(), peer.seconds());
        }

        private PackProcess peer(Input input) throws IOException {
            Path packed = input.folder().resolve("cells.jsonl.lz4");
            Path plain = folder.resolve("peer.jsonl");
            Path out = folder.resolve("peer.jsonl.lz4");
            try {
                PackProcess.run(
                        List.of("lz4", "-d", "-q", "-f", packed.toString(), plain.toString()));
                return PackProcess.run(
                        List.of(
                                "sh",
                                "-c",
                                "lz4 -1 -q -f \"$1\" \"$2\" && sync \"$2\"",
                                "sh",
                                plain.toString(),
                                out.toString()));
            } finally {
                Files.deleteIfExists(plain);
                Files.deleteIfExists(out);
            }
        }

        BenchRow row(String what, double goal) {
            return BenchRow.beside(
                    what,
                    "MB/s",
                    Better.HIGHER,
                    new Samples(lode),
                    "lz4 -1",
                    new Samples(lz4),
                    goal);
        }

        BenchRow resident(String what) {
            return BenchRow.bounded(
                    what, "MB", Better.LOWER, new Samples(resident), RESIDENT_BOUND_MB);
        }

        BenchRow written(String what) {
            return BenchRow.shown(what, "B", new Samples(written));
        }
    }
}
