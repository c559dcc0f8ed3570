package dev.lode.itest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.Id128;
import dev.lode.base.time.NanoClock;
import dev.lode.bucket.S3Stores;
import dev.lode.storage.archive.ArchiveConfig;
import dev.lode.storage.archive.ArchiveKey;
import dev.lode.storage.archive.ArchiveReader;
import dev.lode.storage.archive.ArchiveReader.Group;
import dev.lode.storage.archive.ArchiveReader.Restored;
import dev.lode.storage.archive.ArchiveStore;
import dev.lode.storage.archive.ArchiveTarget;
import dev.lode.storage.archive.Archiver;
import dev.lode.storage.archive.LogEntry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// A real S3 server, a wire that fails, archivers of logs whose history a test makes up, and a look
/// at what they left.
@ExtendWith(SharedS3.class)
abstract class ArchiveRig {
    static final int GROUP = 3;
    static final ArchiveKey KEY = key(1);
    static final String PREFIX = "lode";
    private static final long BUDGET = 1 << 20;
    private static final Duration REQUEST = Duration.ofMillis(700);
    private static final Duration PATIENT = Duration.ofSeconds(30);

    @TempDir Path temp;
    final long seed = Long.getLong("lode.seed", System.nanoTime());
    final SplittableRandom random = new SplittableRandom(seed);
    final Id128 cluster = new Id128(random.nextLong(), random.nextLong());
    final MemoryLog log = new MemoryLog(GROUP);
    private final List<AutoCloseable> open = new ArrayList<>();
    final S3Server server = SharedS3.server();
    private final ArchiveStore direct = store(server.endpoint(), Duration.ofSeconds(30));
    FaultyWire wire;

    static ArchiveKey key(int fill) {
        byte[] secret = new byte[32];
        Arrays.fill(secret, (byte) fill);
        return ArchiveKey.of(secret, fill);
    }

    @BeforeEach
    void openWire() throws IOException {
        wire = new FaultyWire(server.endpoint());
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
        wire.close();
        direct.close();
    }

    private static ArchiveConfig config(
            String prefix, boolean emulate, long budget, Duration request) {
        return new ArchiveConfig(
                prefix,
                emulate,
                512,
                Duration.ofMillis(20),
                1L << 30,
                budget,
                request,
                Duration.ofMillis(5),
                Duration.ofMillis(50),
                Duration.ofMillis(5));
    }

    private static ArchiveStore store(URI endpoint, Duration request) {
        return new S3Stores()
                .open(
                        new ArchiveTarget(
                                Optional.of(endpoint),
                                S3Server.BUCKET,
                                "us-east-1",
                                Optional.empty(),
                                request,
                                request));
    }

    Archiver archiver(MemoryLog of) {
        return archiver(of, false, BUDGET);
    }

    Archiver archiver(MemoryLog of, boolean emulate, long budget) {
        return archiver(PREFIX, cluster, of, emulate, budget, wire.endpoint());
    }

    Archiver archiver(
            String prefix, Id128 whose, MemoryLog of, boolean emulate, long budget, URI endpoint) {
        var archiver = new Archiver(config(prefix, emulate, budget, REQUEST), NanoClock.SYSTEM);
        archiver.start(whose, KEY, List.of(of), () -> store(endpoint, REQUEST));
        open.add(archiver);
        return archiver;
    }

    /// Archives all of a log, and ends.
    void archive(String prefix, Id128 whose, MemoryLog of) {
        var archiver = new Archiver(config(prefix, false, BUDGET, PATIENT), NanoClock.SYSTEM);
        archiver.start(whose, KEY, List.of(of), () -> store(server.endpoint(), PATIENT));
        assertThat(archiver.close(Duration.ofSeconds(30))).isTrue();
    }

    void reaches(Archiver archiver, long index) throws Exception {
        Eventually.holds(
                "archived up to " + index + ", seed " + seed,
                () -> archiver.archived(GROUP) >= index);
    }

    /// The bucket, reached without the wire that fails.
    ArchiveStore bucket() {
        return direct;
    }

    ArchiveReader reader(ArchiveKey key) {
        return new ArchiveReader(direct, PREFIX, key);
    }

    Group look() throws IOException {
        return reader(KEY).look(cluster, GROUP, true);
    }

    /// What a restore gives, as texts.
    List<String> restored(List<Restored> reached) throws IOException {
        var texts = new ArrayList<String>();
        reached.add(
                reader(KEY)
                        .restore(
                                cluster,
                                GROUP,
                                temp,
                                new ArchiveReader.Target() {
                                    @Override
                                    public void empty() {
                                        texts.clear();
                                    }

                                    @Override
                                    public void snapshot(Path file) throws IOException {
                                        texts.clear();
                                        texts.addAll(Files.readAllLines(file));
                                    }

                                    @Override
                                    public void entry(LogEntry entry) {
                                        texts.add(MemoryLog.text(entry));
                                    }
                                }));
        return texts;
    }

    Path groupFolder() {
        return groupFolder(PREFIX, cluster);
    }

    Path groupFolder(String prefix, Id128 whose) {
        return server.objects().resolve(prefix + "/" + whose + "/00003");
    }

    List<Path> objects(String kind) throws IOException {
        return objects(groupFolder(), kind);
    }

    static List<Path> objects(Path folder, String kind) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(kind))
                    .sorted()
                    .toList();
        }
    }

    void soundUpTo(long index) throws IOException {
        Group group = look();
        assertThat(group.faults()).as("seed %d", seed).isEmpty();
        assertThat(group.sound()).isTrue();
        assertThat(group.end()).isEqualTo(index);
        var reached = new ArrayList<Restored>();
        assertThat(restored(reached)).isEqualTo(log.texts());
        assertThat(reached.getFirst().index()).isEqualTo(index);
    }
}
