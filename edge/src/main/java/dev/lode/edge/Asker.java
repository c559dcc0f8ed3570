package dev.lode.edge;

import dev.lode.wire.Status;
import java.lang.foreign.MemorySegment;

/// Who waits for the answer of a node.
///
/// Threads: called by the I/O thread that sent the request. The request is free again when a call
/// returns, unless it says otherwise.
interface Asker {
    /// The answer has come.
    ///
    /// @param request what was asked
    /// @param reply exactly the frame of the answer; valid until this returns
    void onReply(Pending request, MemorySegment reply);

    /// There will be no answer.
    ///
    /// @param request what was asked
    /// @param status why
    /// @param retryMillis when a repeat makes sense
    void onFailure(Pending request, Status status, long retryMillis);

    /// The home does not know the session; the request stays under way.
    ///
    /// @param request what was asked
    /// @return false where nothing can be done about it
    default boolean onNoSession(Pending request) {
        return false;
    }
}
