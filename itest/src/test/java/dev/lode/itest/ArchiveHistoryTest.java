package dev.lode.itest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.Id128;
import dev.lode.storage.archive.ArchiveGap;
import dev.lode.storage.archive.ArchiveReader.Group;
import dev.lode.storage.archive.ArchiveReader.Restored;
import dev.lode.storage.archive.Archiver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Objects that are well sealed with the right key, and lie where they do not belong: of another
/// history of the cluster, of another cluster, of another group; and pieces that went missing.
final class ArchiveHistoryTest extends ArchiveRig {
    private static final String ELSEWHERE = "elsewhere";
    private static final String SNAPSHOTS = "snapshots";
    private static final int ENTRIES = 100;

    /// Archives a history, and another one that is the same up to the end of its first piece, under
    /// another prefix.
    ///
    /// @return indexes with which the pieces begin, the same in both
    private List<Long> twoHistories() throws IOException {
        archive(PREFIX, cluster, log.grow("a", ENTRIES));
        List<Long> begins = begins(groupFolder());
        int shared = (int) (begins.get(1) - 1);
        var other = new MemoryLog(GROUP).grow("a", shared).grow("b", ENTRIES - shared);
        archive(ELSEWHERE, cluster, other);
        assertThat(begins(groupFolder(ELSEWHERE, cluster))).isEqualTo(begins).hasSizeGreaterThan(4);
        return begins;
    }

    private static List<Long> begins(Path folder) throws IOException {
        return objects(folder, "piece-").stream().map(ArchiveHistoryTest::first).toList();
    }

    private static long first(Path piece) {
        return Long.parseLong(piece.getFileName().toString().substring("piece-".length()), 16);
    }

    /// Puts the second piece of the other history in the place of the group's own.
    private void plant() throws IOException {
        Path own = objects("piece-").get(1);
        Path other = groupFolder(ELSEWHERE, cluster).resolve(own.getFileName());
        assertThat(Files.mismatch(own, other)).isNotNegative();
        Files.copy(other, own, StandardCopyOption.REPLACE_EXISTING);
    }

    /// Puts a snapshot of the group at an index into its archive; a gap in another one made it.
    private void snapshot(int index) throws IOException {
        var truncated = new MemoryLog(GROUP).grow("a", ENTRIES);
        Path file = Files.write(temp.resolve("snapshot"), truncated.texts().subList(0, index));
        truncated.truncate(index, file, index);
        archive(SNAPSHOTS, cluster, truncated);
        for (Path part : objects(groupFolder(SNAPSHOTS, cluster), "snapshot-")) {
            Files.copy(part, groupFolder().resolve(part.getFileName()));
        }
        assertThat(look().snapshot()).isEqualTo(index);
    }

    @Test
    void verifyNamesThePieceThatDoesNotFollowTheOneBefore() throws Exception {
        List<Long> begins = twoHistories();
        plant();
        Group group = look();
        assertThat(group.faults())
                .singleElement()
                .asString()
                .contains("piece-%016x follows".formatted(begins.get(2)), "of two histories");
        assertThat(group.sound()).isFalse();
        assertThat(group.end()).as("what is behind it cannot be trusted").isLessThan(begins.get(2));
    }

    @Test
    void aRestoreNeverMixesTwoHistories() throws Exception {
        List<Long> begins = twoHistories();
        plant();
        var reached = new ArrayList<Restored>();
        int end = (int) (begins.get(2) - 1);
        assertThat(restored(reached)).hasSize(end);
        assertThat(reached.getFirst().index()).isEqualTo(end);
        assertThat(reached.getFirst().faults())
                .singleElement()
                .asString()
                .contains("piece-%016x".formatted(begins.get(2)), "does not follow");
    }

    @Test
    void aSnapshotIsNotGoneOnFromIntoAnotherHistory() throws Exception {
        List<Long> begins = twoHistories();
        int index = (int) (begins.get(2) - 1);
        snapshot(index);
        plant();
        var reached = new ArrayList<Restored>();
        assertThat(restored(reached)).isEqualTo(log.texts().subList(0, index));
        assertThat(reached.getFirst().faults())
                .singleElement()
                .asString()
                .contains("two histories");
    }

    @Test
    void anArchiverWhoseLogIsTruncatedStopsAtAPieceThatDoesNotFollow() throws Exception {
        List<Long> begins = twoHistories();
        plant();
        Files.delete(groupFolder().resolve("manifest"));
        List<Path> before = objects("piece-");
        log.truncate(begins.get(3), temp.resolve("none"), 0);
        Archiver archiver = archiver(log);
        Eventually.holds("it stopped", () -> archiver.keepFrom(GROUP, log, 95) == 95);
        assertThat(archiver.archived(GROUP)).isLessThan(begins.get(2));
        log.grow("a", 50);
        assertThat(archiver.close(Duration.ofSeconds(30))).isTrue();
        assertThat(objects("piece-")).as("nothing is written behind it").isEqualTo(before);
    }

