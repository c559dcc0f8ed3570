package dev.lode.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PartitionTableTest {
    private static final int[] IDS = {0, 1, 32_767, 32_768, 65_534, 65_535};

    @Test
    void aRouteSaysPrimaryPartitionAndEpoch() {
        for (int id : IDS) {
            for (int partition : IDS) {
                PartitionEntry entry =
                        new PartitionEntry(
                                id, (id + 1) & 0xFFFF, (id + 2) & 0xFFFF, Integer.MAX_VALUE);
                PartitionTable table = PartitionTable.initial(3).with(partition, entry);
                long route = table.route((long) partition << 48 | 0xFFFF_FFFF_FFFFL);
                assertThat(Route.primary(route)).isEqualTo(id);
                assertThat(Route.partition(route)).isEqualTo(partition);
                assertThat(Route.epoch(route)).isEqualTo(Integer.MAX_VALUE);
                assertThat(table.routeOf(partition)).isEqualTo(route);
                assertThat(table.entry(partition)).isEqualTo(entry);
                assertThat(table.isHolder(partition, (id + 2) & 0xFFFF)).isTrue();
                assertThat(table.isHolder(partition, (id + 3) & 0xFFFF)).isFalse();
                assertThat(table.isHolder(partition, PartitionEntry.NONE)).isFalse();
            }
        }
    }

    @Test
    void aChangeLeavesTheOldTableAndAllOtherEntriesAlone() {
        SplittableRandom random = Seeds.random();
        PartitionTable table = PartitionTable.initial(5);
        PartitionEntry[] model = new PartitionEntry[PartitionTable.PARTITIONS];
        Arrays.setAll(model, table::entry);
        for (int round = 0; round < 200; round++) {
            PartitionTable before = table;
            PartitionTable.Editor editor = table.edit();
            int[] changed = random.ints(1 + random.nextInt(20), 0, 65_536).toArray();
            PartitionEntry[] old =
                    Arrays.stream(changed).mapToObj(before::entry).toArray(PartitionEntry[]::new);
            for (int p : changed) {
                model[p] = randomEntry(random);
                editor.set(p, model[p]);
            }
            table = editor.done();
            for (int i = 0; i < changed.length; i++) {
                assertThat(before.entry(changed[i])).isEqualTo(old[i]);
            }
        }
        for (int p = 0; p < model.length; p++) {
            assertThat(table.entry(p)).isEqualTo(model[p]);
        }
        assertThat(PartitionTable.decode(MemorySegment.ofArray(table.encode())))
                .isEqualTo(table)
                .hasSameHashCodeAs(table);
    }

    @Test
    void onlyANewerEntryIsTakenFromOthers() {
        PartitionTable table = PartitionTable.initial(3);
        PartitionEntry other = new PartitionEntry(9, 8, 7, 1);
        assertThat(table.withNewer(5, other)).isSameAs(table);
        PartitionEntry newer = new PartitionEntry(9, 8, 7, 2);
        PartitionTable next = table.withNewer(5, newer);
        assertThat(next.entry(5)).isEqualTo(newer);
        assertThat(next.withNewer(5, newer)).isSameAs(next);
    }

    @Test
    void anEditorThatIsDoneChangesNothingMore() {
        PartitionTable.Editor editor = PartitionTable.initial(1).edit();
        editor.done();
        assertThatThrownBy(() -> editor.set(0, new PartitionEntry(1, -1, -1, 2)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void entriesWithFewerHoldersSurviveTheCodec() {
        byte[] bytes = new byte[PartitionEntry.BYTES];
        for (PartitionEntry entry :
                new PartitionEntry[] {
                    new PartitionEntry(65_535, PartitionEntry.NONE, PartitionEntry.NONE, 1),
                    new PartitionEntry(0, 65_535, PartitionEntry.NONE, 32_768),
                    new PartitionEntry(32_768, 32_767, 0, 0),
                }) {
            entry.write(MemorySegment.ofArray(bytes), 0);
            assertThat(PartitionEntry.read(MemorySegment.ofArray(bytes), 0)).isEqualTo(entry);
            assertThat(entry.isHolder(PartitionEntry.NONE)).isFalse();
        }
    }

    @Test
    void entriesThatContradictThemselvesAreRefused() {
        int none = PartitionEntry.NONE;
        int[][] wrong = {
            {1, 1, 2, 1},
            {1, 2, 1, 1},
            {1, 2, 2, 1},
            {1, none, 2, 1},
            {none, none, none, 1},
            {65_536, none, none, 1},
            {1, 65_536, none, 1},
            {1, 2, -2, 1},
            {1, 2, 3, -1},
        };
        for (int[] w : wrong) {
            assertThatThrownBy(() -> new PartitionEntry(w[0], w[1], w[2], w[3]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no entry");
        }
    }

    @Test
    void bytesThatAreNoTableAreRefusedWithThePlace() {
        byte[] good = PartitionTable.initial(3).encode();
        assertRefused(Arrays.copyOf(good, good.length - 1), "not a partition table");
        byte[] format = good.clone();
        format[0] = 9;
        assertRefused(format, "not a partition table of format 1");
        byte[] epoch = good.clone();
        Arrays.fill(epoch, 8 + 10 * 700 + 6, 8 + 10 * 701, (byte) 0);
        assertRefused(epoch, "partition 700 at byte 7008: epochs of a table begin at 1");
        byte[] negative = good.clone();
        negative[8 + 10 * 65_535 + 9] = (byte) 0x80;
        assertRefused(negative, "partition 65535 at byte 655358: no entry");
        byte[] twice = good.clone();
        System.arraycopy(twice, 8 + 2, twice, 8 + 4, 2);
        assertRefused(twice, "partition 0 at byte 8: no entry");
    }

    private static void assertRefused(byte[] bytes, String why) {
        assertThatThrownBy(() -> PartitionTable.decode(MemorySegment.ofArray(bytes)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    private static PartitionEntry randomEntry(SplittableRandom random) {
        int primary = random.nextInt(65_536);
        int a = (primary + 1 + random.nextInt(30_000)) & 0xFFFF;
        int b = (a + 1 + random.nextInt(30_000)) & 0xFFFF;
        int holders = 1 + random.nextInt(3);
        return new PartitionEntry(
                primary,
                holders > 1 ? a : PartitionEntry.NONE,
                holders > 2 && b != primary ? b : PartitionEntry.NONE,
                1 + random.nextInt(Integer.MAX_VALUE - 1));
    }
}
