package dev.lode.storage.wal;

/// What a log has handed to its device since it was opened.
///
/// @param batches writes, each made durable by itself, marks among them, openings of segments not
/// @param bytes what they carried, padding included
public record WalCounts(long batches, long bytes) {}
