package dev.lode.storage.extent;

import dev.lode.base.CellKey;
import dev.lode.base.Layouts;
import dev.lode.storage.index.CellTree;
import dev.lode.storage.index.CellValue;
import dev.lode.storage.index.KeyShape;
import dev.lode.storage.index.NodeSearch;
import dev.lode.storage.index.TreeShape;
import java.lang.foreign.MemorySegment;

/// The look-ups in sound chunks.
///
/// Threads: any. Memory: reads the heads and the table, never allocates. Errors:
/// IndexOutOfBoundsException where a chunk's numbers lead outside, InternalError where a mapped
/// page has gone; the caller turns both into [DamagedChunk].
final class ChunkReader {
    /* Implementation: a line that will be needed is touched before what decides how it is used has been computed, for
     * there is no prefetch in Java: a read whose value goes into a field that nobody uses. So the five lines of a leaf come
     * together, not the values after the keys; and in a batch all lines of a stage come together, because loops that only
     * read fit many turns into the processor's window, loops that search do not.
     * A map is not touched: the error of a page that a truncation took away comes with some delay, and must come while the
     * look-up still catches it. */

    private static final NodeSearch SEARCH = NodeSearch.chosen();
    private static final long ABSENT = -1;

    private final MemorySegment heads;
    private final MemorySegment table;
    private final long touchEnd;

    ChunkReader(Heads from, MemorySegment table) {
        heads = from.memory();
        touchEnd = from.resident() ? heads.byteSize() - TreeShape.NARROW_LEAF_BYTES : -1;
        this.table = table;
    }

    boolean findNarrow(long line, long cellKey, CellRef into) {
        int siteBits = ChunkTable.siteBits(table, line);
        int spotBits = ChunkTable.spotBits(table, line);
        long cells = ChunkTable.cells(table, line);
        if (cells == 0
                || !KeyShape.holds(
                        cellKey, ChunkTable.ordinalBits(table, line), siteBits, spotBits)) {
            return false;
        }
        int key = (int) KeyShape.narrowKey(cellKey, siteBits, spotBits);
        long leaf = narrowLeaf(line, cells, key);
        into.touched = touchValues(leaves(line) + leaf * TreeShape.NARROW_LEAF_BYTES);
        long value = narrowValue(leaf, leaves(line), cells, key);
        return value != ABSENT && read(line, value, cellKey, into);
    }

    boolean findWide(long line, long cellKey, CellRef into) {
        long cells = ChunkTable.cells(table, line);
        if (cells == 0) {
            return false;
        }
        long leaf = wideLeaf(line, cells, cellKey);
        long at = leaves(line) + leaf * TreeShape.WIDE_LEAF_BYTES;
        int slot = SEARCH.below(heads, at, cellKey);
        if (slot == TreeShape.WIDE_SLOTS
                || leaf * TreeShape.WIDE_SLOTS + slot >= cells
                || heads.get(Layouts.I64, at + slot * 8L) != cellKey) {
            return false;
        }
        return read(
                line,
                at + TreeShape.NODE_BYTES + slot * (long) TreeShape.VALUE_BYTES,
                cellKey,
                into);
    }

    /// Looks all cells up that were not found before, stage by stage.
    void findBatch(CellBatch batch, int file) {
        long touched = touchLines(batch);
        for (int i = 0; i < batch.size; i++) {
            batch.leaves[i] = batch.found(i) ? ABSENT : leafOf(batch, i, file);
        }
        batch.ref.touched = touched + touchLeaves(batch);
        for (int i = 0; i < batch.size; i++) {
            if (batch.leaves[i] != ABSENT) {
                long line = batch.lines[i];
                batch.leaves[i] =
                        narrowValue(
                                batch.leaves[i],
                                leaves(line),
                                ChunkTable.cells(table, line),
                                batch.narrow[i]);
            }
        }
        for (int i = 0; i < batch.size; i++) {
            long value = batch.leaves[i];
            if (value != ABSENT) {
                long low = heads.get(Layouts.I64, value);
                long high = heads.get(Layouts.I64, value + 8);
                mustLieWithin(batch.lines[i], low, high);
                batch.set(i, low, high, ChunkTable.blobs(table, batch.lines[i]), file);
            }
        }
    }

