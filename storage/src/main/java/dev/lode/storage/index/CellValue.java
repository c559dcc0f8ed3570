package dev.lode.storage.index;

/// The 16 bytes that a leaf keeps of a cell, as two words: offset 48 bits, stored length 24, plain
/// length 24, checksum 32, from the lowest bit up.
///
/// Units: bytes; the offset counts from the first blob of the partition. Format:
/// docs/format/pack.md.
public final class CellValue {
    /// Bits of a length.
    public static final int LENGTH_BITS = 24;

    /// Bits of an offset.
    public static final int OFFSET_BITS = 48;

    private static final long OFFSET_MASK = (1L << OFFSET_BITS) - 1;
    private static final int LENGTH_MASK = (1 << LENGTH_BITS) - 1;

    private CellValue() {}

    /// The lower word.
    ///
    /// @param offset of the stored block
    /// @param storedBytes its length
    /// @return the word
    public static long low(long offset, int storedBytes) {
        assert (offset & OFFSET_MASK) == offset : offset;
        assert (storedBytes & LENGTH_MASK) == storedBytes : storedBytes;
        return offset | ((long) storedBytes << OFFSET_BITS);
    }

    /// The upper word.
    ///
    /// @param storedBytes length of the stored block
    /// @param plainBytes length of the document
    /// @param checksum of block and key
    /// @return the word
    public static long high(int storedBytes, int plainBytes, int checksum) {
        assert (plainBytes & LENGTH_MASK) == plainBytes : plainBytes;
        return (storedBytes >>> 16) | ((long) plainBytes << 8) | ((long) checksum << 32);
    }

    /// The offset.
    ///
    /// @param low the lower word
    /// @return bytes from the first blob of the partition
    public static long offset(long low) {
        return low & OFFSET_MASK;
    }

    /// The length of the stored block.
    ///
    /// @param low the lower word
    /// @param high the upper word
    /// @return bytes
    public static int storedBytes(long low, long high) {
        return (int) (low >>> OFFSET_BITS) | ((int) (high & 0xFF) << 16);
    }

    /// The length of the document.
    ///
    /// @param high the upper word
    /// @return bytes
    public static int plainBytes(long high) {
        return (int) (high >>> 8) & LENGTH_MASK;
    }

    /// The checksum.
    ///
    /// @param high the upper word
    /// @return 32 bits
    public static int checksum(long high) {
        return (int) (high >>> 32);
    }
}