    @Test
    void aMissingPieceCostsNothingBehindANewerSnapshot() throws Exception {
        List<Long> begins = twoHistories();
        snapshot((int) (begins.get(2) - 1));
        Files.delete(objects("piece-").get(1));
        Group group = look();
        assertThat(group.faults()).singleElement().asString().contains("missing or damaged");
        assertThat(group.gaps()).containsExactly(new ArchiveGap(begins.get(1), begins.get(2) - 1));
        assertThat(group.end()).isEqualTo(log.last());
        assertThat(restored(new ArrayList<>())).isEqualTo(log.texts());
    }

    @Test
    void historyThatTheBucketForgotIsAGapThatASnapshotCloses() throws Exception {
        List<Long> begins = twoHistories();
        snapshot(60);
        Files.delete(objects("piece-").getFirst());
        Group group = look();
        assertThat(group.faults()).isEmpty();
        assertThat(group.gaps()).containsExactly(new ArchiveGap(1, begins.get(1) - 1));
        assertThat(group.sound()).isTrue();
        var reached = new ArrayList<Restored>();
        assertThat(restored(reached)).isEqualTo(log.texts());
        assertThat(reached.getFirst().faults()).isEmpty();
    }

    @Test
    void entriesBehindAnOpenGapAreNamedByARestore() throws Exception {
        List<Long> begins = twoHistories();
        Files.delete(objects("piece-").getFirst());
        var reached = new ArrayList<Restored>();
        assertThat(restored(reached)).isEmpty();
        assertThat(reached.getFirst().index()).isZero();
        assertThat(reached.getFirst().faults())
                .singleElement()
                .asString()
                .contains("entries 1 to " + ENTRIES + " cannot be used");
        assertThat(look().sound()).as("from %d on", begins.get(1)).isFalse();
    }

    /// The texts of all archived entries, and where some are missing.
    private List<String> entries(long last, List<ArchiveGap> missing) throws IOException {
        var texts = new ArrayList<String>();
        missing.addAll(
                reader(KEY)
                        .entries(
                                cluster,
                                GROUP,
                                last,
                                entry -> {
                                    texts.add(MemoryLog.text(entry));
                                    return true;
                                }));
        return texts;
    }

    @Test
    void entriesBeforeASnapshotCanBeHadStillAndThoseOfADamagedPieceAreNamed() throws Exception {
        List<Long> begins = twoHistories();
        snapshot(60);
        var missing = new ArrayList<ArchiveGap>();
        assertThat(entries(ENTRIES, missing)).isEqualTo(log.texts());
        assertThat(entries(70, missing)).isEqualTo(log.texts().subList(0, 70));
        assertThat(missing).isEmpty();

        Path second = objects("piece-").get(1);
        byte[] bytes = Files.readAllBytes(second);
        bytes[bytes.length / 2] ^= 1;
        Files.write(second, bytes);
        Files.delete(objects("piece-").getLast());
        var left = new ArrayList<>(log.texts().subList(0, (int) (begins.getLast() - 1)));
        left.subList((int) (begins.get(1) - 1), (int) (begins.get(2) - 1)).clear();
        assertThat(entries(ENTRIES, missing)).isEqualTo(left);
        assertThat(missing)
                .containsExactly(
                        new ArchiveGap(begins.get(1), begins.get(2) - 1),
                        new ArchiveGap(begins.getLast(), ENTRIES));
    }

    @Test
    void entriesOfAnotherHistoryAreLeftOutWhereTheStateGoesOnWithoutThem() throws Exception {
        List<Long> begins = twoHistories();
        plant();
        var missing = new ArrayList<ArchiveGap>();
        var own = new ArrayList<>(log.texts());
        own.subList((int) (begins.get(1) - 1), (int) (begins.get(2) - 1)).clear();
        assertThat(entries(ENTRIES, missing)).isEqualTo(own);
        assertThat(missing).containsExactly(new ArchiveGap(begins.get(1), begins.get(2) - 1));
    }

    @Test
    void twoClustersInOneBucketAreNeverTakenForEachOther() throws Exception {
        var other = new Id128(random.nextLong(), random.nextLong());
        archive(PREFIX, cluster, log.grow("a", ENTRIES));
        archive(PREFIX, other, new MemoryLog(GROUP).grow("b", ENTRIES));
        assertThat(reader(KEY).clusters()).contains(cluster, other);
        soundUpTo(ENTRIES);

        List<Path> own = objects("piece-");
        Path third = own.get(2);
        Path theirs = groupFolder(PREFIX, other).resolve(third.getFileName());
        Files.copy(theirs, third, StandardCopyOption.REPLACE_EXISTING);
        assertThat(look().faults())
                .anySatisfy(fault -> assertThat(fault).contains("belongs to", other.toString()));
        var reached = new ArrayList<Restored>();
        assertThat(restored(reached)).isEqualTo(log.texts().subList(0, (int) first(third) - 1));
        assertThat(reached.getFirst().faults())
                .anySatisfy(fault -> assertThat(fault).contains("belongs to"));

        Files.delete(groupFolder().resolve("manifest"));
        Archiver misled = archiver(log);
        Eventually.holds("it stopped", () -> misled.keepFrom(GROUP, log, 90) == 90);
        assertThat(objects("piece-")).isEqualTo(own);
        assertThat(Files.mismatch(theirs, third)).as("and left there").isNegative();
    }

