package dev.lode.consensus;

/// Who is told what became of a proposal: one of the two, once.
///
/// It must not block; what it throws stops the group.
public interface ProposalListener {
    /// The entry is durable and has just been applied; called on the apply executor.
    ///
    /// @param index its place in the log
    void committed(long index);

    /// The entry was not accepted, or its fate is unknown: see [Refusal].
    ///
    /// Called on the apply executor, or by the proposing thread before `propose` returns.
    ///
    /// @param why the reason
    void refused(Refusal why);
}
