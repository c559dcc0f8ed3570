package dev.lode.itest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.Id128;
import dev.lode.itest.FaultyWire.Fault;
import dev.lode.storage.archive.ArchiveGap;
import dev.lode.storage.archive.ArchiveKey;
import dev.lode.storage.archive.ArchiveReader.Group;
import dev.lode.storage.archive.ArchiveReader.Restored;
import dev.lode.storage.archive.ArchiveStore;
import dev.lode.storage.archive.Archiver;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The archiver against a real S3 server, with everything that can go wrong between them.
final class ArchiveTest extends ArchiveRig {
    private static final ArchiveKey OTHER_KEY = key(2);

    @Test
    void sendsWhatIsCommittedInPiecesAndRestoresIt() throws Exception {
        Archiver archiver = archiver(log.grow("a", 100));
        reaches(archiver, 100);
        log.grow("a", 7);
        reaches(archiver, 107);
        assertThat(objects("piece-")).hasSizeGreaterThan(3);
        soundUpTo(107);
    }

    @Test
    void sendsWhatWaitsAtACleanEnd() throws Exception {
        Archiver archiver = archiver(log.grow("a", 50));
        assertThat(archiver.close(Duration.ofSeconds(30))).isTrue();
        soundUpTo(50);
    }

    @Test
    void goesOnAfterARestartAlsoWithoutItsManifest() throws Exception {
        Archiver archiver = archiver(log.grow("a", 60));
        reaches(archiver, 60);
        archiver.close();
        archiver = archiver(log.grow("a", 60));
        reaches(archiver, 120);
        archiver.close();
        Files.delete(groupFolder().resolve("manifest"));
        reaches(archiver(log.grow("a", 10)), 130);
        soundUpTo(130);
    }

    @Test
    void overcomesEveryFaultOfTheWireAndTheServer() throws Exception {
        Fault[] faults = {
            new Fault.Answer(500),
            new Fault.Answer(503),
            new Fault.Cut(),
            new Fault.LoseAnswer(),
            new Fault.Truncate(60)
        };
        wire.set((_, _) ->
                random.nextInt(3) > 0 ? new Fault.Pass() : faults[random.nextInt(faults.length)]);
        Archiver archiver = archiver(log.grow("a", 150));
        reaches(archiver, 150);
        assertThat(wire.faults()).isPositive();
        wire.set(FaultyWire.PASS);
        archiver.close();
        reaches(archiver(log.grow("a", 5)), 155);
        soundUpTo(155);
    }

    @Test
    void givesUpARequestThatHangsAndKeepsTheLogWithinItsBudget() throws Exception {
        wire.set((_, _) -> new Fault.Hang());
        Archiver archiver = archiver(log.grow("a", 20), false, 4096);
        Eventually.holds("a second request", () -> wire.faults() > 1);
        assertThat(archiver.keepFrom(GROUP, log, 15)).isEqualTo(1);
        log.grow("a", 1000);
        assertThat(archiver.keepFrom(GROUP, log, 500)).as("over budget").isEqualTo(500);
        wire.set(FaultyWire.PASS);
        reaches(archiver, 1020);
        assertThat(archiver.keepFrom(GROUP, log, 500)).isEqualTo(500);
        soundUpTo(1020);
    }

    @Test
    void endsWithinItsBoundWhileTheServerHangs() throws Exception {
        wire.set((_, _) -> new Fault.Hang());
        Archiver archiver = archiver(log.grow("a", 20));
        Eventually.holds("a request", () -> wire.faults() > 0);
        assertThat(archiver.close(Duration.ofMillis(50))).isFalse();
    }

    @Test
    void closesAGapByTheNextSnapshot() throws Exception {
        Archiver archiver = archiver(log.grow("a history at length", 40));
        reaches(archiver, 40);
        archiver.close();
        log.grow("a history at length", 60);
        List<String> all = log.texts();
        Path snapshot = Files.write(temp.resolve("snapshot"), all.subList(0, 90));
        log.truncate(81, snapshot, 90);
        archiver = archiver(log);
        reaches(archiver, 100);
        assertThat(archiver.close(Duration.ofSeconds(30))).isTrue();
        Group group = look();
        assertThat(group.gaps()).containsExactly(new ArchiveGap(41, 80));
        assertThat(group.sound()).isTrue();
        assertThat(group.snapshot()).isEqualTo(90);
        assertThat(objects("snapshot-")).as("parts").hasSizeGreaterThan(1);
        assertThat(restored(new ArrayList<>())).isEqualTo(all);
        Files.delete(objects("snapshot-").getLast());
        assertThat(look().sound()).as("without a part of the snapshot").isFalse();
        var reached = new ArrayList<Restored>();
        assertThat(restored(reached)).isEqualTo(all.subList(0, 40));
        assertThat(reached.getFirst().index()).isEqualTo(40);
    }

    @Test
    void twoLeadersOfOneGroupWriteOneChain() throws Exception {
        var second = new MemoryLog(GROUP);
        Archiver one = archiver(log);
        Archiver other = archiver(second);
        for (int round = 0; round < 20; round++) {
            int count = 1 + random.nextInt(40);
            log.grow("a", count);
            second.grow("a", count);
            reaches(random.nextBoolean() ? one : other, log.last());
        }
        reaches(one, log.last());
        reaches(other, log.last());
        one.close();
        other.close();
        soundUpTo(log.last());
    }