    private long touchLines(CellBatch batch) {
        long sum = 0;
        for (int i = 0; i < batch.size; i++) {
            long line = ChunkTable.line(CellKey.partition(batch.keys[i]));
            sum += table.get(Layouts.I8, line);
            sum += table.get(Layouts.I8, line + ChunkTable.ROOT_LINE);
        }
        return sum;
    }

    private long touchLeaves(CellBatch batch) {
        long sum = 0;
        if (touchEnd < 0) {
            return sum;
        }
        for (int i = 0; i < batch.size; i++) {
            if (batch.leaves[i] != ABSENT) {
                long leaf = batch.leaves[i] * TreeShape.NARROW_LEAF_BYTES;
                sum += heads.get(Layouts.I8, leaves(batch.lines[i]) + leaf);
            }
        }
        return sum;
    }

    private long touchValues(long leaf) {
        if (leaf > touchEnd) {
            return 0;
        }
        return (long) heads.get(Layouts.I8, leaf + 64)
                + heads.get(Layouts.I8, leaf + 128)
                + heads.get(Layouts.I8, leaf + 192)
                + heads.get(Layouts.I8, leaf + 256);
    }

    /// The leaf of a narrow chunk that may have a cell of a batch; others are decided at once.
    private long leafOf(CellBatch batch, int index, int file) {
        long cellKey = batch.keys[index];
        long line = ChunkTable.line(CellKey.partition(cellKey));
        int state = ChunkTable.state(table, line);
        if (state != ChunkTable.NARROW) {
            if (state == ChunkTable.DAMAGED) {
                batch.refuse(index);
            } else if (state == ChunkTable.WIDE && findWide(line, cellKey, batch.ref)) {
                batch.set(index, batch.ref, file);
            }
            return ABSENT;
        }
        int siteBits = ChunkTable.siteBits(table, line);
        int spotBits = ChunkTable.spotBits(table, line);
        long cells = ChunkTable.cells(table, line);
        if (cells == 0
                || !KeyShape.holds(
                        cellKey, ChunkTable.ordinalBits(table, line), siteBits, spotBits)) {
            return ABSENT;
        }
        int key = (int) KeyShape.narrowKey(cellKey, siteBits, spotBits);
        batch.lines[index] = line;
        batch.narrow[index] = key;
        return narrowLeaf(line, cells, key);
    }

    /// How many cells of a chunk have a key below.
    long rank(long line, long cellKey) {
        return ChunkTable.state(table, line) == ChunkTable.WIDE
                ? CellTree.wideRank(
                        SEARCH,
                        heads,
                        ChunkTable.tree(table, line),
                        leaves(line),
                        ChunkTable.cells(table, line),
                        ChunkTable.levels(table, line),
                        cellKey)
                : narrowRank(
                        line,
                        KeyShape.narrowCeiling(
                                cellKey,
                                ChunkTable.ordinalBits(table, line),
                                ChunkTable.siteBits(table, line),
                                ChunkTable.spotBits(table, line)));
    }

    /// How many cells of a chunk have a key that is not above.
    long rankBehind(long line, long cellKey) {
        long rank = rank(line, cellKey);
        int partition = CellKey.partition(cellKey);
        return rank < ChunkTable.cells(table, line) && cellKey(line, partition, rank) == cellKey
                ? rank + 1
                : rank;
    }

    long cellKey(long line, int partition, long rank) {
        return ChunkTable.state(table, line) == ChunkTable.WIDE
                ? CellTree.wideKey(heads, leaves(line), rank)
                : KeyShape.cellKey(
                        partition,
                        CellTree.narrowKey(heads, leaves(line), rank),
                        ChunkTable.siteBits(table, line),
                        ChunkTable.spotBits(table, line));
    }

