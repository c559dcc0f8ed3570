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
    private final Epochs epochs = new Epochs();
    private final Map<Long, Long> versions = new HashMap<>();
    private CellStore store;
    private StoreReader reader;
    private long position;

    @BeforeEach
    void open() throws IOException {
        store =
                CellStore.open(
                        folder,
                        Base.none(TestCells.CONTENT),
                        TestCells.ROOMS,
                        epochs,
                        TestCells.config(3));
        reader = store.reader();
    }

    @AfterEach
    void close() throws IOException {
        reader.close();
        store.close();
    }

    @Test
    void showsWhatWasAddedWhateverWasFlushedMergedOrOpenedAgain() throws IOException {
        SplittableRandom random = Seeds.random("CellStoreTest", 5);
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(100)) {
                case 0 -> store.flush();
                case 1 -> store.mergeAll();
                case 2 -> {
                    store.flush();
                    close();
                    open();
                }
                default -> add(TestCells.any(random), position + 1);
            }
            if (step % 100 == 0) {
                TestCells.assertSame(reader, versions);
            }
        }
        TestCells.assertSame(reader, versions);
        store.flush();
        store.mergeAll();
        TestCells.assertSame(reader, versions);
        assertThat(store.status().extents()).isEqualTo(1);
        assertThat(store.status().extentCells()).isEqualTo(versions.size());
    }

    @Test
    void whatIsNotInAnExtentIsFedAgainFromTheCursorAndWhatIsThereIsIgnored() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        List<Addition> log = new ArrayList<>();
        for (int i = 1; i <= 60; i++) {
            log.add(TestCells.addition(i, TestCells.any(random), i));
        }
        log.subList(0, 40).forEach(store::add);
        store.flush();
        log.subList(40, 60).forEach(store::add);
        close();
        open();
        assertThat(store.cursor(TestCells.GROUP)).isEqualTo(40);
        List<Addition.Outcome> outcomes = log.stream().map(store::add).toList();
        assertThat(outcomes.subList(0, 40)).containsOnly(Addition.Outcome.REPEATED);
        assertThat(outcomes.subList(40, 60)).containsOnly(Addition.Outcome.ADDED);
        log.forEach(addition -> versions.put(addition.cell(), addition.position()));
        TestCells.assertSame(reader, versions);
    }

    @Test
    void whatIsAddedWhileAFlushIsUnderWayIsFedAgainAfterAnEnd() throws IOException {
        close();
        SplittableRandom random = new SplittableRandom(14);
        Addition late = TestCells.addition(2, TestCells.any(random), 2);
        var now = new AtomicBoolean();
        // The rooms are asked for while the extent is written.
        Rooms rooms =
                (partition, ordinal) -> {
                    if (now.compareAndSet(true, false)) {
                        assertThat(store.add(late)).isEqualTo(Addition.Outcome.ADDED);
                    }
                    return TestCells.ROOMS.fingerprint(partition, ordinal);
                };
        var base = Base.none(TestCells.CONTENT);
        store = CellStore.open(folder, base, rooms, epochs, TestCells.config(3));
        reader = store.reader();
        add(TestCells.any(random), 1);
        now.set(true);
        store.flush();
        assertThat(now).isFalse();
        versions.put(late.cell(), 2L);
        TestCells.assertSame(reader, versions);
        assertThat(store.cursor(TestCells.GROUP)).isEqualTo(1);
        close();
        open();
        assertThat(store.add(late)).isEqualTo(Addition.Outcome.ADDED);
        TestCells.assertSame(reader, versions);
    }

    @Test
    void aFullOverlayIsToldAndNothingIsLost() throws IOException {
        AtomicInteger due = new AtomicInteger();
        store.whenDue(due::incrementAndGet);
        SplittableRandom random = new SplittableRandom(2);
        Addition.Outcome outcome = Addition.Outcome.ADDED;
        while (outcome != Addition.Outcome.FULL) {
            outcome = add(TestCells.any(random), position + 1);
        }
        assertThat(due.get()).isPositive();
        assertThat(store.isDue()).isTrue();
        assertThat(store.status().overlayBytes()).isLessThanOrEqualTo(2L << 20);
        store.flush();
        assertThat(add(TestCells.any(random), position + 1)).isEqualTo(Addition.Outcome.ADDED);
        TestCells.assertSame(reader, versions);
    }

    @Test
    void aReferenceOutlivesTheFileThatItNames() throws IOException {
        long cell = TestCells.any(new SplittableRandom(3));
        add(cell, 1);
        var ref = new CellRef();
        assertThat(reader.find(cell, ref)).isTrue();
        assertThat(ref.file).isNegative();
        store.flush();
        var out = MemorySegment.ofArray(new byte[4096]);
        assertThat(reader.read(ref, out, 0, 4096)).isEqualTo(TestCells.document(cell, 1).length);
        assertThat(ref.file).isEqualTo(1);
        add(TestCells.any(new SplittableRandom(4)), 2);
        store.flush();
        store.mergeAll();
        assertThat(Files.exists(StoreFiles.extent(folder, 1))).isFalse();
        assertThat(reader.tryReadStored(ref, out, 0, 4096)).isPositive();
        assertThat(ref.file).isEqualTo(3);
    }

    @Test
    void aFileIsKeptWhileAReaderMayHaveItInHand() throws IOException {
        var participant = epochs.join("reader");
        participant.online();
        add(TestCells.any(new SplittableRandom(5)), 1);
        store.flush();
        add(TestCells.any(new SplittableRandom(6)), 2);
        store.flush();
        store.mergeAll();
        assertThat(Files.exists(StoreFiles.extent(folder, 1))).isTrue();
        participant.pass();
        epochs.reclaim();
        assertThat(Files.exists(StoreFiles.extent(folder, 1))).isFalse();
        participant.close();
    }

    @Test
    void anOverlayIsKeptWhileAReaderMayHaveItInHand() throws IOException {
        var participant = epochs.join("reader");
        participant.online();
        add(TestCells.any(new SplittableRandom(5)), 1);
        Overlay inHand = store.view().overlays().getFirst();
        store.flush();
        assertThat(store.view().overlays()).isEmpty();
        assertThat(epochs.waiting()).isEqualTo(1);
        assertThat(epochs.holding()).isEqualTo("reader");
        assertThat(inHand.sortedKeys(0, 65_535)).hasSize(1);
        participant.offline();
        assertThat(epochs.reclaim()).isZero();
        participant.close();
    }

    @Test
    void readersSeeEveryAdditionWholeWhileItIsAddedFlushedAndMerged() throws Exception {
        var done = new AtomicBoolean();
        var wrong = new AtomicInteger();
        var reads = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            var participant = epochs.join("reader " + i);
            long seed = i;
            threads.add(
                    Thread.ofPlatform()
                            .start(() -> readUntil(done, participant, seed, wrong, reads)));
        }
        SplittableRandom random = Seeds.random("CellStoreTest", 8);
        for (int i = 0; i < 30_000; i++) {
            add(TestCells.any(random), position + 1);
            if (i % 3_000 == 2_999) {
                store.flush();
            }
            if (i % 9_000 == 8_999) {
                store.mergeAll();
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
        assertThat(epochs.reclaim()).isZero();
        TestCells.assertSame(reader, versions);
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
        try (StoreReader own = store.reader()) {
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
            add(TestCells.any(random), position + 1);
            if (i % 90 == 89) {
                store.flush();
            }
        }
        long[] cells = versions.keySet().stream().mapToLong(cell -> cell).toArray();
        var ref = new CellRef();
        var out = MemorySegment.ofArray(new byte[4096]);
        int[] spots = new int[64];
        Runnable work =
                () -> {
                    for (int i = 0; i < 100_000; i++) {
                        long cell = cells[i % cells.length];
                        boolean found = reader.find(cell, ref);
                        assert found;
                        int read = reader.tryRead(ref, out, 0, 4096);
                        assert read > 0 || read == -1 : read;
                        int count =
                                reader.spots(
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
                                epochs,
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
        try (var writer = store.newExtent(plan)) {
            writer.room(TestCells.ROOMS.fingerprint(partition, ordinal), ordinal);
            Addition addition = TestCells.addition(1, cell, 1);
            byte[] block = addition.block().toArray(dev.lode.base.Layouts.I8);
            writer.cell(cell, block, 0, block.length, addition.plainBytes());
            store.adopt(writer);
        }
        versions.put(cell, 1L);
        TestCells.assertSame(reader, versions);
        close();
        open();
        TestCells.assertSame(reader, versions);
    }

    private Addition.Outcome add(long cell, long version) {
        Addition.Outcome outcome = store.add(TestCells.addition(version, cell, version));
        if (outcome == Addition.Outcome.ADDED) {
            position = version;
            versions.put(cell, version);
        }
        return outcome;
    }
}
