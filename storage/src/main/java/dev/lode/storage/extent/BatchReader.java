package dev.lode.storage.extent;

import static dev.lode.storage.index.AllMemory.ALL;

import dev.lode.base.CellKey;
import dev.lode.base.Layouts;
import dev.lode.storage.index.AllMemory;
import dev.lode.storage.index.CellTree;
import dev.lode.storage.index.NodeSearch;
import dev.lode.storage.index.TreeShape;

/// The look-ups of batches in sound chunks: all cells together, stage by stage.
///
/// Threads: any. Memory: reads the heads and the table, never allocates. Errors: as with
/// [ChunkReader].
final class BatchReader {
    /* Implementation: Java has no prefetch. So before each stage comes a loop that does nothing but read a byte of every
     * line which that stage needs: many turns of it fit into the processor's window, and their waits overlap. A cell that
     * needs nothing any more has the address of a line that is there, so that these loops have no branches. Every stage is
     * a method, for the compiler gives up inlining in a method that reads memory in too many places. */

    private static final NodeSearch SEARCH = NodeSearch.chosen();

    private final long table;

    BatchReader(ChunkTable table) {
        this.table = table.lines();
    }

    /// Looks all cells up that were not found before.
    void find(CellBatch batch, int file) {
        touchLines(batch);
        for (int levels = enter(batch, file); levels > 0; levels--) {
            touch(batch, batch.places);
            step(batch);
        }
        touch(batch, batch.places);
        touch(batch, batch.seconds);
        searchLeaves(batch);
        touch(batch, batch.places);
        read(batch, file);
    }

    private void touchLines(CellBatch batch) {
        long[] keys = batch.keys;
        long[] lines = batch.lines;
        long sum = 0;
        for (int i = 0; i < batch.size; i++) {
            long line = ChunkTable.line(table, CellKey.partition(keys[i]));
            lines[i] = line;
            sum += ALL.get(Layouts.I8, line);
        }
        batch.touched = sum;
    }

    private static void touch(CellBatch batch, long[] places) {
        long sum = 0;
        for (int i = 0; i < batch.size; i++) {
            sum += ALL.get(Layouts.I8, AllMemory.line(places[i]));
        }
        batch.touched = sum;
    }

    /// Goes from the table to the leaf, or to the first node below the root.
    ///
    /// @return the most levels that a cell still has to go down
    private static int enter(CellBatch batch, int file) {
        batch.open = 0;
        int deepest = 0;
        for (int i = 0; i < batch.size; i++) {
            long line = batch.lines[i];
            int word = ChunkTable.word(line);
            batch.words[i] = word;
            batch.places[i] = line;
            batch.seconds[i] = line;
            batch.levels[i] = 0;
            if (ChunkTable.stateOf(word) == ChunkTable.GUIDED && !batch.found(i)) {
                enterGuided(batch, i, file);
            } else if (!batch.found(i)) {
                deepest = Math.max(deepest, enterTree(batch, i, file));
            }
        }
        return deepest;
    }

    private static void enterGuided(CellBatch batch, int index, int file) {
        long line = batch.lines[index];
        int word = batch.words[index];
        long key = ChunkReader.narrowKey(word, batch.keys[index]);
        if (key < 0 || key == ChunkReader.NARROW_MAX) {
            findAlone(batch, index, file);
            return;
        }
        long passed = ChunkGuide.passed(line, word, (int) key);
        batch.narrow[index] = (int) key;
        batch.places[index] = ChunkGuide.first(line, word, (int) key, passed);
        batch.seconds[index] = ChunkGuide.last(line, word, passed);
        batch.open |= 1 << index;
    }

