package dev.lode.consensus;

import static dev.lode.consensus.SoloFixture.DIRECT;
import static dev.lode.consensus.SoloFixture.PLAIN;
import static dev.lode.consensus.SoloFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.storage.wal.Wal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The snapshots of a group of one: what they spare it, and what it does where one is damaged.
final class SoloSnapshotTest {
    @TempDir private Path temp;
    private SoloFixture solo;

    @BeforeEach
    void begin() {
        solo = new SoloFixture(temp);
    }

    @Test
    void aSnapshotShortensTheLogAndTheNextStart() throws IOException {
        try (Wal wal = solo.wal();
                SoloGroup group =
                        solo.open(wal, new Tally(), DIRECT, new SoloConfig(10, 10, 1000))) {
            for (int i = 1; i <= 400; i++) {
                group.propose(bytes("entry number " + i), new Answers());
            }
            assertThat(wal.firstIndex(5)).isGreaterThan(200);
            assertThat(group.trouble()).isEmpty();
        }
        assertThat(snapshotFiles()).hasSize(2);
        var again = new Tally();
        try (Wal wal = solo.wal();
                SoloGroup _ = solo.open(wal, again)) {
            assertThat(again.told).hasSize(400).endsWith("entry number 400");
        }
    }

    private List<Path> snapshotFiles() throws IOException {
        try (var files = Files.list(solo.groupFolder())) {
            return files.sorted().toList();
        }
    }

    @Test
    void aDamagedSnapshotIsPassedOverForTheOneBefore() throws IOException {
        writeWithSnapshots();
        flip(snapshotFiles().getLast(), 80);
        var again = new Tally();
        try (Wal wal = solo.wal();
                SoloGroup _ = solo.open(wal, again)) {
            assertThat(again.told).containsExactly("a", "b", "c", "d");
        }
    }

    @Test
    void withoutAnyWholeSnapshotAndWithoutTheLogItRefusesToOpen() throws IOException {
        writeWithSnapshots();
        for (Path file : snapshotFiles()) {
            flip(file, 20);
        }
        try (Wal wal = solo.wal()) {
            assertThatThrownBy(() -> solo.open(wal, new Tally()))
                    .isInstanceOf(DamagedSnapshot.class)
                    .hasMessageContaining("group-5")
                    .hasMessageContaining("checksum of its head")
                    .hasMessageContaining("the log begins at entry");
        }
    }

    @Test
    void aLogThatEndsBeforeTheSnapshotIsRefused() throws IOException {
        writeWithSnapshots();
        try (var files = Files.list(solo.logFolder())) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        try (Wal wal = solo.wal()) {
            assertThatThrownBy(() -> solo.open(wal, new Tally()))
                    .isInstanceOf(DamagedSnapshot.class)
                    .hasMessageContaining("ends at entry 0");
        }
    }

    private void writeWithSnapshots() throws IOException {
        try (Wal wal = solo.wal();
                SoloGroup group = solo.open(wal, new Tally())) {
            for (String text : List.of("a", "b", "c", "d")) {
                group.propose(bytes(text), new Answers());
                if (!text.equals("d")) {
                    group.snapshot();
                }
            }
        }
    }

    private static void flip(Path file, long at) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, at);
            one.put(0, (byte) (one.get(0) ^ 4)).flip();
            channel.write(one, at);
        }
    }

    @Test
    void aReaderGetsTheSameStateAndWritesNothing() throws IOException {
        writeWithSnapshots();
        List<Path> before = snapshotFiles();
        var machine = new Tally();
        var other = new Tally();
        try (Wal wal = Wal.openReadOnly(solo.logFolder())) {
            assertThat(ClosedGroup.read(5, wal, solo.groupFolder(), machine)).isEqualTo(4);
            assertThat(ClosedGroup.read(6, wal, temp.resolve("group-6"), other)).isZero();
        }
        assertThat(machine.told).containsExactly("a", "b", "c", "d");
        assertThat(snapshotFiles()).isEqualTo(before);
        assertThat(temp.resolve("group-6")).doesNotExist();
    }

    @Test
    void forgetsItsLogOnlyAsFarAsItsKeeperAllows() throws IOException {
        long[] allowed = {3};
        try (Wal wal = solo.wal();
                SoloGroup group =
                        SoloGroup.open(
                                5,
                                wal,
                                solo.groupFolder(),
                                new Tally(),
                                DIRECT,
                                PLAIN,
                                (_, _, wanted) -> Math.min(wanted, allowed[0]))) {
            var answers = new Answers();
            for (int i = 1; i <= 4; i++) {
                group.propose(bytes("entry " + i), answers);
                group.snapshot();
            }
            assertThat(wal.firstIndex(5)).isEqualTo(3);
            var read = new ArrayList<Long>();
            group.committed()
                    .read(
                            1,
                            entry -> {
                                read.add(entry.index());
                                return true;
                            });
            assertThat(read).containsExactly(3L, 4L);
            assertThat(group.committed().newestSnapshot().orElseThrow().index()).isEqualTo(4);
            allowed[0] = Long.MAX_VALUE;
            group.propose(bytes("entry 5"), answers);
            group.snapshot();
            assertThat(wal.firstIndex(5)).isEqualTo(5);
        }
    }

    @Test
    void isMadeAnewFromAStateThatCameFromElsewhere() throws IOException {
        var state = new Tally();
        state.apply(70, 9, java.lang.foreign.MemorySegment.ofArray(bytes("kept")));
        try (Wal wal = solo.wal()) {
            ClosedGroup.restore(5, wal, solo.groupFolder(), state, 70, 9);
        }
        var machine = new Tally();
        try (Wal wal = solo.wal();
                SoloGroup group = solo.open(wal, machine)) {
            assertThat(machine.told).containsExactly("kept");
            assertThat(group.term()).isEqualTo(10);
            group.propose(bytes("new"), new Answers());
            assertThat(group.appliedIndex()).isEqualTo(71);
            assertThat(machine.told).containsExactly("kept", "new");
        }
    }
}
