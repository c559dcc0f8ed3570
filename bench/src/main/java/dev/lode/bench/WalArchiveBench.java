package dev.lode.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.lode.base.Id128;
import dev.lode.base.time.NanoClock;
import dev.lode.bench.BenchRow.Better;
import dev.lode.bucket.S3Stores;
import dev.lode.storage.archive.ArchiveConfig;
import dev.lode.storage.archive.ArchiveKey;
import dev.lode.storage.archive.ArchiveKnobs;
import dev.lode.storage.archive.ArchiveStore;
import dev.lode.storage.archive.ArchiveTarget;
import dev.lode.storage.archive.Archiver;
import dev.lode.storage.wal.WalConfig.Device;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// What the archive costs an append: one log alone, one that is archived as fast as it grows, one
/// whose S3 server takes connections and never answers. All rotate often; in each round one after
/// the other is written, and the next begins when the archive has caught up.
///
/// The server shares the cores with the log, which it does nowhere else: beside a second one, which
/// gives way to every thread that wakes up, what is left is Lode's. Three controls tell what of it
/// is the archive's own: a second log alone, a log whose archive reads and seals for a store that
/// drops all, and a log beside a process that takes as much of the cores as archiver and S3 server
/// took together.
final class WalArchiveBench {
    private static final String ALONE = "the log alone";
    private static final String AGAIN = "another log alone";
    private static final String LOADED = "beside as much CPU of another process";
    private static final String DROPPED = "archived to a store that drops all";
    private static final String ARCHIVED = "archived at full rate";
    private static final String ELSEWHERE =
            "archived at full rate, its S3 server giving way to all others";
    private static final String RATED = "archived at the default rate";
    private static final String HANGING = "S3 hangs";
    private static final double GOAL = 1 / 1.1;

    /// An append may take this long whatever the log alone shows.
    private static final double LONG_MICROS = 11_000;

    private static final int ENTRY_BYTES = 4000;
    private static final long SEGMENT = 4L << 20;
    private static final int PIECE_BYTES = 4 << 20;
    private static final long BUDGET = 1L << 30;
    private static final long FULL = Long.MAX_VALUE >> 1;
    private static final long DEFAULT = ArchiveKnobs.BYTES_PER_SECOND.fallback();
    private static final Duration PIECE_AGE = Duration.ofSeconds(1);
    private static final Duration REQUEST = Duration.ofSeconds(30);
    private static final Duration RETRY_MIN = Duration.ofMillis(100);
    private static final Duration RETRY_MAX = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Path MEMORY = Path.of("/dev/shm"); // a tmpfs on every usual Linux

