package dev.lode.storage.extent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.CellKey;
import dev.lode.storage.Seeds;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.NavigableSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Guides whose keys are cut where leaves meet: every cell and every key beside one, in chunks of
/// runs that are longer or shorter than a cut key tells apart.
@Tag("either-search")
class ChunkGuideTest {
    private static final int PARTITION = 77;
    private static final int CHUNKS = 60;

    @TempDir Path folder;

    @Test
    void leadsToEveryCellOfRunsThatCutKeysCannotTellApart() throws IOException {
        SplittableRandom random = Seeds.random("ChunkGuideTest", 1);
        int file = 0;
        for (int spotBits : new int[] {3, 8, 11, 12, 13, 16, 20}) {
            for (int cells : new int[] {17, 64, 399, 400, 401, 640, 767, 768, 769}) {
                mustAnswer(folder.resolve("runs" + file++), keys(random, spotBits, cells), random);
            }
        }
    }

    /// Chunks whose keys are all in the line, and those with a few more.
    @Test
    void leadsToEveryCellOfFew() throws IOException {
        SplittableRandom random = Seeds.random("ChunkGuideTest", 6);
        for (int spotBits : new int[] {5, 12, 20}) {
            for (int cells = 1; cells <= 14; cells++) {
                for (int round = 0; round < 4; round++) {
                    NavigableSet<Long> keys = keys(random, spotBits, cells);
                    if (round == 3) {
                        keys.add(CellKey.of(PARTITION, 15, 255, (1 << spotBits) - 1));
                    }
                    Path path = folder.resolve("few");
                    mustAnswer(path, keys, random);
                    Files.delete(path);
                }
            }
        }
    }

    @Test
    void leadsToEveryCellWhereAKeyCutIsAllOnes() throws IOException {
        for (int others : new int[] {15, 16, 17, 370, 383, 384, 385, 410, 440, 456, 472}) {
            for (int ones : new int[] {1, 9, 20, 40}) {
                NavigableSet<Long> keys = new TreeSet<>();
                for (int i = 0; i < others; i++) {
                    int place = i * 15 * 255 / others; // so far apart that cut keys differ
                    keys.add(CellKey.of(PARTITION, place / 255, place % 255, i));
                }
                for (int spot = 0; spot < ones; spot++) {
                    keys.add(CellKey.of(PARTITION, 15, 255, 0xFFFFF - spot));
                }
                Path path = folder.resolve("ones" + others + "-" + ones);
                mustAnswer(path, keys, Seeds.random("ChunkGuideTest", 2));
            }
        }
    }

    /// One run of cells that the guide cannot tell apart, wherever leaves end in it.
    @Test
    void leadsToEveryCellOfOneRunAcrossLeaves() throws IOException {
        SplittableRandom random = Seeds.random("ChunkGuideTest", 4);
        for (int before = 400; before < 432; before++) {
            for (int run : new int[] {16, 17, 31, 33}) {
                NavigableSet<Long> keys = new TreeSet<>();
                for (int i = 0; i < 600; i++) {
                    keys.add(CellKey.of(PARTITION, 0, i / 4, i % 4));
                }
                for (int i = 0; i < run - 1; i++) {
                    keys.add(CellKey.of(PARTITION, 0, before / 4, 1 << 18 | i));
                }
                keys.add(CellKey.of(PARTITION, 15, 0, 0));
                Path path = folder.resolve("run");
                mustAnswer(path, keys, random);
                Files.delete(path);
            }
        }
    }

    /// A guide without an unused place would take the line behind it for its next key.
    @Test
    void leadsToEveryCellWhateverLineIsBehind() throws IOException {
        NavigableSet<Long> next = new TreeSet<>();
        next.add(CellKey.of(PARTITION + 1, 15, 255, 127)); // its line begins with 0xE822
        NavigableSet<Long> keys = new TreeSet<>();
        for (int i = 0; i < 770; i++) {
            keys.add(CellKey.of(PARTITION, i / 64, (i % 64) * 4, 0));
        }
        for (int spot = 0; spot < 4; spot++) {
            keys.add(CellKey.of(PARTITION, 14, 0x82, spot)); // the third is cut to 0xE822
        }
        for (int i = 0; i < 20; i++) {
            keys.add(CellKey.of(PARTITION, 15, 230 + i, 1 << 18));
        }
        mustAnswer(folder.resolve("behind"), keys, next, Seeds.random("ChunkGuideTest", 5));
    }

    @Test
    void leadsToEveryCellWhereverInTheRangeOfKeysRunsLie() throws IOException {
        SplittableRandom random = Seeds.random("ChunkGuideTest", 3);
        for (int chunk = 0; chunk < CHUNKS; chunk++) {
            Path path = folder.resolve("anywhere" + chunk);
            mustAnswer(path, anywhere(random), random);
            Files.delete(path);
        }
    }

