package dev.lode.bench;

import dev.lode.base.Id128;
import dev.lode.base.memory.Epochs;
import dev.lode.storage.extent.ExtentPlace;
import dev.lode.storage.extent.ExtentPlan;
import dev.lode.storage.extent.ExtentWriter;
import dev.lode.storage.extent.HeadMemory;
import dev.lode.storage.slice.ImportId;
import dev.lode.storage.slice.ImportOptions;
import dev.lode.storage.slice.ImportedExtents;
import dev.lode.storage.slice.SliceChunk;
import dev.lode.storage.slice.SliceFile;
import dev.lode.storage.slice.SliceHeader;
import dev.lode.storage.slice.SliceIntake;
import dev.lode.storage.slice.SliceProgress;
import dev.lode.storage.slice.SliceReader;
import dev.lode.storage.slice.SliceSource;
import dev.lode.storage.slice.SliceWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// A partition of 76 MB from one folder to another, as a slice, beside a plain copy of as many
/// bytes on the same disk, each forced to it.
///
/// In a round: a plain copy (`transferTo`, then force); an export to a file and an import from it,
/// each forced; and an export straight into an import over a pipe, which is forced once, as a plain
/// copy is. What is read lies in the page cache.
final class SliceBench {
    private static final int PARTITION = 4_711;
    private static final int BLOB_BYTES = 600;
    private static final int CELLS = 123_000;
    private static final Id128 SECRET = new Id128(1, 2);
    private static final double GOAL = 0.5;

    private final Path folder;
    private final SliceSource.Layer layer;
    private final List<Double> copies = new ArrayList<>();
    private final List<Double> exports = new ArrayList<>();
    private final List<Double> imports = new ArrayList<>();
    private final List<Double> links = new ArrayList<>();

    private SliceBench(Path folder, SliceSource.Layer layer) {
        this.folder = folder;
        this.layer = layer;
    }

    static List<BenchRow> rows(boolean quick, PrintStream err) throws IOException, BenchFailed {
        Path folder = Files.createTempDirectory(Path.of("").toAbsolutePath(), "bench-slice-");
        try {
            var bench = new SliceBench(folder, write(folder.resolve("extent")));
            int rounds = quick ? 3 : 15;
            for (int round = -1; round < rounds; round++) {
                err.printf("slice: round %d of %d%n", round + 1, rounds);
                bench.round(round >= 0);
            }
            return bench.rows();
        } finally {
            remove(folder);
        }
    }

    private List<BenchRow> rows() {
        var copy = new Samples(copies);
        var both = new ArrayList<Double>();
        for (int i = 0; i < exports.size(); i++) {
            both.add(exports.get(i) + imports.get(i));
        }
        String peer = "plain copy, transferTo + force";
        return List.of(
                BenchRow.beside(
                        "slice of 76 MB: export + import through a file",
                        "ms",
                        BenchRow.Better.LOWER,
                        new Samples(both),
                        peer,
                        copy,
                        GOAL),
                BenchRow.beside(
                        "slice of 76 MB: export + import through a pipe",
                        "ms",
                        BenchRow.Better.LOWER,
                        new Samples(links),
                        peer,
                        copy,
                        GOAL),
                BenchRow.shown("slice of 76 MB: export alone", "ms", new Samples(exports)),
                BenchRow.shown("slice of 76 MB: import alone", "ms", new Samples(imports)));
    }

    private void round(boolean counts) throws IOException, BenchFailed {
        Path slice = folder.resolve("slice");
        Path copy = folder.resolve("copy");
        double exported = millis(() -> export(slice));
        double copied = millis(() -> copy(slice, copy));
        double imported = millis(() -> importFrom(slice, folder.resolve("imports")));
        remove(folder.resolve("imports"));
        double linked = millis(() -> link(folder.resolve("imports")));
        remove(folder.resolve("imports"));
        Files.delete(slice);
        Files.delete(copy);
        if (counts) {
            copies.add(copied);
            exports.add(exported);
            imports.add(imported);
            links.add(linked);
        }
    }

    private void export(Path file) throws IOException {
        try (var source = open()) {
            SliceFile.export(source, file, SliceProgress.NONE);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var in = FileChannel.open(from, StandardOpenOption.READ);
                var out =
                        FileChannel.open(
                                to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long done = 0;
            while (done < in.size()) {
                done += in.transferTo(done, in.size() - done, out);
            }
            out.force(true);
        }
    }

    private static void importFrom(Path slice, Path into) throws IOException {
        try (var folder = imports(into)) {
            var _ = SliceIntake.file(slice, folder);
        }
    }

    private void link(Path into) throws IOException, BenchFailed {
        var pipe = Pipe.open();
        var sending =
                new FutureTask<Object>(() -> {
                    try (var source = open();
                            var out = pipe.sink()) {
                        new SliceWriter(source).write(out);
                    }
                    return layer;
                });
        Thread.ofPlatform().name("slice-sender").start(sending);
        try (var folder = imports(into);
                var in = pipe.source()) {
            var reader = SliceReader.open("pipe", in);
            try (var one = folder.begin(reader.header())) {
                one.take("pipe", reader);
            }
        }
        try {
            sending.get();
        } catch (ExecutionException e) {
            throw new BenchFailed("the sender failed: " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailed("interrupted");
        }
    }

    private static ImportedExtents imports(Path into) throws IOException {
        return ImportedExtents.open(
                into,
                new ImportId(SECRET, Id128.ZERO),
                new Epochs(),
                new ImportOptions(256L << 20, 256L << 20, HeadMemory.MAPPED, SliceProgress.NONE));
    }

    private SliceSource open() throws IOException {
        var origin = new SliceSource.Origin(SECRET, Id128.ZERO, 0, 0, 0);
        return SliceSource.open(PARTITION, origin, List.of(layer), SliceHeader.BLOCK_BYTES);
    }

    private interface Work {
        void run() throws IOException, BenchFailed;
    }

    private static double millis(Work work) throws IOException, BenchFailed {
        long began = System.nanoTime();
        work.run();
        return (System.nanoTime() - began) / 1e6;
    }

    private static SliceSource.Layer write(Path file) throws IOException {
        var plan = new ExtentPlan();
        plan.addRoom(PARTITION);
        for (int cell = 0; cell < CELLS; cell++) {
            plan.addCell(PARTITION, 0, cell);
        }
        byte[] block = new byte[BLOB_BYTES];
        var random = new SplittableRandom(1);
        ExtentPlace place;
        try (var channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            var writer = new ExtentWriter(channel, 4096, plan);
            writer.room((long) PARTITION << 48, 0);
            for (int cell = 0; cell < CELLS; cell++) {
                random.nextBytes(block);
                writer.cell(writer.key(0, cell), block, 0, BLOB_BYTES, BLOB_BYTES);
            }
            place = writer.finish(BLOB_BYTES);
            channel.force(true);
        }
        return new SliceSource.Layer(SliceChunk.Kind.PACK, 0, file, place);
    }

    private static void remove(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (Files.isDirectory(file)) {
                    remove(file);
                } else {
                    Files.delete(file);
                }
            }
        }
        Files.delete(folder);
    }
}