    /// The place of a room in the directory; below 0 where it has none.
    int roomIndex(long line, int rooms, long roomFp) {
        int low = 0;
        int high = rooms - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Long.compareUnsigned(roomFp(line, middle), roomFp);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /// The place of an ordinal in the directory; below 0 where it has none.
    int ordinalIndex(long line, int rooms, int ordinal) {
        int low = 0;
        int high = rooms - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int there = ordinal(line, middle);
            if (there == ordinal) {
                return middle;
            }
            if (there < ordinal) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    long roomFp(long line, int index) {
        return heads.get(Layouts.I64, roomAt(line, index));
    }

    int ordinal(long line, int index) {
        return heads.get(Layouts.I32, roomAt(line, index) + 8);
    }

    private long roomAt(long line, int index) {
        return ChunkTable.roomEntries(table, line) + (long) index * ChunkShape.ROOM_BYTES;
    }

    private long narrowRank(long line, long key) {
        return CellTree.narrowRank(
                SEARCH,
                heads,
                ChunkTable.tree(table, line),
                leaves(line),
                ChunkTable.cells(table, line),
                ChunkTable.levels(table, line),
                key);
    }

    private long narrowLeaf(long line, long cells, int key) {
        int levels = ChunkTable.levels(table, line);
        if (levels == 0) {
            return 0;
        }
        long leafCount = CellTree.leaves(cells, TreeShape.NARROW_SLOTS);
        if (key == -1) {
            return leafCount - 1;
        }
        int child = SEARCH.below(table, line + ChunkTable.ROOT_LINE, key + 1);
        return levels == 1
                ? child
                : CellTree.narrowLeaf(
                        SEARCH,
                        heads,
                        ChunkTable.tree(table, line) + TreeShape.NODE_BYTES,
                        child,
                        leafCount,
                        levels - 1,
                        key);
    }

    private long wideLeaf(long line, long cells, long key) {
        int levels = ChunkTable.levels(table, line);
        if (levels == 0) {
            return 0;
        }
        long leafCount = CellTree.leaves(cells, TreeShape.WIDE_SLOTS);
        if (key == -1) {
            return leafCount - 1;
        }
        int child = SEARCH.below(table, line + ChunkTable.ROOT_LINE, key + 1);
        return levels == 1
                ? child
                : CellTree.wideLeaf(
                        SEARCH,
                        heads,
                        ChunkTable.tree(table, line) + TreeShape.NODE_BYTES,
                        child,
                        leafCount,
                        levels - 1,
                        key);
    }

    /// Where the value of a key is in the leaf that may have it.
    private long narrowValue(long leaf, long leavesAt, long cells, int key) {
        long at = leavesAt + leaf * TreeShape.NARROW_LEAF_BYTES;
        int slot = SEARCH.below(heads, at, key);
        if (slot == TreeShape.NARROW_SLOTS
                || leaf * TreeShape.NARROW_SLOTS + slot >= cells
                || heads.get(Layouts.I32, at + slot * 4L) != key) {
            return ABSENT;
        }
        return at + TreeShape.NODE_BYTES + slot * (long) TreeShape.VALUE_BYTES;
    }

    private boolean read(long line, long value, long cellKey, CellRef into) {
        long low = heads.get(Layouts.I64, value);
        long high = heads.get(Layouts.I64, value + 8);
        mustLieWithin(line, low, high);
        into.set(
                cellKey,
                ChunkTable.blobs(table, line) + CellValue.offset(low),
                CellValue.storedBytes(low, high),
                CellValue.plainBytes(high),
                CellValue.checksum(high));
        return true;
    }

    private void mustLieWithin(long line, long low, long high) {
        if (CellValue.offset(low) + CellValue.storedBytes(low, high)
                > ChunkTable.blobBytes(table, line)) {
            throw new IndexOutOfBoundsException("a blob lies outside of the partition's blobs");
        }
    }

    private long leaves(long line) {
        return ChunkTable.leaves(table, line);
    }
}
