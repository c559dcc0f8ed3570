package dev.lode.storage.pack;

import dev.lode.base.Id128;

/// What a pack says of itself in its footer.
///
/// @param format version of the file format
/// @param rooms in all partitions
/// @param cells in all partitions
/// @param keys that are hidden in cells
/// @param partitions that have a room
/// @param blobBytesMax the longest document that it may hold
/// @param bytes length of the file
/// @param plainBytes of all documents
/// @param storedBytes of all documents as they are stored
/// @param dictionaryBytes length of what documents are compressed with; 0 where each stands alone
/// @param secretId which secret unseals its keys
/// @param merkleRoot of the commitments to its keys, 64 hex digits
public record PackInfo(
        int format,
        long rooms,
        long cells,
        long keys,
        int partitions,
        int blobBytesMax,
        long bytes,
        long plainBytes,
        long storedBytes,
        int dictionaryBytes,
        Id128 secretId,
        String merkleRoot) {}
