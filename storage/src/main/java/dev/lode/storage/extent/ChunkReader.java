package dev.lode.storage.extent;

import static dev.lode.storage.index.AllMemory.ALL;

import dev.lode.base.CellKey;
import dev.lode.base.Layouts;
import dev.lode.storage.index.AllMemory;
import dev.lode.storage.index.CellTree;
import dev.lode.storage.index.CellValue;
import dev.lode.storage.index.KeyShape;
import dev.lode.storage.index.NodeSearch;
import dev.lode.storage.index.TreeShape;

/// The look-ups of single cells in sound chunks.
///
/// Threads: any. Memory: reads the heads and the table, never allocates. Errors: InternalError
/// where a mapped page has gone; the caller turns it into [DamagedChunk].
final class ChunkReader {
    /* Implementation: a processor overlaps the waits of several look-ups in a row only where one takes fewer instructions
     * than its window holds and no branch hangs on what is waited for: so whatever differs from cell to cell (which leaf,
     * which slot) is arithmetic, and every branch goes the same way nearly always.
     * The compiler gives up inlining in a method that reads memory in more than about 40 places: a loop is one place, so
     * searches are loops, which it unrolls.
     * Java has no prefetch: a line that will be needed is touched, which is a read whose value goes into a field that nobody
     * uses. A map is not touched: the error of a page that a truncation took away comes with some delay, and must come while
     * the look-up still catches it.
     * Unused slots of a leaf are all ones, which is a key as well; it is the largest, so only the last cell can have it. */

    static final long ABSENT = -1;

    /// The largest narrow key.
    static final long NARROW_MAX = 0xFFFF_FFFFL;

    private static final int VALUE_LINES = TreeShape.NARROW_LEAF_BYTES / TreeShape.NODE_BYTES - 1;
    private static final int WIDE_VALUE_LINES =
            TreeShape.WIDE_LEAF_BYTES / TreeShape.NODE_BYTES - 1;
    private static final NodeSearch SEARCH = NodeSearch.chosen();

    private ChunkReader() {}

    /// Finds a cell in a chunk whose lines have this word.
    ///
    /// @param touch whether lines may be read that are not needed
    static boolean find(long line, int word, long cellKey, CellRef into, boolean touch) {
        long value =
                switch (ChunkTable.stateOf(word)) {
                    case ChunkTable.GUIDED -> findGuided(line, word, cellKey, into, touch);
                    case ChunkTable.NARROW -> findNarrow(line, word, cellKey, into, touch);
                    case ChunkTable.SMALL -> findSmall(line, word, cellKey);
                    case ChunkTable.WIDE -> findWide(line, word, cellKey, into, touch);
                    default -> ABSENT;
                };
        if (value == ABSENT) {
            return false;
        }
        long at = AllMemory.line(value);
        long low = ALL.get(Layouts.I64, at);
        long high = ALL.get(Layouts.I64, at + 8);
        into.set(
                cellKey,
                ChunkTable.blobs(line) + CellValue.offset(low),
                CellValue.storedBytes(low, high),
                CellValue.plainBytes(high),
                CellValue.checksum(high));
        return true;
    }

    private static long findGuided(long line, int word, long cellKey, CellRef into, boolean touch) {
        int ordinal = ordinal(cellKey);
        int site = site(cellKey);
        int spot = spot(cellKey);
        if (beyond(word, ordinal, site, spot) != 0) {
            return ABSENT;
        }
        int siteKey = ChunkTable.siteKey(word, ordinal, site);
        long passed = ChunkGuide.passed(line, ChunkTable.cut(word, siteKey, spot));
        long guided = ChunkTable.guided(line);
        long leaves = ChunkTable.guidedLeaves(guided);
        long first = narrowLeafAt(leaves, ChunkGuide.first(word, passed));
        long last = narrowLeafAt(leaves, ChunkGuide.last(word, guided, passed));
        if (touch) {
            into.touched = touchValues(first, VALUE_LINES);
        }
        int key = ChunkTable.key(word, siteKey, spot);
        return narrowValue(ChunkGuide.chosenLeaf(first, last, key), key);
    }

    private static long findSmall(long line, int word, long cellKey) {
        long slot = fits(word, cellKey) ? SmallChunk.slot(line, narrowKey(word, cellKey)) : -1;
        return slot < 0 ? ABSENT : valueAt(ChunkTable.leaves(line), slot);
    }

