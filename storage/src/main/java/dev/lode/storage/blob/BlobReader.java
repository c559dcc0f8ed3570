package dev.lode.storage.blob;

import dev.lode.storage.extent.CellRef;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Reads the blobs of one file for one thread.
///
/// Threads: owned by one; make one for each loop and each thread of the pool. Memory: the two
/// buffers of its [BlobDecoder]; a read allocates nothing. Errors: results below zero; `out` is
/// written only with a document that passed every check.
public final class BlobReader implements DocumentReader {
    /// The bytes are not in memory: read them from the pool.
    public static final int WOULD_BLOCK = -1;

    /// The stored block is not what was packed, or the file ends before it, or the disk cannot read
    /// it.
    public static final int DAMAGED = -2;

    /// The document is longer than the caller's room for it, or than any document may be.
    public static final int TOO_LARGE = -3;

    /// The stored block refers to a dictionary, so it is of no use to anybody else: read the
    /// document.
    public static final int NEEDS_DICTIONARY = -4;

    private @Nullable BlobFile file;
    private @Nullable BlobDictionary dictionary;
    private final BlobDecoder decoder;

    /// Makes a reader.
    ///
    /// @param file which is not closed with this
    /// @param plainBytesMax the longest document
    public BlobReader(BlobFile file, int plainBytesMax) {
        this(plainBytesMax);
        turnTo(file, null);
    }

    /// Makes a reader that must be turned to a file before it reads one.
    ///
    /// @param plainBytesMax the longest document
    public BlobReader(int plainBytesMax) {
        decoder = new BlobDecoder(plainBytesMax);
    }

    /// Turns to another file, for the reads that follow.
    ///
    /// @param next which is not closed with this
    /// @param with what its blocks refer to, which is not closed with this either; null where they
    ///   stand alone
    public void turnTo(BlobFile next, @Nullable BlobDictionary with) {
        file = next;
        dictionary = with;
    }

    /// Checks and decodes a blob whose stored block lies in memory and stands alone.
    ///
    /// @param ref which; its offset counts in `memory`
    /// @param memory holds the block
    /// @param out takes the JSON document; untouched unless the result is positive
    /// @param offset of its first byte in `out`
    /// @param max room there
    /// @return bytes of the document, or [#DAMAGED] or [#TOO_LARGE]
    public int decode(CellRef ref, MemorySegment memory, MemorySegment out, long offset, int max) {
        decoder.with(null);
        return decoder.decode(
                ref.cell,
                ref.checksum,
                ref.plainBytes,
                memory,
                ref.offset,
                ref.storedBytes,
                out,
                offset,
                max);
    }

    /// Checks and copies a stored block that lies in memory and stands alone.
    ///
    /// @param ref which; its offset counts in `memory`
    /// @param memory holds the block
    /// @param out takes the LZ4 block; untouched unless the result is positive
    /// @param offset of its first byte in `out`
    /// @param max room there
    /// @return `ref.storedBytes`, or [#DAMAGED] or [#TOO_LARGE]
    public int copy(CellRef ref, MemorySegment memory, MemorySegment out, long offset, int max) {
        int refusal = decoder.refusal(ref.storedBytes, ref.plainBytes);
        if (refusal != 0) {
            return refusal;
        }
        if (ref.storedBytes > max) {
            return TOO_LARGE;
        }
        MemorySegment.copy(memory, ref.offset, decoder.stored(), 0, ref.storedBytes);
        return handOut(ref, ref.storedBytes, out, offset);
    }

    @Override
    public int tryRead(CellRef ref, MemorySegment out, long offset, int max) {
        return document(ref, out, offset, max, false);
    }

    @Override
    public int read(CellRef ref, MemorySegment out, long offset, int max) {
        return document(ref, out, offset, max, true);
    }

    @Override
    public int tryReadStored(CellRef ref, MemorySegment out, long offset, int max) {
        return block(ref, out, offset, max, false);
    }

    @Override
    public int readStored(CellRef ref, MemorySegment out, long offset, int max) {
        return block(ref, out, offset, max, true);
    }

    @Override
    public int plainChecksum(CellRef ref) {
        return decoder.plainChecksum(ref.cell, ref.plainBytes);
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
        decoder.with(dictionary);
        int got = load(ref, wait);
        return got < 0
                ? got
                : decoder.decodeOwn(
                        ref.cell, ref.checksum, plainBytes, ref.storedBytes, out, offset);
    }

    private int block(CellRef ref, MemorySegment out, long offset, int max, boolean wait) {
        if (dictionary != null) {
            return NEEDS_DICTIONARY;
        }
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
        return handOut(ref, got, out, offset);
    }

    private int handOut(CellRef ref, int got, MemorySegment out, long offset) {
        if (!decoder.sound(ref.cell, ref.checksum, got)) {
            return DAMAGED;
        }
        MemorySegment.copy(decoder.stored(), 0, out, offset, got);
        return got;
    }

    private int load(CellRef ref, boolean wait) {
        int length = ref.storedBytes;
        BlobFile from = file;
        if (from == null) {
            throw new IllegalStateException("the reader was turned to no file");
        }
        int got = from.read(decoder.call(), decoder.stored(), length, ref.offset, wait);
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
