package dev.lode.transport;

import java.lang.foreign.MemorySegment;

/// What a link ends at: a node, or one I/O thread of an edge.
///
/// Threads: any thread calls any method.
public interface Endpoint {
    /// Takes a new link to a peer in.
    ///
    /// @param toPeer sends to it
    /// @return the number by which frames from that peer are marked here, 1 to 65,535
    int attach(Link toPeer);

    /// A link has ended.
    ///
    /// @param number as given by [#attach]
    void detach(int number);

    /// The inbox of the thread that must see a frame.
    ///
    /// @param frame where it lies; not yet checked
    /// @param offset of its start
    /// @return the inbox
    Inbox inboxFor(MemorySegment frame, long offset);
}
