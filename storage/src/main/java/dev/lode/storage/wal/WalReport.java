package dev.lode.storage.wal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was found when a log was opened.
///
/// @param segments files that hold live records
/// @param indexed of these, how many were not read, because their index says what they hold
/// @param batches read
/// @param records read
/// @param placesBytes memory that the places of all entries take, about
/// @param notes what was not as it should be and did no harm, in words; such as an index that is
///   missing, so that its segment was read whole
/// @param cut what was cut from the end because it was torn, in words; null where nothing was
public record WalReport(
        int segments,
        int indexed,
        long batches,
        long records,
        long placesBytes,
        List<String> notes,
        @Nullable String cut) {}
