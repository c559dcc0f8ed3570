package dev.lode.storage.blob;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/// Makes blocks that refer to a dictionary, for one thread.
///
/// The same document and dictionary give the same block, whatever was compressed before. Memory: a
/// copy of the dictionary off heap, given back with this; two states of 16 KiB. Cost: as without a
/// dictionary, and a copy of the state a document.
public final class DictionaryCompressor implements BlockCompressor {
    /* Implementation: the state holds the address of the dictionary, so that must not move and must
     * not go away before the last call has returned; the state itself has no address of its own in
     * it and may lie in an array. */

    private final MemorySegment dictionary;
    private final long[] prepared = new long[Lz4Library.STREAM_WORDS];
    private final long[] state = new long[Lz4Library.STREAM_WORDS];
    private final MemorySegment stream = MemorySegment.ofArray(state);

    /// Makes one; only where [BlobDictionary#mustBePossible] says nothing.
    ///
    /// @param bytes the dictionary
    public DictionaryCompressor(byte[] bytes) {
        BlobDictionary.mustFit(bytes.length);
        dictionary = Arena.ofAuto().allocate(bytes.length);
        MemorySegment.copy(MemorySegment.ofArray(bytes), 0, dictionary, 0, bytes.length);
        Lz4Library.load(MemorySegment.ofArray(prepared), dictionary, bytes.length);
    }

    @Override
    public int compress(byte[] json, int offset, int length, byte[] into, int at, int max) {
        System.arraycopy(prepared, 0, state, 0, state.length);
        try {
            int stored =
                    Lz4Library.compress(
                            stream,
                            MemorySegment.ofArray(json).asSlice(offset, length),
                            length,
                            MemorySegment.ofArray(into).asSlice(at, max),
                            max);
            if (stored <= 0) {
                throw new IllegalArgumentException("a block has no room in " + max + " bytes");
            }
            return stored;
        } finally {
            Reference.reachabilityFence(dictionary);
        }
    }
}
