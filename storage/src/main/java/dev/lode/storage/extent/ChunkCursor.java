package dev.lode.storage.extent;

import static dev.lode.storage.index.AllMemory.ALL;

import dev.lode.base.Layouts;
import dev.lode.storage.index.AllMemory;
import dev.lode.storage.index.CellValue;
import dev.lode.storage.index.KeyShape;
import dev.lode.storage.index.TreeShape;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A walk through the cells of one partition in the order of their keys.
///
/// [Extent#scan] sets it on its way. Threads: owned by one; not used beyond the epoch in which it
/// was set. Memory: reads the extent's heads, allocates nothing. Errors: [DamagedChunk] where a
/// page has gone. Cost: the lines of the leaves, in order.
public final class ChunkCursor {
    /* Implementation: going on is no more than counting; what is asked for is read from the leaf. A leaf of mapped heads is
     * copied first, so that the error of a page that has gone comes where it is caught. */

    private static final int KEY_WORDS = TreeShape.NODE_BYTES / Long.BYTES;

    private final long[] copy = new long[TreeShape.NARROW_LEAF_BYTES / Long.BYTES];
    private @Nullable Extent extent;
    private @Nullable Heads source;
    private boolean resident;
    private boolean narrow;
    private int partition;
    private int siteBits;
    private int spotBits;
    private long blobs;
    private long blobBytes;
    private long leaf;
    private long leafBytes;
    private long cellsLeft;
    private int skip;
    private int filled;
    private int slot;

    /// Makes one that has come to its end.
    public ChunkCursor() {}

    /// Sets it before a cell.
    void begin(Extent of, Heads memory, long line, int partition, long from) {
        int word = ChunkTable.word(line);
        extent = of;
        source = memory;
        resident = memory.resident();
        this.partition = partition;
        narrow = ChunkTable.stateOf(word) != ChunkTable.WIDE;
        siteBits = ChunkTable.siteBits(word);
        spotBits = ChunkTable.spotBits(word);
        blobs = ChunkTable.blobs(line);
        blobBytes = ChunkTable.blobBytes(line);
        int slots = narrow ? TreeShape.NARROW_SLOTS : TreeShape.WIDE_SLOTS;
        leafBytes = narrow ? TreeShape.NARROW_LEAF_BYTES : TreeShape.WIDE_LEAF_BYTES;
        long before = from / slots;
        leaf = ChunkTable.leaves(line) + (before - 1) * leafBytes;
        cellsLeft = ChunkTable.cells(line) - before * slots;
        filled = 0;
        slot = 0;
        skip = (int) (from % slots);
    }

    /// Sets it behind the last cell of nothing.
    void clear() {
        cellsLeft = 0;
        filled = 0;
        skip = 0;
    }

    /// Goes on to the next cell.
    ///
    /// @return whether there is one
    /// @throws DamagedChunk where a page has gone
    public boolean next() {
        slot++;
        return slot < filled || nextLeaf();
    }

    /// Goes on to the next cells that lie in one leaf: for loops that hold little else.
    ///
    /// @return whether there are some, from [#first] on and before [#end]; the first is then the
    ///   cell that this is at
    /// @throws DamagedChunk where a page has gone
    public boolean nextLeaf() {
        slot = skip;
        if (cellsLeft <= 0) {
            filled = 0;
            return false;
        }
        skip = 0;
        leaf += leafBytes;
        filled = (int) Math.min(cellsLeft, narrow ? TreeShape.NARROW_SLOTS : TreeShape.WIDE_SLOTS);
        cellsLeft -= filled;
        if (!resident) {
            copyLeaf();
        }
        return slot < filled;
    }

    /// The first cell of those that [#nextLeaf] has come to.
    ///
    /// @return its index
    public int first() {
        return slot;
    }

    /// Behind the last cell of those that [#nextLeaf] has come to.
    ///
    /// @return an index
    public int end() {
        return filled;
    }

    private void copyLeaf() {
        try {
            for (int i = 0; i < KEY_WORDS + 2 * filled; i++) {
                copy[i] = ALL.get(Layouts.I64, leaf + i * 8L);
            }
            Objects.requireNonNull(source).settle();
        } catch (InternalError e) {
            throw Objects.requireNonNull(extent).fault(partition, e);
        }
    }

    private long word(int index) {
        return resident ? wordAt(leaf + index * 8L) : copy[index];
    }

    private static long wordAt(long address) {
        return ALL.get(Layouts.I64, AllMemory.line(address));
    }

    private long low(int index) {
        return word(KEY_WORDS + 2 * index);
    }

    private long high(int index) {
        return word(KEY_WORDS + 2 * index + 1);
    }

    /// The key of the cell.
    ///
    /// @return a cell key
    public long key() {
        return key(slot);
    }

    /// The key of a cell of the leaf.
    ///
    /// @param index which
    /// @return a cell key
    public long key(int index) {
        if (!narrow) {
            return word(index);
        }
        long written =
                resident
                        ? ALL.get(Layouts.I32, AllMemory.line(leaf + index * 4L))
                        : copy[index >> 1] >>> ((index & 1) * Integer.SIZE);
        return KeyShape.cellKey(partition, written & ChunkReader.NARROW_MAX, siteBits, spotBits);
    }

    /// Where its block begins in the file.
    ///
    /// @return bytes
    /// @throws DamagedChunk where that would lie outside of the partition's blobs
    public long offset() {
        long offset = CellValue.offset(low(slot));
        if (offset + storedBytes() > blobBytes) {
            throw Objects.requireNonNull(extent).fault(partition, ChunkReader.outside());
        }
        return blobs + offset;
    }

    /// Length of its block.
    ///
    /// @return bytes
    public int storedBytes() {
        return CellValue.storedBytes(low(slot), high(slot));
    }

    /// Length of its document.
    ///
    /// @return bytes
    public int plainBytes() {
        return CellValue.plainBytes(high(slot));
    }

    /// Checksum of its block and key.
    ///
    /// @return 32 bits
    public int checksum() {
        return checksum(slot);
    }

    /// Checksum of the block and key of a cell of the leaf.
    ///
    /// @param index which
    /// @return 32 bits
    public int checksum(int index) {
        return CellValue.checksum(high(index));
    }

    /// Fills in where its block lies.
    ///
    /// @param into filled in
    /// @throws DamagedChunk where that would lie outside of the partition's blobs
    public void place(CellRef into) {
        into.set(key(), offset(), storedBytes(), plainBytes(), checksum());
    }
}
