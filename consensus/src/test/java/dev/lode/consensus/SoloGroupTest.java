package dev.lode.consensus;

import static dev.lode.consensus.SoloFixture.DIRECT;
import static dev.lode.consensus.SoloFixture.PLAIN;
import static dev.lode.consensus.SoloFixture.bytes;
import static dev.lode.consensus.SoloFixture.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.storage.wal.Wal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A group of one: what it is told is applied in order, answered once, and there after a start.
final class SoloGroupTest {
    @TempDir private Path temp;
    private SoloFixture solo;

    @BeforeEach
    void begin() {
        solo = new SoloFixture(temp);
    }

    @Test
    void appliesInOrderThenAnswersAndDoesItAllAgainAfterAReopening() throws IOException {
        var answers = new Answers();
        try (Wal wal = solo.wal();
                SoloGroup group = solo.open(wal, new Tally())) {
            assertThat(group.id()).isEqualTo(5);
            assertThat(group.isLeader()).isTrue();
            assertThat(group.term()).isEqualTo(1);
            for (int i = 1; i <= 20; i++) {
                group.propose(bytes("e" + i), answers);
            }
            assertThat(group.appliedIndex()).isEqualTo(20);
        }
        assertThat(answers.committed).hasSize(20).isSorted();
        var again = new Tally();
        try (Wal wal = solo.wal();
                SoloGroup group = solo.open(wal, again)) {
            assertThat(again.told).hasSize(20).startsWith("e1").endsWith("e20");
            assertThat(group.term()).isEqualTo(2);
            assertThat(group.appliedIndex()).isEqualTo(20);
        }
    }

    @Test
    void proposalsThatWaitTogetherGoOutInOneAppend() throws IOException {
        var queue = new ArrayDeque<Runnable>();
        var machine = new Tally();
        var answers = new Answers();
        try (Wal wal = solo.wal();
                SoloGroup group = solo.open(wal, machine, queue::add, PLAIN)) {
            for (int i = 0; i < 100; i++) {
                group.propose(bytes("e" + i), answers);
            }
            assertThat(queue).hasSize(1);
            assertThat(machine.told).isEmpty();
            run(queue);
            assertThat(answers.committed).hasSize(100);
        }
        try (Wal wal = solo.wal()) {
            assertThat(wal.report().batches()).isLessThan(6);
        }
    }

    @Test
    void aListenerMayProposeAgainWhateverTheExecutor() throws IOException {
        var queue = new ArrayDeque<Runnable>();
        for (Executor on : List.of(DIRECT, (Executor) queue::add)) {
            var left = new AtomicInteger(500);
            try (Wal wal = solo.wal();
                    SoloGroup group = solo.open(wal, new Tally(), on, PLAIN)) {
                var chain =
                        new ProposalListener() {
                            @Override
                            public void committed(long index) {
                                if (left.decrementAndGet() > 0) {
                                    group.propose(bytes("next"), this);
                                }
                            }

                            @Override
                            public void refused(Refusal why) {
                                throw new AssertionError(why);
                            }
                        };
                group.propose(bytes("first"), chain);
                run(queue);
                assertThat(left).hasValue(0);
            }
        }
    }

    @Test
    void aFullQueueRefusesAndTakesAgainOnceThereIsRoom() throws IOException {
        var queue = new ArrayDeque<Runnable>();
        var answers = new Answers();
        try (Wal wal = solo.wal();
                SoloGroup group =
                        solo.open(wal, new Tally(), queue::add, new SoloConfig(3, 2, 1 << 20))) {
            for (int i = 0; i < 5; i++) {
                group.propose(bytes("e"), answers);
            }
            assertThat(answers.refused).containsExactly(Refusal.FULL, Refusal.FULL);
            run(queue);
            assertThat(answers.committed).hasSize(3);
            group.propose(bytes("e"), answers);
            run(queue);
            assertThat(answers.committed).hasSize(4);
            group.propose(new byte[16 << 10], answers);
            assertThat(answers.refused).endsWith(Refusal.TOO_LARGE);
        }
    }

