package dev.lode.bench.index;

import dev.lode.base.CellKey;
import dev.lode.base.Id128;
import dev.lode.base.knob.Settings;
import dev.lode.base.memory.Epochs;
import dev.lode.storage.extent.ExtentPlan;
import dev.lode.storage.pack.ExtentFileWriter;
import dev.lode.storage.store.Base;
import dev.lode.storage.store.CellStore;
import dev.lode.storage.store.StoreConfig;
import dev.lode.storage.store.StoreReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/// A node's store of one hunt with all cells in one extent, to which extents of additions come that
/// are merged into it, at the pace of the shipped knobs.
///
/// Threads: the reader's is one; [#merge] may run on another.
final class MergeStore implements AutoCloseable {
    private static final long RECLAIM_EVERY_NANOS = 1_000_000;

    private final SortedCells cells;
    private final int[] firstRooms = new int[CellShape.PARTITIONS];
    private final Epochs epochs = new Epochs();
    private final CellStore store;

    MergeStore(SortedCells cells, Path folder) throws IOException {
        this.cells = cells;
        for (int room = cells.rooms() - 1; room >= 0; room--) {
            firstRooms[(int) (cells.roomFp(room) >>> 48)] = room;
        }
        store =
                CellStore.open(
                        folder,
                        Base.none(new Id128(1, 2)),
                        (partition, ordinal) -> cells.roomFp(firstRooms[partition] + ordinal),
                        epochs,
                        StoreConfig.of(Settings.defaults()));
        adopt(1);
    }

    Epochs.Participant join() {
        return epochs.join("bench");
    }

    StoreReader reader() {
        return store.reader();
    }

    /// Adds an extent with every nth cell anew.
    ///
    /// @param every n
    /// @throws IOException where the disk refuses
    void adopt(int every) throws IOException {
        var plan = new ExtentPlan();
        walk(
                every,
                (_, partition, ordinal) -> plan.addRoom(partition, ordinal),
                key -> plan.addCell(CellKey.partition(key), CellKey.site(key), CellKey.spot(key)));
        try (ExtentFileWriter writer = store.newExtent(plan)) {
            walk(
                    every,
                    (fp, _, ordinal) -> writer.room(fp, ordinal),
                    key ->
                            writer.cell(
                                    key,
                                    HuntCells.BLOCK,
                                    0,
                                    HuntCells.BLOCK.length,
                                    HuntCells.PLAIN_BYTES));
            store.adopt(writer);
        }
    }

    /// Makes one extent of all, and closes what it replaces when readers have passed.
    ///
    /// @throws IOException where the disk refuses
    void merge() throws IOException {
        store.mergeAll();
        while (epochs.reclaim() > 0) {
            LockSupport.parkNanos(RECLAIM_EVERY_NANOS);
        }
    }

    int extents() {
        return store.status().extents();
    }

    private interface RoomVisitor {
        void room(long fp, int partition, int ordinal) throws IOException;
    }

    private interface CellVisitor {
        void cell(long key) throws IOException;
    }

    private void walk(int every, RoomVisitor rooms, CellVisitor visitor) throws IOException {
        int cell = 0;
        for (int room = 0; room < cells.rooms(); room++) {
            int end = cell + cells.cellsOf(room);
            int next = (cell + every - 1) / every * every;
            if (next < end || every == 1) {
                long fp = cells.roomFp(room);
                rooms.room(fp, (int) (fp >>> 48), cells.ordinal(room));
            }
            for (int i = next; i < end; i += every) {
                visitor.cell(cells.key(i));
            }
            cell = end;
        }
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
