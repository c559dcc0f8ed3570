package dev.lode.atlas;

import dev.lode.consensus.RaftGroup;
import dev.lode.consensus.StateMachine;
import java.io.IOException;

/// Opens the group that carries the atlas: log 0.
@FunctionalInterface
public interface GroupOpener {
    /// Opens it.
    ///
    /// @param machine gets the entries; up to date when this returns
    /// @return the group
    /// @throws IOException where its log or snapshots cannot be read
    RaftGroup open(StateMachine machine) throws IOException;
}
