package dev.lode.storage.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

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

class CellTreeTest {
    private static final Comparator<Long> UNSIGNED = Long::compareUnsigned;

    @TempDir Path folder;

    @Test
    void ranksEveryKeyOfATreeOfAnySizeUpToThreeLevels() throws IOException {
        SplittableRandom random = Seeds.random("CellTreeTest", 1);
        for (int cells = 0; cells < 200; cells++) {
            mustRank(keys(random, cells), random);
        }
        for (int cells : new int[] {647, 648, 649, 5831, 5832, 5833, 60_000}) {
            mustRank(keys(random, cells), random);
        }
    }

    @Test
    void findsTheLargestKeyThereIs() throws IOException {
        for (int others : new int[] {0, 7, 8, 72, 649}) {
            var keys = new TreeSet<>(UNSIGNED);
            for (long i = 0; i < others; i++) {
                keys.add(i);
            }
            keys.add(-1L);
            mustRank(keys, new SplittableRandom(others));
        }
    }

    @Test
    void staysWithinTheBytesThatItsShapeSays() {
        assertThat(TreeShape.of(12_000_000).bytes() / 12e6).isLessThan(25.1);
        assertThat(TreeShape.of(0).bytes()).isZero();
        assertThat(TreeShape.of(8).levels()).isZero();
        assertThat(TreeShape.of(9).levels()).isEqualTo(1);
        assertThat(TreeShape.of(TreeShape.CELLS_MAX).levels()).isEqualTo(15);
    }

    private static NavigableSet<Long> keys(SplittableRandom random, int cells) {
        var keys = new TreeSet<>(UNSIGNED);
        while (keys.size() < cells) {
            keys.add(random.nextLong());
        }
        return keys;
    }

    private void mustRank(NavigableSet<Long> keys, SplittableRandom random) throws IOException {
        TreeShape shape = TreeShape.of(keys.size());
        Path path = folder.resolve("tree");
        try (var file =
                        FileChannel.open(
                                path,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.TRUNCATE_EXISTING);
                var arena = Arena.ofConfined()) {
            var writer = new TreeWriter(file);
            writer.begin(shape, 0);
            for (long key : keys) {
                writer.add(key, ~key, key + 1);
            }
            writer.finish();
            assertThat(file.size()).isEqualTo(shape.bytes());
            MemorySegment tree = file.map(MapMode.READ_ONLY, 0, shape.bytes(), arena);
            long rank = 0;
            for (long key : keys) {
                if (rank(tree, shape, key) != rank
                        || CellTree.key(tree, shape.innerBytes(), rank) != key) {
                    fail("key %016x of %d is not at %d", key, keys.size(), rank);
                }
                rank++;
            }
            for (int i = 0; i < 50; i++) {
                long key = random.nextLong();
                assertThat(rank(tree, shape, key)).isEqualTo(keys.headSet(key).size());
            }
            assertThat(rank(tree, shape, 0)).isZero();
            assertThat(rank(tree, shape, -1)).isEqualTo(keys.headSet(-1L).size());
        }
    }

    private static long rank(MemorySegment tree, TreeShape shape, long key) {
        return CellTree.rank(tree, 0, shape.innerBytes(), shape.cells(), shape.levels(), key);
    }
}
