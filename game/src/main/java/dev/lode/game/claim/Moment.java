package dev.lode.game.claim;

/// Where in its group's log a claim is decided.
///
/// @param index of the log entry
/// @param ordinal of the claim within the entry
/// @param groupMillis group time that the proposer stamped on the entry
/// @param open whether the hunt is OPEN in the group's replicated state
public record Moment(long index, int ordinal, long groupMillis, boolean open) {}
