package dev.lode.storage.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.lode.base.Layouts;
import dev.lode.storage.Seeds;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.NavigableSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every search must give, over trees of narrow and of wide keys.
abstract class CellTreeContract {
    private static final Comparator<Long> UNSIGNED = Long::compareUnsigned;
    private static final long CELL = 0xFFFF_FFFF_FFFFL;
    private static final KeyShape WIDE = new KeyShape(20, 8, 20);
    private static final KeyShape NARROW = new KeyShape(4, 8, 20);

    private static final int[] PARTITIONS = {0, 1, 0x8000, 0xFFFF};

    private final MemorySegment counts =
            Arena.ofAuto().allocate(CellTree.LEVELS_MAX * (long) Integer.BYTES, 64);

    @TempDir Path folder;

    /// The search to be shown right.
    abstract NodeSearch search();

    @Test
    void countsTheKeysBelowInALineOfAnyKeys() {
        SplittableRandom random = Seeds.random("CellTreeContract", 11);
        MemorySegment line = Arena.ofAuto().allocate(64, 64);
        var edges = new long[] {0, 1, Integer.MAX_VALUE, 1L << 31, 0xFFFF_FFFFL, -1L, 1L << 63};
        for (int round = 0; round < 20_000; round++) {
            NavigableSet<Long> keys = new TreeSet<>(UNSIGNED);
            boolean narrow = round % 2 == 0;
            int slots = narrow ? 16 : 8;
            long mask = narrow ? 0xFFFF_FFFFL : 0xFFFF_FFFF_FFFFL;
            long partition = narrow ? 0 : (long) PARTITIONS[random.nextInt(4)] << 48;
            int filled = random.nextInt(slots + 1);
            while (keys.size() < filled) {
                long key = random.nextInt(8) == 0 ? edges[random.nextInt(7)] : random.nextLong();
                key = random.nextInt(4) == 0 ? key >>> random.nextInt(60) : key;
                keys.add(partition | (key & mask));
            }
            fill(line, keys, narrow);
            long wanted = random.nextInt(4) == 0 ? edges[random.nextInt(7)] : random.nextLong();
            if (!keys.isEmpty() && random.nextBoolean()) {
                wanted = keys.higher(keys.first()) == null ? keys.first() : keys.last();
            }
            wanted = partition | (wanted & mask);
            long at = line.address();
            long below = narrow ? search().below(at, (int) wanted) : search().below(at, wanted);
            assertThat(below).isEqualTo(keys.headSet(wanted).size());
            if (narrow) {
                assertThat(search().slot(at, (int) wanted)).isEqualTo(Math.min(below, 15));
            }
            long notAbove =
                    narrow ? search().notAbove(at, (int) wanted) : search().notAbove(at, wanted);
            int known = keys.headSet(wanted, true).size();
            if ((wanted & mask) == mask) { // unused slots are all ones, and may count
                assertThat(notAbove).isBetween((long) known, (long) slots);
            } else {
                assertThat(notAbove).isEqualTo(known);
            }
        }
    }

    @Test
    void countsTheKeysBelowInAGuideOfAnyKeys() {
        SplittableRandom random = Seeds.random("CellTreeContract", 12);
        MemorySegment guide = Arena.ofAuto().allocate(64, 64);
        for (int round = 0; round < 20_000; round++) {
            NavigableSet<Integer> keys = new TreeSet<>();
            int filled = random.nextInt(25);
            int reach = 1 + random.nextInt(16);
            while (keys.size() < Math.min(filled, 1 << Math.min(reach, 5))) {
                keys.add(random.nextInt(1 << reach));
            }
            guide.fill((byte) -1);
            int i = 0;
            for (int key : keys) {
                guide.set(Layouts.I16, i++ * 2L, (short) key);
            }
            int wanted = random.nextInt(1 << reach);
            assertThat(search().belowGuide(guide.address(), wanted))
                    .isEqualTo(keys.headSet(wanted).size());
        }
    }

    private static void fill(MemorySegment line, NavigableSet<Long> keys, boolean narrow) {
        line.fill((byte) -1);
        int i = 0;
        for (long key : keys) {
            if (narrow) {
                line.set(Layouts.I32, i++ * 4L, (int) key);
            } else {
                line.set(Layouts.I64, i++ * 8L, key);
            }
        }
    }

    @Test
    void ranksEveryKeyOfATreeOfAnySizeUpToThreeLevels() throws IOException {
        SplittableRandom random = Seeds.random("CellTreeContract", 1);
        for (int cells = 0; cells < 200; cells++) {
            mustRank(WIDE, keys(random, cells, CELL), random);
            mustRank(NARROW, keys(random, cells, 0xFFFF_FFFFL), random);
        }
        for (int cells : new int[] {647, 648, 649, 5831, 5832, 5833, 60_000}) {
            mustRank(WIDE, keys(random, cells, CELL), random);
        }
        for (int cells : new int[] {272, 273, 2_500, 4623, 4624, 4625, 60_000, 1_000_000}) {
            mustRank(NARROW, keys(random, cells, 0xFFFF_FFFFL), random);
        }
    }

