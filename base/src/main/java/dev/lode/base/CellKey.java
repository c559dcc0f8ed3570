package dev.lode.base;

/// The 64-bit key of a cell: partition 16 bits, room ordinal 20, site 8, spot 20, from the top
/// down.
///
/// The ordinal counts rooms within the partition; it is given once and never reused. Keys compare
/// unsigned.
public final class CellKey {
    /// Rooms that one partition can hold.
    public static final int ORDINALS = 1 << 20;

    /// Sites that one room can hold.
    public static final int SITES = 1 << 8;

    /// Spots that one site can hold.
    public static final int SPOTS = 1 << 20;

    private CellKey() {}

    /// Builds a key.
    ///
    /// @param partition 0 to 65,535
    /// @param ordinal 0 to 1,048,575
    /// @param site 0 to 255
    /// @param spot 0 to 1,048,575
    /// @return the key
    public static long of(int partition, int ordinal, int site, int spot) {
        assert (partition & 0xFFFF) == partition : partition;
        assert (ordinal & (ORDINALS - 1)) == ordinal : ordinal;
        assert (site & (SITES - 1)) == site : site;
        assert (spot & (SPOTS - 1)) == spot : spot;
        return ((long) partition << 48) | ((long) ordinal << 28) | ((long) site << 20) | spot;
    }

    /// The partition of a key.
    ///
    /// @param key any key
    /// @return 0 to 65,535
    public static int partition(long key) {
        return (int) (key >>> 48);
    }

    /// The room ordinal of a key.
    ///
    /// @param key any key
    /// @return 0 to 1,048,575
    public static int ordinal(long key) {
        return (int) (key >>> 28) & (ORDINALS - 1);
    }

    /// The site of a key.
    ///
    /// @param key any key
    /// @return 0 to 255
    public static int site(long key) {
        return (int) (key >>> 20) & (SITES - 1);
    }

    /// The spot of a key.
    ///
    /// @param key any key
    /// @return 0 to 1,048,575
    public static int spot(long key) {
        return (int) key & (SPOTS - 1);
    }
}
