package dev.lode.storage.blob;

import dev.lode.fuzz.Edits;
import java.util.Arrays;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;

/// Blobs: refused without a byte written, or decoded as the decoder that is all Java decodes them.
public final class BlobDecoderFuzz {
    private static final BlobDecoder DECODER = new BlobDecoder(FuzzedBlob.PLAIN_BYTES_MAX);

    private BlobDecoderFuzz() {}

    /// Decodes a block; its checksum fits where the first bit is set.
    public static void fuzzerTestOneInput(byte[] input) {
        var in = new Edits(input);
        boolean fits = (in.next() & 1) != 0;
        var blob = new FuzzedBlob(in, fits);
        int got = blob.decode(DECODER);
        if (got < 0) {
            return;
        }
        byte[] expected = new byte[blob.plainBytes];
        try {
            int length =
                    LZ4Factory.safeInstance()
                            .safeDecompressor()
                            .decompress(
                                    blob.block, 0, blob.block.length, expected, 0, blob.plainBytes);
            if (length != got || !Arrays.equals(blob.out, 0, got, expected, 0, got)) {
                throw new AssertionError("another document");
            }
        } catch (LZ4Exception e) {
            throw new AssertionError("decoded what is no block", e);
        }
    }
}
