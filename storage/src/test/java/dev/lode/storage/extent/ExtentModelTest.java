package dev.lode.storage.extent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.lode.base.CellKey;
import dev.lode.storage.Seeds;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Extents beside a map of what was written: chunks of every size, narrow and wide, with runs and
/// gaps in rooms, sites and spots.
@Tag("either-search")
class ExtentModelTest {
    private static final int ORDINAL_MAX = CellKey.ORDINALS - 1;
    private static final int SITE_MAX = CellKey.SITES - 1;
    private static final int SPOT_MAX = CellKey.SPOTS - 1;

    @TempDir Path folder;

    /// How far the parts of a chunk's keys go.
    private record Reach(int ordinal, int site, int spot) {}

    /// A partition as it was written: ordinals to fingerprints, keys to the places of their blobs.
    private static final class Model {
        final TreeMap<Integer, Long> rooms = new TreeMap<>();
        final TreeMap<Long, Integer> cells = new TreeMap<>(Long::compareUnsigned);
    }

    @Test
    void answersLikeAMapOfWhatWasWritten() throws IOException {
        SplittableRandom random = Seeds.random("ExtentModelTest", 21);
        var reaches =
                List.of(
                        new Reach(3, 7, 4_000),
                        new Reach(49, 15, 99),
                        new Reach(15, SITE_MAX, SPOT_MAX),
                        new Reach(ORDINAL_MAX, 15, 255),
                        new Reach(ORDINAL_MAX, SITE_MAX, SPOT_MAX));
        for (HeadMemory memory : HeadMemory.values()) {
            var models = new TreeMap<Integer, Model>();
            int partition = 0;
            for (Reach reach : reaches) {
                for (int cells : new int[] {0, 1, 15, 16, 17, 183, 400, 401, 800, 801, 2_500}) {
                    models.put(partition, model(random, partition, reach, cells));
                    partition += 1 + random.nextInt(900);
                }
            }
            models.put(65_535, model(random, 65_535, reaches.getLast(), 500));
            mustAnswer(write(models, memory.name()), memory, models, random);
        }
    }

    @Test
    void answersInAPartitionOfAMillionCellsBesideOneWithNone() throws IOException {
        SplittableRandom random = Seeds.random("ExtentModelTest", 22);
        var models = new TreeMap<Integer, Model>();
        models.put(7, model(random, 7, new Reach(999, 7, 16_383), 1_000_000));
        int[] others = {200, 30_000, 30_000, 200}; // heads that are written together and apart
        for (int partition : new int[] {3, 9}) {
            for (int i = 0; i < others.length; i++) {
                models.put(
                        partition + i,
                        model(random, partition + i, new Reach(49, 15, 999), others[i]));
            }
        }
        var none = new Model();
        none.rooms.put(0, 8L << 48);
        models.put(8, none);
        mustAnswer(write(models, "million"), HeadMemory.RESIDENT, models, random);
    }

    @Test
    void holdsTheFirstAndTheLastKeyThereIs() throws IOException {
        var models = new TreeMap<Integer, Model>();
        for (int partition : new int[] {0, 65_535}) {
            var model = new Model();
            model.rooms.put(0, (long) partition << 48);
            model.rooms.put(ORDINAL_MAX, ((long) partition << 48) | 9);
            model.cells.put(CellKey.of(partition, 0, 0, 0), 0);
            model.cells.put(CellKey.of(partition, ORDINAL_MAX, SITE_MAX, SPOT_MAX), 1);
            models.put(partition, model);
        }
        var narrow = new Model();
        narrow.rooms.put(15, 5L << 48);
        narrow.cells.put(CellKey.of(5, 15, SITE_MAX, SPOT_MAX), 0);
        models.put(5, narrow);
        mustAnswer(write(models, "edges"), HeadMemory.RESIDENT, models, new SplittableRandom(1));
    }

    @Test
    void findsAChunkOnceItIsAdoptedAndNoLongerWhenItWasDropped() throws IOException {
        SplittableRandom random = Seeds.random("ExtentModelTest", 23);
        for (HeadMemory memory : HeadMemory.values()) {
            var models = new TreeMap<Integer, Model>();
            for (int partition = 10; partition < 14; partition++) {
                models.put(partition, model(random, partition, new Reach(49, 15, 99), 183));
            }
            var written = write(models, "adopt-" + memory);
            try (var file = FileChannel.open(written.path, StandardOpenOption.READ);
                    var extent = Extent.open(written.path, file, written.place, memory)) {
                Directory directory = new HeadScan(file, written.place).directory();
                extent.drop(12);
                long key = models.getOrDefault(12, new Model()).cells.firstKey();
                assertThat(extent.find(key, new CellRef())).isFalse();
                assertThat(extent.rooms(12)).isZero();
                assertThat(extent.adopt(file, 12, directory.place(12))).isTrue();
                mustAnswer(extent, written.place, models, random);
                extent.drop(12);
                ChunkPlace right = directory.place(12);
                var wrong =
                        new ChunkPlace(
                                right.headAt(),
                                right.headBytes(),
                                right.blobsAt(),
                                ~right.headCheck());
                assertThat(extent.adopt(file, 12, wrong)).isFalse();
                assertThat(extent.damaged(12)).isTrue();
                assertThat(extent.damages()).containsOnlyKeys(12);
                var outside = new ChunkPlace(1L << 60, 128, right.blobsAt(), 0);
                extent.drop(12);
                assertThat(extent.adopt(file, 12, outside)).isFalse();
                assertThat(extent.adopt(file, 12, right)).isTrue();
                mustAnswer(extent, written.place, models, random);
            }
        }
    }