    @Test
    void aManifestOfAnotherClusterIsMadeAgain() throws Exception {
        var other = new Id128(random.nextLong(), random.nextLong());
        archive(PREFIX, cluster, log.grow("a", ENTRIES));
        archive(PREFIX, other, new MemoryLog(GROUP).grow("b", ENTRIES));
        Files.copy(
                groupFolder(PREFIX, other).resolve("manifest"),
                groupFolder().resolve("manifest"),
                StandardCopyOption.REPLACE_EXISTING);
        assertThat(look().faults()).singleElement().asString().contains("manifest", "belongs to");
        reaches(archiver(log.grow("a", 20)), ENTRIES + 20);
        soundUpTo(ENTRIES + 20);
    }

    @Test
    void aGroupsPieceIsNotTakenForThatOfAnotherGroup() throws Exception {
        archive(PREFIX, cluster, log.grow("a", ENTRIES));
        archive(PREFIX, cluster, new MemoryLog(GROUP + 1).grow("b", ENTRIES));
        assertThat(reader(KEY).groups(cluster)).containsExactly(GROUP, GROUP + 1);
        Path second = objects("piece-").get(1);
        Path theirs =
                server.objects()
                        .resolve(PREFIX + "/" + cluster + "/00004")
                        .resolve(second.getFileName());
        Files.copy(theirs, second, StandardCopyOption.REPLACE_EXISTING);
        assertThat(look().faults())
                .anySatisfy(fault -> assertThat(fault).contains("belongs to group 4"));
        assertThat(restored(new ArrayList<>()))
                .isEqualTo(log.texts().subList(0, (int) first(second) - 1));
    }

    @Test
    void aServerThatRefusesConnectionsIsTriedUntilItIsThere() throws Exception {
        int port = FaultyWire.freePort();
        Archiver archiver;
        try (var said = new Said("dev.lode.archive")) {
            archiver =
                    archiver(
                            PREFIX,
                            cluster,
                            log.grow("a", ENTRIES),
                            false,
                            1 << 20,
                            FaultyWire.at(port));
            Eventually.holds("it was refused", () -> said.contains("refused", ":" + port));
            assertThat(archiver.archived(GROUP)).isZero();
            assertThat(archiver.keepFrom(GROUP, log, 50)).as("the log is kept").isEqualTo(1);
        }
        try (var late = new FaultyWire(server.endpoint(), port)) {
            reaches(archiver, ENTRIES);
            assertThat(late.endpoint()).isEqualTo(FaultyWire.at(port));
            archiver.close();
        }
        soundUpTo(ENTRIES);
    }

    /// Without conditional writes two leaders may overwrite each other in a short moment: then the
    /// chain does not fit, and that is said. Never is a wrong history taken for a right one.
    @Test
    void twoWritersThatMakeDoWithoutConditionalPutNeverDisagreeInSilence() throws Exception {
        wire.set((_, _) -> new FaultyWire.Fault.Unconditional());
        var second = new MemoryLog(GROUP);
        Archiver one = archiver(log, true, 1 << 20);
        Archiver other = archiver(second, true, 1 << 20);
        for (int round = 0; round < 10; round++) {
            int count = 1 + random.nextInt(40);
            log.grow("a", count);
            second.grow("a", count);
            Eventually.holds(
                    "one of them goes on, or both have stopped, seed " + seed,
                    () ->
                            archived(one) >= log.last()
                                    || archived(other) >= log.last()
                                    || (stopped(one) && stopped(other)));
        }
        one.close();
        other.close();
        Group group = look();
        var reached = new ArrayList<Restored>();
        List<String> texts = restored(reached);
        assertThat(texts).as("seed %d", seed).isEqualTo(log.texts().subList(0, texts.size()));
        if (group.faults().isEmpty()) {
            assertThat(texts).as("seed %d", seed).hasSize((int) log.last());
        }
    }

    private static long archived(Archiver archiver) {
        return archiver.archived(GROUP);
    }

    private boolean stopped(Archiver archiver) {
        return archiver.keepFrom(GROUP, log, Long.MAX_VALUE) == Long.MAX_VALUE;
    }
}
