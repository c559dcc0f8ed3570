package dev.lode.node.hunter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.Layouts;
import dev.lode.base.memory.OffHeap;
import dev.lode.game.hunter.HunterSlot;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// The loop's own tables against plain maps, under seeded random work (`-Dlode.seed=N`).
class LoopTablesTest {
    private final long seed = Long.getLong("lode.seed", new SplittableRandom().nextLong());
    private final SplittableRandom random = new SplittableRandom(seed);

    LoopTablesTest() {
        System.out.println("-Dlode.seed=" + seed);
    }

    @Test
    void sessionsAreFoundAsLongAsTheyAreThere() {
        var table = new SessionTable(3_000);
        Map<Long, Integer> model = new HashMap<>();
        for (int step = 0; step < 100_000; step++) {
            long session = 1 + random.nextLong(4_000);
            int choice = random.nextInt(3);
            if (choice == 0 && model.size() < 3_000) {
                int at = table.put(session, step, step & 0xFFFF, Long.MAX_VALUE, 0);
                table.remember(at, step, 5, session * 3, 9, step);
                model.put(session, step);
            } else if (choice == 1) {
                table.remove(session);
                model.remove(session);
            } else {
                check(table, model, session);
            }
        }
        model.keySet().forEach(session -> check(table, model, session));
        assertThat(table.count()).isEqualTo(model.size());
    }

    private static void check(SessionTable table, Map<Long, Integer> model, long session) {
        int at = table.find(session);
        Integer step = model.get(session);
        if (step == null) {
            assertThat(at).isEqualTo(SessionTable.NONE);
            return;
        }
        assertThat(table.slot(at)).isEqualTo(step);
        assertThat(table.partition(at)).isEqualTo(step & 0xFFFF);
        assertThat(table.sequence(at)).isEqualTo(step.longValue());
        assertThat(table.isSame(at, 5, session * 3, 9)).isTrue();
    }

    @Test
    void aFullTableTakesASessionOnlyWhereOneHasEnded() {
        var table = new SessionTable(2);
        assertThat(table.put(1, 1, 1, 1_000, 0)).isNotNegative();
        assertThat(table.put(2, 2, 2, 5_000, 0)).isNotNegative();
        assertThat(table.put(3, 3, 3, 5_000, 999)).isEqualTo(SessionTable.NONE);
        assertThat(table.put(3, 3, 3, 5_000, 2_500)).isNotNegative();
        assertThat(table.find(1)).isEqualTo(SessionTable.NONE);
        assertThat(table.count()).isEqualTo(2);
    }

    @Test
    void huntersAreFoundAndTheirChangesHandedOutInBatches() {
        try (OffHeap account = OffHeap.of("test");
                var store = new SlotStore(account, 10_000)) {
            Map<Long, Integer> model = new HashMap<>();
            for (int step = 0; step < 10_000; step++) {
                long hunter = random.nextLong();
                int slot = store.findOrAdd(step & 1, hunter, ~hunter);
                model.put(hunter, slot);
                assertThat(store.findOrAdd(step & 1, hunter, ~hunter)).isEqualTo(slot);
            }
            assertThat(store.findOrAdd(0, 1, 1)).isEqualTo(SlotStore.NONE);
            model.forEach((hunter, slot) -> {
                assertThat(store.find(slot & 1, hunter, ~hunter)).isEqualTo(slot);
                assertThat(store.find(~slot & 1, hunter, ~hunter)).isEqualTo(SlotStore.NONE);
            });

            Set<Long> touched = new HashSet<>();
            for (int i = 0; i < 3_000; i++) {
                int slot = random.nextInt(10_000);
                store.touch(slot);
                touched.add(HunterSlot.hunterHigh(store.memory(), store.offset(slot)));
            }
            Set<Long> taken = new HashSet<>();
            int[] room = new int[1];
            boolean all = false;
            while (!all) {
                room[0] = 100;
                all =
                        store.takeDirty((hunt, slot, offset) -> {
                            if (room[0]-- == 0) {
                                return false;
                            }
                            long high = HunterSlot.hunterHigh(slot, offset);
                            assertThat(taken.add(high)).isTrue();
                            assertThat(hunt).isEqualTo(model.getOrDefault(high, -1) & 1);
                            return true;
                        });
            }
            assertThat(taken).isEqualTo(touched);
        }
    }

    @Test
    void theCacheGivesWhatWasPutOrNothing() {
        try (OffHeap account = OffHeap.of("test")) {
            var cache = new CellCache(account, 64 << 10);
            MemorySegment plain = account.allocate(4096);
            MemorySegment out = account.allocate(4096);
            int hits = 0;
            for (int step = 0; step < 100_000; step++) {
                long cell = random.nextLong(400);
                int hunt = (int) (cell & 1);
                int length = 8 + (int) (cell * 37 % 1500);
                int got = cache.get(hunt, cell, out, 0, 4096);
                if (got == 0) {
                    for (long at = 0; at + 8 <= length; at += 8) {
                        plain.set(Layouts.I64, at, cell * 1_000 + at);
                    }
                    cache.put(hunt, cell, plain, 0, length);
                    continue;
                }
                hits++;
                assertThat(got).isEqualTo(length);
                for (long at = 0; at + 8 <= length; at += 8) {
                    assertThat(out.get(Layouts.I64, at)).isEqualTo(cell * 1_000 + at);
                }
                assertThat(cache.get(hunt ^ 1, cell, out, 0, 4096)).isZero();
            }
            assertThat(hits).isPositive();
        }
    }

    @Test
    void tinyCellsDoNotOverfillTheIndex() {
        try (OffHeap account = OffHeap.of("test")) {
            var cache = new CellCache(account, 4 << 10);
            MemorySegment plain = account.allocate(8);
            for (long cell = 0; cell < 10_000; cell++) {
                cache.put(0, cell, plain, 0, 2);
                assertThat(cache.get(0, cell, plain, 0, 8)).isEqualTo(2);
            }
        }
    }

    @Test
    void theNewestCellsStayInTheCache() {
        try (OffHeap account = OffHeap.of("test")) {
            var cache = new CellCache(account, 64 << 10);
            MemorySegment plain = account.allocate(4096);
            var newest = new ArrayDeque<Long>();
            for (long cell = 0; cell < 10_000; cell++) {
                cache.put(0, cell, plain, 0, 1_000);
                newest.add(cell);
                if (newest.size() > 32) {
                    newest.remove();
                }
            }
            for (long cell : newest) {
                assertThat(cache.get(0, cell, plain, 0, 4096)).isEqualTo(1_000);
            }
            assertThat(cache.get(0, 1, plain, 0, 4096)).isZero();
        }
    }

    @Test
    void aTaskRingGivesEveryTaskOnceAndRefusesWhatItHasNoRoomFor() {
        int[] wakes = new int[1];
        var ring = new TaskRing(4, () -> wakes[0]++);
        List<Integer> ran = new ArrayList<>();
        for (int round = 0; round < 10; round++) {
            int offered = 0;
            while (ring.offer(() -> ran.add(0))) {
                offered++;
            }
            assertThat(offered).isGreaterThanOrEqualTo(4);
            assertThat(ring.run()).isEqualTo(offered);
            assertThat(ring.isEmpty()).isTrue();
        }
        assertThat(wakes[0]).isEqualTo(ran.size());
    }
}