    private static Model model(SplittableRandom random, int partition, Reach reach, int cells) {
        var model = new Model();
        long room = (long) partition << 48;
        int rooms = Math.min(reach.ordinal + 1, 1 + random.nextInt(60));
        while (model.rooms.size() < rooms) {
            model.rooms.put(random.nextInt(reach.ordinal + 1), 0L);
        }
        model.rooms.put(reach.ordinal, 0L);
        for (var entry : model.rooms.entrySet()) {
            room += 1 + random.nextLong(1L << 27);
            entry.setValue(room);
        }
        var ordinals = new ArrayList<>(model.rooms.keySet());
        while (model.cells.size() < cells) {
            int ordinal = ordinals.get(random.nextInt(ordinals.size()));
            int site = random.nextInt(reach.site + 1);
            int spot = random.nextInt(reach.spot + 1);
            int run = random.nextInt(3) == 0 ? 1 + random.nextInt(20) : 1;
            for (int i = 0; i < run && spot + i <= reach.spot; i++) {
                if (model.cells.size() < cells) {
                    model.cells.put(CellKey.of(partition, ordinal, site, spot + i), 0);
                }
            }
        }
        int blob = 0;
        for (var entry : model.cells.entrySet()) {
            entry.setValue(blob++);
        }
        return model;
    }

    private record Written(Path path, ExtentPlace place) {}

    private Written write(NavigableMap<Integer, Model> models, String name) throws IOException {
        var plan = new ExtentPlan();
        models.forEach((partition, model) -> {
            model.rooms.keySet().forEach(ordinal -> plan.addRoom(partition, ordinal));
            model.cells
                    .keySet()
                    .forEach(key -> plan.addCell(partition, CellKey.site(key), CellKey.spot(key)));
        });
        Path path = folder.resolve(name);
        try (var file =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            var writer = new ExtentWriter(file, 4096, plan);
            for (Model model : models.values()) {
                var cells = new ArrayList<>(model.cells.keySet());
                int next = 0;
                for (var room : model.rooms.entrySet()) {
                    writer.room(room.getValue(), room.getKey());
                    while (next < cells.size()
                            && CellKey.ordinal(cells.get(next)) == room.getKey()) {
                        writer.cell(cells.get(next++), new byte[] {1, 2}, 0, 2, 1);
                    }
                }
            }
            return new Written(path, writer.finish(1));
        }
    }

    private static void mustAnswer(
            Written written,
            HeadMemory memory,
            NavigableMap<Integer, Model> models,
            SplittableRandom random)
            throws IOException {
        try (var file = FileChannel.open(written.path, StandardOpenOption.READ);
                var extent = Extent.open(written.path, file, written.place, memory)) {
            mustAnswer(extent, written.place, models, random);
        }
    }

    private static void mustAnswer(
            Extent extent,
            ExtentPlace place,
            NavigableMap<Integer, Model> models,
            SplittableRandom random) {
        assertThat(extent.damages()).isEmpty();
        long blobsAt = place.blobsAt();
        for (var entry : models.entrySet()) {
            int partition = entry.getKey();
            Model model = entry.getValue();
            mustHaveTheRooms(extent, partition, model);
            mustFind(extent, model, partition, blobsAt, random);
            mustFindInBatches(extent, model, partition, blobsAt, random);
            mustScan(extent, model, partition, blobsAt, random);
            mustListSpots(extent, model, partition, random);
            blobsAt += 2L * model.cells.size();
        }
    }

    private static void mustHaveTheRooms(Extent extent, int partition, Model model) {
        assertThat(extent.rooms(partition)).isEqualTo(model.rooms.size());
        int index = 0;
        for (var room : model.rooms.entrySet()) {
            assertThat(extent.ordinal(room.getValue())).isEqualTo(room.getKey());
            assertThat(extent.ordinal(room.getValue() + 1)).isEqualTo(-1);
            assertThat(extent.roomFp(partition, room.getKey())).isEqualTo(room.getValue());
            assertThat(extent.ordinalAt(partition, index++)).isEqualTo(room.getKey());
        }
    }

