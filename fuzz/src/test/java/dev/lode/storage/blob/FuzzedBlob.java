package dev.lode.storage.blob;

import dev.lode.fuzz.Edits;
import dev.lode.storage.index.Checksum;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// A stored blob and its bounds as an input has them, and the memory it is decoded into.
final class FuzzedBlob {
    static final int PLAIN_BYTES_MAX = 1 << 12;

    private static final long CELL = 77;

    final int plainBytes;
    final byte[] block;
    final byte[] out;
    private final int checksum;

    /// Takes what is left of an input.
    ///
    /// @param fits whether the checksum is that of the block
    FuzzedBlob(Edits in, boolean fits) {
        int room = in.next16() % (PLAIN_BYTES_MAX + 8);
        plainBytes = in.next16() - 8;
        block = in.rest();
        checksum = fits ? new Checksum().ofBlob(block, 0, block.length, CELL) : room;
        out = new byte[room];
    }

    /// Decodes the blob.
    ///
    /// @return bytes of the document; negative where it was refused, without a byte written
    int decode(BlobDecoder decoder) {
        int got =
                decoder.decode(
                        CELL,
                        checksum,
                        plainBytes,
                        MemorySegment.ofArray(block),
                        0,
                        block.length,
                        MemorySegment.ofArray(out),
                        0,
                        out.length);
        if (got < 0 && !Arrays.equals(out, new byte[out.length])) {
            throw new AssertionError("refused, and written to");
        }
        return got;
    }
}
