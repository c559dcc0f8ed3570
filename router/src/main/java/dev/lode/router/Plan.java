package dev.lode.router;

import java.util.List;

/// What the [Planner] would do, and what comes of it.
///
/// @param table the table after all moves
/// @param moves by ascending partition, each partition at most once; done in any order and any pace
/// @param spread of the table after all moves
/// @param partitionsMoved partitions that get another primary
/// @param partitionsMovedLeast fewer cannot be moved if no node is to serve more than its share
///   rounded up
/// @param roomsMoved rooms that get another primary
/// @param roomsMovedLeast fewer cannot be moved if no node is to serve more rooms than its share
///   rounded up
/// @param copies how often a partition's content must be copied to a node
public record Plan(
        PartitionTable table,
        List<Move> moves,
        Spread spread,
        long partitionsMoved,
        long partitionsMovedLeast,
        long roomsMoved,
        long roomsMovedLeast,
        long copies) {

    /// Copies the list.
    public Plan {
        moves = List.copyOf(moves);
    }
}
