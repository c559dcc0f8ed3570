package dev.lode.storage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.base.memory.Epochs;
import dev.lode.storage.Allocation;
import dev.lode.storage.Seeds;
import dev.lode.storage.extent.CellRef;
import dev.lode.storage.extent.ExtentPlan;
import dev.lode.storage.wal.FolderInUse;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A store against a map: additions, flushes, merges and starts in any order.
class CellStoreTest {
    private static final int STEPS = 1_500;

    @TempDir Path folder;
    private OneStore one;

    @BeforeEach
    void open() throws IOException {
        one = new OneStore(folder);
    }

    @AfterEach
    void close() throws IOException {
        one.close();
    }

    @Test
    void showsWhatWasAddedWhateverWasFlushedMergedOrOpenedAgain() throws IOException {
        SplittableRandom random = Seeds.random("CellStoreTest", 5);
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(100)) {
                case 0 -> one.store.flush();
                case 1 -> one.store.mergeAll();
                case 2 -> {
                    one.store.flush();
                    one.openAgain();
                }
                default -> one.addAny(random);
            }
            if (step % 100 == 0) {
                one.mustShowWhatItHas();
            }
        }
        one.mustShowWhatItHas();
        one.store.flush();
        one.store.mergeAll();
        one.mustShowWhatItHas();
        assertThat(one.store.status().extents()).isEqualTo(1);
        assertThat(one.store.status().extentCells()).isEqualTo(one.versions.size());
    }

    @Test
    void whatIsNotInAnExtentIsFedAgainFromTheCursorAndWhatIsThereIsIgnored() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        List<Addition> log = new ArrayList<>();
        for (int i = 1; i <= 60; i++) {
            log.add(TestCells.addition(i, TestCells.any(random), i));
        }
        log.subList(0, 40).forEach(one.store::add);
        one.store.flush();
        log.subList(40, 60).forEach(one.store::add);
        one.openAgain();
        assertThat(one.store.cursor(TestCells.GROUP)).isEqualTo(40);
        List<Addition.Outcome> outcomes = log.stream().map(one.store::add).toList();
        assertThat(outcomes.subList(0, 40)).containsOnly(Addition.Outcome.REPEATED);
        assertThat(outcomes.subList(40, 60)).containsOnly(Addition.Outcome.ADDED);
        log.forEach(addition -> one.versions.put(addition.cell(), addition.position()));
        one.mustShowWhatItHas();
    }

    @Test
    void whatIsAddedWhileAFlushIsUnderWayIsFedAgainAfterAnEnd() throws IOException {
        SplittableRandom random = new SplittableRandom(14);
        Addition late = TestCells.addition(2, TestCells.any(random), 2);
        var now = new AtomicBoolean();
        // The rooms are asked for while the extent is written.
        Rooms rooms =
                (partition, ordinal) -> {
                    if (now.compareAndSet(true, false)) {
                        assertThat(one.store.add(late)).isEqualTo(Addition.Outcome.ADDED);
                    }
                    return TestCells.ROOMS.fingerprint(partition, ordinal);
                };
        one.close();
        one.open(rooms);
        one.addAny(random);
        now.set(true);
        one.store.flush();
        assertThat(now).isFalse();
        one.versions.put(late.cell(), 2L);
        one.mustShowWhatItHas();
        assertThat(one.store.cursor(TestCells.GROUP)).isEqualTo(1);
        one.openAgain();
        assertThat(one.store.add(late)).isEqualTo(Addition.Outcome.ADDED);
        one.mustShowWhatItHas();
    }

    @Test
    void aFullOverlayIsToldAndNothingIsLost() throws IOException {
        AtomicInteger due = new AtomicInteger();
        one.store.whenDue(due::incrementAndGet);
        SplittableRandom random = new SplittableRandom(2);
        Addition.Outcome outcome = Addition.Outcome.ADDED;
        while (outcome != Addition.Outcome.FULL) {
            outcome = one.addAny(random);
        }
        assertThat(due.get()).isPositive();
        assertThat(one.store.isDue()).isTrue();
        assertThat(one.store.status().overlayBytes()).isLessThanOrEqualTo(2L << 20);
        one.store.flush();
        assertThat(one.addAny(random)).isEqualTo(Addition.Outcome.ADDED);
        one.mustShowWhatItHas();
    }

    @Test
    void aReferenceOutlivesTheFileThatItNames() throws IOException {
        long cell = TestCells.any(new SplittableRandom(3));
        one.add(cell);
        var ref = new CellRef();
        assertThat(one.reader.find(cell, ref)).isTrue();
        assertThat(ref.file).isNegative();
        one.store.flush();
        var out = MemorySegment.ofArray(new byte[4096]);
        assertThat(one.reader.read(ref, out, 0, 4096))
                .isEqualTo(TestCells.document(cell, 1).length);
        assertThat(ref.file).isEqualTo(1);
        one.addAny(new SplittableRandom(4));
        one.store.flush();
        one.store.mergeAll();
        assertThat(Files.exists(StoreFiles.extent(folder, 1))).isFalse();
        assertThat(one.reader.tryReadStored(ref, out, 0, 4096)).isPositive();
        assertThat(ref.file).isEqualTo(3);
    }

    @Test
    void aFileIsKeptWhileAReaderMayHaveItInHand() throws IOException {
        var participant = one.epochs.join("reader");
        participant.online();
        one.addAny(new SplittableRandom(5));
        one.store.flush();
        one.addAny(new SplittableRandom(6));
        one.store.flush();
        one.store.mergeAll();
        assertThat(Files.exists(StoreFiles.extent(folder, 1))).isTrue();
        participant.pass();
        one.epochs.reclaim();
        assertThat(Files.exists(StoreFiles.extent(folder, 1))).isFalse();
        participant.close();
    }

    @Test
    void anOverlayIsKeptWhileAReaderMayHaveItInHand() throws IOException {
        var participant = one.epochs.join("reader");
        participant.online();
        one.addAny(new SplittableRandom(5));
        Overlay inHand = one.store.view().overlays().getFirst();
        one.store.flush();
        assertThat(one.store.view().overlays()).isEmpty();
        assertThat(one.epochs.waiting()).isEqualTo(1);
        assertThat(one.epochs.holding()).isEqualTo("reader");
        assertThat(inHand.sortedKeys(0, 65_535)).hasSize(1);
        participant.offline();
        assertThat(one.epochs.reclaim()).isZero();
        participant.close();
    }

    @Test
    void readersSeeEveryAdditionWholeWhileItIsAddedFlushedAndMerged() throws Exception {
        var done = new AtomicBoolean();
        var wrong = new AtomicInteger();
        var reads = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            var participant = one.epochs.join("reader " + i);
            long seed = i;
            threads.add(
                    Thread.ofPlatform()
                            .start(() -> readUntil(done, participant, seed, wrong, reads)));
        }
        SplittableRandom random = Seeds.random("CellStoreTest", 8);
        for (int i = 0; i < 30_000; i++) {
            one.addAny(random);
            if (i % 3_000 == 2_999) {
                one.store.flush();
            }
            if (i % 9_000 == 8_999) {
                one.store.mergeAll();
            }
        }
        while (reads.get() < 100_000) {
            Thread.onSpinWait();
        }
        done.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(wrong).hasValue(0);
        assertThat(one.epochs.reclaim()).isZero();
        one.mustShowWhatItHas();
    }

    /// A cell that was seen never goes away and never becomes older.
    private void readUntil(
            AtomicBoolean done,
            Epochs.Participant participant,
            long seed,
            AtomicInteger wrong,
            AtomicInteger reads) {
        var random = new SplittableRandom(seed);
        Map<Long, Long> seen = new HashMap<>();
        try (StoreReader own = one.store.reader()) {
            while (!done.get()) {
                participant.online();
                long cell = TestCells.any(random);
                String text = TestCells.read(own, cell);
                long before = seen.getOrDefault(cell, -1L);
                if (text.startsWith("{")) {
                    long version =
                            Long.parseLong(text.replaceAll(".*\"version\":([0-9]+).*", "$1"));
                    if (version < before || !text.equals(TestCells.text(cell, version))) {
                        wrong.incrementAndGet();
                    }
                    seen.put(cell, version);
                } else if (!text.equals("none") || before >= 0) {
                    wrong.incrementAndGet();
                }
                reads.incrementAndGet();
                participant.offline();
            }
        }
        participant.close();
    }

    @Test
    void lookUpsAndReadsAllocateNothing() throws Exception {
        SplittableRandom random = new SplittableRandom(9);
        for (int i = 0; i < 300; i++) {
            one.addAny(random);
            if (i % 90 == 89) {
                one.store.flush();
            }
        }
        long[] cells = one.versions.keySet().stream().mapToLong(cell -> cell).toArray();
        var ref = new CellRef();
        var out = MemorySegment.ofArray(new byte[4096]);
        int[] spots = new int[64];
        Runnable work =
                () -> {
                    for (int i = 0; i < 100_000; i++) {
                        long cell = cells[i % cells.length];
                        boolean found = one.reader.find(cell, ref);
                        assert found;
                        int read = one.reader.tryRead(ref, out, 0, 4096);
                        assert read > 0 || read == -1 : read;
                        int count =
                                one.reader.spots(
                                        (int) (cell >>> 48),
                                        (int) (cell >>> 28) & 0xFFFFF,
                                        (int) (cell >>> 20) & 0xFF,
                                        spots);
                        assert count > 0;
                    }
                };
        work.run();
        work.run();
        assertThat(Allocation.bytes(work)).isLessThan(20_000);
    }

    @Test
    void aSecondStoreOverTheFolderIsRefused() {
        assertThatThrownBy(() ->
                        CellStore.open(
                                folder,
                                Base.none(TestCells.CONTENT),
                                TestCells.ROOMS,
                                one.epochs,
                                TestCells.config(3)))
                .isInstanceOf(FolderInUse.class);
    }

    @Test
    void anExtentOfOtherOriginIsTakenIn() throws IOException {
        long cell = TestCells.any(new SplittableRandom(10));
        var plan = new ExtentPlan();
        int partition = (int) (cell >>> 48);
        int ordinal = (int) (cell >>> 28) & 0xFFFFF;
        plan.addRoom(partition, ordinal);
        plan.addCell(partition, (int) (cell >>> 20) & 0xFF, (int) cell & 0xFFFFF);
        try (var writer = one.store.newExtent(plan)) {
            writer.room(TestCells.ROOMS.fingerprint(partition, ordinal), ordinal);
            Addition addition = TestCells.addition(1, cell, 1);
            byte[] block = addition.block().toArray(dev.lode.base.Layouts.I8);
            writer.cell(cell, block, 0, block.length, addition.plainBytes());
            one.store.adopt(writer);
        }
        one.versions.put(cell, 1L);
        one.mustShowWhatItHas();
        one.openAgain();
        one.mustShowWhatItHas();
    }
}