    /// A key that is there, or beside one, or anywhere in the partition.
    private static long someKey(Model model, int partition, SplittableRandom random) {
        long any = ((long) partition << 48) | random.nextLong() >>> 16;
        if (model.cells.isEmpty() || random.nextInt(4) == 0) {
            return any;
        }
        Long near = model.cells.ceilingKey(any);
        long key = near == null ? model.cells.lastKey() : near;
        return switch (random.nextInt(5)) {
            case 0 -> key ^ 1L << random.nextInt(48);
            case 1 -> (key & -1L << 48) | (key + 1 & -1L >>> 16);
            default -> key;
        };
    }

    private static void mustFind(
            Extent extent, Model model, int partition, long blobsAt, SplittableRandom random) {
        var ref = new CellRef();
        for (var cell : model.cells.entrySet()) {
            if (!extent.find(cell.getKey(), ref)
                    || ref.cell != cell.getKey()
                    || ref.offset != blobsAt + 2L * cell.getValue()
                    || ref.storedBytes != 2) {
                fail("cell %016x of %d", cell.getKey(), model.cells.size());
            }
        }
        for (int i = 0; i < 2_000; i++) {
            long key =
                    i == 0
                            ? CellKey.of(partition, 15, SITE_MAX, SPOT_MAX) // narrow: all ones
                            : someKey(model, partition, random);
            if (extent.find(key, ref) != model.cells.containsKey(key)) {
                fail("cell %016x of %d, wrongly there or not", key, model.cells.size());
            }
        }
    }

    private static void mustFindInBatches(
            Extent extent, Model model, int partition, long blobsAt, SplittableRandom random) {
        var batch = new CellBatch();
        var ref = new CellRef();
        for (int round = 0; round < 50; round++) {
            batch.clear();
            int size = random.nextInt(CellBatch.CELLS + 1);
            var keys = new long[size];
            for (int i = 0; i < size; i++) {
                keys[i] =
                        i == 0
                                ? CellKey.of(partition, 15, SITE_MAX, SPOT_MAX) // narrow: all ones
                                : someKey(model, partition, random);
                batch.add(keys[i]);
            }
            extent.findBatch(batch, 3);
            assertThat(batch.refused()).isZero();
            for (int i = 0; i < size; i++) {
                assertThat(batch.found(i)).isEqualTo(model.cells.containsKey(keys[i]));
                if (batch.found(i)) {
                    batch.place(i, ref);
                    assertThat(ref.cell).isEqualTo(keys[i]);
                    assertThat(ref.file).isEqualTo(3);
                    assertThat(ref.offset)
                            .isEqualTo(blobsAt + 2L * model.cells.getOrDefault(keys[i], -1));
                    assertThat(ref.storedBytes).isEqualTo(2);
                    assertThat(ref.plainBytes).isEqualTo(1);
                }
            }
        }
    }

    private static void mustScanByLeaves(Extent extent, Model model, int partition, long from) {
        var cursor = new ChunkCursor();
        var wanted = model.cells.tailMap(from).keySet().iterator();
        extent.scan(partition, from, cursor);
        while (cursor.nextLeaf()) {
            for (int i = cursor.first(); i < cursor.end(); i++) {
                if (!wanted.hasNext() || cursor.key(i) != wanted.next()) {
                    fail("scan by leaves from %016x sees %016x", from, cursor.key(i));
                }
            }
        }
        assertThat(wanted.hasNext() || cursor.nextLeaf()).isFalse();
    }

    private static void mustScan(
            Extent extent, Model model, int partition, long blobsAt, SplittableRandom random) {
        var cursor = new ChunkCursor();
        for (int round = 0; round < 20; round++) {
            long from = round == 0 ? (long) partition << 48 : someKey(model, partition, random);
            if (round < 3) {
                mustScanByLeaves(extent, model, partition, from);
            }
            extent.scan(partition, from, cursor);
            int steps = 0;
            for (var cell : model.cells.tailMap(from).entrySet()) {
                if (!cursor.next()
                        || cursor.key() != cell.getKey()
                        || cursor.offset() != blobsAt + 2L * cell.getValue()) {
                    fail("scan from %016x misses %016x", from, cell.getKey());
                }
                if (round > 0 && ++steps == 500) {
                    break;
                }
            }
            if (steps < 500) {
                assertThat(cursor.next()).isFalse();
            }
        }
    }

    private static void mustListSpots(
            Extent extent, Model model, int partition, SplittableRandom random) {
        var spots = new int[300];
        for (int round = 0; round < 200; round++) {
            long key = someKey(model, partition, random);
            int ordinal = CellKey.ordinal(key);
            int site = CellKey.site(key);
            long first = CellKey.of(partition, ordinal, site, 0);
            long last = CellKey.of(partition, ordinal, site, SPOT_MAX);
            var wanted = model.cells.subMap(first, true, last, true).keySet();
            int count = extent.spots(partition, ordinal, site, spots);
            assertThat(count).isEqualTo(wanted.size());
            int i = 0;
            for (long there : wanted) {
                if (i < spots.length) {
                    assertThat(spots[i++]).isEqualTo(CellKey.spot(there));
                }
            }
        }
    }
}
