package dev.lode.consensus;

/// One replicated log and the state machine that it feeds.
///
/// Threads: any may call anything. The state machine and the listeners run on one thread at a time:
/// the group's apply executor.
public interface RaftGroup extends AutoCloseable {
    /// Which group it is: the number of its log.
    ///
    /// @return 0 is the atlas, claim groups follow
    int id();

    /// Whether this member leads and can accept proposals.
    ///
    /// @return false while another leads, before an election, and after a failure
    boolean isLeader();

    /// The term that this member is in.
    ///
    /// @return from 1
    long term();

    /// Proposes an entry. Exactly one method of the listener is called, exactly once.
    ///
    /// What many threads propose while one write is under way goes out in the next write together.
    /// It may be called from the apply executor itself, also from within `apply` and listeners; it
    /// never waits.
    ///
    /// @param entry its bytes; not to be changed afterwards
    /// @param done told when the entry has been applied here, or why it was refused
    void propose(byte[] entry, ProposalListener done);

    /// The last index that the state machine has seen.
    ///
    /// @return 0 before the first
    long appliedIndex();

    /// Asks for a snapshot: taken on the apply executor, after which the log up to the snapshot
    /// before it is forgotten.
    void snapshot();

    /// Refuses what waits and leaves the group; what was acknowledged stays.
    @Override
    void close();
}
