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
        enter(batch, file);
        while (batch.inner != 0) {
            touchInner(batch);
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

    private static void touchInner(CellBatch batch) {
        long sum = 0;
        for (int left = batch.inner; left != 0; left &= left - 1) {
            int index = Integer.numberOfTrailingZeros(left);
            sum += ALL.get(Layouts.I8, AllMemory.line(batch.places[index]));
        }
        batch.touched = sum;
    }

    /// Goes from the table to the leaf, or to the root of a tree.
    private static void enter(CellBatch batch, int file) {
        batch.open = 0;
        batch.inner = 0;
        for (int i = 0; i < batch.size; i++) {
            long line = batch.lines[i];
            int word = ChunkTable.word(line);
            batch.words[i] = word;
            batch.places[i] = line;
            batch.seconds[i] = line;
            if (ChunkTable.stateOf(word) == ChunkTable.GUIDED && !batch.found(i)) {
                enterGuided(batch, i);
            } else if (!batch.found(i)) {
                enterTree(batch, i, file);
            }
        }
    }

    private static void enterGuided(CellBatch batch, int index) {
        long line = batch.lines[index];
        int word = batch.words[index];
        long cellKey = batch.keys[index];
        if (!ChunkReader.fits(word, cellKey)) {
            return;
        }
        int key = ChunkReader.narrowKey(word, cellKey);
        long passed = ChunkGuide.passed(line, ChunkReader.cutOf(word, key));
        long guided = ChunkTable.guided(line);
        long leaves = ChunkTable.guidedLeaves(guided);
        batch.narrow[index] = key;
        batch.places[index] = ChunkReader.narrowLeafAt(leaves, ChunkGuide.first(word, passed));
        batch.seconds[index] =
                ChunkReader.narrowLeafAt(leaves, ChunkGuide.last(word, guided, passed));
        batch.open |= 1 << index;
    }

    private static void enterSmall(CellBatch batch, int index) {
        int word = batch.words[index];
        long cellKey = batch.keys[index];
        int key = ChunkReader.narrowKey(word, cellKey);
        if (ChunkReader.fits(word, cellKey) && SmallChunk.slot(batch.lines[index], key) >= 0) {
            batch.narrow[index] = key;
            batch.places[index] = ChunkTable.leaves(batch.lines[index]);
            batch.seconds[index] = batch.places[index];
            batch.open |= 1 << index;
        }
    }

    private static void enterTree(CellBatch batch, int index, int file) {
        int word = batch.words[index];
        int state = ChunkTable.stateOf(word);
        if (state == ChunkTable.EMPTY) {
            return;
        }
        if (state == ChunkTable.DAMAGED) {
            batch.refuse(index);
            return;
        }
        if (state == ChunkTable.SMALL) {
            enterSmall(batch, index);
            return;
        }
        long line = batch.lines[index];
        boolean wide = state == ChunkTable.WIDE;
        long cellKey = batch.keys[index];
        if (!wide && ChunkTable.beyond(line, cellKey) != 0) {
            return;
        }
        int narrow = ChunkReader.narrowKey(word, cellKey);
        int levels = ChunkTable.levels(word);
        if (levels == 0 || (wide ? cellKey : narrow) == -1) {
            findAlone(batch, index, file);
            return;
        }
        batch.narrow[index] = narrow;
        batch.levelsAt[index] = ChunkTable.tree(line) + TreeShape.NODE_BYTES;
        batch.nodes[index] = 0;
        batch.levels[index] = levels;
        batch.places[index] = line + ChunkTable.ROOT_LINE;
        batch.open |= 1 << index;
        batch.inner |= 1 << index;
    }

    /// Decides a cell at once.
    private static void findAlone(CellBatch batch, int index, int file) {
        if (ChunkReader.find(
                batch.lines[index], batch.words[index], batch.keys[index], batch.ref, false)) {
            batch.set(index, batch.ref, file);
        }
    }

    private static void step(CellBatch batch) {
        for (int left = batch.inner; left != 0; left &= left - 1) {
            int index = Integer.numberOfTrailingZeros(left);
            down(batch, index, ChunkTable.stateOf(batch.words[index]) == ChunkTable.WIDE);
        }
    }

    /// Takes a cell from a node to the child that leads on.
    private static void down(CellBatch batch, int index, boolean wide) {
        long line = batch.lines[index];
        int level = batch.levels[index];
        long at = batch.places[index];
        long counts = ChunkTable.treeCounts(line);
        long below = CellTree.count(counts, level - 1);
        long node = batch.nodes[index];
        long leafBytes;
        if (wide) {
            leafBytes = TreeShape.WIDE_LEAF_BYTES;
            node = node * (TreeShape.WIDE_SLOTS + 1) + SEARCH.notAbove(at, batch.keys[index]);
        } else {
            leafBytes = TreeShape.NARROW_LEAF_BYTES;
            node = node * (TreeShape.NARROW_SLOTS + 1) + SEARCH.notAbove(at, batch.narrow[index]);
        }
        node = Math.min(node, below - 1);
        long levelAt = batch.levelsAt[index];
        batch.nodes[index] = node;
        batch.levelsAt[index] = levelAt + below * TreeShape.NODE_BYTES;
        batch.levels[index] = level - 1;
        batch.inner ^= (level == 1 ? 1 : 0) << index;
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
