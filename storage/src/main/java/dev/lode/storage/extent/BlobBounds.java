package dev.lode.storage.extent;

import dev.lode.base.Layouts;
import dev.lode.storage.index.CellValue;
import dev.lode.storage.index.TreeShape;
import java.lang.foreign.MemorySegment;

/// Whether the cells of a page of a head have their blobs among those of their partition: looked at
/// when the page is checked, so that no look-up has to.
///
/// Threads: any. Units: bytes. Format: docs/format/pack.md.
final class BlobBounds {
    private BlobBounds() {}

    /// Looks at the values of a page.
    ///
    /// @param header of the chunk
    /// @param shape of the chunk
    /// @param page which of its pages
    /// @param bytes hold the page
    /// @param offset of its first byte
    /// @return false where a blob is said to lie elsewhere
    static boolean hold(ChunkHeader header, ChunkShape shape, long page, byte[] bytes, int offset) {
        var memory = MemorySegment.ofArray(bytes).asSlice(offset, shape.pageBytes(page));
        int leafBytes = shape.tree().leafBytes();
        long begin = Math.max(shape.leavesAt() - ChunkShape.pageAt(page), 0);
        int inLeaf = (int) ((ChunkShape.pageAt(page) + begin - shape.leavesAt()) % leafBytes);
        for (int at = (int) Math.min(begin, memory.byteSize()); at < memory.byteSize(); ) {
            int step = TreeShape.VALUE_BYTES;
            if (inLeaf < TreeShape.NODE_BYTES) {
                step = TreeShape.NODE_BYTES - inLeaf;
            } else if (!holds(header, memory, at)) {
                return false;
            }
            at += step;
            inLeaf = inLeaf + step == leafBytes ? 0 : inLeaf + step;
        }
        return true;
    }

    /// Unused places of the last leaf are 0, which lies within.
    private static boolean holds(ChunkHeader header, MemorySegment memory, int at) {
        long low = memory.get(Layouts.I64, at);
        long high = memory.get(Layouts.I64, at + 8);
        return CellValue.offset(low) + CellValue.storedBytes(low, high) <= header.blobBytes();
    }
}
