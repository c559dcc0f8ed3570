package dev.lode.storage.blob;

import dev.lode.fuzz.Edits;
import dev.lode.storage.index.Checksum;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;

/// Blobs: refused without a byte written, or decoded as the decoder that is all Java decodes them.
public final class BlobDecoderFuzz {
    private static final int PLAIN_BYTES_MAX = 1 << 12;
    private static final BlobDecoder DECODER = new BlobDecoder(PLAIN_BYTES_MAX);

    private BlobDecoderFuzz() {}

    /// Decodes a block; its checksum fits where the first bit is set.
    public static void fuzzerTestOneInput(byte[] input) {
        var in = new Edits(input);
        boolean fits = (in.next() & 1) != 0;
        int room = in.next16() % (PLAIN_BYTES_MAX + 8);
        int plainBytes = in.next16() - 8;
        byte[] block = in.rest();
        int checksum = fits ? new Checksum().ofBlob(block, 0, block.length, 77) : room;
        byte[] out = new byte[room];
        int got =
                DECODER.decode(
                        77,
                        checksum,
                        plainBytes,
                        MemorySegment.ofArray(block),
                        0,
                        block.length,
                        MemorySegment.ofArray(out),
                        0,
                        room);
        if (got < 0) {
            if (!Arrays.equals(out, new byte[room])) {
                throw new AssertionError("refused, and written to");
            }
            return;
        }
        byte[] expected = new byte[plainBytes];
        try {
            int length =
                    LZ4Factory.safeInstance()
                            .safeDecompressor()
                            .decompress(block, 0, block.length, expected, 0, plainBytes);
            if (length != got || !Arrays.equals(out, 0, got, expected, 0, got)) {
                throw new AssertionError("another document");
            }
        } catch (LZ4Exception e) {
            throw new AssertionError("decoded what is no block", e);
        }
    }
}
