package dev.lode.storage.index;

import dev.lode.base.CellKey;

/// How the tree of one chunk writes the keys of its cells: without the bits that none of them uses
/// where 32 bits are then enough (*narrow*), else as they are (*wide*).
///
/// A narrow key is ordinal, site and spot beside each other, each as wide as the largest of the
/// chunk. Order is kept, so a tree over either compares unsigned numbers. Format:
/// docs/format/pack.md.
///
/// @param ordinalBits of the largest ordinal of the chunk, 0 to 20
/// @param siteBits of its largest site, 0 to 8
/// @param spotBits of its largest spot, 0 to 20
public record KeyShape(int ordinalBits, int siteBits, int spotBits) {
    /// The most bits that a narrow key has.
    public static final int NARROW_BITS = 32;

    /// The shape of a chunk without cells.
    public static final KeyShape NONE = new KeyShape(0, 0, 0);

    private static final int ORDINAL_BITS_MAX = 20;
    private static final int SITE_BITS_MAX = 8;
    private static final int SPOT_BITS_MAX = 20;

    /// The shape for the largest parts of a chunk's keys.
    ///
    /// @param ordinalMax the largest ordinal
    /// @param siteMax the largest site
    /// @param spotMax the largest spot
    /// @return the shape
    public static KeyShape of(int ordinalMax, int siteMax, int spotMax) {
        return new KeyShape(bits(ordinalMax), bits(siteMax), bits(spotMax));
    }

    /// Whether the widths are possible, whatever a file claims.
    ///
    /// @return true where no part is wider than in a [CellKey]
    public boolean possible() {
        return ordinalBits >= 0
                && ordinalBits <= ORDINAL_BITS_MAX
                && siteBits >= 0
                && siteBits <= SITE_BITS_MAX
                && spotBits >= 0
                && spotBits <= SPOT_BITS_MAX;
    }

    /// Whether keys are written in 32 bits.
    ///
    /// @return false for keys of 64 bits
    public boolean narrow() {
        return bits() <= NARROW_BITS;
    }

    /// Bits that the keys of the chunk use, the partition left out.
    ///
    /// @return 0 to 48
    public int bits() {
        return ordinalBits + siteBits + spotBits;
    }

    /// Whether a key can be one of the chunk's.
    ///
    /// @param cellKey any key
    /// @return false where a part of it is wider
    public boolean holds(long cellKey) {
        return holds(cellKey, ordinalBits, siteBits, spotBits);
    }

    /// The key as the tree has it.
    ///
    /// @param cellKey one that the shape [#holds]
    /// @return unsigned; narrow ones within 32 bits
    public long treeKey(long cellKey) {
        return narrow() ? narrowKey(cellKey, siteBits, spotBits) : cellKey;
    }

    /// The key that the tree has written.
    ///
    /// @param partition of the chunk
    /// @param treeKey from the tree
    /// @return the key of the cell
    public long cellKey(int partition, long treeKey) {
        return narrow() ? cellKey(partition, treeKey, siteBits, spotBits) : treeKey;
    }

    /// Whether a key can be one of a chunk's.
    ///
    /// @param cellKey any key
    /// @param ordinalBits of the chunk
    /// @param siteBits of the chunk
    /// @param spotBits of the chunk
    /// @return false where a part of it is wider
    public static boolean holds(long cellKey, int ordinalBits, int siteBits, int spotBits) {
        return (CellKey.ordinal(cellKey) >>> ordinalBits
                        | CellKey.site(cellKey) >>> siteBits
                        | CellKey.spot(cellKey) >>> spotBits)
                == 0;
    }

    /// The narrow form of a key that fits.
    ///
    /// @param cellKey one that the chunk's widths hold
    /// @param siteBits of the chunk
    /// @param spotBits of the chunk
    /// @return within 32 bits
    public static long narrowKey(long cellKey, int siteBits, int spotBits) {
        return (((long) CellKey.ordinal(cellKey) << siteBits) | CellKey.site(cellKey)) << spotBits
                | CellKey.spot(cellKey);
    }

    /// The smallest narrow key that is not below a key, whether that fits or not.
    ///
    /// @param cellKey any key of the partition
    /// @param ordinalBits of the chunk
    /// @param siteBits of the chunk
    /// @param spotBits of the chunk
    /// @return past 32 bits where every narrow key is below
    public static long narrowCeiling(long cellKey, int ordinalBits, int siteBits, int spotBits) {
        long room = CellKey.ordinal(cellKey);
        if (room >>> ordinalBits != 0) {
            return 1L << NARROW_BITS;
        }
        long site = CellKey.site(cellKey);
        if (site >>> siteBits != 0) {
            return (room + 1) << (siteBits + spotBits);
        }
        long spot = CellKey.spot(cellKey);
        long first = (room << siteBits | site) << spotBits;
        return spot >>> spotBits != 0 ? first + (1L << spotBits) : first | spot;
    }

    /// The key of a cell whose narrow form is known.
    ///
    /// @param partition of the chunk
    /// @param narrowKey from the tree
    /// @param siteBits of the chunk
    /// @param spotBits of the chunk
    /// @return the key of the cell
    public static long cellKey(int partition, long narrowKey, int siteBits, int spotBits) {
        long room = narrowKey >>> (siteBits + spotBits);
        long site = (narrowKey >>> spotBits) & ((1L << siteBits) - 1);
        long spot = narrowKey & ((1L << spotBits) - 1);
        return ((long) partition << 48) | (room << 28) | (site << 20) | spot;
    }

    private static int bits(int largest) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(largest);
    }
}
