package dev.lode.storage.blob;

import dev.lode.storage.extent.CellRef;
import java.lang.foreign.MemorySegment;

/// Reads the blobs of one file for one thread.
@SuppressWarnings("DoNotCallSuggester")
public final class BlobReader implements AutoCloseable {
    /// The bytes are not in memory: read them from the pool.
    public static final int WOULD_BLOCK = -1;

    /// The stored block is not what was packed.
    public static final int DAMAGED = -2;

    /// The document is longer than the caller's room for it, or than any document may be.
    public static final int TOO_LARGE = -3;

    private BlobReader() {}

    /// Reads and decodes a blob if its bytes are in memory.
    ///
    /// @param ref which
    /// @param out takes the JSON document; untouched unless the result is positive
    /// @param offset of its first byte in `out`
    /// @param max room there
    /// @return bytes of the document, or [#WOULD_BLOCK], [#DAMAGED] or [#TOO_LARGE]
    public int tryRead(CellRef ref, MemorySegment out, long offset, int max) {
        throw new UnsupportedOperationException();
    }

    /// Reads and decodes a blob; may wait for the disk.
    ///
    /// @param ref which
    /// @param out takes the JSON document; untouched unless the result is positive
    /// @param offset of its first byte in `out`
    /// @param max room there
    /// @return bytes of the document, or [#DAMAGED] or [#TOO_LARGE]
    public int read(CellRef ref, MemorySegment out, long offset, int max) {
        throw new UnsupportedOperationException();
    }

    /// Reads a stored block if its bytes are in memory; its checksum is verified.
    ///
    /// @param ref which
    /// @param out takes the LZ4 block as it is stored
    /// @param offset of its first byte in `out`
    /// @param max room there
    /// @return `ref.storedBytes`, or [#WOULD_BLOCK], [#DAMAGED] or [#TOO_LARGE]
    public int tryReadStored(CellRef ref, MemorySegment out, long offset, int max) {
        throw new UnsupportedOperationException();
    }

    /// Reads a stored block; may wait for the disk; its checksum is verified.
    ///
    /// @param ref which
    /// @param out takes the LZ4 block as it is stored
    /// @param offset of its first byte in `out`
    /// @param max room there
    /// @return `ref.storedBytes`, or [#DAMAGED] or [#TOO_LARGE]
    public int readStored(CellRef ref, MemorySegment out, long offset, int max) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
