package dev.lode.storage.extent;

import static dev.lode.storage.index.AllMemory.ALL;

import dev.lode.base.Layouts;

/// The look-ups in the room directories of sound chunks: rooms in the order of ordinals and
/// fingerprints, which is the same.
///
/// Threads: any. Memory: reads the heads and the table, never allocates. Errors: InternalError
/// where a mapped page has gone. Cost: a binary search.
final class RoomDirectory {
    private static final int ORDINAL = 8;

    private final ChunkTable table;

    RoomDirectory(ChunkTable table) {
        this.table = table;
    }

    /// The place of a room; below 0 where it has none.
    int index(int partition, long roomFp) {
        int low = 0;
        int high = ChunkTable.rooms(table.line(partition)) - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Long.compareUnsigned(roomFp(partition, middle), roomFp);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /// The place of an ordinal; below 0 where it has none.
    int indexOf(int partition, int ordinal) {
        int low = 0;
        int high = ChunkTable.rooms(table.line(partition)) - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int there = ordinal(partition, middle);
            if (there == ordinal) {
                return middle;
            }
            if (there < ordinal) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    long roomFp(int partition, int index) {
        return ALL.get(Layouts.I64, at(partition, index));
    }

    int ordinal(int partition, int index) {
        return ALL.get(Layouts.I32, at(partition, index) + ORDINAL);
    }

    private long at(int partition, int index) {
        return ChunkTable.roomEntries(table.line(partition)) + (long) index * ChunkShape.ROOM_BYTES;
    }
}
