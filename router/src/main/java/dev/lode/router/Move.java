package dev.lode.router;

/// One step of a plan: a partition gets other holders, or its holders other roles.
///
/// @param partition 0 to 65,535
/// @param from what the table says now
/// @param to what it shall say; its epoch is one more
public record Move(int partition, PartitionEntry from, PartitionEntry to) {
    /// How many nodes must copy the partition's content before the table may change.
    ///
    /// @return 0 where only roles change, at most 3
    public int copies() {
        int copies = from.isHolder(to.primary()) ? 0 : 1;
        if (to.replicaA() != PartitionEntry.NONE && !from.isHolder(to.replicaA())) {
            copies++;
        }
        if (to.replicaB() != PartitionEntry.NONE && !from.isHolder(to.replicaB())) {
            copies++;
        }
        return copies;
    }

    /// Whether another node serves the partition afterwards.
    ///
    /// @return false where only replicas change
    public boolean movesPrimary() {
        return from.primary() != to.primary();
    }
}
