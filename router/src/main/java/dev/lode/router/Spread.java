package dev.lode.router;

import java.util.Arrays;
import java.util.List;

/// How evenly a table spreads each thing that counts.
///
/// @param partitions partitions served, by primary
/// @param rooms rooms served, by primary
/// @param load load, by primary
/// @param holdings partitions held, as primary or replica
public record Spread(Balance partitions, Balance rooms, Balance load, Balance holdings) {

    /// Measures a table.
    ///
    /// @param table whose
    /// @param nodes every node that the table names; others may be there too
    /// @param demand what each partition asks
    /// @return the figures
    /// @throws IllegalArgumentException where the table names a node that is not among `nodes`
    public static Spread of(PartitionTable table, List<NodeSpec> nodes, Demand demand) {
        int[] index = new int[PartitionEntry.NODE_MAX + 1];
        Arrays.fill(index, PartitionEntry.NONE);
        int[] weights = new int[nodes.size()];
        for (int i = 0; i < weights.length; i++) {
            index[nodes.get(i).id()] = i;
            weights[i] = nodes.get(i).weight();
        }
        long[][] counts = new long[4][weights.length];
        for (int p = 0; p < PartitionTable.PARTITIONS; p++) {
            int primary = known(index, table.primary(p), p);
            counts[0][primary]++;
            counts[1][primary] += demand.rooms(p);
            counts[2][primary] += demand.load(p);
            counts[3][primary]++;
            for (int which = 0; which < 2; which++) {
                int replica = table.replica(p, which);
                if (replica != PartitionEntry.NONE) {
                    counts[3][known(index, replica, p)]++;
                }
            }
        }
        return new Spread(
                Balance.of(counts[0], weights),
                Balance.of(counts[1], weights),
                Balance.of(counts[2], weights),
                Balance.of(counts[3], weights));
    }

    private static int known(int[] index, int id, int partition) {
        if (index[id] == PartitionEntry.NONE) {
            throw new IllegalArgumentException(
                    "partition %d is held by node %d, which is not among the nodes"
                            .formatted(partition, id));
        }
        return index[id];
    }
}
