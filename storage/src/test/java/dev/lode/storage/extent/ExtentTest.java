package dev.lode.storage.extent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.base.CellKey;
import dev.lode.storage.Allocation;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("either-search")
class ExtentTest {
    private static final int ROOMS = 50;
    private static final int SPOTS = 40;

    @TempDir Path folder;
    private Path path = Path.of("");
    private ExtentPlace place = new ExtentPlace(0, 0, 0, 0, 0);

    @BeforeEach
    void writeAnExtent() throws IOException {
        path = folder.resolve("extent");
        var plan = new ExtentPlan();
        for (int room = 0; room < ROOMS; room++) {
            plan.addRoom(9);
            for (int spot = 0; spot < SPOTS; spot++) {
                plan.addCell(9, 3, spot * 2);
            }
        }
        plan.addRoom(10);
        try (var file = channel(StandardOpenOption.CREATE)) {
            var writer = new ExtentWriter(file, 4096, plan);
            for (int room = 0; room < ROOMS; room++) {
                writer.room((9L << 48) + room * 10L, room);
                for (int spot = 0; spot < SPOTS; spot++) {
                    byte[] block = {(byte) room, (byte) spot};
                    writer.cell(writer.key(3, spot * 2), block, 0, 2, 1);
                }
            }
            writer.room(10L << 48, 0);
            place = writer.finish(1);
        }
    }

    @Test
    void findsWithoutAllocating() throws Exception {
        try (var file = channel(StandardOpenOption.READ);
                var extent = Extent.open(path, file, place, HeadMemory.RESIDENT)) {
            var ref = new CellRef();
            int[] spots = new int[SPOTS];
            var batch = new CellBatch();
            var cursor = new ChunkCursor();
            Runnable work =
                    () -> {
                        int found = 0;
                        for (int i = 0; i < 200_000; i++) {
                            int ordinal = extent.ordinal((9L << 48) + (i % ROOMS) * 10L);
                            long key = CellKey.of(9, ordinal, 3, i % (2 * SPOTS));
                            found += extent.find(key, ref) ? 1 : 0;
                        }
                        assert found == 100_000 : found;
                        for (int i = 0; i < 5_000; i++) {
                            batch.clear();
                            for (int j = 0; j < CellBatch.CELLS; j++) {
                                batch.add(CellKey.of(9, i % ROOMS, 3, 2 * j));
                            }
                            int all = extent.findBatch(batch, 0);
                            assert all == -1 : all;
                        }
                        for (int i = 0; i < 100; i++) {
                            extent.scan(9, 9L << 48, cursor);
                            int cells = 0;
                            while (cursor.next()) {
                                cells++;
                            }
                            assert cells == ROOMS * SPOTS : cells;
                        }
                        for (int i = 0; i < 1_000; i++) {
                            int count = extent.spots(9, i % ROOMS, 3, spots);
                            assert count == SPOTS && spots[1] == 2;
                        }
                    };
            work.run();
            work.run();
            assertThat(Allocation.bytes(work)).isLessThan(20_000);
        }
    }

    @Test
    void pointsAtTheBlobsOfThePartition() throws IOException {
        try (var file = channel(StandardOpenOption.READ);
                var extent = Extent.open(path, file, place, HeadMemory.RESIDENT)) {
            var ref = new CellRef();
            for (int i = 0; i < ROOMS * SPOTS; i++) {
                long key = extent.cellKey(9, i);
                assertThat(extent.find(key, ref)).isTrue();
                assertThat(ref.cell).isEqualTo(key);
                assertThat(ref.offset).isEqualTo(place.blobsAt() + 2L * i);
                assertThat(ref.storedBytes).isEqualTo(2);
                assertThat(ref.plainBytes).isEqualTo(1);
            }
            assertThat(extent.cells(9)).isEqualTo(ROOMS * SPOTS);
            assertThat(extent.rooms(10)).isEqualTo(1);
            assertThat(extent.cells(10)).isZero();
            assertThat(extent.rooms(11)).isZero();
        }
    }

    @Test
    void refusesRanksAndOrdinalsThatAreNotThere() throws IOException {
        try (var file = channel(StandardOpenOption.READ);
                var extent = Extent.open(path, file, place, HeadMemory.RESIDENT)) {
            assertThatThrownBy(() -> extent.roomFp(9, ROOMS))
                    .hasMessageContaining("partition 9 has no room 50");
            assertThatThrownBy(() -> extent.roomFp(11, 0)).hasMessageContaining("no room 0");
            assertThatThrownBy(() -> extent.cellKey(10, 0)).hasMessageContaining("no cell 0");
            assertThat(extent.spots(9, ROOMS, 3, new int[1])).isZero();
            assertThat(extent.spots(11, 0, 0, new int[1])).isZero();
            assertThat(extent.find(CellKey.of(11, 0, 0, 0), new CellRef())).isFalse();
        }
    }

    @Test
    void refusesToBeWrittenOtherThanAnnounced() throws IOException {
        var plan = new ExtentPlan();
        plan.addRoom(9);
        plan.addRoom(9);
        try (var file = channel(StandardOpenOption.CREATE)) {
            var writer = new ExtentWriter(file, 4096, plan);
            assertThatThrownBy(() -> writer.room(8L << 48, 0))
                    .hasMessageContaining("not announced");
            writer.room(9L << 48, 0);
            assertThatThrownBy(() -> writer.room((9L << 48) + 1, 2))
                    .hasMessageContaining("ordinal 2");
            assertThatThrownBy(() -> writer.finish(1)).hasMessageContaining("lacks rooms");
        }
    }

    private FileChannel channel(StandardOpenOption option) throws IOException {
        return option == StandardOpenOption.READ
                ? FileChannel.open(path, StandardOpenOption.READ)
                : FileChannel.open(path, option, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }
}
