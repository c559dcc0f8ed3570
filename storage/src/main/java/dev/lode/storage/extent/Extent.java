package dev.lode.storage.extent;

/// The cells of one sealed file: room directories and B+trees over mapped heads.
@SuppressWarnings("DoNotCallSuggester")
public final class Extent {
    private Extent() {}

    /// The ordinal of a room.
    ///
    /// @param roomFp fingerprint of the room
    /// @return its rank among the rooms of its partition, or -1 where there is no such room
    /// @throws DamagedChunk where the partition is damaged
    public int ordinal(long roomFp) {
        throw new UnsupportedOperationException();
    }

    /// The fingerprint of a room.
    ///
    /// @param partition of the room
    /// @param ordinal of the room, less than [#rooms]
    /// @return the fingerprint
    /// @throws DamagedChunk where the partition is damaged
    public long roomFp(int partition, int ordinal) {
        throw new UnsupportedOperationException();
    }

    /// How many rooms a partition has.
    ///
    /// @param partition 0 to 65,535
    /// @return rooms
    /// @throws DamagedChunk where the partition is damaged
    public int rooms(int partition) {
        throw new UnsupportedOperationException();
    }

    /// How many cells a partition has.
    ///
    /// @param partition 0 to 65,535
    /// @return cells
    /// @throws DamagedChunk where the partition is damaged
    public long cells(int partition) {
        throw new UnsupportedOperationException();
    }

    /// Finds a cell.
    ///
    /// @param cellKey its key
    /// @param into filled in where the cell is there, else left as it was
    /// @return whether it is there
    /// @throws DamagedChunk where the partition is damaged
    public boolean find(long cellKey, CellRef into) {
        throw new UnsupportedOperationException();
    }

    /// Lists the spots of a site that have a cell, in rising order.
    ///
    /// @param partition of the room
    /// @param ordinal of the room
    /// @param site within the room
    /// @param into takes as many as it has places
    /// @return how many there are, which may be more than were written
    /// @throws DamagedChunk where the partition is damaged
    public int spots(int partition, int ordinal, int site, int[] into) {
        throw new UnsupportedOperationException();
    }

    /// Whether a partition is refused.
    ///
    /// @param partition 0 to 65,535
    /// @return true where its head failed a check
    public boolean damaged(int partition) {
        throw new UnsupportedOperationException();
    }

    /// How many partitions are refused.
    ///
    /// @return 0 where the heads are sound
    public int damagedPartitions() {
        throw new UnsupportedOperationException();
    }
}