    private static long findNarrow(long line, int word, long cellKey, CellRef into, boolean touch) {
        if (ChunkTable.beyond(line, cellKey) != 0) {
            return ABSENT;
        }
        int key = narrowKey(word, cellKey);
        if (key == -1) {
            return largestNarrow(line);
        }
        long leaf = narrowLeafAt(ChunkTable.leaves(line), narrowLeaf(line, word, key));
        if (touch) {
            into.touched = touchValues(leaf, VALUE_LINES);
        }
        return narrowValue(leaf, key);
    }

    private static long findWide(long line, int word, long cellKey, CellRef into, boolean touch) {
        if (cellKey == -1) {
            long cells = ChunkTable.cells(line);
            long leaf = wideLeafAt(line, (cells - 1) / TreeShape.WIDE_SLOTS);
            long slot = (cells - 1) & (TreeShape.WIDE_SLOTS - 1);
            return ALL.get(Layouts.I64, leaf + slot * 8L) == -1 ? valueAt(leaf, slot) : ABSENT;
        }
        long leaf = wideLeaf(line, word, cellKey);
        if (touch) {
            into.touched = touchValues(leaf, WIDE_VALUE_LINES);
        }
        return wideValue(leaf, cellKey);
    }

    /// Reads a byte of every line of values of a leaf, so that they come together with its keys.
    private static long touchValues(long leaf, int lines) {
        long at = AllMemory.line(leaf);
        long sum = 0;
        for (int i = 1; i <= lines; i++) {
            sum += ALL.get(Layouts.I8, at + i * (long) TreeShape.NODE_BYTES);
        }
        return sum;
    }

    private static long largestNarrow(long line) {
        long cells = ChunkTable.cells(line);
        long leaf = narrowLeafAt(ChunkTable.leaves(line), (cells - 1) / TreeShape.NARROW_SLOTS);
        long slot = (cells - 1) & (TreeShape.NARROW_SLOTS - 1);
        return ALL.get(Layouts.I32, leaf + slot * 4L) == -1 ? valueAt(leaf, slot) : ABSENT;
    }

    private static int ordinal(long cellKey) {
        return (int) (cellKey >>> 28) & (CellKey.ORDINALS - 1);
    }

    private static int site(long cellKey) {
        return (int) (cellKey >>> 20) & (CellKey.SITES - 1);
    }

    private static int spot(long cellKey) {
        return (int) cellKey & (CellKey.SPOTS - 1);
    }

    /// 0 where a key can be one of the chunk's.
    private static int beyond(int word, int ordinal, int site, int spot) {
        return ChunkTable.beyondOrdinal(word, ordinal)
                | ChunkTable.beyondSite(word, site)
                | ChunkTable.beyondSpot(word, spot);
    }

    /// Whether a key can be one of a chunk's of narrow keys.
    static boolean fits(int word, long cellKey) {
        return beyond(word, ordinal(cellKey), site(cellKey), spot(cellKey)) == 0;
    }

    /// The narrow form of a key that fits.
    static int narrowKey(int word, long cellKey) {
        int siteKey = ChunkTable.siteKey(word, ordinal(cellKey), site(cellKey));
        return ChunkTable.key(word, siteKey, spot(cellKey));
    }

    private static long guidedLeaf(long line, int word, int key) {
        long passed = ChunkGuide.passed(line, cutOf(word, key));
        long guided = ChunkTable.guided(line);
        long leaves = ChunkTable.guidedLeaves(guided);
        return ChunkGuide.chosenLeaf(
                narrowLeafAt(leaves, ChunkGuide.first(word, passed)),
                narrowLeafAt(leaves, ChunkGuide.last(word, guided, passed)),
                key);
    }

    /// What the guide knows of a narrow key.
    static int cutOf(int word, int key) {
        return ChunkTable.cut(word, ChunkTable.siteKeyOf(word, key), ChunkTable.spotOf(word, key));
    }

    private static long narrowLeaf(long line, int word, int key) {
        int levels = ChunkTable.levels(word);
        long root = line + ChunkTable.ROOT_LINE;
        long counts = ChunkTable.treeCounts(line);
        return levels == 0
                ? 0
                : CellTree.narrowLeaf(SEARCH, ChunkTable.tree(line), counts, levels, root, key);
    }

