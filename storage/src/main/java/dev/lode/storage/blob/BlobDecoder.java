package dev.lode.storage.blob;

import java.lang.foreign.MemorySegment;

/// Decodes stored blocks for one thread: also those that came over a Link.
@SuppressWarnings("DoNotCallSuggester")
public final class BlobDecoder implements AutoCloseable {
    /// Makes one.
    ///
    /// @param plainBytesMax the longest document that it will decode
    public BlobDecoder(int plainBytesMax) {}

    /// Checks and decodes a stored block.
    ///
    /// @param cell the key of its cell
    /// @param checksum CRC-32C of block and key, as in the index
    /// @param plainBytes length of the document, as in the index
    /// @param stored holds the block
    /// @param storedOffset of its first byte
    /// @param storedBytes its length
    /// @param out takes the document; untouched unless the result is positive
    /// @param offset of its first byte in `out`
    /// @param max room there
    /// @return bytes of the document, or [BlobReader#DAMAGED] or [BlobReader#TOO_LARGE]
    public int decode(
            long cell,
            int checksum,
            int plainBytes,
            MemorySegment stored,
            long storedOffset,
            int storedBytes,
            MemorySegment out,
            long offset,
            int max) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
