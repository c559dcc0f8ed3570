package dev.lode.storage.blob;

import dev.lode.base.hash.Xxh3;
import dev.lode.base.memory.OffHeap;
import java.lang.foreign.MemorySegment;

/// What the documents of one pack have in common: bytes that their blocks refer to.
///
/// Threads: any number of readers; the owner closes after all have stopped. Memory: its bytes, off
/// heap.
public final class BlobDictionary implements AutoCloseable {
    /// The longest: as far back as a block can refer.
    public static final int BYTES_MAX = 64 << 10;

    private final OffHeap account = OffHeap.of("storage.dictionary");
    private final MemorySegment memory;
    private final int bytes;
    private final long id;

    /// Makes one.
    ///
    /// @param content its bytes, 1 to [#BYTES_MAX]
    /// @throws MissingLibrary where LZ4's own library is not installed
    public BlobDictionary(byte[] content) throws MissingLibrary {
        mustFit(content.length);
        try {
            Lz4Library.mustBeThere();
            bytes = content.length;
            memory = account.allocate(bytes);
            MemorySegment.copy(MemorySegment.ofArray(content), 0, memory, 0, bytes);
            id = idOf(content);
        } catch (MissingLibrary e) {
            account.close();
            throw e;
        }
    }

    static void mustFit(int bytes) {
        if (bytes < 1 || bytes > BYTES_MAX) {
            throw new IllegalArgumentException("a dictionary of " + bytes + " bytes cannot be");
        }
    }

    /// Refuses to go on where blocks with a dictionary can neither be read nor written.
    ///
    /// @throws MissingLibrary where LZ4's own library is not installed
    public static void mustBePossible() throws MissingLibrary {
        Lz4Library.mustBeThere();
    }

    /// What tells a dictionary from others.
    ///
    /// @param content its bytes
    /// @return XXH3-64 of them
    public static long idOf(byte[] content) {
        return Xxh3.hash(content, 0, content.length);
    }

    /// What tells it from other dictionaries.
    ///
    /// @return as [#idOf]
    public long id() {
        return id;
    }

    /// How long it is.
    ///
    /// @return bytes
    public int bytes() {
        return bytes;
    }

    /// Decodes a block that lies off heap, into memory off heap.
    ///
    /// @return bytes of the document, below 0 where the block is not sound
    int decode(MemorySegment block, int blockBytes, MemorySegment plain, int plainBytes) {
        return Lz4Library.decode(block, blockBytes, plain, plainBytes, memory, bytes);
    }

    @Override
    public void close() {
        account.close();
    }
}
