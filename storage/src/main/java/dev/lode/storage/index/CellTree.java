package dev.lode.storage.index;

import dev.lode.base.Layouts;
import java.lang.foreign.MemorySegment;

/// The search in a B+tree of cells, over the memory that holds it.
///
/// Threads: any; nothing is kept. Memory: reads only, never allocates. Units: bytes; keys are
/// unsigned. Errors: a tree whose pages were not checked may give a wrong answer or an
/// IndexOutOfBoundsException, never more. Cost: one cache line a level, then the leaf's keys and
/// value. Format: docs/format/pack.md.
public final class CellTree {
    /* Implementation: an inner node is one line of 8 separators, each the first key of the child on its right, so the
     * child to follow is the number of separators that are not above the key. Children are found by counting: child c of
     * node n is node 9n + c of the next level. Unused separators are all ones; that is also the largest key there can be,
     * which therefore goes straight to the last leaf. */

    private static final long LARGEST = -1L;

    private CellTree() {}

    /// Finds where a key is or would be.
    ///
    /// @param memory holds the tree
    /// @param root offset of its first inner node
    /// @param leavesAt offset of its first leaf
    /// @param cells of the tree
    /// @param levels of inner nodes
    /// @param key what to find
    /// @return the number of cells whose key is below
    public static long rank(
            MemorySegment memory, long root, long leavesAt, long cells, int levels, long key) {
        if (cells == 0) {
            return 0;
        }
        long leaves = (cells + TreeShape.SLOTS - 1) >>> 3;
        long leaf = key == LARGEST ? leaves - 1 : descend(memory, root, leaves, levels, key);
        long at = leavesAt + leaf * TreeShape.LEAF_BYTES;
        int slot = 0;
        for (int i = 0; i < TreeShape.SLOTS; i++) {
            slot += below(memory.get(Layouts.I64, at + i * 8L), key) ? 1 : 0;
        }
        return Math.min(leaf * TreeShape.SLOTS + slot, cells);
    }

    /// The key of a cell.
    ///
    /// @param memory holds the tree
    /// @param leavesAt offset of its first leaf
    /// @param rank which cell, less than the number of cells
    /// @return its key
    public static long key(MemorySegment memory, long leavesAt, long rank) {
        return memory.get(
                Layouts.I64, leavesAt + (rank >>> 3) * TreeShape.LEAF_BYTES + (rank & 7) * 8);
    }

    /// Where the value of a cell lies.
    ///
    /// @param leavesAt offset of the tree's first leaf
    /// @param rank which cell, less than the number of cells
    /// @return offset of its 16 bytes
    public static long valueAt(long leavesAt, long rank) {
        return leavesAt
                + (rank >>> 3) * TreeShape.LEAF_BYTES
                + TreeShape.SLOTS * 8
                + (rank & 7) * TreeShape.VALUE_BYTES;
    }

    private static long descend(
            MemorySegment memory, long root, long leaves, int levels, long key) {
        long node = 0;
        long level = root;
        for (int above = levels; above > 0; above--) {
            long at = level + node * TreeShape.INNER_BYTES;
            int child = 0;
            for (int i = 0; i < TreeShape.SLOTS; i++) {
                child += below(key, memory.get(Layouts.I64, at + i * 8L)) ? 0 : 1;
            }
            node = node * TreeShape.FANOUT + child;
            level += TreeShape.nodes(leaves, above) * TreeShape.INNER_BYTES;
        }
        return node;
    }

    private static boolean below(long a, long b) {
        return a + Long.MIN_VALUE < b + Long.MIN_VALUE;
    }
}
