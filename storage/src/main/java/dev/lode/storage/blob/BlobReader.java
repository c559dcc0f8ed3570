package dev.lode.storage.blob;

import dev.lode.storage.extent.CellRef;
import java.lang.foreign.MemorySegment;

/// Reads the blobs of one file for one thread.
///
/// Threads: owned by one; make one for each loop and each thread of the pool. Memory: the two
/// buffers of its [BlobDecoder]; a read allocates nothing. Errors: results below zero; `out` is
/// written only with a document that passed every check.
public final class BlobReader implements AutoCloseable {
    /// The bytes are not in memory: read them from the pool.
    public static final int WOULD_BLOCK = -1;

    /// The stored block is not what was packed, or the file ends before it, or the disk cannot read
    /// it.
    public static final int DAMAGED = -2;

    /// The document is longer than the caller's room for it, or than any document may be.
    public static final int TOO_LARGE = -3;

    private final BlobFile file;
    private final BlobDecoder decoder;

    /// Makes a reader.
    ///
    /// @param file which is not closed with this
    /// @param plainBytesMax the longest document
    public BlobReader(BlobFile file, int plainBytesMax) {
        this.file = file;
        decoder = new BlobDecoder(plainBytesMax);
    }

    /// Reads and decodes a blob if its bytes are in memory.
    ///
    /// @param ref which
    /// @param out takes the JSON document; untouched unless the result is positive
    /// @param offset of its first byte in `out`
    /// @param max room there
    /// @return bytes of the document, or [#WOULD_BLOCK], [#DAMAGED] or [#TOO_LARGE]
    public int tryRead(CellRef ref, MemorySegment out, long offset, int max) {
        return document(ref, out, offset, max, false);
    }

    /// Reads and decodes a blob; may wait for the disk.
    ///
    /// @param ref which
    /// @param out takes the JSON document; untouched unless the result is positive
    /// @param offset of its first byte in `out`
    /// @param max room there
    /// @return bytes of the document, or [#DAMAGED] or [#TOO_LARGE]
    public int read(CellRef ref, MemorySegment out, long offset, int max) {
        return document(ref, out, offset, max, true);
    }

    /// Reads a stored block if its bytes are in memory; its checksum is verified.
    ///
    /// @param ref which
    /// @param out takes the LZ4 block as it is stored; untouched unless the result is positive
    /// @param offset of its first byte in `out`
    /// @param max room there
    /// @return `ref.storedBytes`, or [#WOULD_BLOCK], [#DAMAGED] or [#TOO_LARGE]
    public int tryReadStored(CellRef ref, MemorySegment out, long offset, int max) {
        return block(ref, out, offset, max, false);
    }

    /// Reads a stored block; may wait for the disk; its checksum is verified.
    ///
    /// @param ref which
    /// @param out takes the LZ4 block as it is stored; untouched unless the result is positive
    /// @param offset of its first byte in `out`
    /// @param max room there
    /// @return `ref.storedBytes`, or [#DAMAGED] or [#TOO_LARGE]
    public int readStored(CellRef ref, MemorySegment out, long offset, int max) {
        return block(ref, out, offset, max, true);
    }

    private int document(CellRef ref, MemorySegment out, long offset, int max, boolean wait) {
        int plainBytes = ref.plainBytes;
        int refusal = decoder.refusal(ref.storedBytes, plainBytes);
        if (refusal != 0) {
            return refusal;
        }
        if (plainBytes > max) {
            return TOO_LARGE;
        }
        int got = load(ref, wait);
        return got < 0
                ? got
                : decoder.decodeOwn(
                        ref.cell, ref.checksum, plainBytes, ref.storedBytes, out, offset);
    }

    private int block(CellRef ref, MemorySegment out, long offset, int max, boolean wait) {
        int refusal = decoder.refusal(ref.storedBytes, ref.plainBytes);
        if (refusal != 0) {
            return refusal;
        }
        if (ref.storedBytes > max) {
            return TOO_LARGE;
        }
        int got = load(ref, wait);
        if (got < 0) {
            return got;
        }
        if (!decoder.sound(ref.cell, ref.checksum, got)) {
            return DAMAGED;
        }
        MemorySegment.copy(decoder.stored(), 0, out, offset, got);
        return got;
    }

    private int load(CellRef ref, boolean wait) {
        int length = ref.storedBytes;
        int got = file.read(decoder.call(), decoder.stored(), length, ref.offset, wait);
        if (got == BlobFile.WOULD_BLOCK) {
            return WOULD_BLOCK;
        }
        return got == length ? got : DAMAGED;
    }

    @Override
    public void close() {
        decoder.close();
    }
}
