package dev.lode.storage.archive;

/// Entries that are in no piece: they were truncated before they were archived.
///
/// @param first index that is missing
/// @param last index that is missing
public record ArchiveGap(long first, long last) {}
