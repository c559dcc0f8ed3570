package dev.lode.wire;

/// Body of CELL: the stored bytes of a cell, or that there is none.
///
/// The LZ4 block follows the fixed part, or the document, where the block would be of no use to the
/// asker because it refers to the dictionary of a pack.
public final class CellFrame {
    /// Key of the cell; u64.
    public static final long CELL = 64;

    /// Length when decoded; u32.
    public static final long PLAIN_LENGTH = 72;

    /// Length of the block; 0 where the document follows; u32.
    public static final long STORED_LENGTH = 76;

    /// Checksum of the block and the cell's key, as its index entry has it; of the document and the
    /// key where that follows; u32.
    public static final long CHECKSUM = 80;

    /// Length of the fixed part; what varies follows.
    public static final int BYTES = 88;

    private CellFrame() {}
}
