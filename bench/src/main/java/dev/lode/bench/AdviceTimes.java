package dev.lode.bench;

import dev.lode.base.memory.Mapping;
import dev.lode.base.memory.ProcessMemory;
import dev.lode.bench.BenchRow.Better;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// What each advice to the system's memory is worth, beside doing without it: the figures behind
/// decision 13.
final class AdviceTimes {
    private static final long PAGE = 4096;
    private static final int READS = 2_000_000;
    private static final int COLD_READS = 2_000;
    private static final int CLOSES = 40;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    private final Path file;
    private final long bytes;
    private final Map<String, List<Double>> figures = new LinkedHashMap<>();
    private final long[] sums = new long[1];

    private AdviceTimes(Path file, long bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    /// Measures.
    ///
    /// @param file is written, and read; deleted by whoever named it
    /// @param bytes of memory and file
    /// @param rounds of everything
    static List<BenchRow> rows(Path file, long bytes, int rounds)
            throws IOException, InterruptedException {
        var times = new AdviceTimes(file, bytes);
        times.writeFile();
        for (int round = 0; round <= rounds; round++) {
            times.ownMemory();
            times.ownMemoryAllAtOnce();
            times.cachedFile();
            times.coldFile();
            times.closing();
            if (round == 0) {
                times.figures.clear(); // the compiler's
            }
        }
        Files.delete(file);
        return times.rows();
    }

    private List<BenchRow> rows() {
        return List.of(
                beside("random read of own memory", "ns", "huge", "4 KiB pages", "small"),
                beside(
                        "taking and writing own memory",
                        "ns a page",
                        "populate",
                        "touched",
                        "touch"),
                beside(
                        "the same in huge pages",
                        "ns a page",
                        "hugePopulate",
                        "4 KiB pages",
                        "touch"),
                BenchRow.shown("of it in huge pages", "%", of("hugeShare")),
                beside(
                        "random read of a cached file, first pass",
                        "ns",
                        "read",
                        "touched",
                        "unread"),
                BenchRow.shown(
                        "reading its pages in before (POPULATE_READ)", "ns a page", of("in")),
                BenchRow.shown("giving own memory back (DONTNEED)", "ns a page", of("discard")),
                beside(
                        "random read of a cold file, from the disk",
                        "KiB",
                        "random",
                        "no advice",
                        "plain"),
                beside("time of such a read", "us", "randomTime", "no advice", "plainTime"),
                beside(
                        "closing a map beside a busy reader",
                        "us",
                        "close",
                        "shared Arena",
                        "arena"));
    }

    private BenchRow beside(String what, String unit, String lode, String peer, String other) {
        return BenchRow.beside(what, unit, Better.LOWER, of(lode), peer, of(other), 1);
    }

    private Samples of(String name) {
        List<Double> values = figures.get(name);
        if (values == null) {
            throw new BenchFailed("nothing was measured of " + name);
        }
        return new Samples(values);
    }

    private void add(String name, double value) {
        figures.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
    }

    private void ownMemory() {
        try (var memory = Mapping.anonymous("bench", bytes)) {
            timed("touch", pages(), () -> touch(memory.segment()));
            timed("small", READS, () -> reads(memory.segment(), READS));
            timed("discard", pages(), memory::discard);
        }
        long before = hugeBytes();
        try (var memory = Mapping.huge("bench", bytes)) {
            timed(
                    "hugePopulate",
                    pages(),
                    () -> {
                        memory.populateWrite();
                        touch(memory.segment());
                    });
            add("hugeShare", 100.0 * (hugeBytes() - before) / bytes);
            timed("huge", READS, () -> reads(memory.segment(), READS));
        }
    }

    private static long hugeBytes() {
        return ProcessMemory.ofThis().orElseThrow().anonymousHuge();
    }

    private void ownMemoryAllAtOnce() {
        try (var memory = Mapping.anonymous("bench", bytes)) {
            timed(
                    "populate",
                    pages(),
                    () -> {
                        memory.populateWrite();
                        touch(memory.segment());
                    });
        }
    }

    private void cachedFile() throws IOException {
        try (var in = Files.newInputStream(file)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        int once = (int) (pages() / 4);
        try (var part = Mapping.ofFile("bench", file, 0, bytes)) {
            timed("unread", once, () -> reads(part.segment(), once));
        }
        try (var part = Mapping.ofFile("bench", file, 0, bytes)) {
            timed("in", pages(), part::populateRead);
            timed("read", once, () -> reads(part.segment(), once));
        }
    }

    private void coldFile() throws IOException, InterruptedException {
        for (String advice : List.of("plain", "random")) {
            MemoryCage.forget(file);
            try (var part = Mapping.ofFile("bench", file, 0, bytes)) {
                if (advice.equals("random")) {
                    part.random();
                }
                long before = bytesFromDisk();
                timed(advice + "Time", COLD_READS * 1000L, () -> reads(part.segment(), COLD_READS));
                add(advice, (bytesFromDisk() - before) / 1024.0 / COLD_READS);
            }
        }
    }

    /// Closes maps while a thread reads memory without pause; closing an arena must stop it.
    private void closing() throws IOException, InterruptedException {
        try (var memory = Mapping.anonymous("bench", 1 << 20)) {
            var reader = new Thread(() -> readUntilInterrupted(memory.segment()));
            reader.start();
            var maps = new ArrayList<Mapping>();
            var arenas = new ArrayList<Arena>();
            try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
                for (int i = 0; i < CLOSES; i++) {
                    maps.add(Mapping.ofFile("bench", file, 0, PAGE));
                    Arena arena = Arena.ofShared();
                    var _ = channel.map(FileChannel.MapMode.READ_ONLY, 0, PAGE, arena);
                    arenas.add(arena);
                }
            }
            timed("close", CLOSES * 1000L, () -> maps.forEach(Mapping::close));
            timed("arena", CLOSES * 1000L, () -> arenas.forEach(Arena::close));
            reader.interrupt();
            reader.join();
        }
    }

    private void readUntilInterrupted(MemorySegment memory) {
        while (!Thread.currentThread().isInterrupted()) {
            reads(memory, 1000);
        }
    }

    private void timed(String name, long divisor, Runnable what) {
        long before = System.nanoTime();
        what.run();
        add(name, (double) (System.nanoTime() - before) / divisor);
    }

    private long pages() {
        return bytes / PAGE;
    }

    private void touch(MemorySegment memory) {
        for (long at = 0; at < bytes; at += PAGE) {
            memory.set(LONG, at, at);
        }
    }

    private void reads(MemorySegment memory, int count) {
        long seed = 0x9E3779B97F4A7C15L;
        long lines = memory.byteSize() / 64;
        long sum = 0;
        for (int i = 0; i < count; i++) {
            seed = seed * 6364136223846793005L + 1442695040888963407L + (sum & 1);
            sum += memory.get(LONG, Math.unsignedMultiplyHigh(seed, lines) * 64);
        }
        sums[0] = sum; // else the compiler would see that nobody reads it
    }

    private void writeFile() throws IOException {
        var random = new SplittableRandom(1);
        byte[] block = new byte[1 << 20];
        try (var out = Files.newOutputStream(file)) {
            for (long done = 0; done < bytes; done += block.length) {
                random.nextBytes(block);
                out.write(block);
            }
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static long bytesFromDisk() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/io"))) {
            if (line.startsWith("read_bytes: ")) {
                return Long.parseLong(line.substring(12));
            }
        }
        throw new BenchFailed("/proc/self/io has no read_bytes");
    }
}
