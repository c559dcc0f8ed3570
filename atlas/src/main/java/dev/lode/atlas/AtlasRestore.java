package dev.lode.atlas;

import dev.lode.base.Id128;
import dev.lode.consensus.StateMachine;
import dev.lode.membership.AtlasView;
import dev.lode.membership.GroupEntry;
import dev.lode.membership.HuntEntry;
import dev.lode.wire.HuntState;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The atlas of a cluster that is gone, on its way to become that of a new one.
///
/// Threads: owned by one.
public final class AtlasRestore {
    private final AtlasMachine machine = new AtlasMachine(1);

    /// Makes one that knows nothing.
    public AtlasRestore() {}

    /// Takes snapshot and entries of the old atlas, and gives the state of the new one.
    ///
    /// @return the state machine of group 0
    public StateMachine machine() {
        return machine;
    }

    /// What the atlas knows.
    ///
    /// @return cluster, hunts, groups
    public AtlasView view() {
        return machine.state().view();
    }

    /// Turns the state into that of a new cluster of one node: a new identity, no node and no
    /// partition table (a start makes them), all groups led by the node, all hunts FROZEN except
    /// those that are DRAFT or SETTLED.
    ///
    /// Secrets stay as they are: they are wrapped with the same cluster key, for the same hunts.
    ///
    /// @param key of the old cluster, and of the new one
    /// @param node id of the node
    /// @param reached the newest version of a hunt's state that a claim group has seen
    /// @return identity of the new cluster
    /// @throws IOException where the key is not that of the cluster, or there is no cluster
    public Id128 becomeNew(ClusterKey key, int node, Map<Id128, Long> reached) throws IOException {
        AtlasState state = machine.state();
        if (state.cluster.equals(Id128.ZERO)) {
            throw new IOException(
                    "the atlas is not in the archive: without it no hunt can be brought back");
        }
        if (state.keyCheck != key.check()) {
            throw new IOException("the cluster key is not that of cluster " + state.cluster);
        }
        var random = new SecureRandom();
        state.cluster = new Id128(random.nextLong(), random.nextLong());
        state.nodes.clear();
        state.table = AtlasView.NONE.table();
        state.tableSet = false;
        state.staging = null;
        state.stagedPieces = 0;
        state.answered.clear();
        state.groups.replaceAll((id, _) -> new GroupEntry(id, node, List.of(node)));
        for (HuntEntry hunt : new ArrayList<>(state.hunts.values())) {
            state.hunts.put(hunt.id(), frozen(hunt, reached.getOrDefault(hunt.id(), 0L)));
        }
        state.version++;
        return state.cluster;
    }

    private static HuntEntry frozen(HuntEntry hunt, long reached) {
        if (hunt.state() == HuntState.DRAFT || hunt.state() == HuntState.SETTLED) {
            return hunt;
        }
        return new HuntEntry(
                hunt.id(),
                hunt.name(),
                hunt.title(),
                HuntState.FROZEN,
                Math.max(hunt.stateVersion(), reached) + 1,
                hunt.map(),
                hunt.blobBytesMax(),
                hunt.merkleRoot(),
                hunt.createdMillis(),
                hunt.rules());
    }
}
