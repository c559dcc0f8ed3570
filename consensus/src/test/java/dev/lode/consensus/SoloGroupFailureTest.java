package dev.lode.consensus;

import static dev.lode.consensus.SoloFixture.PLAIN;
import static dev.lode.consensus.SoloFixture.bytes;
import static dev.lode.consensus.SoloFixture.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.storage.wal.LogFull;
import dev.lode.storage.wal.Wal;
import dev.lode.storage.wal.WalConfig;
import dev.lode.storage.wal.WalEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A group whose log fails, is full, or was left without an ending.
final class SoloGroupFailureTest {
    private static final int SEGMENT = 128 << 10;
    private static final WalConfig CONFIG =
            new WalConfig(SEGMENT, 16 << 10, 4L * SEGMENT, 2, WalConfig.Device.FORCE);

    @TempDir private Path temp;

    private SoloGroup open(int id, Wal wal, StateMachine machine, ArrayDeque<Runnable> queue)
            throws IOException {
        return SoloGroup.open(id, wal, temp.resolve("group-" + id), machine, queue::add, PLAIN);
    }

    @Test
    void anErrorOfTheLogRefusesWhatWaitsInEveryGroupAndAcknowledgesNothingMore()
            throws IOException {
        var device = new FailingDevice(temp);
        var queue = new ArrayDeque<Runnable>();
        var answers = new Answers();
        var others = new Answers();
        Wal wal = Wal.open(device, CONFIG, Runnable::run);
        SoloGroup group = open(1, wal, new Tally(), queue);
        SoloGroup other = open(2, wal, new Tally(), queue);
        group.propose(bytes("safe"), answers);
        run(queue);
        device.fails = true;
        group.propose(bytes("lost"), answers);
        other.propose(bytes("waits"), others);
        run(queue);
        assertThat(group.isLeader()).isFalse();
        assertThat(other.isLeader()).isFalse();
        device.fails = false;
        group.propose(bytes("later"), answers);
        run(queue);
        assertThat(answers.committed).containsExactly(1L);
        assertThat(answers.refused).containsExactly(Refusal.LOG_FAILED, Refusal.LOG_FAILED);
        assertThat(others.refused).containsExactly(Refusal.LOG_FAILED);
        wal.close();
        var again = new Tally();
        try (Wal reopened = Wal.open(new FailingDevice(temp), CONFIG, Runnable::run);
                SoloGroup _ = open(1, reopened, again, queue)) {
            assertThat(again.told).containsExactly("safe");
        }
    }

    @Test
    void aFullLogRefusesAndTheGroupGoesOnOnceThereIsRoom() throws IOException {
        var queue = new ArrayDeque<Runnable>();
        var answers = new Answers();
        try (Wal wal = Wal.open(new FailingDevice(temp), CONFIG, Runnable::run);
                SoloGroup group = open(1, wal, new Tally(), queue)) {
            long last = fill(wal);
            group.propose(bytes("x".repeat(9000)), answers);
            run(queue);
            assertThat(answers.refused).containsExactly(Refusal.LOG_FULL);
            assertThat(group.isLeader()).isTrue();
            wal.truncatePrefix(9, last + 1);
            group.propose(bytes("room"), answers);
            run(queue);
            assertThat(answers.committed).containsExactly(1L);
        }
    }

    @Test
    void aGroupThatKeepsAFullLogIsAskedForASnapshotAndGoesOn() throws IOException {
        var queue = new ArrayDeque<Runnable>();
        var machine = new Tally();
        try (Wal wal = Wal.open(new FailingDevice(temp), CONFIG, Runnable::run)) {
            var rare = new SoloConfig(1000, 100, 1 << 30);
            SoloGroup group =
                    SoloGroup.open(1, wal, temp.resolve("group-1"), machine, queue::add, rare);
            var answers = new Answers();
            for (int i = 0; i < 200; i++) {
                group.propose(bytes(i + "x".repeat(9000)), answers);
                run(queue);
            }
            assertThat(answers.committed.size()).isGreaterThan(150);
            assertThat(answers.refused).doesNotContain(Refusal.LOG_FAILED);
            assertThat(wal.firstIndex(1)).isGreaterThan(100);
            group.close();
        }
        try (Wal wal = Wal.open(new FailingDevice(temp), CONFIG, Runnable::run)) {
            var again = new Tally();
            SoloGroup group = open(1, wal, again, queue);
            assertThat(again.told).isEqualTo(machine.told);
            group.close();
        }
    }

    private static long fill(Wal wal) throws IOException {
        for (long index = 1; ; index++) {
            try {
                wal.append(9, List.of(WalEntry.of(index, 1, (byte) 1, new byte[9000])));
            } catch (LogFull e) {
                return index - 1;
            }
        }
    }

    @Test
    void whatWasAcknowledgedIsThereAfterEveryEndWithoutAnEnding() throws IOException {
        var random = new SplittableRandom(Long.getLong("lode.seed", 11));
        var queue = new ArrayDeque<Runnable>();
        int acknowledged = 0;
        for (int round = 0; round < 12; round++) {
            var machine = new Tally();
            var answers = new Answers();
            // neither the log nor the group is ever closed, as after kill -9
            Wal wal = Wal.open(new FailingDevice(temp), CONFIG, Runnable::run);
            SoloGroup group = open(1, wal, machine, queue);
            assertThat(machine.told).hasSize(acknowledged).doesNotHaveDuplicates();
            assertThat(group.term()).isEqualTo(round + 1);
            for (int i = random.nextInt(30); i > 0; i--) {
                group.propose(bytes(round + "." + i), answers);
                if (random.nextBoolean()) {
                    run(queue);
                }
                if (random.nextInt(20) == 0) {
                    group.snapshot();
                }
            }
            acknowledged += answers.committed.size();
            queue.clear();
        }
    }
}
