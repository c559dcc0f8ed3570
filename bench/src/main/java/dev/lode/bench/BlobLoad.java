package dev.lode.bench;

import dev.lode.base.CellKey;
import dev.lode.storage.blob.BlobReader;
import dev.lode.storage.extent.CellRef;
import dev.lode.storage.extent.Extent;
import dev.lode.storage.pack.Pack;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/// A process that reads cells of a [BlobPack] at random, as digs do: finds the cell, reads its
/// document without waiting, and waits for the disk only where it must.
///
/// Its arguments: the pack, rooms, threads, seconds to warm up, seconds to measure. It writes one
/// line, a [Said].
final class BlobLoad {
    private static final int DOCUMENT_MAX = 2048;
    private static final long HIGHEST_NANOS = 10_000_000_000L;

    private final Extent extent;
    private final Pack pack;
    private final long[] rooms;
    private final int[] ordinals;
    private final long beginNanos;
    private final long endNanos;

    /// What a process measured.
    ///
    /// @param reads how many
    /// @param seconds in which
    /// @param p50Micros half of them took at most
    /// @param p99Micros 99 of 100 took at most
    /// @param waited how many of 100 had to wait for the disk
    /// @param residentBytes of the process at its largest
    /// @param majorFaults of the process while it measured
    record Said(
            long reads,
            double seconds,
            double p50Micros,
            double p99Micros,
            double waited,
            long residentBytes,
            long majorFaults) {
        private static final String WORD = "blobs: ";

        String line() {
            return WORD
                    + String.join(
                            " ",
                            List.of(
                                    Long.toString(reads),
                                    Double.toString(seconds),
                                    Double.toString(p50Micros),
                                    Double.toString(p99Micros),
                                    Double.toString(waited),
                                    Long.toString(residentBytes),
                                    Long.toString(majorFaults)));
        }

        static Said read(List<String> lines) {
            for (String line : lines) {
                if (line.startsWith(WORD)) {
                    String[] parts = line.substring(WORD.length()).split(" ", -1);
                    return new Said(
                            Long.parseLong(parts[0]),
                            Double.parseDouble(parts[1]),
                            Double.parseDouble(parts[2]),
                            Double.parseDouble(parts[3]),
                            Double.parseDouble(parts[4]),
                            Long.parseLong(parts[5]),
                            Long.parseLong(parts[6]));
                }
            }
            throw new BenchFailed(
                    "the process that reads did not end: " + String.join("; ", lines));
        }
    }

    private BlobLoad(Pack pack, int roomCount, double warmSeconds, double seconds) {
        this.pack = pack;
        extent = pack.extent();
        rooms = new long[roomCount];
        ordinals = new int[roomCount];
        for (int i = 0; i < roomCount; i++) {
            rooms[i] = BlobPack.room(i);
            ordinals[i] = extent.ordinal(rooms[i]);
        }
        beginNanos = System.nanoTime() + (long) (warmSeconds * 1e9);
        endNanos = beginNanos + (long) (seconds * 1e9);
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        int threads = Integer.parseInt(args[2]);
        double seconds = Double.parseDouble(args[4]);
        try (Pack pack = Pack.open(Path.of(args[0]))) {
            var load =
                    new BlobLoad(
                            pack, Integer.parseInt(args[1]), Double.parseDouble(args[3]), seconds);
            System.out.println(load.run(threads, seconds).line());
        }
    }

    private Said run(int threads, double seconds) throws IOException, InterruptedException {
        List<Reader> readers = new ArrayList<>();
        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            var reader = new Reader(i);
            readers.add(reader);
            running.add(Thread.ofPlatform().start(reader));
        }
        TimeUnit.NANOSECONDS.sleep(Math.max(1, beginNanos - System.nanoTime()));
        long faults = majorFaults();
        for (Thread thread : running) {
            thread.join();
        }
        var all = new Histogram(HIGHEST_NANOS, 3);
        long waited = 0;
        for (Reader reader : readers) {
            if (reader.failed != 0) {
                throw new BenchFailed("a cell could not be read: " + reader.failed);
            }
            all.add(reader.nanos);
            waited += reader.waited;
        }
        return new Said(
                all.getTotalCount(),
                seconds,
                all.getValueAtPercentile(50) / 1e3,
                all.getValueAtPercentile(99) / 1e3,
                100.0 * waited / all.getTotalCount(),
                residentPeak(),
                majorFaults() - faults);
    }

    /// One thread that reads, each cell when it has the one before.
    private final class Reader implements Runnable {
        final Histogram nanos = new Histogram(HIGHEST_NANOS, 3);
        private final SplittableRandom random;
        long waited;
        int failed;

        Reader(int seed) {
            random = new SplittableRandom(seed);
        }

        @Override
        public void run() {
            try (BlobReader reader = pack.reader();
                    Arena arena = Arena.ofConfined()) {
                var out = arena.allocate(DOCUMENT_MAX);
                var ref = new CellRef();
                long now = System.nanoTime();
                while (now < endNanos) {
                    long cell = cell();
                    long began = now;
                    int got = -100;
                    boolean waits = false;
                    if (extent.find(cell, ref)) {
                        got = reader.tryRead(ref, out, 0, DOCUMENT_MAX);
                        waits = got == BlobReader.WOULD_BLOCK;
                        if (waits) {
                            got = reader.read(ref, out, 0, DOCUMENT_MAX);
                        }
                    }
                    if (got <= 0) {
                        failed = got;
                        return;
                    }
                    now = System.nanoTime();
                    if (began >= beginNanos) {
                        nanos.recordValue(now - began);
                        waited += waits ? 1 : 0;
                    }
                }
            }
        }

        private long cell() {
            int room = random.nextInt(rooms.length);
            int partition = (int) (rooms[room] >>> 48);
            int place = random.nextInt(BlobPack.CELLS_A_ROOM);
            return CellKey.of(
                    partition, ordinals[room], place / BlobPack.SPOTS, place % BlobPack.SPOTS);
        }
    }

    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+([0-9]+) kB");

    private static long residentPeak() throws IOException {
        Matcher peak = PEAK.matcher(Files.readString(Path.of("/proc/self/status")));
        return peak.find() ? Long.parseLong(peak.group(1)) << 10 : 0;
    }

    private static long majorFaults() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[9]);
    }
}
