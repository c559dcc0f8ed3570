package dev.lode.storage.extent;

import dev.lode.storage.index.CellValue;

/// Cells that are looked up together, so that the waits for their cache lines overlap.
///
/// Filled with keys, given to [Extent#findBatch] of one extent or of several in turn (what one has
/// found the next leaves alone), then asked for each cell. Threads: owned by one; meant to be made
/// once. Memory: 3 KiB.
public final class CellBatch {
    /// The most cells of one batch.
    public static final int CELLS = 32;

    final long[] keys = new long[CELLS];
    final long[] lines = new long[CELLS];
    final int[] words = new int[CELLS];
    final long[] places = new long[CELLS];
    final long[] seconds = new long[CELLS];
    final long[] nodes = new long[CELLS];
    final long[] levelsAt = new long[CELLS];
    final int[] levels = new int[CELLS];
    final long[] lows = new long[CELLS];
    final long[] highs = new long[CELLS];
    final long[] blobs = new long[CELLS];
    final int[] files = new int[CELLS];
    final int[] narrow = new int[CELLS];
    final CellRef ref = new CellRef();

    /// What was read only to have it come early; no one uses it.
    long touched;

    /// Cells that the stage at hand has to do with, bit by bit.
    int open;

    /// Cells that are at an inner node of a tree, bit by bit.
    int inner;

    int size;
    int found;
    int refused;

    /// Makes an empty one.
    public CellBatch() {}

    /// Empties it.
    public void clear() {
        size = 0;
        found = 0;
        refused = 0;
    }

    /// Adds a cell, where fewer than [#CELLS] are in it.
    ///
    /// @param cellKey its key
    public void add(long cellKey) {
        keys[size++] = cellKey;
    }

    /// How many cells it has.
    ///
    /// @return 0 to [#CELLS]
    public int size() {
        return size;
    }

    /// Which cells were found.
    ///
    /// @return bit i for the cell that was added as the i-th, from 0
    public int found() {
        return found;
    }

    /// Whether a cell was found.
    ///
    /// @param index which, from 0
    /// @return whether it is there
    public boolean found(int index) {
        return (found >>> index & 1) != 0;
    }

    /// Which cells could not be looked up everywhere, because an extent refuses their partition.
    ///
    /// @return bit i for the cell that was added as the i-th, from 0
    public int refused() {
        return refused;
    }

    /// Fills in where a cell that was found lies.
    ///
    /// @param index which, from 0
    /// @param into filled in, its file included
    public void place(int index, CellRef into) {
        long low = lows[index];
        long high = highs[index];
        into.set(
                keys[index],
                blobs[index] + CellValue.offset(low),
                CellValue.storedBytes(low, high),
                CellValue.plainBytes(high),
                CellValue.checksum(high));
        into.file = files[index];
    }

    /// Notes that a cell was found.
    void set(int index, long low, long high, long blobsAt, int file) {
        lows[index] = low;
        highs[index] = high;
        blobs[index] = blobsAt;
        files[index] = file;
        found |= 1 << index;
    }

    /// Notes that a cell was found, by what a single look-up gave.
    void set(int index, CellRef at, int file) {
        set(
                index,
                CellValue.low(0, at.storedBytes),
                CellValue.high(at.storedBytes, at.plainBytes, at.checksum),
                at.offset,
                file);
    }

    /// Notes that a cell's partition is refused.
    void refuse(int index) {
        refused |= 1 << index;
    }
}
