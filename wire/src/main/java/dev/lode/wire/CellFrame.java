package dev.lode.wire;

/// Body of CELL: the stored bytes of a cell, or that there is none.
///
/// The LZ4 block follows the fixed part.
public final class CellFrame {
    /// Key of the cell; u64.
    public static final long CELL = 64;

    /// Length when decoded; u32.
    public static final long PLAIN_LENGTH = 72;

    /// Length of the block; u32.
    public static final long STORED_LENGTH = 76;

    /// Checksum of the block, as its index entry has it; u32.
    public static final long CHECKSUM = 80;

    /// Length of the fixed part; what varies follows.
    public static final int BYTES = 88;

    private CellFrame() {}
}
