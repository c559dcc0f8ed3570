package dev.lode.storage.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Writes B+trees from cells that come in rising order, each in one pass.
///
/// Threads: owned by one. Memory: a buffer for the leaves and one a level, reused from tree to
/// tree, whatever the number of cells.
public final class TreeWriter {
    /* Implementation: the first key of leaf n is the separator between leaves n - 1 and n. It belongs to the level that
     * counts how often the fan-out divides n, plus one; so each level is a dense sequence of separators and no level has to be
     * kept in memory until the one below is done. */

    private static final int LEAF_BUFFER_BYTES = 240 * TreeShape.NARROW_LEAF_BYTES;
    private static final int LEVEL_BUFFER_BYTES = 16 << 10;
    private static final byte UNUSED = -1;

    private final FileSink file;
    private final Region leaves;
    private final List<Region> levels = new ArrayList<>();
    private final long[] keys = new long[TreeShape.NARROW_SLOTS];
    private final long[] values = new long[TreeShape.NARROW_SLOTS * 2];
    private TreeShape shape = TreeShape.of(KeyShape.NONE, 0);
    private long root;
    private long count;

    /// Makes a writer.
    ///
    /// @param file takes the trees
    public TreeWriter(FileSink file) {
        this.file = file;
        leaves = new Region(file, LEAF_BUFFER_BYTES, 0);
    }

    /// Begins a tree.
    ///
    /// @param tree how many cells it will have, and so where its nodes lie
    /// @param rootAt offset of its root in the file
    /// @throws IOException where the disk refuses
    public void begin(TreeShape tree, long rootAt) throws IOException {
        shape = tree;
        root = rootAt;
        count = 0;
        leaves.moveTo(rootAt + tree.innerBytes());
        for (int level = 1; level <= tree.levels(); level++) {
            if (levels.size() < level) {
                levels.add(new Region(file, LEVEL_BUFFER_BYTES, 0));
            }
            levels.get(level - 1).moveTo(rootAt + tree.levelAt(level));
        }
    }

    /// Adds the next cell.
    ///
    /// @param key above every key before, as the tree writes keys
    /// @param low lower word of its value
    /// @param high upper word of its value
    /// @throws IOException where the disk refuses
    public void add(long key, long low, long high) throws IOException {
        int slot = (int) count & (shape.slots() - 1);
        if (slot == 0 && count > 0) {
            separate(count / shape.slots(), key);
        }
        keys[slot] = key;
        values[2 * slot] = low;
        values[2 * slot + 1] = high;
        count++;
        if (slot == shape.slots() - 1) {
            writeLeaf(shape.slots());
        }
    }

    /// Ends the tree: every byte of it is then in the file.
    ///
    /// @throws IOException where the disk refuses
    public void finish() throws IOException {
        if (count != shape.cells()) {
            throw new IllegalStateException(
                    "a tree of " + shape.cells() + " cells was given " + count);
        }
        int rest = (int) count & (shape.slots() - 1);
        if (rest > 0) {
            writeLeaf(rest);
        }
        leaves.fillTo(root + shape.bytes(), (byte) 0);
        leaves.flush();
        for (int level = 1; level <= shape.levels(); level++) {
            long end = root + shape.levelAt(level) + shape.nodes(level) * TreeShape.NODE_BYTES;
            levels.get(level - 1).fillTo(end, UNUSED);
            levels.get(level - 1).flush();
        }
    }

    private void separate(long leaf, long key) throws IOException {
        int level = 1;
        for (long n = leaf; n % shape.fanout() == 0; n /= shape.fanout()) {
            level++;
        }
        putKey(levels.get(level - 1), key);
    }

    private void writeLeaf(int filled) throws IOException {
        for (int i = 0; i < shape.slots(); i++) {
            putKey(leaves, i < filled ? keys[i] : UNUSED);
        }
        for (int i = 0; i < 2 * filled; i++) {
            leaves.putLong(values[i]);
        }
    }

    private void putKey(Region to, long key) throws IOException {
        if (shape.slots() == TreeShape.NARROW_SLOTS) {
            to.putInt((int) key);
        } else {
            to.putLong(key);
        }
    }
}
