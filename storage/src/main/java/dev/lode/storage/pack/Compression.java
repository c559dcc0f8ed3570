package dev.lode.storage.pack;

import dev.lode.storage.blob.BlobDictionary;
import dev.lode.storage.blob.BlockCompressor;
import dev.lode.storage.blob.DictionaryCompressor;
import dev.lode.storage.index.CellValue;
import java.io.IOException;
import net.jpountz.lz4.LZ4Factory;

/// How the documents of a pack become the blocks that are stored.
///
/// Threads: any.
final class Compression {
    private final PackOptions options;
    private final byte[] dictionary;

    /// @param options which compressor, and the longest document
    /// @param dictionary what documents have in common; empty for none
    /// @throws dev.lode.storage.blob.MissingLibrary where there is one, and LZ4's own library is
    ///   not installed
    /// @throws IOException where the compressor has no use for a dictionary
    Compression(PackOptions options, byte[] dictionary) throws IOException {
        if (dictionary.length > 0) {
            BlobDictionary.mustBePossible();
            if (options.compressor() != PackOptions.Compressor.FAST) {
                throw new IOException(
                        "pack.dictionaryBytes is for pack.compressor fast: set one of the two to its default");
            }
        }
        if (options.blobBytesMax() >= 1 << CellValue.LENGTH_BITS || options.blobBytesMax() < 1) {
            throw new IllegalArgumentException(
                    "blobBytesMax " + options.blobBytesMax() + " is not a length of 24 bits");
        }
        this.options = options;
        this.dictionary = dictionary;
    }

    /// What the blocks refer to; empty where each stands alone. Nobody writes into it.
    byte[] dictionary() {
        return dictionary;
    }

    /// A batch with a compressor of its own.
    CellBatch newBatch() {
        return new CellBatch(compressor(), options.blobBytesMax());
    }

    private BlockCompressor compressor() {
        if (dictionary.length > 0) {
            return new DictionaryCompressor(dictionary);
        }
        var lz4 = LZ4Factory.fastestInstance();
        return switch (options.compressor()) {
            case FAST -> lz4.fastCompressor()::compress;
            case HIGH -> lz4.highCompressor()::compress;
        };
    }
}
