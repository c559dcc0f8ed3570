package dev.lode.transport;

import java.lang.foreign.MemorySegment;

/// One direction of a connection to a peer: encoded frames go in, and may be lost, delayed or
/// repeated on the way.
///
/// Threads: any may send. Frames of one sender arrive in order unless the link says otherwise.
public interface Link extends AutoCloseable {
    /// Sends a frame; it is copied before this returns.
    ///
    /// @param frame where it lies; it begins with a `FrameHeader`
    /// @param offset of its start
    /// @param length of the whole frame, as its header says
    /// @return false where the peer has no room now, or the link is closed
    boolean send(MemorySegment frame, long offset, int length);

    /// Whether frames can still be sent.
    ///
    /// @return false once either end has closed it
    boolean isOpen();

    /// Ends it in both directions; frames under way may still arrive.
    @Override
    void close();
}
