package dev.lode.storage.store;

import java.io.IOException;

/// Cells in the order of their keys, for the compactor: those of an extent or an overlay.
///
/// Threads: owned by the compactor.
abstract sealed class MergeSource implements AutoCloseable permits ExtentCells, OverlayCells {
    MergeSource() {}

    /// Begins again before the first cell.
    abstract void rewind();

    /// Goes to the next cell.
    ///
    /// @return false behind the last
    abstract boolean next();

    /// The key of the cell.
    abstract long cell();

    /// Reads the cell's block, for the four below; its checksum has been verified.
    ///
    /// @throws DamagedSource where it is not what was written, or cannot be read
    abstract void load() throws IOException;

    /// Holds the block until the next load.
    abstract byte[] bytes();

    /// Where the block begins.
    abstract int offset();

    abstract int storedBytes();

    abstract int plainBytes();

    @Override
    public abstract void close() throws IOException;
}