    private static int enterTree(CellBatch batch, int index, int file) {
        int word = batch.words[index];
        int state = ChunkTable.stateOf(word);
        if (state == ChunkTable.EMPTY) {
            return 0;
        }
        if (state == ChunkTable.DAMAGED) {
            batch.refuse(index);
            return 0;
        }
        long line = batch.lines[index];
        boolean wide = state == ChunkTable.WIDE;
        long cellKey = batch.keys[index];
        long key = wide ? cellKey : ChunkReader.narrowKey(word, cellKey);
        int levels = ChunkTable.levels(word);
        if (levels == 0 || key == -1 || (!wide && key == ChunkReader.NARROW_MAX)) {
            findAlone(batch, index, file);
            return 0;
        }
        batch.narrow[index] = (int) key;
        batch.levelsAt[index] = ChunkTable.tree(line);
        batch.nodes[index] = 0;
        batch.levels[index] = levels;
        batch.places[index] = line + ChunkTable.ROOT_LINE;
        batch.open |= 1 << index;
        return levels;
    }

    /// Decides a cell at once.
    private static void findAlone(CellBatch batch, int index, int file) {
        if (ChunkReader.find(
                batch.lines[index], batch.words[index], batch.keys[index], batch.ref, false)) {
            batch.set(index, batch.ref, file);
        }
    }

    private static void step(CellBatch batch) {
        for (int i = 0; i < batch.size; i++) {
            if (batch.levels[i] > 0) {
                down(batch, i, ChunkTable.stateOf(batch.words[i]) == ChunkTable.WIDE);
            }
        }
    }

    /// Takes a cell from a node to the child that leads on.
    private static void down(CellBatch batch, int index, boolean wide) {
        long line = batch.lines[index];
        int level = batch.levels[index];
        long at = batch.places[index];
        long leaves = ChunkTable.treeLeaves(line);
        long node = batch.nodes[index];
        long here;
        long below;
        long leafBytes;
        if (wide) {
            here = CellTree.wideNodes(leaves, level);
            below = CellTree.wideNodes(leaves, level - 1);
            leafBytes = TreeShape.WIDE_LEAF_BYTES;
            node = node * (TreeShape.WIDE_SLOTS + 1) + SEARCH.notAbove(ALL, at, batch.keys[index]);
        } else {
            here = CellTree.narrowNodes(leaves, level);
            below = CellTree.narrowNodes(leaves, level - 1);
            leafBytes = TreeShape.NARROW_LEAF_BYTES;
            node =
                    node * (TreeShape.NARROW_SLOTS + 1)
                            + SEARCH.notAbove(ALL, at, batch.narrow[index]);
        }
        node = Math.min(node, below - 1);
        long levelAt = batch.levelsAt[index] + here * TreeShape.NODE_BYTES;
        batch.nodes[index] = node;
        batch.levelsAt[index] = levelAt;
        batch.levels[index] = level - 1;
        long place =
                level == 1
                        ? ChunkTable.leaves(line) + node * leafBytes
                        : levelAt + node * TreeShape.NODE_BYTES;
        batch.places[index] = place;
        batch.seconds[index] = place;
    }

    private static void searchLeaves(CellBatch batch) {
        for (int i = 0; i < batch.size; i++) {
            if ((batch.open >>> i & 1) != 0) {
                long value =
                        ChunkTable.stateOf(batch.words[i]) == ChunkTable.WIDE
                                ? ChunkReader.wideValue(batch.places[i], batch.keys[i])
                                : ChunkReader.narrowValue(
                                        ChunkGuide.chosenLeaf(
                                                batch.places[i], batch.seconds[i], batch.narrow[i]),
                                        batch.narrow[i]);
                if (value == ChunkReader.ABSENT) {
                    batch.open &= ~(1 << i);
                } else {
                    batch.places[i] = value;
                }
            }
        }
    }

    private static void read(CellBatch batch, int file) {
        for (int i = 0; i < batch.size; i++) {
            if ((batch.open >>> i & 1) != 0) {
                long value = AllMemory.line(batch.places[i]);
                long low = ALL.get(Layouts.I64, value);
                long high = ALL.get(Layouts.I64, value + 8);
                batch.set(i, low, high, ChunkTable.blobs(batch.lines[i]), file);
            }
        }
    }
}
