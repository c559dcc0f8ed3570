package dev.lode.storage.wal;

import org.jspecify.annotations.Nullable;

/// What was found when a log was opened.
///
/// @param segments files that hold live records
/// @param batches read
/// @param records read
/// @param cut what was cut from the end because it was torn, in words; null where nothing was
public record WalReport(int segments, long batches, long records, @Nullable String cut) {}
