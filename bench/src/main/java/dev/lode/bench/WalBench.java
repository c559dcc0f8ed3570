package dev.lode.bench;

import dev.lode.bench.BenchRow.Better;
import dev.lode.storage.wal.Wal;
import dev.lode.storage.wal.WalConfig;
import dev.lode.storage.wal.WalConfig.Device;
import dev.lode.storage.wal.WalCounts;
import dev.lode.storage.wal.WalEntry;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// `lode bench wal`: the log of a node on each device, beside the bare device and RocksDB's log.
///
/// It writes in the folder of temporary files; `-Djava.io.tmpdir` names another disk, and
/// `-Dlode.bench.parts=append,rotation,archive,noise,group64,group512,cost,start` leaves parts out,
/// `-Dlode.bench.shapes=direct;force` shapes of the log.
final class WalBench {
    private static final int ENTRY_BYTES = 4000; // with the heads of batch and record one block
    private static final int SMALL_BYTES = 128;
    private static final long SEGMENT = 32L << 20;
    private static final long SMALL_SEGMENT = 4L << 20;
    private static final double GOAL_ROCKS = 1.3;
    private static final int ARCHIVE_ROUNDS = 3; // times as many
    private static final int ARCHIVE_APPENDS = 8000; // a round: for the archive to come to work
    private static final int WEAR_IN_SEGMENTS = 3;
    private static final List<Integer> LOGS = List.of(1, 8, 72);
    private static final List<LogSink.Shape> ALL_SHAPES =
            List.of(
                    new LogSink.Shape("direct", Device.DIRECT, 1),
                    new LogSink.Shape("direct, 2 in the air", Device.DIRECT, 2),
                    new LogSink.Shape("uring, 1 in the air", Device.URING, 1),
                    new LogSink.Shape("uring, 4 in the air", Device.URING, 4),
                    new LogSink.Shape("force", Device.FORCE, 1));
    private static final String WANTED = System.getProperty("lode.bench.shapes", "");
    private static final List<LogSink.Shape> SHAPES =
            ALL_SHAPES.stream()
                    .filter(shape ->
                            WANTED.isEmpty() || List.of(WANTED.split(";")).contains(shape.name()))
                    .toList();

    private final PrintStream progress;
    private final Path folder;
    private final int rounds;
    private final int appends;
    private final long loadMillis;
    private final int startMegabytes;
    private final List<BenchRow> rows = new ArrayList<>();

    private WalBench(boolean quick, Path folder, PrintStream progress) {
        this.progress = progress;
        this.folder = folder;
        rounds = quick ? 3 : 5;
        appends = quick ? 1000 : 4000;
        loadMillis = quick ? 250 : 1500;
        startMegabytes = quick ? 512 : 4096;
    }

