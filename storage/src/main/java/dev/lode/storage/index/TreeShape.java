package dev.lode.storage.index;

/// Where the nodes of a B+tree lie: follows from its number of cells and the width of its keys.
///
/// Every node is one line of 64 bytes of keys; a leaf has the values of its keys behind it, the
/// last one no more than it needs. Units: bytes, relative to the root. Format: docs/format/pack.md.
///
/// @param slots keys of a node: 8 of 64 bits or 16 of 32
/// @param cells in the tree
/// @param leaves of as many cells as a node has keys
/// @param levels of inner nodes above the leaves
/// @param innerBytes of all inner nodes, root first
public record TreeShape(int slots, long cells, long leaves, int levels, long innerBytes) {
    /// Keys of 64 bits in a node.
    public static final int WIDE_SLOTS = 8;

    /// Keys of 32 bits in a node.
    public static final int NARROW_SLOTS = 16;

    /// Bytes of a node: one cache line of keys.
    public static final int NODE_BYTES = 64;

    /// Bytes of the value of a cell.
    public static final int VALUE_BYTES = 16;

    /// Bytes of a leaf of 8 keys: a line of keys and two of values.
    public static final int WIDE_LEAF_BYTES = NODE_BYTES + WIDE_SLOTS * VALUE_BYTES;

    /// Bytes of a leaf of 16 keys: a line of keys and four of values.
    public static final int NARROW_LEAF_BYTES = NODE_BYTES + NARROW_SLOTS * VALUE_BYTES;

    /// The most cells that a tree can have: all sites and spots of all rooms of a partition.
    public static final long CELLS_MAX = 1L << 48;

    /// Lays out a tree.
    ///
    /// @param keys how its keys are written
    /// @param cells how many, at most [#CELLS_MAX]
    /// @return its shape
    public static TreeShape of(KeyShape keys, long cells) {
        if (cells < 0 || cells > CELLS_MAX) {
            throw new IllegalArgumentException("a tree cannot have " + cells + " cells");
        }
        int slots = keys.narrow() ? NARROW_SLOTS : WIDE_SLOTS;
        long leaves = (cells + slots - 1) / slots;
        int levels = 0;
        long inner = 0;
        for (long below = leaves; below > 1; below = parents(below, slots)) {
            levels++;
            inner += parents(below, slots);
        }
        return new TreeShape(slots, cells, leaves, levels, inner * NODE_BYTES);
    }

    /// Children of an inner node.
    ///
    /// @return one more than its keys
    public int fanout() {
        return slots + 1;
    }

    /// Bytes of a key.
    ///
    /// @return 4 or 8
    public int keyBytes() {
        return NODE_BYTES / slots;
    }

    /// Bytes of every leaf but the last.
    ///
    /// @return a line of keys and the values
    public int leafBytes() {
        return NODE_BYTES + slots * VALUE_BYTES;
    }

    /// Bytes of the last leaf.
    ///
    /// @return a line of keys and as many lines as its values need
    public int lastLeafBytes() {
        if (leaves == 0) {
            return 0;
        }
        int values = (int) (cells - (leaves - 1) * slots) * VALUE_BYTES;
        return NODE_BYTES + (values + NODE_BYTES - 1) / NODE_BYTES * NODE_BYTES;
    }

    /// Bytes of one leaf.
    ///
    /// @param leaf which, less than [#leaves]
    /// @return bytes
    public int leafBytes(long leaf) {
        return leaf == leaves - 1 ? lastLeafBytes() : leafBytes();
    }

    /// How many nodes a level has.
    ///
    /// @param level 1 is right above the leaves
    /// @return nodes
    public long nodes(int level) {
        long nodes = leaves;
        for (int below = 0; below < level; below++) {
            nodes = parents(nodes, slots);
        }
        return nodes;
    }

    /// Where a level begins.
    ///
    /// @param level 1 is right above the leaves
    /// @return bytes from the root
    public long levelAt(int level) {
        long at = 0;
        for (int above = levels; above > level; above--) {
            at += nodes(above) * NODE_BYTES;
        }
        return at;
    }

    /// Bytes of the whole tree, inner nodes and then leaves.
    ///
    /// @return a multiple of [#NODE_BYTES]
    public long bytes() {
        return innerBytes + (leaves == 0 ? 0 : (leaves - 1) * leafBytes() + lastLeafBytes());
    }

    private static long parents(long nodes, int slots) {
        return (nodes + slots) / (slots + 1);
    }
}