    private static final long CATCH_UP_NANOS = 60_000_000_000L;
    private static final int GROUP = 0;
    private static final String SENT = "sent";
    private static final String OURS = "ours";
    private static final String THEIRS = "theirs";
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

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
        try (var server = new S3Peer(Files.createDirectory(objects.resolve("a")), false);
                var elsewhere = new S3Peer(Files.createDirectory(objects.resolve("b")), true);
                var deaf = new ServerSocket(0, 64, InetAddress.getLoopbackAddress())) {
            var hanging = URI.create("http://127.0.0.1:" + deaf.getLocalPort());
            return new WalArchiveBench(rounds, appends)
                    .run(folder.resolve("archive"), server, elsewhere, hanging, progress);
        } finally {
            WalBench.delete(objects);
        }
    }

    private List<BenchRow> run(
            Path folder, S3Peer server, S3Peer elsewhere, URI hanging, PrintStream progress)
            throws IOException {
        LogSink alone = log(ALONE, folder.resolve("alone"));
        LogSink again = log(AGAIN, folder.resolve("again"));
        LogSink loaded = log(LOADED, folder.resolve("loaded"));
        LogSink dropped = log(DROPPED, folder.resolve("dropped"));
        LogSink archived = log(ARCHIVED, folder.resolve("archived"));
        LogSink distant = log(ELSEWHERE, folder.resolve("distant"));
        LogSink rated = log(RATED, folder.resolve("rated"));
        LogSink unheard = log(HANGING, folder.resolve("hanging"));
        try (Archiver sending = archiver(archived, 1, FULL, () -> bucket(server.endpoint()));
                Archiver going = archiver(distant, 1, FULL, () -> bucket(elsewhere.endpoint()));
                Archiver slower = archiver(rated, 2, DEFAULT, () -> bucket(server.endpoint()));
                Archiver dropping = archiver(dropped, 1, FULL, DroppingStore::new);
                Archiver waiting = archiver(unheard, 1, FULL, () -> bucket(hanging))) {
            for (int round = 0; round <= rounds; round++) {
                boolean counts = round > 0; // the first warms up
                double own = write(ALONE, alone, counts);
                double cores = archived(archived, sending, server, own, counts, progress);
                write(AGAIN, again, counts);
                write(DROPPED, dropped, counts);
                catchUp(dropped, dropping);
                write(ELSEWHERE, distant, counts);
                catchUp(distant, going);
                write(RATED, rated, counts);
                catchUp(rated, slower);
                write(HANGING, unheard, counts);
                try (var _ = new CpuLoad(cores)) {
                    write(LOADED, loaded, counts);
                }
            }
            if (waiting.archived(GROUP) > 0) {
                throw new BenchFailed("a server that never answers took a piece");
            }
            return table();
        } finally {
            for (LogSink log : logs) {
                log.close();
            }
        }
    }

    /// Writes while the archive follows, then lets it catch up.
    ///
    /// @param own cores that a log takes beside its appender without an archive
    /// @return how many cores archiver and server took meanwhile
    private double archived(
            LogSink log,
            Archiver archiver,
            S3Peer server,
            double own,
            boolean counts,
            PrintStream progress)
            throws IOException {
        long before = archiver.archived(GROUP);
        long theirs = server.cpuNanos();
        long begun = System.nanoTime();
        double oursShare = Math.max(0, write(ARCHIVED, log, counts) - own);
        double nanos = System.nanoTime() - begun;
        double theirsShare = (server.cpuNanos() - theirs) / nanos;
        double rate = (archiver.archived(GROUP) - before) * (double) ENTRY_BYTES / nanos * 1e3;
        if (counts) {
            add(SENT, ARCHIVED, rate);
            add(OURS, ARCHIVED, oursShare);
            add(THEIRS, ARCHIVED, theirsShare);
        }
        catchUp(log, archiver);
        progress.printf(
                "  archive: %.0f MB/s sent, archiver %.2f cores, S3 server %.2f%n",
                rate, oursShare, theirsShare);
        return oursShare + theirsShare;
    }

    private static void catchUp(LogSink log, Archiver archiver) {
        long begun = System.nanoTime();
        while (archiver.archived(GROUP) < log.last()) {
            if (System.nanoTime() - begun > CATCH_UP_NANOS) {
                throw new BenchFailed("the archive does not catch up");
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    /// CPU of all threads of this process but the calling one.
    private static long othersNanos() {
        return PROCESS.getProcessCpuTime()
                - ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /// @return how many cores other threads of this process took meanwhile
    private double write(String name, LogSink log, boolean counts) throws IOException {
        long[] nanos = new long[appends];
        long others = othersNanos();
        long begun = System.nanoTime();
        for (int i = 0; i < appends; i++) {
            long before = System.nanoTime();
            log.append(0);
            nanos[i] = System.nanoTime() - before;
        }
        double cores = (othersNanos() - others) / (double) (System.nanoTime() - begun);
        if (counts) {
            Arrays.sort(nanos);
            add("p50", name, nanos[nanos.length / 2] / 1e3);
            add("p99", name, nanos[nanos.length * 99 / 100] / 1e3);
            add("max", name, nanos[nanos.length - 1] / 1e3);
        }
        return cores;
    }

    private LogSink log(String name, Path folder) throws IOException {
        var shape = new LogSink.Shape(name, Device.AUTO, 1);
        var sink = new LogSink(folder, shape, SEGMENT, ENTRY_BYTES);
        logs.add(sink);
        return sink;
    }

    /// An archiver that follows a log, and keeps of it what it has not sent.
    private static Archiver archiver(
            LogSink log, long cluster, long bytesPerSecond, Archiver.Opening opening) {
        var archiver =
                new Archiver(
                        new ArchiveConfig(
                                "bench",
                                false,
                                PIECE_BYTES,
                                PIECE_AGE,
                                bytesPerSecond,
                                BUDGET,
                                REQUEST,
                                RETRY_MIN,
                                RETRY_MAX,
                                POLL),
                        NanoClock.SYSTEM);
        var committed = new SinkLog(log.wal(), ENTRY_BYTES);
        log.keeper(wanted -> archiver.keepFrom(committed.group(), committed, wanted));
        archiver.start(
                new Id128(1, cluster), ArchiveKey.of(new byte[32], 1), List.of(committed), opening);
        return archiver;
    }

    private static ArchiveStore bucket(URI endpoint) {
        return new S3Stores()
                .open(
                        new ArchiveTarget(
                                Optional.of(endpoint),
                                S3Peer.BUCKET,
                                "us-east-1",
                                Optional.empty(),
                                REQUEST,
                                REQUEST));
    }

    private void add(String figure, String log, double value) {
        figures.computeIfAbsent(figure, _ -> new LinkedHashMap<>())
                .computeIfAbsent(log, _ -> new ArrayList<>())
                .add(value);
    }

    private List<BenchRow> table() {
        List<BenchRow> rows = new ArrayList<>();
        String what = "append 4 KiB, rotating every 4 MiB, ";
        for (String name : List.of(AGAIN, DROPPED, ARCHIVED, ELSEWHERE, RATED, LOADED, HANGING)) {
            for (String figure : List.of("p50", "p99")) {
                rows.add(beside(what + name + ": " + figure, figure, name));
            }
            rows.add(longest(what + name + ": longest", name));
        }
        rows.add(
                BenchRow.shownBeside(
                        what + ARCHIVED + ": p99",
                        "us",
                        Better.LOWER,
                        samples("p99", ARCHIVED),
                        LOADED,
                        samples("p99", LOADED)));
        rows.add(BenchRow.shown("archived meanwhile", "MB/s", samples(SENT, ARCHIVED)));
        rows.add(BenchRow.shown("cores that the archiver took", "1", samples(OURS, ARCHIVED)));
        rows.add(BenchRow.shown("cores that the S3 server took", "1", samples(THEIRS, ARCHIVED)));
        return rows;
    }

    private BenchRow beside(String what, String figure, String name) {
        Samples alone = samples(figure, ALONE);
        Samples own = samples(figure, name);
        if (name.equals(AGAIN) || name.equals(LOADED)) {
            return BenchRow.shownBeside(what, "us", Better.LOWER, own, ALONE, alone);
        }
        Samples again = samples(figure, AGAIN);
        return BenchRow.judged(what, "us", Better.LOWER, own, ALONE, alone, GOAL, again);
    }

    private BenchRow longest(String what, String name) {
        double alone = Math.max(longest(ALONE), longest(AGAIN));
        Samples own = Samples.exact(longest(name));
        if (name.equals(AGAIN) || name.equals(LOADED)) {
            return BenchRow.shown(what, "us", own);
        }
        String words = what + ", the log's alone %.0f us".formatted(alone);
        return BenchRow.bounded(words, "us", Better.LOWER, own, Math.max(alone, LONG_MICROS));
    }

    private double longest(String name) {
        return Collections.max(samples("max", name).rounds());
    }

    private Samples samples(String figure, String name) {
        return new Samples(figures.getOrDefault(figure, Map.of()).getOrDefault(name, List.of()));
    }
}