    private static long wideLeaf(long line, int word, long key) {
        int levels = ChunkTable.levels(word);
        long root = line + ChunkTable.ROOT_LINE;
        long counts = ChunkTable.treeCounts(line);
        return wideLeafAt(
                line,
                levels == 0
                        ? 0
                        : CellTree.wideLeaf(
                                SEARCH, ChunkTable.tree(line), counts, levels, root, key));
    }

    /// Where a leaf is of those that begin somewhere.
    static long narrowLeafAt(long leaves, long leaf) {
        return leaves + leaf * TreeShape.NARROW_LEAF_BYTES;
    }

    private static long wideLeafAt(long line, long leaf) {
        return ChunkTable.leaves(line) + leaf * TreeShape.WIDE_LEAF_BYTES;
    }

    /// Where the value of a key below the largest is in a leaf that may have it.
    static long narrowValue(long leaf, int key) {
        long at = AllMemory.line(leaf);
        long slot = SEARCH.slot(at, key);
        return ALL.get(Layouts.I32, at + slot * 4L) == key ? valueAt(at, slot) : ABSENT;
    }

    /// Where the value of a key below the largest is in a leaf that may have it.
    static long wideValue(long leaf, long key) {
        long at = AllMemory.line(leaf);
        long slot = Math.min(SEARCH.below(at, key), TreeShape.WIDE_SLOTS - 1);
        return ALL.get(Layouts.I64, at + slot * 8L) == key ? valueAt(at, slot) : ABSENT;
    }

    private static long valueAt(long leaf, long slot) {
        return leaf + TreeShape.NODE_BYTES + slot * TreeShape.VALUE_BYTES;
    }

    static IndexOutOfBoundsException outside() {
        return new IndexOutOfBoundsException("a blob lies outside of the partition's blobs");
    }

    /// How many cells of a chunk have a key below.
    static long rank(long line, long cellKey) {
        int word = ChunkTable.word(line);
        long cells = ChunkTable.cells(line);
        if (cells == 0) {
            return 0;
        }
        if (ChunkTable.stateOf(word) == ChunkTable.WIDE) {
            long leaf = wideLeaf(line, word, cellKey);
            long rank = (leaf - ChunkTable.leaves(line)) / TreeShape.WIDE_LEAF_BYTES;
            long slot = SEARCH.below(leaf, cellKey);
            return Math.min(rank * TreeShape.WIDE_SLOTS + slot, cells);
        }
        int ordinalBits = ChunkTable.ordinalBits(word);
        int siteBits = ChunkTable.siteBits(word);
        int spotBits = ChunkTable.spotBits(word);
        long ceiling = KeyShape.narrowCeiling(cellKey, ordinalBits, siteBits, spotBits);
        if (ceiling >>> (ordinalBits + siteBits + spotBits) != 0) {
            return cells;
        }
        int key = (int) ceiling;
        long leaf =
                switch (ChunkTable.stateOf(word)) {
                    case ChunkTable.GUIDED -> guidedLeaf(line, word, key);
                    case ChunkTable.SMALL -> ChunkTable.leaves(line);
                    default -> narrowLeafAt(ChunkTable.leaves(line), narrowLeaf(line, word, key));
                };
        long rank = (leaf - ChunkTable.leaves(line)) / TreeShape.NARROW_LEAF_BYTES;
        long slot = SEARCH.below(leaf, key);
        return Math.min(rank * TreeShape.NARROW_SLOTS + slot, cells);
    }

    /// How many cells of a chunk have a key that is not above.
    static long rankBehind(long line, long cellKey) {
        long rank = rank(line, cellKey);
        int partition = CellKey.partition(cellKey);
        return rank < ChunkTable.cells(line) && cellKey(line, partition, rank) == cellKey
                ? rank + 1
                : rank;
    }

    /// The key of a cell by its rank, which is less than the number of cells.
    static long cellKey(long line, int partition, long rank) {
        int word = ChunkTable.word(line);
        return ChunkTable.stateOf(word) == ChunkTable.WIDE
                ? CellTree.wideKey(ChunkTable.leaves(line), rank)
                : KeyShape.cellKey(
                        partition,
                        CellTree.narrowKey(ChunkTable.leaves(line), rank),
                        ChunkTable.siteBits(word),
                        ChunkTable.spotBits(word));
    }
}
