package dev.lode.edge;

import dev.lode.base.Id128;
import dev.lode.router.HuntMap;
import dev.lode.wire.HuntState;
import java.util.List;
import java.util.Optional;

/// What an edge must know of the cluster: hunts, owners of partitions, leaders of claim groups.
///
/// Threads: any; every answer is of one recent state. Cost: [#primary], [#epoch] and [#leader] are
/// called for every request.
public interface EdgeView {
    /// In place of a node that is not known.
    int NO_NODE = -1;

    /// A hunt.
    ///
    /// @param id drawn at its creation
    /// @param name what people call it
    /// @param title one line for people
    /// @param state what it allows
    /// @param groups which claim group decides about which partition
    /// @param blobBytesMax the longest blob in it, plain
    record Hunt(
            Id128 id,
            String name,
            String title,
            HuntState state,
            HuntMap groups,
            int blobBytesMax) {}

    /// Whether it has heard of the cluster at all.
    ///
    /// @return false until the first state arrived
    boolean isReady();

    /// Every hunt.
    ///
    /// @return by name
    List<Hunt> hunts();

    /// The hunt of a name.
    ///
    /// @param name its name
    /// @return the hunt, or nothing
    Optional<Hunt> hunt(String name);

    /// The hunt of an identity.
    ///
    /// @param id its identity
    /// @return the hunt, or nothing
    Optional<Hunt> hunt(Id128 id);

    /// Who serves a partition.
    ///
    /// @param partition 0 to 65,535
    /// @return the node, or [#NO_NODE]
    int primary(int partition);

    /// Since when.
    ///
    /// @param partition 0 to 65,535
    /// @return the epoch of that entry
    int epoch(int partition);

    /// Who leads a claim group, as far as is known.
    ///
    /// @param group its number
    /// @return the node, or [#NO_NODE]
    int leader(int group);

    /// Who takes commands of operators.
    ///
    /// @return the node, or [#NO_NODE]
    int atlasNode();

    /// A node said that a partition is served by another.
    ///
    /// @param partition 0 to 65,535
    /// @param epoch of the entry; an older one than known is dropped
    /// @param primary the node
    /// @param replicaA another holder, 65,535 for none
    /// @param replicaB a third one, 65,535 for none
    void moved(int partition, int epoch, int primary, int replicaA, int replicaB);
}
