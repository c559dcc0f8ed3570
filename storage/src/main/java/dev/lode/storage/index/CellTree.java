package dev.lode.storage.index;

import dev.lode.base.Layouts;
import java.lang.foreign.MemorySegment;

/// The search in a B+tree of cells, over the memory that holds it.
///
/// Threads: any; nothing is kept. Memory: reads only, never allocates. Units: bytes; keys are
/// unsigned. Errors: a tree whose pages were not checked may give a wrong answer or an
/// IndexOutOfBoundsException, never more. Cost: one cache line a level, then one of the leaf's
/// keys. Format: docs/format/pack.md.
public final class CellTree {
    /* Implementation: the separators of an inner node are the first keys of its children but the leftmost, so the child to
     * follow is the number of separators that are not above the key, or below its successor. Children are found by
     * counting: child c of node n is node (slots + 1) n + c of the next level. Unused separators are all ones; that is
     * also the largest key there can be, which therefore goes straight to the last leaf. Numbers of nodes are divided by
     * constants, which costs a multiplication. */

    private CellTree() {}

    /// Finds the leaf of a narrow key.
    ///
    /// @param search within a node
    /// @param memory holds the tree
    /// @param root offset of the first inner node
    /// @param leaves of the tree
    /// @param levels of inner nodes, at least 1
    /// @param rootLine offset of the root or a copy of it
    /// @param key what to find
    /// @return number of the leaf that has it, if any has
    public static long narrowLeaf(
            NodeSearch search,
            MemorySegment memory,
            long root,
            long leaves,
            int levels,
            long rootLine,
            int key) {
        long node = search.notAbove(memory, rootLine, key);
        long nodes = narrowNodes(leaves, levels - 1);
        long at = root + TreeShape.NODE_BYTES;
        for (int level = levels - 1; level > 0; level--) {
            node = Math.min(node, nodes - 1);
            int child = search.notAbove(memory, at + node * TreeShape.NODE_BYTES, key);
            at += nodes * TreeShape.NODE_BYTES;
            nodes = narrowNodes(leaves, level - 1);
            node = node * (TreeShape.NARROW_SLOTS + 1) + child;
        }
        return Math.min(node, leaves - 1);
    }

    /// Finds the leaf of a wide key.
    ///
    /// @param search within a node
    /// @param memory holds the tree
    /// @param root offset of the first inner node
    /// @param leaves of the tree
    /// @param levels of inner nodes, at least 1
    /// @param rootLine offset of the root or a copy of it
    /// @param key what to find
    /// @return number of the leaf that has it, if any has
    public static long wideLeaf(
            NodeSearch search,
            MemorySegment memory,
            long root,
            long leaves,
            int levels,
            long rootLine,
            long key) {
        long node = search.notAbove(memory, rootLine, key);
        long nodes = wideNodes(leaves, levels - 1);
        long at = root + TreeShape.NODE_BYTES;
        for (int level = levels - 1; level > 0; level--) {
            node = Math.min(node, nodes - 1);
            int child = search.notAbove(memory, at + node * TreeShape.NODE_BYTES, key);
            at += nodes * TreeShape.NODE_BYTES;
            nodes = wideNodes(leaves, level - 1);
            node = node * (TreeShape.WIDE_SLOTS + 1) + child;
        }
        return Math.min(node, leaves - 1);
    }

    /// Finds where a key is or would be.
    ///
    /// @param search within a node
    /// @param memory holds the tree
    /// @param root offset of its first inner node
    /// @param shape of the tree
    /// @param key as the tree has keys; past 32 bits where narrow keys are to be passed
    /// @return the number of cells whose key is below
    public static long rank(
            NodeSearch search, MemorySegment memory, long root, TreeShape shape, long key) {
        return shape.slots() == TreeShape.NARROW_SLOTS
                ? narrowRank(
                        search,
                        memory,
                        root,
                        root + shape.innerBytes(),
                        shape.cells(),
                        shape.levels(),
                        key)
                : wideRank(
                        search,
                        memory,
                        root,
                        root + shape.innerBytes(),
                        shape.cells(),
                        shape.levels(),
                        key);
    }

