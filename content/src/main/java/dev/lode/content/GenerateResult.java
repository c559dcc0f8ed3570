package dev.lode.content;

/// An authoring folder that was generated.
///
/// @param rooms written
/// @param cells written
/// @param keys hidden
/// @param plainBytes of rooms and cells before compression
/// @param bytes of all files
public record GenerateResult(long rooms, long cells, long keys, long plainBytes, long bytes) {}
