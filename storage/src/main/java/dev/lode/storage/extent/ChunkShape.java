package dev.lode.storage.extent;

import dev.lode.storage.index.KeyShape;
import dev.lode.storage.index.TreeShape;

/// Where the parts of a chunk's head lie: follows from its numbers of rooms and cells and the
/// widths of its keys.
///
/// Units: bytes from the start of the head. Format: docs/format/pack.md.
///
/// @param rooms in the directory
/// @param keys how the tree writes them
/// @param tree of the cells
/// @param treeAt where the root is
/// @param checksAt where the body ends, and the checksums of its pages begin where they are many
/// @param pages of the body
/// @param headBytes of the whole head
public record ChunkShape(
        int rooms,
        KeyShape keys,
        TreeShape tree,
        long treeAt,
        long checksAt,
        long pages,
        long headBytes) {
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
    /// @param keys how the tree writes them
    /// @param cells how many
    /// @return the shape
    public static ChunkShape of(int rooms, KeyShape keys, long cells) {
        TreeShape tree = TreeShape.of(keys, cells);
        long treeAt = HEADER_BYTES + aligned((long) rooms * ROOM_BYTES);
        long checksAt = treeAt + tree.bytes();
        long pages = (checksAt - HEADER_BYTES + PAGE_BYTES - 1) / PAGE_BYTES;
        long checksBytes = pages > ChunkHeader.PAGES_HERE ? aligned(4 * pages) : 0;
        return new ChunkShape(rooms, keys, tree, treeAt, checksAt, pages, checksAt + checksBytes);
    }

    /// The next multiple of [#ALIGN].
    ///
    /// @param bytes any offset
    /// @return the offset itself or the next
    public static long aligned(long bytes) {
        return (bytes + ALIGN - 1) & -ALIGN;
    }

    /// Whether the checksums of the pages lie in the header, because they are few.
    ///
    /// @return false where they have a part of their own
    public boolean checksInHeader() {
        return pages <= ChunkHeader.PAGES_HERE;
    }

    /// Bytes of 0 behind the checksums of the pages, where they have a part of their own.
    ///
    /// @return less than [#ALIGN]
    public int paddingBytes() {
        return checksInHeader() ? 0 : (int) (headBytes - checksAt - 4 * pages);
    }

    /// Where a page of the body begins.
    ///
    /// @param page less than [#pages]
    /// @return bytes from the start of the head
    public static long pageAt(long page) {
        return HEADER_BYTES + page * PAGE_BYTES;
    }

    /// How long a page of the body is.
    ///
    /// @param page less than [#pages]
    /// @return bytes; the last may be shorter
    public int pageBytes(long page) {
        return (int) Math.min(PAGE_BYTES, checksAt - pageAt(page));
    }

    /// Where the leaves are.
    ///
    /// @return bytes from the start of the head
    public long leavesAt() {
        return treeAt + tree.innerBytes();
    }

    /// Where a leaf is.
    ///
    /// @param leaf which, less than the leaves of the tree
    /// @return bytes from the start of the head
    public long leafAt(long leaf) {
        return leavesAt() + leaf * tree.leafBytes();
    }
}
