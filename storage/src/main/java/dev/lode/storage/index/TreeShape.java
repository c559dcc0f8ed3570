package dev.lode.storage.index;

/// Where the nodes of a B+tree lie: follows from its number of cells alone.
///
/// Units: bytes, relative to the root. Format: docs/format/pack.md.
///
/// @param cells in the tree
/// @param leaves of 8 cells each
/// @param levels of inner nodes above the leaves
/// @param innerBytes of all inner nodes, root first
public record TreeShape(long cells, long leaves, int levels, long innerBytes) {
    /// Cells of a leaf, and keys of an inner node.
    public static final int SLOTS = 8;

    /// Children of an inner node.
    public static final int FANOUT = 9;

    /// Bytes of an inner node: one cache line of keys.
    public static final int INNER_BYTES = 64;

    /// Bytes of a leaf: a line of keys and two of values.
    public static final int LEAF_BYTES = 192;

    /// Bytes of the value of a cell.
    public static final int VALUE_BYTES = 16;

    /// The most cells that a tree can have: all sites and spots of all rooms of a partition.
    public static final long CELLS_MAX = 1L << 48;

    private static final long[] POWERS = powers();

    /// Lays out a tree.
    ///
    /// @param cells how many, at most [#CELLS_MAX]
    /// @return its shape
    public static TreeShape of(long cells) {
        if (cells < 0 || cells > CELLS_MAX) {
            throw new IllegalArgumentException("a tree cannot have " + cells + " cells");
        }
        long leaves = (cells + SLOTS - 1) / SLOTS;
        int levels = 0;
        long inner = 0;
        while (POWERS[levels] < leaves) {
            levels++;
            inner += nodes(leaves, levels);
        }
        return new TreeShape(cells, leaves, levels, inner * INNER_BYTES);
    }

    /// How many nodes a level has.
    ///
    /// @param leaves of the tree
    /// @param level 1 is right above the leaves
    /// @return nodes
    public static long nodes(long leaves, int level) {
        return (leaves + POWERS[level] - 1) / POWERS[level];
    }

    /// Where a level begins.
    ///
    /// @param level 1 is right above the leaves
    /// @return bytes from the root
    public long levelAt(int level) {
        long at = 0;
        for (int above = levels; above > level; above--) {
            at += nodes(leaves, above) * INNER_BYTES;
        }
        return at;
    }

    /// Bytes of the whole tree, inner nodes and then leaves.
    ///
    /// @return bytes
    public long bytes() {
        return innerBytes + leaves * LEAF_BYTES;
    }

    private static long[] powers() {
        long[] powers = new long[18];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = powers[i - 1] * FANOUT;
        }
        return powers;
    }
}
