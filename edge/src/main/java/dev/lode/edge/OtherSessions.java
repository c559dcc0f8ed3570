package dev.lode.edge;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Tells a hunter's other sessions at this edge what one of them was told.
final class OtherSessions {
    private OtherSessions() {}

    /// Sends a frame to all sessions of a hunter but one.
    ///
    /// @param core has the I/O threads
    /// @param io the one that this runs on
    /// @param who whose sessions
    /// @param but knows it already
    /// @param frame stays the caller's
    static void push(EdgeCore core, IoThread io, SessionIndex.Who who, Session but, ByteBuf frame) {
        for (IoThread other : core.threads()) {
            if (other == io) {
                deliver(io, who, but, frame);
            } else {
                ByteBuf shared = frame.retainedDuplicate();
                other.loop.execute(() -> deliverThere(other, who, shared));
            }
        }
    }

    private static void deliverThere(IoThread there, SessionIndex.Who who, ByteBuf frame) {
        deliver(there, who, null, frame);
        frame.release();
        there.connections.flush();
    }

    private static void deliver(
            IoThread on, SessionIndex.Who who, @Nullable Session but, ByteBuf frame) {
        for (Session session : on.sessions.of(who)) {
            if (session != but) {
                session.deliver(frame.retainedDuplicate());
            }
        }
    }
}
