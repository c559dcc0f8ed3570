package dev.lode.storage.slice;

/// Where an import puts one chunk of its slice.
///
/// Units: bytes; offsets in the file.
///
/// @param file number of the import file
/// @param headAt where its head begins
/// @param blobsAt where its blobs begin
record Placement(int file, long headAt, long blobsAt) {}