    @Test
    void manyThreadsProposeAndEachProposalIsAnsweredOnce() throws Exception {
        int threads = 8;
        int each = 200;
        var machine = new Tally();
        var committed = new AtomicInteger();
        var all = new CountDownLatch(threads * each);
        try (var loop = Executors.newSingleThreadExecutor();
                var pool = Executors.newVirtualThreadPerTaskExecutor();
                Wal wal = solo.wal();
                SoloGroup group =
                        solo.open(wal, machine, loop, new SoloConfig(threads * each, 64, 4096))) {
            for (int t = 0; t < threads; t++) {
                String name = "t" + t;
                pool.execute(() -> {
                    for (int i = 0; i < each; i++) {
                        group.propose(
                                bytes(name + ":" + i),
                                new ProposalListener() {
                                    @Override
                                    public void committed(long index) {
                                        committed.incrementAndGet();
                                        all.countDown();
                                    }

                                    @Override
                                    public void refused(Refusal why) {
                                        all.countDown();
                                    }
                                });
                    }
                });
            }
            all.await();
        }
        assertThat(committed).hasValue(threads * each);
        var again = new Tally();
        try (Wal wal = solo.wal();
                SoloGroup group = solo.open(wal, again)) {
            assertThat(again.told).isEqualTo(machine.told).doesNotHaveDuplicates();
            assertThat(group.appliedIndex()).isEqualTo((long) threads * each);
        }
    }

    @Test
    void aMachineThatThrowsStopsTheGroupAndNothingMoreIsAcknowledged() throws IOException {
        var queue = new ArrayDeque<Runnable>();
        var answers = new Answers();
        try (Wal wal = solo.wal();
                SoloGroup group = solo.open(wal, new Tally(), queue::add, PLAIN)) {
            group.propose(bytes("fine"), answers);
            group.propose(bytes("throw"), answers);
            group.propose(bytes("behind"), answers);
            assertThatThrownBy(() -> run(queue)).hasMessageContaining("told to throw");
            assertThat(group.isLeader()).isFalse();
            group.propose(bytes("later"), answers);
            assertThat(answers.committed).containsExactly(1L);
            assertThat(answers.refused)
                    .containsExactly(Refusal.LOG_FAILED, Refusal.LOG_FAILED, Refusal.LOG_FAILED);
        }
    }

    @Test
    void closingRefusesWhatWaits() throws IOException {
        var queue = new ArrayDeque<Runnable>();
        var answers = new Answers();
        try (Wal wal = solo.wal()) {
            SoloGroup group = solo.open(wal, new Tally(), queue::add, PLAIN);
            group.propose(bytes("waits"), answers);
            group.close();
            group.propose(bytes("late"), answers);
            run(queue);
            assertThat(answers.refused).containsExactly(Refusal.CLOSED, Refusal.CLOSED);
            assertThat(wal.lastIndex(5)).isZero();
        }
    }

    @Test
    void anExecutorThatHasEndedClosesTheGroup() throws IOException {
        var answers = new Answers();
        Executor ended =
                _ -> {
                    throw new RejectedExecutionException();
                };
        try (Wal wal = solo.wal();
                SoloGroup group = solo.open(wal, new Tally(), ended, PLAIN)) {
            group.propose(bytes("a"), answers);
            assertThat(answers.refused).containsExactly(Refusal.CLOSED);
            assertThat(group.isLeader()).isFalse();
        }
    }

    @Test
    void groupsOfOneNodeShareTheLog() throws IOException {
        var machines = new ArrayList<Tally>();
        try (Wal wal = solo.wal()) {
            for (int id = 0; id < 3; id++) {
                var machine = new Tally();
                machines.add(machine);
                SoloGroup group =
                        SoloGroup.open(id, wal, temp.resolve("g" + id), machine, DIRECT, PLAIN);
                group.propose(bytes("of " + id), new Answers());
            }
            assertThat(wal.logs()).containsExactly(0, 1, 2);
        }
        assertThat(machines)
                .extracting(m -> m.told)
                .containsExactly(List.of("of 0"), List.of("of 1"), List.of("of 2"));
    }
}
