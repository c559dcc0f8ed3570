package dev.lode.storage.blob;

import java.util.Arrays;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;

/// Makes stored blocks of single documents: for cells that are added while a hunt runs.
///
/// Threads: owned by one. Cost: one compression and two copies; allocates the block.
public final class BlobEncoder {
    private final LZ4Compressor compressor = LZ4Factory.fastestInstance().fastCompressor();

    /// Makes one.
    public BlobEncoder() {}

    /// Compresses a document.
    ///
    /// @param json holds it
    /// @param offset of its first byte
    /// @param length of it, at least 1
    /// @return the LZ4 block
    public byte[] block(byte[] json, int offset, int length) {
        byte[] into = new byte[BlobDecoder.storedBytesMax(length)];
        int stored = compressor.compress(json, offset, length, into, 0, into.length);
        return Arrays.copyOf(into, stored);
    }
}
