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
    private static final KeyShape WIDE = new KeyShape(20, 8, 20);
    private static final KeyShape NARROW = new KeyShape(4, 8, 20);

    @TempDir Path folder;

    /// The search to be shown right.
    abstract NodeSearch search();

    @Test
    void countsTheKeysBelowInALineOfAnyKeys() {
        SplittableRandom random = Seeds.random("CellTreeContract", 11);
        MemorySegment line = MemorySegment.ofArray(new long[8]);
        var edges = new long[] {0, 1, Integer.MAX_VALUE, 1L << 31, 0xFFFF_FFFFL, -1L, 1L << 63};
        for (int round = 0; round < 20_000; round++) {
            NavigableSet<Long> keys = new TreeSet<>(UNSIGNED);
            boolean narrow = round % 2 == 0;
            int slots = narrow ? 16 : 8;
            long mask = narrow ? 0xFFFF_FFFFL : -1L;
            int filled = random.nextInt(slots + 1);
            while (keys.size() < filled) {
                long key = random.nextInt(8) == 0 ? edges[random.nextInt(7)] : random.nextLong();
                keys.add((random.nextInt(4) == 0 ? key >>> random.nextInt(60) : key) & mask);
            }
            fill(line, keys, narrow);
            long wanted = random.nextInt(4) == 0 ? edges[random.nextInt(7)] : random.nextLong();
            if (!keys.isEmpty() && random.nextBoolean()) {
                wanted = keys.higher(keys.first()) == null ? keys.first() : keys.last();
            }
            wanted &= mask;
            int below =
                    narrow
                            ? search().below(line, 0, (int) wanted)
                            : search().below(line, 0, wanted);
            assertThat(below).isEqualTo(keys.headSet(wanted).size());
            int unused = wanted == mask ? slots - keys.size() : 0; // they are all ones too
            int notAbove =
                    narrow
                            ? search().notAbove(line, 0, (int) wanted)
                            : search().notAbove(line, 0, wanted);
            assertThat(notAbove).isEqualTo(keys.headSet(wanted, true).size() + unused);
        }
    }

    @Test
    void countsTheKeysThatAreNotAboveInAGuideOfAnyKeys() {
        SplittableRandom random = Seeds.random("CellTreeContract", 12);
        MemorySegment guide = MemorySegment.ofArray(new long[6]);
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
            int wanted = random.nextInt((1 << reach) + 1);
            int unused = wanted >= 0xFFFF ? 24 - keys.size() : 0;
            assertThat(search().notAboveGuide(guide, 0, wanted))
                    .isEqualTo(keys.headSet(wanted, true).size() + unused);
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
            mustRank(WIDE, keys(random, cells, -1L), random);
            mustRank(NARROW, keys(random, cells, 0xFFFF_FFFFL), random);
        }
        for (int cells : new int[] {647, 648, 649, 5831, 5832, 5833, 60_000}) {
            mustRank(WIDE, keys(random, cells, -1L), random);
        }
        for (int cells : new int[] {272, 273, 2_500, 4623, 4624, 4625, 60_000, 1_000_000}) {
            mustRank(NARROW, keys(random, cells, 0xFFFF_FFFFL), random);
        }
    }

    @Test
    void findsTheLargestKeyThereIs() throws IOException {
        for (int others : new int[] {0, 7, 8, 15, 16, 72, 271, 272, 649}) {
            for (KeyShape shape : new KeyShape[] {WIDE, NARROW}) {
                var keys = new TreeSet<>(UNSIGNED);
                for (long i = 0; i < others; i++) {
                    keys.add(i);
                }
                keys.add(shape.narrow() ? 0xFFFF_FFFFL : -1L);
                mustRank(shape, keys, new SplittableRandom(others));
            }
        }
    }

    @Test
    void staysWithinATreeThatLies() {
        SplittableRandom random = Seeds.random("CellTreeContract", 13);
        for (int round = 0; round < 2_000; round++) {
            boolean narrow = round % 2 == 0;
            TreeShape shape = TreeShape.of(narrow ? NARROW : WIDE, 1 + random.nextInt(60_000));
            if (shape.levels() == 0) {
                continue;
            }
            byte[] inner = new byte[(int) shape.innerBytes()]; // a read behind it throws
            if (random.nextBoolean()) {
                random.nextBytes(inner);
            }
            MemorySegment tree = MemorySegment.ofArray(inner);
            long leaves = shape.leaves();
            int levels = shape.levels();
            long key = random.nextLong();
            long leaf =
                    narrow
                            ? CellTree.narrowLeaf(search(), tree, 0, leaves, levels, 0, (int) key)
                            : CellTree.wideLeaf(search(), tree, 0, leaves, levels, 0, key);
            assertThat(leaf).isBetween(0L, leaves - 1);
        }
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
                                ? CellTree.narrowKey(tree, leaves, rank)
                                : CellTree.wideKey(tree, leaves, rank);
                if (rank(tree, shape, key) != rank || there != key) {
                    fail("key %016x of %d is not at %d", key, keys.size(), rank);
                }
                rank++;
            }
            long mask = narrow ? 0xFFFF_FFFFL : -1L;
            for (int i = 0; i < 50; i++) {
                long key = random.nextLong() & mask;
                assertThat(rank(tree, shape, key)).isEqualTo(keys.headSet(key).size());
            }
            assertThat(rank(tree, shape, 0)).isZero();
            assertThat(rank(tree, shape, mask)).isEqualTo(keys.headSet(mask).size());
            if (narrow) {
                assertThat(rank(tree, shape, 1L << 32)).isEqualTo(keys.size());
            }
        }
    }

    private long rank(MemorySegment tree, TreeShape shape, long key) {
        return CellTree.rank(search(), tree, 0, shape, key);
    }
}
