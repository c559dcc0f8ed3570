package dev.lode.router;

import java.util.ArrayList;
import java.util.List;

/// Finds the moves that make a table fit its nodes: no partition without a holder, holders in
/// different failure domains, no node above its share of partitions and rooms, and as little moved
/// as may be.
///
/// Pure and deterministic: the same arguments give the same plan on every machine. Cost: some tens
/// of milliseconds; not for a loop's thread.
public final class Planner {
    private Planner() {}

    /// What a plan may go for and how far.
    ///
    /// @param loadPeakMax how far the busiest node's load may lie above the mean, as a ratio
    ///   (1.05), before partitions of equal rooms are exchanged to lower it
    /// @param loadSwapsMax how many such exchanges one plan may hold
    public record Limits(double loadPeakMax, int loadSwapsMax) {
        /// The defaults of the knobs in [RouterKnobs].
        public static final Limits DEFAULT =
                new Limits(
                        RouterKnobs.LOAD_PEAK_MAX.fallback(),
                        RouterKnobs.LOAD_SWAPS_MAX.fallback().intValue());

        /// Checks the ranges.
        public Limits {
            if (!(loadPeakMax >= 1) || loadSwapsMax < 0) {
                throw new IllegalArgumentException(
                        "a peak is 1 or more and swaps 0 or more, not %s and %d"
                                .formatted(loadPeakMax, loadSwapsMax));
            }
        }
    }

    /// Plans.
    ///
    /// @param table what is so now
    /// @param nodes who shall hold partitions; a node of the table that is not named here is gone,
    ///   one of weight 0 is emptied
    /// @param demand rooms and load of each partition
    /// @param pins where some partitions must be; a pin to a node that is gone has no effect
    /// @param limits how far to go
    /// @return the plan
    public static Plan plan(
            PartitionTable table, List<NodeSpec> nodes, Demand demand, Pins pins, Limits limits) {
        Draft draft = new Draft(nodes, demand, pins);
        draft.take(table);
        long partitionsLeast = least(draft, draft.primaries, Draft.PARTITIONS);
        long roomsLeast = least(draft, draft.rooms, demand.roomsTotal());
        Shares.holdings(draft);
        level(draft, limits);
        return result(table, nodes, draft, partitionsLeast, roomsLeast);
    }

    /// Repairs and levels a draft in place.
    static void level(Draft draft, Limits limits) {
        Repair.run(draft);
        PartitionLeveller.run(draft);
        RoomLeveller.run(draft);
        LoadLeveller.run(draft, limits);
        ReplicaPlacer.run(draft);
    }

    private static Plan result(
            PartitionTable table,
            List<NodeSpec> nodes,
            Draft draft,
            long partitionsLeast,
            long roomsLeast) {
        List<Move> moves = new ArrayList<>();
        PartitionTable.Editor editor = table.edit();
        long partitionsMoved = 0;
        long roomsMoved = 0;
        long copies = 0;
        for (int p = 0; p < Draft.PARTITIONS; p++) {
            PartitionEntry from = table.entry(p);
            PartitionEntry to = draft.entry(p, from.epoch() + 1);
            if (!sameHolders(from, to)) {
                Move move = new Move(p, from, to);
                moves.add(move);
                editor.set(p, to);
                copies += move.copies();
                if (move.movesPrimary()) {
                    partitionsMoved++;
                    roomsMoved += draft.demand.rooms(p);
                }
            }
        }
        PartitionTable after = editor.done();
        return new Plan(
                after,
                moves,
                Spread.of(after, nodes, draft.demand),
                partitionsMoved,
                partitionsLeast,
                roomsMoved,
                roomsLeast,
                copies);
    }

    private static boolean sameHolders(PartitionEntry a, PartitionEntry b) {
        return a.primary() == b.primary()
                && a.holders() == b.holders()
                && (a.replicaA() == PartitionEntry.NONE || b.isHolder(a.replicaA()))
                && (a.replicaB() == PartitionEntry.NONE || b.isHolder(a.replicaB()));
    }

    /// What lies above the shares rounded up, or on nobody: at least that much has to move.
    private static long least(Draft draft, long[] have, long total) {
        long weightTotal = 0;
        for (int weight : draft.weights) {
            weightTotal += weight;
        }
        long least = total;
        for (int i = 0; i < have.length; i++) {
            least -= Math.min(have[i], Balance.share(draft.weights[i], total, weightTotal));
        }
        return least;
    }
}
