package dev.lode.storage.index;

import static dev.lode.storage.index.AllMemory.ALL;

import dev.lode.base.Layouts;

/// The search in a B+tree of cells that lies in memory of the process (see [AllMemory]).
///
/// Threads: any; nothing is kept. Memory: reads only, never allocates. Units: addresses and bytes;
/// keys are unsigned. Errors: none; a tree that lies may give a wrong answer, and is read nowhere
/// outside. Cost: one cache line a level, then one of the leaf's keys. Format: docs/format/pack.md.
public final class CellTree {
    /* Implementation: the separators of an inner node are the first keys of its children but the leftmost, so the child to
     * follow is the number of separators that are not above the key, or below its successor. Children are found by
     * counting: child c of node n is node (slots + 1) n + c of the next level, whose count its number is held to. Unused
     * separators are all ones; that is also the largest key there can be, which therefore goes straight to the last leaf.
     * Methods are small and read fixed memory: one that the compiler has made more than 2,500 bytes of by itself it does not
     * put into its callers any more, and so it depended on the order of compilations whether a look-up was one piece. */

    /// The most leaves of a tree that can be searched.
    public static final int LEAVES_MAX = Integer.MAX_VALUE;

    /// The most levels that so many leaves have above them.
    public static final int LEVELS_MAX = 10;

    private CellTree() {}

    /// Finds the leaf of a narrow key.
    ///
    /// @param search within a node
    /// @param root address of the first inner node
    /// @param counts address of what [#putCounts] wrote
    /// @param levels of inner nodes, at least 1
    /// @param rootLine address of the root or a copy of it
    /// @param key what to find
    /// @return number of the leaf that has it, if any has
    public static long narrowLeaf(
            NodeSearch search, long root, long counts, int levels, long rootLine, int key) {
        long node = search.notAbove(rootLine, key);
        if (levels > 1) {
            long at = root + TreeShape.NODE_BYTES;
            node = narrowChild(search, at, counts, levels - 1, node, key);
            if (levels > 2) {
                at += count(counts, levels - 1) * TreeShape.NODE_BYTES;
                node = narrowBelow(search, at, counts, levels - 2, node, key);
            }
        }
        return Math.min(node, count(counts, 0) - 1);
    }

    /// Goes down to the leaves from a level whose first node is at an address.
    private static long narrowBelow(
            NodeSearch search, long from, long counts, int levels, long first, int key) {
        long at = from;
        long node = first;
        for (int level = levels; level > 0; level--) {
            node = narrowChild(search, at, counts, level, node, key);
            at += count(counts, level) * TreeShape.NODE_BYTES;
        }
        return node;
    }

    private static long narrowChild(
            NodeSearch search, long at, long counts, int level, long node, int key) {
        long there = Math.min(node, count(counts, level) - 1);
        return there * (TreeShape.NARROW_SLOTS + 1)
                + search.notAbove(at + there * TreeShape.NODE_BYTES, key);
    }

    /// Finds the leaf of a wide key.
    ///
    /// @param search within a node
    /// @param root address of the first inner node
    /// @param counts address of what [#putCounts] wrote
    /// @param levels of inner nodes, at least 1
    /// @param rootLine address of the root or a copy of it
    /// @param key what to find
    /// @return number of the leaf that has it, if any has
    public static long wideLeaf(
            NodeSearch search, long root, long counts, int levels, long rootLine, long key) {
        long node = search.notAbove(rootLine, key);
        if (levels > 1) {
            long at = root + TreeShape.NODE_BYTES;
            node = wideChild(search, at, counts, levels - 1, node, key);
            if (levels > 2) {
                at += count(counts, levels - 1) * TreeShape.NODE_BYTES;
                node = wideBelow(search, at, counts, levels - 2, node, key);
            }
        }
        return Math.min(node, count(counts, 0) - 1);
    }

    /// Goes down to the leaves from a level whose first node is at an address.
    private static long wideBelow(
            NodeSearch search, long from, long counts, int levels, long first, long key) {
        long at = from;
        long node = first;
        for (int level = levels; level > 0; level--) {
            node = wideChild(search, at, counts, level, node, key);
            at += count(counts, level) * TreeShape.NODE_BYTES;
        }
        return node;
    }

    private static long wideChild(
            NodeSearch search, long at, long counts, int level, long node, long key) {
        long there = Math.min(node, count(counts, level) - 1);
        return there * (TreeShape.WIDE_SLOTS + 1)
                + search.notAbove(at + there * TreeShape.NODE_BYTES, key);
    }

    /// Writes how many nodes each level of a tree has, for the search: 4 bytes each, leaves first
    /// and the root left out.
    ///
    /// @param shape of the tree, with at most [#LEVELS_MAX] levels and [#LEAVES_MAX] leaves
    /// @param counts address of the first
    public static void putCounts(TreeShape shape, long counts) {
        for (int level = 0; level < Math.max(1, shape.levels()); level++) {
            ALL.set(Layouts.I32, counts + level * 4L, (int) shape.nodes(level));
        }
    }

    /// How many nodes a level has.
    ///
    /// @param counts address of what [#putCounts] wrote
    /// @param level below the root; 1 is right above the leaves, 0 are these
    /// @return nodes
    public static long count(long counts, int level) {
        return ALL.get(Layouts.I32, counts + level * 4L);
    }

    /// The key of a cell of a narrow tree.
    ///
    /// @param leavesAt address of its first leaf
    /// @param rank which cell, less than the number of cells
    /// @return its narrow key
    public static long narrowKey(long leavesAt, long rank) {
        return ALL.get(
                        Layouts.I32,
                        leavesAt + (rank >>> 4) * TreeShape.NARROW_LEAF_BYTES + (rank & 15) * 4)
                & 0xFFFF_FFFFL;
    }

    /// The key of a cell of a wide tree.
    ///
    /// @param leavesAt address of its first leaf
    /// @param rank which cell, less than the number of cells
    /// @return its key
    public static long wideKey(long leavesAt, long rank) {
        return ALL.get(
                Layouts.I64, leavesAt + (rank >>> 3) * TreeShape.WIDE_LEAF_BYTES + (rank & 7) * 8);
    }
}
