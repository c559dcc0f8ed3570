package dev.lode.storage.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.CellKey;
import dev.lode.storage.Allocation;
import dev.lode.storage.Seeds;
import dev.lode.storage.extent.CellRef;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// Readers of a store into which partitions come as slices, and from which they go again.
class StoreSlicesReadersTest extends OverTwoStores {
    @Test
    void aReferenceIntoAnImportThatIsDroppedIsFoundAgain() throws IOException {
        TwoStores.move(one, two, 0);
        long cell =
                both.sealed.keySet().stream()
                        .filter(one -> CellKey.partition(one) == 0)
                        .findFirst()
                        .orElseThrow();
        var ref = new CellRef();
        assertThat(two.reader.find(cell, ref)).isTrue();
        both.write(new SplittableRandom(25), 1);
        two.follow(1);
        both.log.add(TestCells.addition(2, cell, 2));
        two.follow(2);
        assertThat(two.store.slices().drop(0)).isTrue();
        var out = MemorySegment.ofArray(new byte[4096]);
        assertThat(two.reader.read(ref, out, 0, 4096))
                .isEqualTo(TestCells.document(cell, 2).length);
    }

    @Test
    void lookUpsInImportsAllocateNothing() throws Exception {
        both.write(new SplittableRandom(27), 200);
        one.follow(90);
        one.store.flush();
        one.follow(150);
        for (int i = 0; i < TwoStores.PARTITIONS; i++) {
            TwoStores.move(one, two, i * 13_107);
        }
        for (int given : new int[] {100, 200}) {
            two.follow(given);
            mustAllocateNothing(two.reader);
        }
    }

    private void mustAllocateNothing(StoreReader reader) throws Exception {
        long[] cells = both.sealed.keySet().stream().mapToLong(cell -> cell).toArray();
        var ref = new CellRef();
        var out = MemorySegment.ofArray(new byte[4096]);
        int[] spots = new int[64];
        Runnable work =
                () -> {
                    for (int i = 0; i < 50_000; i++) {
                        long cell = cells[i % cells.length];
                        boolean found = reader.find(cell, ref);
                        assert found;
                        int read = reader.tryRead(ref, out, 0, 4096);
                        assert read > 0 || read == -1 : read;
                        int count =
                                reader.spots(
                                        CellKey.partition(cell),
                                        CellKey.ordinal(cell),
                                        CellKey.site(cell),
                                        spots);
                        assert count > 0;
                    }
                };
        work.run();
        work.run();
        assertThat(Allocation.bytes(work)).isLessThan(20_000);
    }

    /// A reader of the receiver never sees a cell go away or become older, whatever comes while it
    /// reads: additions behind the slice, newer slices, flushes, merges.
    @Test
    void readersNeverSeeACellBecomeOlderWhileItsPartitionComes() throws Exception {
        var random = Seeds.random("readersNeverSeeACellBecomeOlder", 28);
        var done = new AtomicBoolean();
        var readers = new ArrayList<FutureTask<Integer>>();
        for (int i = 0; i < 2; i++) {
            var own = random.split();
            readers.add(new FutureTask<>(() -> readUntil(done, own)));
            Thread.ofPlatform().name("reader-" + i).start(readers.getLast());
        }
        try {
            for (int step = 0; step < 150; step++) {
                both.write(random, 20);
                one.follow(both.log.size());
                switch (random.nextInt(8)) {
                    case 0 -> two.store.flush();
                    case 1 -> two.store.mergeAll();
                    case 2, 3 ->
                            two.follow(two.given + random.nextInt(both.log.size() - two.given + 1));
                    default -> TwoStores.move(one, two, TwoStores.partition(random));
                }
            }
        } finally {
            done.set(true);
        }
        for (var reader : readers) {
            assertThat(reader.get()).isPositive();
        }
        assertThat(two.epochs.reclaim()).isZero();
        two.mustShowWhatItHas();
    }

    private int readUntil(AtomicBoolean done, SplittableRandom random) {
        Map<Long, Long> seen = new HashMap<>();
        int reads = 0;
        try (var me = two.epochs.join(Thread.currentThread().getName());
                var own = two.store.reader()) {
            while (!done.get() || reads < 1_000) {
                me.online();
                long cell = TestCells.any(random);
                String text = TestCells.read(own, cell);
                long before = seen.getOrDefault(cell, -1L);
                if (text.startsWith("{")) {
                    long version =
                            Long.parseLong(text.replaceAll(".*\"version\":([0-9]+).*", "$1"));
                    assertThat(text).isEqualTo(TestCells.text(cell, version));
                    long age = version > TwoStores.BASE_VERSION ? 0 : version;
                    assertThat(age).isGreaterThanOrEqualTo(before);
                    seen.put(cell, age);
                } else {
                    assertThat(text).isEqualTo("none");
                    assertThat(before).isEqualTo(-1);
                }
                reads++;
                me.offline();
            }
        }
        return reads;
    }
}
