package dev.lode.storage.blob;

import dev.lode.storage.extent.CellRef;
import java.lang.foreign.MemorySegment;

/// Reads documents, or the blocks that they are stored as, for one thread.
///
/// Threads: owned by one. Memory: a read allocates nothing. Errors: results below zero, as
/// [BlobReader] names them; `out` is written only with what passed every check.
public interface DocumentReader extends AutoCloseable {
    /// Reads and decodes a blob if its bytes are in memory.
    ///
    /// @param ref which
    /// @param out takes the JSON document; untouched unless the result is positive
    /// @param offset of its first byte in `out`
    /// @param max room there
    /// @return bytes of the document, or [BlobReader#WOULD_BLOCK], [BlobReader#DAMAGED] or
    ///   [BlobReader#TOO_LARGE]
    int tryRead(CellRef ref, MemorySegment out, long offset, int max);

    /// Reads and decodes a blob; may wait for the disk.
    ///
    /// @param ref which
    /// @param out takes the JSON document; untouched unless the result is positive
    /// @param offset of its first byte in `out`
    /// @param max room there
    /// @return bytes of the document, or [BlobReader#DAMAGED] or [BlobReader#TOO_LARGE]
    int read(CellRef ref, MemorySegment out, long offset, int max);

    /// Reads a stored block if its bytes are in memory; its checksum is verified.
    ///
    /// @param ref which
    /// @param out takes the LZ4 block as it is stored; untouched unless the result is positive
    /// @param offset of its first byte in `out`
    /// @param max room there
    /// @return `ref.storedBytes`, or [BlobReader#WOULD_BLOCK], [BlobReader#DAMAGED],
    ///   [BlobReader#TOO_LARGE] or [BlobReader#NEEDS_DICTIONARY]
    int tryReadStored(CellRef ref, MemorySegment out, long offset, int max);

    /// Reads a stored block; may wait for the disk; its checksum is verified.
    ///
    /// @param ref which
    /// @param out takes the LZ4 block as it is stored; untouched unless the result is positive
    /// @param offset of its first byte in `out`
    /// @param max room there
    /// @return `ref.storedBytes`, or [BlobReader#DAMAGED], [BlobReader#TOO_LARGE] or
    ///   [BlobReader#NEEDS_DICTIONARY]
    int readStored(CellRef ref, MemorySegment out, long offset, int max);

    /// The checksum of the document that was read last and its cell's key, for one who sends it as
    /// it is.
    ///
    /// @param ref of the document
    /// @return CRC-32C
    int plainChecksum(CellRef ref);

    @Override
    void close();
}
