package dev.lode.storage.extent;

import dev.lode.storage.index.TreeShape;

/// Where the parts of a chunk's head lie: follows from its numbers of rooms and cells alone.
///
/// Units: bytes from the start of the head. Format: docs/format/pack.md.
///
/// @param rooms in the directory
/// @param tree of the cells
/// @param treeAt where the root is
/// @param checksAt where the checksums of the pages begin; the body ends here
/// @param pages of the body
/// @param headBytes of the whole head
public record ChunkShape(
        int rooms, TreeShape tree, long treeAt, long checksAt, long pages, long headBytes) {
    /// Bytes of the chunk header.
    public static final int HEADER_BYTES = 64;

    /// Bytes that one checksum covers.
    public static final int PAGE_BYTES = 4096;

    /// Bytes of a room's entry: fingerprint, ordinal, number of cells.
    public static final int ROOM_BYTES = 16;

    /// Every part of a head begins at a multiple of this.
    public static final int ALIGN = 64;

    /// Lays out a head.
    ///
    /// @param rooms how many, at most 1,048,576
    /// @param cells how many
    /// @return the shape
    public static ChunkShape of(int rooms, long cells) {
        TreeShape tree = TreeShape.of(cells);
        long treeAt = HEADER_BYTES + aligned((long) rooms * ROOM_BYTES);
        long checksAt = treeAt + tree.bytes();
        long pages = (checksAt - HEADER_BYTES + PAGE_BYTES - 1) / PAGE_BYTES;
        return new ChunkShape(rooms, tree, treeAt, checksAt, pages, aligned(checksAt + 4 * pages));
    }

    /// The next multiple of [#ALIGN].
    ///
    /// @param bytes any offset
    /// @return the offset itself or the next
    public static long aligned(long bytes) {
        return (bytes + ALIGN - 1) & -ALIGN;
    }

    /// Bytes of 0 behind the checksums of the pages.
    ///
    /// @return less than [#ALIGN]
    public int paddingBytes() {
        return (int) (headBytes - checksAt - 4 * pages);
    }

    /// Where the leaves are.
    ///
    /// @return bytes from the start of the head
    public long leavesAt() {
        return treeAt + tree.innerBytes();
    }
}
