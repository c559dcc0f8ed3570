package dev.lode.content;

/// How far a long job has come.
///
/// @param stage what is being done, such as `cells`
/// @param items rooms, cells or records done in this stage
/// @param done units of work done in this stage: bytes read, or items where nothing is read
/// @param total all units of this stage, or -1 where that is unknown
/// @param itemsPerSecond items a second since the stage began
/// @param etaMillis until the stage ends at the rate so far, or -1 where that is unknown
public record Progress(
        String stage, long items, long done, long total, double itemsPerSecond, long etaMillis) {}
