package dev.lode.storage.extent;

/// Where a partition's chunk lies, and which head it must have: what an entry of the partition
/// directory says.
///
/// Units: bytes; offsets in the file.
///
/// @param headAt where its head begins, 0 where there is none
/// @param headBytes of its head
/// @param blobsAt where its blobs begin
/// @param headCheck checksum that its chunk header must have
public record ChunkPlace(long headAt, long headBytes, long blobsAt, int headCheck) {}
