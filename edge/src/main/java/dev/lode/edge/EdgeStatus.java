package dev.lode.edge;

/// What an edge does now, in numbers.
///
/// @param connections open TCP connections
/// @param sessions open sessions of hunters
/// @param pending requests under way to nodes
/// @param reservedBytes room in inboxes that is promised to their answers
/// @param rooms rooms that sessions hear of
/// @param waitingBytes what clients have not taken yet
/// @param lateReplies answers that came after their request was over
/// @param brokenReplies answers that could not be read: a node is of another version, or broken
public record EdgeStatus(
        int connections,
        int sessions,
        int pending,
        long reservedBytes,
        int rooms,
        long waitingBytes,
        long lateReplies,
        long brokenReplies) {}
