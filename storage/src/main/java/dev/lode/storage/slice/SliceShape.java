package dev.lode.storage.slice;

/// Where the parts of a slice lie in its stream: header, blocks of one length, end record.
///
/// Both ways are arithmetic, so a reader that asks for a range of the stream knows which content it
/// gets, and the other way round. Units: bytes. Format: docs/format/slice.md.
///
/// @param headerBytes of the header
/// @param contentBytes of all content
/// @param blockBytes of a block's content; the last block may be shorter
public record SliceShape(int headerBytes, long contentBytes, int blockBytes) {
    /// Bytes in front of a block's content.
    public static final int BLOCK_HEADER_BYTES = 24;

    /// Bytes of the end record.
    public static final int END_BYTES = 32;

    /// How many blocks there are.
    ///
    /// @return 0 where there is no content
    public long blocks() {
        return (contentBytes + blockBytes - 1) / blockBytes;
    }

    /// Length of the stream.
    ///
    /// @return bytes, from the header's first to the end record's last
    public long streamBytes() {
        return endAt() + END_BYTES;
    }

    /// Where a block begins in the stream.
    ///
    /// @param block which, from 0; the number of blocks for the end record
    /// @return position of its header
    public long blockAt(long block) {
        return block == blocks()
                ? endAt()
                : headerBytes + block * (BLOCK_HEADER_BYTES + blockBytes);
    }

    /// Where the end record begins in the stream.
    ///
    /// @return position of its first byte
    public long endAt() {
        return headerBytes + contentBytes + blocks() * BLOCK_HEADER_BYTES;
    }

    /// Length of a block's content.
    ///
    /// @param block which, from 0
    /// @return bytes
    public int contentOf(long block) {
        return (int) Math.min(blockBytes, contentBytes - block * blockBytes);
    }

    /// Which block a position of the stream belongs to.
    ///
    /// @param position in the stream, not before the first block
    /// @return the block, from 0; the number of blocks where it lies in the end record
    public long blockOf(long position) {
        return position >= endAt()
                ? blocks()
                : (position - headerBytes) / (BLOCK_HEADER_BYTES + blockBytes);
    }

    /// Where a byte of the content lies in the stream.
    ///
    /// @param offset in the content
    /// @return position in the stream
    public long positionOf(long offset) {
        return blockAt(offset / blockBytes) + BLOCK_HEADER_BYTES + offset % blockBytes;
    }
}
