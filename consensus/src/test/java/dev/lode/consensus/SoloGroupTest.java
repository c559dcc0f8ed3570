package dev.lode.consensus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.storage.wal.Wal;
import dev.lode.storage.wal.WalConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SoloGroupTest {
    private static final int SEGMENT = 128 << 10;
    private static final SoloConfig PLAIN = new SoloConfig(1000, 100, 1 << 20);
    private static final Executor DIRECT = Runnable::run;

    @TempDir private Path temp;

    private Wal wal() throws IOException {
        return Wal.open(
                temp.resolve("wal"),
                new WalConfig(SEGMENT, 16 << 10, 64L * SEGMENT, 2, WalConfig.Device.AUTO));
    }

    private SoloGroup open(Wal wal, StateMachine machine) throws IOException {
        return open(wal, machine, DIRECT, PLAIN);
    }

    private SoloGroup open(Wal wal, StateMachine machine, Executor on, SoloConfig config)
            throws IOException {
        return SoloGroup.open(5, wal, temp.resolve("group-5"), machine, on, config);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    @Test
    void appliesInOrderThenAnswersAndDoesItAllAgainAfterAReopening() throws IOException {
        var answers = new Answers();
        try (Wal wal = wal();
                SoloGroup group = open(wal, new Tally())) {
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
        try (Wal wal = wal();
                SoloGroup group = open(wal, again)) {
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
        try (Wal wal = wal();
                SoloGroup group = open(wal, machine, queue::add, PLAIN)) {
            for (int i = 0; i < 100; i++) {
                group.propose(bytes("e" + i), answers);
            }
            assertThat(queue).hasSize(1);
            assertThat(machine.told).isEmpty();
            run(queue);
            assertThat(answers.committed).hasSize(100);
        }
        try (Wal wal = wal()) {
            assertThat(wal.report().batches()).isLessThan(6);
        }
    }

    private static void run(ArrayDeque<Runnable> queue) {
        for (Runnable task = queue.poll(); task != null; task = queue.poll()) {
            task.run();
        }
    }

    @Test
    void aListenerMayProposeAgainWhateverTheExecutor() throws IOException {
        var queue = new ArrayDeque<Runnable>();
        for (Executor on : List.of(DIRECT, (Executor) queue::add)) {
            var left = new AtomicInteger(500);
            try (Wal wal = wal();
                    SoloGroup group = open(wal, new Tally(), on, PLAIN)) {
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
        try (Wal wal = wal();
                SoloGroup group =
                        open(wal, new Tally(), queue::add, new SoloConfig(3, 2, 1 << 20))) {
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
                Wal wal = wal();
                SoloGroup group =
                        open(wal, machine, loop, new SoloConfig(threads * each, 64, 4096))) {
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
        try (Wal wal = wal();
                SoloGroup group = open(wal, again)) {
            assertThat(again.told).isEqualTo(machine.told).doesNotHaveDuplicates();
            assertThat(group.appliedIndex()).isEqualTo((long) threads * each);
        }
    }

    @Test
    void aSnapshotShortensTheLogAndTheNextStart() throws IOException {
        try (Wal wal = wal();
                SoloGroup group = open(wal, new Tally(), DIRECT, new SoloConfig(10, 10, 1000))) {
            for (int i = 1; i <= 400; i++) {
                group.propose(bytes("entry number " + i), new Answers());
            }
            assertThat(wal.firstIndex(5)).isGreaterThan(200);
            assertThat(group.trouble()).isEmpty();
        }
        assertThat(snapshotFiles()).hasSize(2);
        var again = new Tally();
        try (Wal wal = wal();
                SoloGroup _ = open(wal, again)) {
            assertThat(again.told).hasSize(400).endsWith("entry number 400");
        }
    }

    private List<Path> snapshotFiles() throws IOException {
        try (var files = Files.list(temp.resolve("group-5"))) {
            return files.sorted().toList();
        }
    }

    @Test
    void aDamagedSnapshotIsPassedOverForTheOneBefore() throws IOException {
        writeWithSnapshots();
        flip(snapshotFiles().getLast(), 80);
        var again = new Tally();
        try (Wal wal = wal();
                SoloGroup _ = open(wal, again)) {
            assertThat(again.told).containsExactly("a", "b", "c", "d");
        }
    }

    @Test
    void withoutAnyWholeSnapshotAndWithoutTheLogItRefusesToOpen() throws IOException {
        writeWithSnapshots();
        for (Path file : snapshotFiles()) {
            flip(file, 20);
        }
        try (Wal wal = wal()) {
            assertThatThrownBy(() -> open(wal, new Tally()))
                    .isInstanceOf(DamagedSnapshot.class)
                    .hasMessageContaining("group-5")
                    .hasMessageContaining("checksum of its head")
                    .hasMessageContaining("the log begins at entry");
        }
    }

    @Test
    void aLogThatEndsBeforeTheSnapshotIsRefused() throws IOException {
        writeWithSnapshots();
        try (var files = Files.list(temp.resolve("wal"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        try (Wal wal = wal()) {
            assertThatThrownBy(() -> open(wal, new Tally()))
                    .isInstanceOf(DamagedSnapshot.class)
                    .hasMessageContaining("ends at entry 0");
        }
    }

    private void writeWithSnapshots() throws IOException {
        try (Wal wal = wal();
                SoloGroup group = open(wal, new Tally())) {
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
    void aMachineThatThrowsStopsTheGroupAndNothingMoreIsAcknowledged() throws IOException {
        var queue = new ArrayDeque<Runnable>();
        var answers = new Answers();
        try (Wal wal = wal();
                SoloGroup group = open(wal, new Tally(), queue::add, PLAIN)) {
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
    void aReaderGetsTheSameStateAndWritesNothing() throws IOException {
        writeWithSnapshots();
        List<Path> before = snapshotFiles();
        var machine = new Tally();
        var other = new Tally();
        try (Wal wal = Wal.openReadOnly(temp.resolve("wal"))) {
            assertThat(ClosedGroup.read(5, wal, temp.resolve("group-5"), machine)).isEqualTo(4);
            assertThat(ClosedGroup.read(6, wal, temp.resolve("group-6"), other)).isZero();
        }
        assertThat(machine.told).containsExactly("a", "b", "c", "d");
        assertThat(snapshotFiles()).isEqualTo(before);
        assertThat(temp.resolve("group-6")).doesNotExist();
    }

    @Test
    void closingRefusesWhatWaits() throws IOException {
        var queue = new ArrayDeque<Runnable>();
        var answers = new Answers();
        try (Wal wal = wal()) {
            SoloGroup group = open(wal, new Tally(), queue::add, PLAIN);
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
        try (Wal wal = wal();
                SoloGroup group = open(wal, new Tally(), ended, PLAIN)) {
            group.propose(bytes("a"), answers);
            assertThat(answers.refused).containsExactly(Refusal.CLOSED);
            assertThat(group.isLeader()).isFalse();
        }
    }

    @Test
    void groupsOfOneNodeShareTheLog() throws IOException {
        var machines = new ArrayList<Tally>();
        try (Wal wal = wal()) {
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

    @Test
    void forgetsItsLogOnlyAsFarAsItsKeeperAllows() throws IOException {
        long[] allowed = {3};
        try (Wal wal = wal();
                SoloGroup group =
                        SoloGroup.open(
                                5,
                                wal,
                                temp.resolve("group-5"),
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
        try (Wal wal = wal()) {
            ClosedGroup.restore(5, wal, temp.resolve("group-5"), state, 70, 9);
        }
        var machine = new Tally();
        try (Wal wal = wal();
                SoloGroup group = open(wal, machine)) {
            assertThat(machine.told).containsExactly("kept");
            assertThat(group.term()).isEqualTo(10);
            group.propose(bytes("new"), new Answers());
            assertThat(group.appliedIndex()).isEqualTo(71);
            assertThat(machine.told).containsExactly("kept", "new");
        }
    }
}
