package dev.lode.consensus;

import dev.lode.storage.wal.Wal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executor;

/// A group of a single member: it leads from the start, and what its log has is committed.
///
/// Threads: as [RaftGroup]. The apply executor must run one task at a time, in order; a loop's own
/// queue serves, and so does a direct executor where only one thread ever proposes.
@SuppressWarnings("DoNotCallSuggester")
public final class SoloGroup implements RaftGroup {
    private SoloGroup() {}

    /// Opens a group: loads the newest good snapshot, replays the log behind it, then leads in a
    /// new term.
    ///
    /// The state machine is brought up to date by the calling thread before this returns.
    ///
    /// @param id of the group and its log
    /// @param wal the node's log; not closed with the group
    /// @param snapshots folder for the snapshots of this group alone; created if need be
    /// @param machine gets the entries
    /// @param applyOn runs `apply` and the listeners
    /// @param config bounds
    /// @return the group, leading
    /// @throws IOException where snapshot or log cannot be read
    public static SoloGroup open(
            int id,
            Wal wal,
            Path snapshots,
            StateMachine machine,
            Executor applyOn,
            SoloConfig config)
            throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public int id() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isLeader() {
        throw new UnsupportedOperationException();
    }

    @Override
    public long term() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void propose(byte[] entry, ProposalListener done) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long appliedIndex() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void snapshot() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
