package dev.lode.bench;

import dev.lode.base.Id128;
import dev.lode.base.time.NanoClock;
import dev.lode.bench.BenchRow.Better;
import dev.lode.bucket.S3Stores;
import dev.lode.storage.archive.ArchiveConfig;
import dev.lode.storage.archive.ArchiveKey;
import dev.lode.storage.archive.ArchiveTarget;
import dev.lode.storage.archive.Archiver;
import dev.lode.storage.wal.WalConfig.Device;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the archive costs an append: one log alone, one that is archived as fast as it grows, one
/// whose S3 server takes connections and never answers. All three rotate often; in each round one
/// after the other is written, and only its own archive works meanwhile.
final class WalArchiveBench {
    private static final String ALONE = "the log alone";
    private static final String ARCHIVED = "archived at full rate";
    private static final String HANGING = "S3 hangs";
    private static final double GOAL = 1 / 1.1;
    private static final int ENTRY_BYTES = 4000;
    private static final long SEGMENT = 4L << 20;
    private static final int PIECE_BYTES = 4 << 20;
    private static final long BUDGET = 1L << 30;
    private static final Duration PIECE_AGE = Duration.ofSeconds(1);
    private static final Duration REQUEST = Duration.ofSeconds(30);
    private static final Duration RETRY_MIN = Duration.ofMillis(100);
    private static final Duration RETRY_MAX = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Path MEMORY = Path.of("/dev/shm"); // a tmpfs on every usual Linux

    private final int rounds;
    private final int appends;
    private final List<LogSink> logs = new ArrayList<>();
    private final Map<String, Map<String, List<Double>>> figures = new LinkedHashMap<>();

    private WalArchiveBench(int rounds, int appends) {
        this.rounds = rounds;
        this.appends = appends;
    }

    static List<BenchRow> rows(Path folder, int rounds, int appends, PrintStream progress)
            throws IOException {
        // The SDK asks for some; the server does not look at them.
        System.setProperty("aws.accessKeyId", "bench");
        System.setProperty("aws.secretAccessKey", "bench");
        Path objects =
                Files.createTempDirectory(
                        Files.isDirectory(MEMORY) ? MEMORY : folder, "lode-bench-s3");
        progress.println("  S3 server: s3proxy over " + objects);
        try (var server = new S3Peer(objects);
                var deaf = new ServerSocket(0, 64, InetAddress.getLoopbackAddress())) {
            var hanging = URI.create("http://127.0.0.1:" + deaf.getLocalPort());
            return new WalArchiveBench(rounds, appends)
                    .run(folder.resolve("archive"), server.endpoint(), hanging, progress);
        } finally {
            WalBench.delete(objects);
        }
    }

    private List<BenchRow> run(Path folder, URI server, URI hanging, PrintStream progress)
            throws IOException {
        try {
            LogSink alone = log(ALONE, folder.resolve("alone"));
            LogSink archived = log(ARCHIVED, folder.resolve("archived"));
            LogSink unheard = log(HANGING, folder.resolve("hanging"));
            long sent = 0;
            for (int round = 0; round <= rounds; round++) {
                boolean counts = round > 0; // the first warms up
                write(ALONE, alone, counts);
                sent = archived(ARCHIVED, archived, server, counts);
                if (archived(HANGING, unheard, hanging, counts) > 0) {
                    throw new BenchFailed("a server that never answers took a piece");
                }
                progress.printf(
                        "  archive, round %d of %d: sent up to entry %,d of %,d%n",
                        round, rounds, sent, archived.last());
            }
            if (sent == 0) {
                throw new BenchFailed("nothing was archived");
            }
            return table();
        } finally {
            for (LogSink log : logs) {
                log.close();
            }
        }
    }

    private long archived(String name, LogSink log, URI endpoint, boolean counts)
            throws IOException {
        try (Archiver archiver = archiver(log, endpoint)) {
            write(name, log, counts);
            return archiver.archived(0);
        }
    }

    private void write(String name, LogSink log, boolean counts) throws IOException {
        long[] nanos = new long[appends];
        for (int i = 0; i < appends; i++) {
            long before = System.nanoTime();
            log.append(0);
            nanos[i] = System.nanoTime() - before;
        }
        if (counts) {
            Arrays.sort(nanos);
            add("p50", name, nanos[nanos.length / 2]);
            add("p99", name, nanos[nanos.length * 99 / 100]);
            add("max", name, nanos[nanos.length - 1]);
        }
    }

    private LogSink log(String name, Path folder) throws IOException {
        var shape = new LogSink.Shape(name, Device.AUTO, 1);
        var sink = new LogSink(folder, shape, SEGMENT, ENTRY_BYTES);
        logs.add(sink);
        return sink;
    }

    /// An archiver that follows a log as fast as it can, and keeps of it what it has not sent.
    private static Archiver archiver(LogSink log, URI endpoint) {
        var archiver =
                new Archiver(
                        new ArchiveConfig(
                                "bench",
                                false,
                                PIECE_BYTES,
                                PIECE_AGE,
                                Long.MAX_VALUE >> 1,
                                BUDGET,
                                REQUEST,
                                RETRY_MIN,
                                RETRY_MAX,
                                POLL),
                        NanoClock.SYSTEM);
        var committed = new SinkLog(log.wal(), ENTRY_BYTES);
        log.keeper(wanted -> archiver.keepFrom(committed.group(), committed, wanted));
        var target =
                new ArchiveTarget(
                        Optional.of(endpoint),
                        S3Peer.BUCKET,
                        "us-east-1",
                        Optional.empty(),
                        REQUEST,
                        REQUEST);
        archiver.start(
                new Id128(1, 2),
                ArchiveKey.of(new byte[32], 1),
                List.of(committed),
                () -> new S3Stores().open(target));
        return archiver;
    }

    private void add(String figure, String log, long nanos) {
        figures.computeIfAbsent(figure, _ -> new LinkedHashMap<>())
                .computeIfAbsent(log, _ -> new ArrayList<>())
                .add(nanos / 1e3);
    }

    private List<BenchRow> table() {
        List<BenchRow> rows = new ArrayList<>();
        for (String name : List.of(ARCHIVED, HANGING)) {
            figures.forEach((figure, of) ->
                    rows.add(
                            BenchRow.beside(
                                    "append 4 KiB, rotating every 4 MiB, " + name + ": " + figure,
                                    "us",
                                    Better.LOWER,
                                    samples(of, name),
                                    ALONE,
                                    samples(of, ALONE),
                                    figure.equals("max") ? 0 : GOAL)));
        }
        return rows;
    }

    private static Samples samples(Map<String, List<Double>> of, String name) {
        return new Samples(of.getOrDefault(name, List.of()));
    }
}
