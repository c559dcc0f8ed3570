package dev.lode.storage.extent;

import static dev.lode.storage.index.AllMemory.ALL;

import dev.lode.base.Layouts;
import dev.lode.storage.index.CellTree;
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
    private @Nullable Extent extent;
    private @Nullable Heads source;
    private boolean narrow;
    private int partition;
    private int siteBits;
    private int spotBits;
    private long leaves;
    private long blobs;
    private long blobBytes;
    private long cells;
    private long rank;
    private long key;
    private long low;
    private long high;

    /// Makes one that has come to its end.
    public ChunkCursor() {}

    /// Sets it before a cell.
    void begin(Extent of, Heads memory, long line, int partition, long from) {
        extent = of;
        source = memory;
        this.partition = partition;
        rank = from;
        narrow = ChunkTable.state(line) != ChunkTable.WIDE;
        siteBits = ChunkTable.siteBits(ChunkTable.word(line));
        spotBits = ChunkTable.spotBits(ChunkTable.word(line));
        leaves = ChunkTable.leaves(line);
        blobs = ChunkTable.blobs(line);
        blobBytes = ChunkTable.blobBytes(line);
        cells = ChunkTable.cells(line);
    }

    /// Sets it behind the last cell of nothing.
    void end() {
        rank = 0;
        cells = 0;
    }

    /// Goes on to the next cell.
    ///
    /// @return whether there is one
    public boolean next() {
        if (rank >= cells) {
            return false;
        }
        try {
            if (narrow) {
                long leaf = leaves + (rank >>> 4) * TreeShape.NARROW_LEAF_BYTES;
                int slot = (int) rank & 15;
                long written = ALL.get(Layouts.I32, leaf + slot * 4L) & 0xFFFF_FFFFL;
                key = KeyShape.cellKey(partition, written, siteBits, spotBits);
                read(leaf + TreeShape.NODE_BYTES + slot * (long) TreeShape.VALUE_BYTES);
            } else {
                long leaf = leaves + (rank >>> 3) * TreeShape.WIDE_LEAF_BYTES;
                key = CellTree.wideKey(ALL, leaves, rank);
                read(leaf + TreeShape.NODE_BYTES + (rank & 7) * TreeShape.VALUE_BYTES);
            }
            Objects.requireNonNull(source).settle();
        } catch (InternalError | IndexOutOfBoundsException e) {
            throw Objects.requireNonNull(extent).fault(partition, e);
        }
        rank++;
        return true;
    }

    private void read(long value) {
        low = ALL.get(Layouts.I64, value);
        high = ALL.get(Layouts.I64, value + 8);
        if (CellValue.offset(low) + CellValue.storedBytes(low, high) > blobBytes) {
            throw new IndexOutOfBoundsException("a blob lies outside of the partition's blobs");
        }
    }

    /// The key of the cell.
    ///
    /// @return a cell key
    public long key() {
        return key;
    }

    /// Where its block begins in the file.
    ///
    /// @return bytes
    public long offset() {
        return blobs + CellValue.offset(low);
    }

    /// Length of its block.
    ///
    /// @return bytes
    public int storedBytes() {
        return CellValue.storedBytes(low, high);
    }

    /// Length of its document.
    ///
    /// @return bytes
    public int plainBytes() {
        return CellValue.plainBytes(high);
    }

    /// Checksum of its block and key.
    ///
    /// @return 32 bits
    public int checksum() {
        return CellValue.checksum(high);
    }

    /// Fills in where its block lies.
    ///
    /// @param into filled in
    public void place(CellRef into) {
        into.set(key, offset(), storedBytes(), plainBytes(), checksum());
    }
}