    static List<BenchRow> rows(boolean quick, PrintStream progress) throws IOException {
        Path folder = Files.createTempDirectory("lode-bench-wal");
        String parts = System.getProperty("lode.bench.parts", "");
        List<String> wanted =
                parts.isEmpty()
                        ? List.of(
                                "append",
                                "rotation",
                                "archive",
                                "noise",
                                "group64",
                                "group512",
                                "cost",
                                "start")
                        : List.of(parts.split(","));
        try {
            var bench = new WalBench(quick, folder, progress);
            for (String part : wanted) {
                progress.println(part);
                switch (part) {
                    case "append" -> bench.single("", SEGMENT);
                    case "rotation" -> bench.single(", rotating every 4 MiB", SMALL_SEGMENT);
                    case "archive" ->
                            bench.rows.addAll(
                                    WalArchiveBench.rows(
                                            folder,
                                            ARCHIVE_ROUNDS * bench.rounds,
                                            ARCHIVE_APPENDS,
                                            progress));
                    case "noise" -> bench.noise();
                    case "group64" -> bench.group(64);
                    case "group512" -> bench.group(512);
                    case "cost" -> bench.cost();
                    case "start" -> bench.start();
                    default -> throw new BenchFailed("there is no part " + part);
                }
            }
            return bench.rows;
        } finally {
            delete(folder);
        }
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private interface WithSinks {
        void run(Map<String, DurableSink> sinks) throws IOException;
    }

    /// Opens the bare loop where it is wanted, and a log of each shape.
    private void with(String name, boolean bare, long segmentBytes, int entryBytes, WithSinks body)
            throws IOException {
        Path place = Files.createDirectory(folder.resolve(name));
        var sinks = new LinkedHashMap<String, DurableSink>();
        try {
            if (bare) {
                sinks.put(BareLoop.NAME, new BareLoop(place.resolve("bare"), SEGMENT));
            }
            for (LogSink.Shape shape : SHAPES) {
                Path log = place.resolve(shape.name().replaceAll("[^a-z0-9]+", "-"));
                var sink = new LogSink(log, shape, segmentBytes, entryBytes);
                sinks.put(shape.name(), sink);
                progress.println("  " + shape.name() + ": " + sink.device());
            }
            if (bare) {
                sinks.put(BareLoop.AGAIN, new BareLoop(place.resolve("again"), SEGMENT));
            }
            body.run(sinks);
        } finally {
            for (DurableSink sink : sinks.values()) {
                sink.close();
            }
            delete(place);
        }
    }

    private void single(String how, long segmentBytes) throws IOException {
        with("single", true, segmentBytes, ENTRY_BYTES, sinks -> singleRows(how, sinks));
    }

    private void singleRows(String how, Map<String, DurableSink> sinks) throws IOException {
        rows.addAll(new WalLoneBench(rounds * appends, sinks).rows(how));
    }

    private void noise() throws IOException {
        with(
                "noise",
                true,
                SMALL_SEGMENT,
                ENTRY_BYTES,
                sinks -> {
                    Path files = Files.createDirectory(folder.resolve("files"));
                    try (var noise = new DiskNoise(files)) {
                        singleRows(
                                ", rotating every 4 MiB, beside writing and "
                                        + noise.compressor()
                                        + " of 100 MB",
                                sinks);
                        progress.println("  files written and compressed: " + noise.rounds());
                    }
                });
    }

    /// Many appenders, each waiting for its own.
    private void group(int threads) throws IOException {
        with(
                "group",
                false,
                SEGMENT,
                SMALL_BYTES,
                sinks -> {
                    try (var rocks = new RocksSink(folder.resolve("group/rocks"), SMALL_BYTES)) {
                        groupRows(threads, sinks, rocks);
                    }
                });
    }

    private void groupRows(int threads, Map<String, DurableSink> sinks, RocksSink rocks)
            throws IOException {
        var rate = new LinkedHashMap<String, List<Double>>();
        var p50 = new LinkedHashMap<String, List<Double>>();
        var p99 = new LinkedHashMap<String, List<Double>>();
        var shared = new LinkedHashMap<String, List<Double>>();
        var cpu = new LinkedHashMap<String, List<Double>>();
        var written = new LinkedHashMap<String, List<Double>>();
        for (int round = 0; round <= rounds; round++) {
            progress.printf("  %d appenders, round %d of %d%n", threads, round, rounds);
            for (int logs : LOGS) {
                SinkLoad peer = SinkLoad.run(rocks, threads, loadMillis);
                for (Map.Entry<String, DurableSink> one : sinks.entrySet()) {
                    LogSink sink = (LogSink) one.getValue();
                    sink.logs(logs);
                    WalCounts before = sink.counts();
                    SinkLoad load = SinkLoad.run(sink, threads, loadMillis);
                    WalCounts after = sink.counts();
                    if (round == 0) {
                        continue; // warms up
                    }
                    String key = one.getKey() + logs;
                    double count = load.appends();
                    add(rate, key, load.rate());
                    add(rate, key + RocksSink.NAME, peer.rate());
                    add(p50, key, load.micros(0.5));
                    add(p50, key + RocksSink.NAME, peer.micros(0.5));
                    add(p99, key, load.micros(0.99));
                    add(p99, key + RocksSink.NAME, peer.micros(0.99));
                    add(cpu, key, load.cpuMicros());
                    add(cpu, key + RocksSink.NAME, peer.cpuMicros());
                    add(shared, key, count / (after.batches() - before.batches()));
                    add(written, key, (after.bytes() - before.bytes()) / (count * SMALL_BYTES));
                }
            }
        }
        for (LogSink.Shape shape : SHAPES) {
            for (int logs : LOGS) {
                String key = shape.name() + logs;
                String what =
                        threads + " appenders of 128 B, " + logs + " logs, " + shape.name() + ": ";
                rows.add(rocks(what + "rate", "op/s", Better.HIGHER, rate, key, GOAL_ROCKS));
                rows.add(rocks(what + "p50", "us", Better.LOWER, p50, key, 0));
                rows.add(rocks(what + "p99", "us", Better.LOWER, p99, key, 0));
                rows.add(rocks(what + "CPU an append", "us", Better.LOWER, cpu, key, 0));
                rows.add(BenchRow.shown(what + "appends a sync", "1", samples(shared, key)));
                rows.add(
                        BenchRow.shown(
                                what + "bytes written a byte", "B/B", samples(written, key)));
            }
        }
    }

    private static BenchRow rocks(
            String what,
            String unit,
            Better better,
            Map<String, List<Double>> of,
            String key,
            double goal) {
        return BenchRow.beside(
                what,
                unit,
                better,
                samples(of, key),
                RocksSink.NAME,
                samples(of, key + RocksSink.NAME),
                goal);
    }

    /// What a lone append costs beside its time.
    private void cost() throws IOException {
        with(
                "cost",
                false,
                SEGMENT,
                SMALL_BYTES,
                sinks -> {
                    for (Map.Entry<String, DurableSink> one : sinks.entrySet()) {
                        LogSink sink = (LogSink) one.getValue();
                        SinkLoad.run(sink, 1, 4 * loadMillis);
                        WalCounts before = sink.counts();
                        SinkLoad load = SinkLoad.run(sink, 1, loadMillis);
                        double bytes = sink.counts().bytes() - before.bytes();
                        String what = "lone appender of 128 B, " + one.getKey() + ": ";
                        rows.add(
                                BenchRow.shown(
                                        what + "CPU an append",
                                        "us",
                                        Samples.exact(load.cpuMicros())));
                        rows.add(
                                BenchRow.shown(
                                        what + "bytes written a byte",
                                        "B/B",
                                        Samples.exact(bytes / (load.appends() * 128.0))));
                        sink.wearIn(WEAR_IN_SEGMENTS);
                        rows.addAll(Allocated.of(sink, appends).rows(what));
                    }
                });
    }

    /// Opening a log of many segments.
    private void start() throws IOException {
        Path log = folder.resolve("start");
        var config = new WalConfig(128L << 20, 256 << 10, 16L << 30, 2, Device.AUTO);
        byte[] data = new byte[1024];
        long index = 0;
        try (Wal wal = Wal.open(log, config)) {
            for (long bytes = 0; bytes < (long) startMegabytes << 20; ) {
                var batch = new ArrayList<WalEntry>();
                for (int i = 0; i < 200; i++) {
                    batch.add(new WalEntry(++index, 1, (byte) 1, MemorySegment.ofArray(data)));
                    bytes += data.length;
                }
                wal.append(1, batch);
            }
        }
        var times = new ArrayList<Double>();
        for (int round = 0; round < rounds; round++) {
            long before = System.nanoTime();
            try (Wal wal = Wal.open(log, config)) {
                times.add((System.nanoTime() - before) / 1e6);
                progress.println("  start: " + wal.report());
            }
        }
        var all = new Samples(times);
        double gigabytes = startMegabytes / 1024.0;
        String what = "start with " + startMegabytes + " MiB of entries of 1 KiB, page cache warm";
        rows.add(BenchRow.shown(what, "ms", all));
        rows.add(
                BenchRow.shown(
                        "the same a GB",
                        "ms",
                        new Samples(all.rounds().stream().map(one -> one / gigabytes).toList())));
    }

    private static void add(Map<String, List<Double>> to, String name, double value) {
        to.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
    }

    private static Samples samples(Map<String, List<Double>> of, String name) {
        return new Samples(get(of, name));
    }

    private static <V> V get(Map<String, V> map, String name) {
        V value = map.get(name);
        if (value == null) {
            throw new IllegalStateException(name);
        }
        return value;
    }
}
