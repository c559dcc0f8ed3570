package dev.lode.storage.store;

import dev.lode.base.CellKey;
import dev.lode.storage.extent.ExtentPlan;
import dev.lode.storage.index.TreeShape;
import dev.lode.storage.pack.ExtentFileWriter;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Several lists of cells as one, in the order of their keys; of a cell that several have, the
/// newest.
///
/// Threads: owned by the compactor. Memory: that of its sources and of the writer, whatever the
/// number of cells. Two passes: one over the keys, which tells what the extent will hold, one that
/// copies.
final class Merge {
    private static final long NO_ROOM = -1;

    /// What a cell takes in a leaf: written too, so paced too.
    private static final long LEAF_BYTES = TreeShape.NARROW_LEAF_BYTES / TreeShape.NARROW_SLOTS;

    private final List<MergeSource> sources;
    private final Rooms rooms;
    private final boolean[] there;
    private @Nullable MergeSource current;

    /// Prepares a merge.
    ///
    /// @param sources newest first
    /// @param rooms of the hunt
    Merge(List<MergeSource> sources, Rooms rooms) {
        this.sources = List.copyOf(sources);
        this.rooms = rooms;
        there = new boolean[sources.size()];
    }

    /// The first pass.
    ExtentPlan plan() {
        var plan = new ExtentPlan();
        begin();
        long room = NO_ROOM;
        for (MergeSource source = next(); source != null; source = next()) {
            long cell = source.cell();
            int partition = CellKey.partition(cell);
            if (roomOf(cell) != room) {
                room = roomOf(cell);
                plan.addRoom(partition, CellKey.ordinal(cell));
            }
            plan.addCell(partition, CellKey.site(cell), CellKey.spot(cell));
        }
        return plan;
    }

    /// The second pass: everything but the end of the file.
    void write(ExtentFileWriter writer, Pace pace) throws IOException {
        begin();
        long room = NO_ROOM;
        for (MergeSource source = next(); source != null; source = next()) {
            long cell = source.cell();
            if (roomOf(cell) != room) {
                room = roomOf(cell);
                int partition = CellKey.partition(cell);
                int ordinal = CellKey.ordinal(cell);
                writer.room(rooms.fingerprint(partition, ordinal), ordinal);
            }
            source.load();
            writer.cell(
                    cell,
                    source.bytes(),
                    source.offset(),
                    source.storedBytes(),
                    source.plainBytes());
            if (pace.wrote(source.storedBytes() + LEAF_BYTES)) {
                writer.sync();
            }
        }
    }

    private void begin() {
        current = null;
        for (int i = 0; i < there.length; i++) {
            sources.get(i).rewind();
            there[i] = sources.get(i).next();
        }
    }

    private @Nullable MergeSource next() {
        if (current != null) {
            skip(current.cell());
        }
        MergeSource least = null;
        for (int i = 0; i < there.length; i++) {
            MergeSource source = sources.get(i);
            if (there[i]
                    && (least == null || Long.compareUnsigned(source.cell(), least.cell()) < 0)) {
                least = source;
            }
        }
        current = least;
        return least;
    }

    /// Leaves a cell behind in every source that has it.
    private void skip(long cell) {
        for (int i = 0; i < there.length; i++) {
            if (there[i] && sources.get(i).cell() == cell) {
                there[i] = sources.get(i).next();
            }
        }
    }

    private static long roomOf(long cell) {
        return cell >>> 28;
    }
}