    @Test
    void stopsWhereAnotherHistoryIsThereAndOverwritesNothing() throws Exception {
        Archiver archiver = archiver(log.grow("a", 50));
        reaches(archiver, 50);
        archiver.close();
        List<Path> before = objects("piece-");
        var other = new MemoryLog(GROUP).grow("b", 80);
        Archiver wrong = archiver(other);
        Eventually.holds("it stopped", () -> wrong.keepFrom(GROUP, other, 70) == 70);
        assertThat(wrong.archived(GROUP)).isLessThan(80);
        assertThat(objects("piece-")).isEqualTo(before);
        soundUpTo(50);
    }

    @Test
    void waitsWhereTheArchiveIsAheadOfALogThatWasSetBack() throws Exception {
        Archiver archiver = archiver(log.grow("a", 50));
        reaches(archiver, 50);
        archiver.close();
        List<Path> before = objects("piece-");
        var behind = new MemoryLog(GROUP).grow("a", 30);
        Archiver waiting = archiver(behind);
        Eventually.holds("it has held the archive against the log", () -> behind.asked() > 1);
        behind.grow("b", 40);
        Eventually.holds("it stopped", () -> waiting.keepFrom(GROUP, behind, 60) == 60);
        assertThat(objects("piece-")).isEqualTo(before);
    }

    /// Of the bucket itself, without an archiver that would notice and stop.
    @Test
    void theBucketWritesAnObjectOnlyWhereNoneOfItsNameIs() throws Exception {
        String name = PREFIX + "/" + cluster + "/once";
        byte[] first = {1, 2, 3};
        assertThat(bucket().putIfAbsent(name, first)).isEqualTo(ArchiveStore.Put.STORED);
        assertThat(bucket().putIfAbsent(name, new byte[] {4})).isEqualTo(ArchiveStore.Put.EXISTS);
        assertThat(bucket().get(name, 10)).isEqualTo(first);
        bucket().put(name, new byte[] {5});
        assertThat(bucket().get(name, 10)).containsExactly(5);
    }

    @Test
    void refusesAServerWithoutConditionalPutUnlessItIsToldToMakeDo() throws Exception {
        wire.set((_, _) -> new Fault.Unconditional());
        Archiver refusing = archiver(log.grow("a", 30));
        Eventually.holds("it refused", () -> refusing.keepFrom(GROUP, log, 20) == 20);
        assertThat(refusing.archived(GROUP)).isZero();
        reaches(archiver(log, true, 1 << 20), 30);
        soundUpTo(30);
    }

    @Test
    void doesNotTakeAnotherObjectForItsOwn() throws Exception {
        Archiver archiver = archiver(log.grow("a", 60));
        reaches(archiver, 60);
        archiver.close();
        Files.delete(groupFolder().resolve("manifest"));
        byte[] other = Files.readAllBytes(objects("piece-").get(1));
        wire.set((method, path) ->
                method.equals("GET") && path.contains("piece-0000000000000001")
                        ? new Fault.Swap(other)
                        : new Fault.Pass());
        Archiver misled = archiver(log);
        Eventually.holds("it stopped", () -> misled.keepFrom(GROUP, log, 50) == 50);
        soundUpTo(60);
    }

    @Test
    void findsEveryBitThatFlipped() throws Exception {
        Archiver archiver = archiver(log.grow("a", 40));
        reaches(archiver, 40);
        assertThat(archiver.close(Duration.ofSeconds(30))).isTrue();
        List<Path> targets = new ArrayList<>(objects("piece-"));
        targets.addAll(objects("manifest"));
        for (Path file : targets) {
            byte[] right = Files.readAllBytes(file);
            for (int round = 0; round < 12; round++) {
                byte[] wrong = right.clone();
                int at = random.nextInt(wrong.length);
                wrong[at] ^= (byte) (1 << random.nextInt(8));
                Files.write(file, wrong);
                assertThat(look().faults())
                        .as("byte %d of %s, seed %d", at, file.getFileName(), seed)
                        .isNotEmpty();
            }
            Files.write(file, right);
        }
        soundUpTo(40);
    }

    @Test
    void endsARestoreBeforeADamagedPiece() throws Exception {
        Archiver archiver = archiver(log.grow("a", 60));
        reaches(archiver, 60);
        archiver.close();
        Path second = objects("piece-").get(1);
        long index = Long.parseLong(second.getFileName().toString().substring(6), 16);
        byte[] bytes = Files.readAllBytes(second);
        bytes[200] ^= 1;
        Files.write(second, bytes);
        var reached = new ArrayList<Restored>();
        assertThat(restored(reached)).isEqualTo(log.texts().subList(0, (int) index - 1));
        assertThat(reached.getFirst().faults()).singleElement().asString().contains("checksum");
    }

    @Test
    void opensNothingWithAnotherClusterKey() throws Exception {
        Archiver archiver = archiver(log.grow("a", 20));
        reaches(archiver, 20);
        archiver.close();
        Group group = reader(OTHER_KEY).look(cluster, GROUP, true);
        assertThat(group.faults())
                .isNotEmpty()
                .allSatisfy(fault -> assertThat(fault).contains("another cluster key"));
        byte[] piece = Files.readAllBytes(objects("piece-").getFirst());
        assertThat(new String(piece, StandardCharsets.ISO_8859_1)).doesNotContain("a 1");
    }

    @Test
    void listsClustersAndGroupsOfABucket() throws Exception {
        Archiver archiver = archiver(log.grow("a", 20));
        reaches(archiver, 20);
        assertThat(reader(KEY).clusters()).contains(cluster);
        assertThat(reader(KEY).groups(cluster)).containsExactly(GROUP);
        assertThat(reader(KEY).groups(new Id128(1, 1))).isEmpty();
    }
}
