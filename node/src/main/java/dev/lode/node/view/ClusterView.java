package dev.lode.node.view;

import dev.lode.router.PartitionTable;
import java.util.List;

/// What a node must know of its cluster, as of one moment.
///
/// Threads: any; each method reads an immutable snapshot.
public interface ClusterView {
    /// This node.
    ///
    /// @return its id, 0 to 65,535
    int self();

    /// Who holds which partition.
    ///
    /// @return the newest table known here
    PartitionTable table();

    /// The hunts, those that are over included.
    ///
    /// @return in the order of their creation, which never changes
    List<HuntFacts> hunts();

    /// Asks to be told of changes.
    ///
    /// @param listener called by any thread after `table` or `hunts` has changed; must not block
    void onChange(Runnable listener);

    /// Says that a peer knows a newer epoch of a partition than this view.
    ///
    /// @param partition 0 to 65,535
    /// @param epoch as the peer knows it, unsigned
    void behind(int partition, int epoch);
}