    @Test
    void findsTheLargestKeyThereIs() throws IOException {
        for (int others : new int[] {0, 7, 8, 15, 16, 72, 271, 272, 649}) {
            mustRank(NARROW, withLargest(others, 0, 0xFFFF_FFFFL), new SplittableRandom(others));
            for (int partition : PARTITIONS) {
                long above = (long) partition << 48;
                mustRank(WIDE, withLargest(others, above, CELL), new SplittableRandom(others));
            }
        }
    }

    private static NavigableSet<Long> withLargest(int others, long above, long largest) {
        var keys = new TreeSet<>(UNSIGNED);
        for (long i = 0; i < others; i++) {
            keys.add(above | i);
        }
        keys.add(above | largest);
        return keys;
    }

    /// Trees that end where a map's file does: a read behind them is an InternalError.
    @Test
    void staysWithinATreeThatLies() throws IOException {
        SplittableRandom random = Seeds.random("CellTreeContract", 13);
        int end = 1 << 16;
        try (var file =
                        FileChannel.open(
                                folder.resolve("lies"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE);
                var arena = Arena.ofConfined()) {
            MemorySegment memory = file.map(MapMode.READ_WRITE, 0, 2L * end, arena);
            file.truncate(end);
            for (int round = 0; round < 2_000; round++) {
                boolean narrow = round % 2 == 0;
                TreeShape shape = TreeShape.of(narrow ? NARROW : WIDE, 1 + random.nextInt(60_000));
                if (shape.levels() == 0) {
                    continue;
                }
                byte[] inner = new byte[(int) shape.innerBytes()];
                if (random.nextBoolean()) {
                    random.nextBytes(inner);
                }
                long at = (long) end - inner.length;
                MemorySegment.copy(inner, 0, memory, Layouts.I8, at, inner.length);
                assertThat(leaf(memory.address() + at, shape, random.nextLong()))
                        .isBetween(0L, shape.leaves() - 1);
            }
        }
    }

    private long leaf(long root, TreeShape shape, long key) {
        if (shape.levels() == 0) {
            return 0;
        }
        CellTree.putCounts(shape, counts.address());
        return shape.slots() == TreeShape.NARROW_SLOTS
                ? CellTree.narrowLeaf(
                        search(), root, counts.address(), shape.levels(), root, (int) key)
                : CellTree.wideLeaf(search(), root, counts.address(), shape.levels(), root, key);
    }

    private static NavigableSet<Long> keys(SplittableRandom random, int cells, long mask) {
        var keys = new TreeSet<>(UNSIGNED);
        long run = random.nextLong();
        while (keys.size() < cells) {
            run = random.nextInt(8) == 0 ? random.nextLong() : run + 1;
            keys.add(run & mask);
        }
        return keys;
    }

    private void mustRank(KeyShape keyShape, NavigableSet<Long> keys, SplittableRandom random)
            throws IOException {
        TreeShape shape = TreeShape.of(keyShape, keys.size());
        boolean narrow = keyShape.narrow();
        Path path = folder.resolve("tree");
        try (var file =
                        FileChannel.open(
                                path,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.TRUNCATE_EXISTING);
                var arena = Arena.ofConfined()) {
            var writer = new TreeWriter(file::write);
            writer.begin(shape, 0);
            for (long key : keys) {
                writer.add(key, ~key, key + 1);
            }
            writer.finish();
            assertThat(file.size()).isEqualTo(shape.bytes());
            MemorySegment tree = file.map(MapMode.READ_ONLY, 0, shape.bytes(), arena);
            long leaves = shape.innerBytes();
            long rank = 0;
            for (long key : keys) {
                long there =
                        narrow
                                ? CellTree.narrowKey(tree.address() + leaves, rank)
                                : CellTree.wideKey(tree.address() + leaves, rank);
                if (rank(tree, shape, key) != rank || there != key) {
                    fail("key %016x of %d is not at %d", key, keys.size(), rank);
                }
                rank++;
            }
            long mask = narrow ? 0xFFFF_FFFFL : CELL;
            long above = keys.isEmpty() || narrow ? 0 : keys.first() & ~CELL;
            for (int i = 0; i < 50; i++) {
                long key = above | (random.nextLong() & mask);
                assertThat(rank(tree, shape, key)).isEqualTo(keys.headSet(key).size());
            }
            assertThat(rank(tree, shape, above)).isZero();
            assertThat(rank(tree, shape, above | mask))
                    .isEqualTo(keys.headSet(above | mask).size());
        }
    }

    private long rank(MemorySegment tree, TreeShape shape, long key) {
        if (shape.cells() == 0) {
            return 0;
        }
        long leaf = leaf(tree.address(), shape, key);
        long at = tree.address() + shape.innerBytes() + leaf * shape.leafBytes();
        long slot =
                shape.slots() == TreeShape.NARROW_SLOTS
                        ? search().below(at, (int) key)
                        : search().below(at, key);
        return Math.min(leaf * shape.slots() + slot, shape.cells());
    }
}