    /// Finds where a narrow key is or would be.
    ///
    /// @param search within a node
    /// @param memory holds the tree
    /// @param root offset of its first inner node
    /// @param leavesAt offset of its first leaf
    /// @param cells of the tree
    /// @param levels of inner nodes
    /// @param key what to find; past 32 bits to pass all cells
    /// @return the number of cells whose key is below
    public static long narrowRank(
            NodeSearch search,
            MemorySegment memory,
            long root,
            long leavesAt,
            long cells,
            int levels,
            long key) {
        if (cells == 0 || key >>> KeyShape.NARROW_BITS != 0) {
            return cells;
        }
        long leaves = leaves(cells, TreeShape.NARROW_SLOTS);
        long leaf =
                levels == 0 ? 0 : narrowLeaf(search, memory, root, leaves, levels, root, (int) key);
        int slot = search.below(memory, leavesAt + leaf * TreeShape.NARROW_LEAF_BYTES, (int) key);
        return Math.min(leaf * TreeShape.NARROW_SLOTS + slot, cells);
    }

    /// Finds where a wide key is or would be.
    ///
    /// @param search within a node
    /// @param memory holds the tree
    /// @param root offset of its first inner node
    /// @param leavesAt offset of its first leaf
    /// @param cells of the tree
    /// @param levels of inner nodes
    /// @param key what to find
    /// @return the number of cells whose key is below
    public static long wideRank(
            NodeSearch search,
            MemorySegment memory,
            long root,
            long leavesAt,
            long cells,
            int levels,
            long key) {
        if (cells == 0) {
            return 0;
        }
        long leaves = leaves(cells, TreeShape.WIDE_SLOTS);
        long leaf = levels == 0 ? 0 : wideLeaf(search, memory, root, leaves, levels, root, key);
        int slot = search.below(memory, leavesAt + leaf * TreeShape.WIDE_LEAF_BYTES, key);
        return Math.min(leaf * TreeShape.WIDE_SLOTS + slot, cells);
    }

    /// The key of a cell of a narrow tree.
    ///
    /// @param memory holds the tree
    /// @param leavesAt offset of its first leaf
    /// @param rank which cell, less than the number of cells
    /// @return its narrow key
    public static long narrowKey(MemorySegment memory, long leavesAt, long rank) {
        return memory.get(
                        Layouts.I32,
                        leavesAt + (rank >>> 4) * TreeShape.NARROW_LEAF_BYTES + (rank & 15) * 4)
                & 0xFFFF_FFFFL;
    }

    /// The key of a cell of a wide tree.
    ///
    /// @param memory holds the tree
    /// @param leavesAt offset of its first leaf
    /// @param rank which cell, less than the number of cells
    /// @return its key
    public static long wideKey(MemorySegment memory, long leavesAt, long rank) {
        return memory.get(
                Layouts.I64, leavesAt + (rank >>> 3) * TreeShape.WIDE_LEAF_BYTES + (rank & 7) * 8);
    }

    /// How many leaves hold some cells.
    ///
    /// @param cells how many
    /// @param slots of a leaf
    /// @return leaves
    public static long leaves(long cells, int slots) {
        return (cells + slots - 1) / slots;
    }

    /// How many nodes a level of a narrow tree has.
    ///
    /// @param leaves of the tree
    /// @param level 1 is right above the leaves, 0 are these
    /// @return nodes
    public static long narrowNodes(long leaves, int level) {
        return switch (level) {
            case 0 -> leaves;
            case 1 -> (leaves + 16) / 17;
            case 2 -> (leaves + 288) / 289;
            case 3 -> (leaves + 4_912) / 4_913;
            case 4 -> (leaves + 83_520) / 83_521;
            case 5 -> (leaves + 1_419_856) / 1_419_857;
            case 6 -> (leaves + 24_137_568) / 24_137_569;
            default -> 1;
        };
    }

    /// How many nodes a level of a wide tree has.
    ///
    /// @param leaves of the tree
    /// @param level 1 is right above the leaves, 0 are these
    /// @return nodes
    public static long wideNodes(long leaves, int level) {
        return switch (level) {
            case 0 -> leaves;
            case 1 -> (leaves + 8) / 9;
            case 2 -> (leaves + 80) / 81;
            case 3 -> (leaves + 728) / 729;
            case 4 -> (leaves + 6_560) / 6_561;
            case 5 -> (leaves + 59_048) / 59_049;
            default -> deepNodes(leaves, level);
        };
    }

    private static long deepNodes(long leaves, int level) {
        long nodes = leaves;
        for (int below = 0; below < level; below++) {
            nodes = (nodes + TreeShape.WIDE_SLOTS) / (TreeShape.WIDE_SLOTS + 1);
        }
        return nodes;
    }
}
