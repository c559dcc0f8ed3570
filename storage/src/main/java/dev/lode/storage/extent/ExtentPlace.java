package dev.lode.storage.extent;

/// Where an extent lies in its file.
///
/// Units: bytes; offsets in the file.
///
/// @param headsAt where the partition directory begins, the chunk heads behind it
/// @param headsEnd where the last head ends
/// @param blobsAt where the first blob begins
/// @param blobsEnd where the last blob ends
/// @param blobBytesMax the longest document that the extent may hold
public record ExtentPlace(
        long headsAt, long headsEnd, long blobsAt, long blobsEnd, int blobBytesMax) {}
