package dev.lode.storage.blob;

/// Makes stored blocks of documents.
///
/// Threads: one at a time.
@FunctionalInterface
public interface BlockCompressor {
    /// Compresses a document.
    ///
    /// @param json holds it
    /// @param offset of its first byte
    /// @param length of it, at least 1
    /// @param into takes the LZ4 block
    /// @param at where it begins there
    /// @param max room there, at least [BlobDecoder#storedBytesMax]
    /// @return bytes of the block
    int compress(byte[] json, int offset, int length, byte[] into, int at, int max);
}