    /// Runs that begin at a few places of a range of up to 32 bits, at its ends more often.
    private static NavigableSet<Long> anywhere(SplittableRandom random) {
        int ordinalBits = random.nextInt(5);
        int siteBits = random.nextInt(9);
        int spotBits = 1 + random.nextInt(20);
        int bits = Math.min(32, ordinalBits + siteBits + spotBits);
        int cells = Math.min(random.nextInt(1, 802), 1 << Math.min(bits - 1, 20));
        NavigableSet<Long> keys = new TreeSet<>();
        while (keys.size() < cells) {
            long range = 1L << bits;
            long key =
                    switch (random.nextInt(4)) {
                        case 0 -> range - 1 - random.nextLong(Math.min(range, 64));
                        case 1 -> random.nextLong(Math.min(range, 64));
                        default -> random.nextLong(range);
                    };
            int run = 1 << random.nextInt(6);
            for (int i = 0; i < run && keys.size() < cells && key + i < range; i++) {
                long at = key + i;
                int spot = (int) (at & ((1 << spotBits) - 1));
                int site = (int) (at >>> spotBits) & ((1 << siteBits) - 1);
                int ordinal = (int) (at >>> (spotBits + siteBits));
                keys.add(CellKey.of(PARTITION, ordinal, site, spot));
            }
        }
        return keys;
    }

    private static NavigableSet<Long> keys(SplittableRandom random, int spotBits, int cells) {
        NavigableSet<Long> keys = new TreeSet<>();
        while (keys.size() < cells) {
            int ordinal = random.nextInt(4);
            int site = random.nextInt(1 << random.nextInt(9));
            int spot = random.nextInt(1 << spotBits);
            int run = 1 << random.nextInt(7);
            for (int i = 0; i < run && keys.size() < cells && spot + i < 1 << spotBits; i++) {
                keys.add(CellKey.of(PARTITION, ordinal, site, spot + i));
            }
        }
        return keys;
    }

    private static void mustAnswer(Path path, NavigableSet<Long> keys, SplittableRandom random)
            throws IOException {
        mustAnswer(path, keys, new TreeSet<>(), random);
    }

    private static void mustAnswer(
            Path path,
            NavigableSet<Long> keys,
            NavigableSet<Long> ofNextPartition,
            SplittableRandom random)
            throws IOException {
        try (FileChannel file =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            ExtentPlace place = write(file, List.of(keys, ofNextPartition));
            try (Extent extent = Extent.open(path, file, place, HeadMemory.RESIDENT)) {
                assertThat(extent.damages()).isEmpty();
                var ref = new CellRef();
                int rank = 0;
                for (long key : keys) {
                    assertThat(extent.find(key, ref)).isTrue();
                    assertThat(ref.plainBytes).isEqualTo(rank + 1);
                    mustScanFrom(extent, keys, key + 1 - random.nextInt(3));
                    assertThat(extent.find(key + 1, ref)).isEqualTo(keys.contains(key + 1));
                    assertThat(extent.find(key - 1, ref)).isEqualTo(keys.contains(key - 1));
                    rank++;
                }
                mustFindInBatches(extent, keys);
            }
        }
    }

    private static void mustScanFrom(Extent extent, NavigableSet<Long> keys, long from) {
        if (CellKey.partition(from) == PARTITION) {
            var cursor = new ChunkCursor();
            extent.scan(PARTITION, from, cursor);
            @Nullable Long wanted = keys.ceiling(from);
            assertThat(cursor.next()).isEqualTo(wanted != null);
            assertThat(wanted == null || cursor.key() == wanted).isTrue();
        }
    }

    private static void mustFindInBatches(Extent extent, NavigableSet<Long> keys) {
        var batch = new CellBatch();
        var ref = new CellRef();
        int rank = 0;
        for (long key : keys) {
            batch.add(key);
            rank++;
            if (batch.size() == CellBatch.CELLS || rank == keys.size()) {
                extent.findBatch(batch, 0);
                for (int i = 0; i < batch.size(); i++) {
                    assertThat(batch.found(i)).isTrue();
                    batch.place(i, ref);
                    assertThat(ref.plainBytes).isEqualTo(rank - batch.size() + i + 1);
                }
                batch.clear();
            }
        }
    }

    private static ExtentPlace write(FileChannel file, List<NavigableSet<Long>> partitions)
            throws IOException {
        var plan = new ExtentPlan();
        for (NavigableSet<Long> keys : partitions) {
            for (long room : rooms(keys)) {
                plan.addRoom(CellKey.partition(room), CellKey.ordinal(room));
            }
            for (long key : keys) {
                plan.addCell(CellKey.partition(key), CellKey.site(key), CellKey.spot(key));
            }
        }
        var writer = new ExtentWriter(file, 4096, plan);
        int plain = 0;
        for (NavigableSet<Long> keys : partitions) {
            for (long room : rooms(keys)) {
                int ordinal = CellKey.ordinal(room);
                writer.room((room & -1L << 48) | ordinal, ordinal);
                for (long key : keys.subSet(room, room + (1L << 28))) {
                    writer.cell(key, new byte[] {1, 2}, 0, 2, ++plain);
                }
            }
        }
        return writer.finish(plain);
    }

    /// The first keys that the rooms of a partition can have.
    private static List<Long> rooms(NavigableSet<Long> keys) {
        return keys.isEmpty()
                ? List.of()
                : IntStream.rangeClosed(0, CellKey.ordinal(keys.last()))
                        .mapToObj(room -> CellKey.of(CellKey.partition(keys.last()), room, 0, 0))
                        .toList();
    }
}
