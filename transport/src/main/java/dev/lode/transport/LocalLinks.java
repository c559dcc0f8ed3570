package dev.lode.transport;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;

/// Links between two endpoints of one process: each direction goes into the rings of the other
/// side.
///
/// Order: frames that one thread sends to one inbox arrive in order; nothing is lost unless it is
/// refused.
public final class LocalLinks {
    private LocalLinks() {}

    /// Both ends of a connection.
    ///
    /// @param toSecond held by the first endpoint
    /// @param toFirst held by the second endpoint
    public record Pair(Link toSecond, Link toFirst) {}

    /// Connects two endpoints.
    ///
    /// @param first one side, such as an I/O thread of an edge
    /// @param second the other, such as a node
    /// @return the links; each endpoint has been given its own by then
    public static Pair connect(Endpoint first, Endpoint second) {
        var open = new AtomicBoolean(true);
        var toSecond = new RingLink(second, open, first);
        var toFirst = new RingLink(first, open, second);
        toFirst.tag = second.attach(toFirst);
        toSecond.peerTag = toFirst.tag;
        toSecond.tag = first.attach(toSecond);
        toFirst.peerTag = toSecond.tag;
        return new Pair(toSecond, toFirst);
    }

    /// One direction.
    private static final class RingLink implements Link {
        private final Endpoint target;
        private final AtomicBoolean open;
        private final Endpoint owner;
        private volatile int tag;
        private volatile int peerTag;

        RingLink(Endpoint target, AtomicBoolean open, Endpoint owner) {
            this.target = target;
            this.open = open;
            this.owner = owner;
        }

        @Override
        public boolean send(MemorySegment frame, long offset, int length) {
            if (!open.get()) {
                return false;
            }
            try {
                return target.inboxFor(frame, offset).offer(frame, offset, length, peerTag);
            } catch (IllegalStateException e) {
                if (open.get()) {
                    throw e;
                }
                return false; // the other end closed the link, and gave its ring back meanwhile
            }
        }

        @Override
        public boolean isOpen() {
            return open.get();
        }

        @Override
        public void close() {
            if (open.compareAndSet(true, false)) {
                owner.detach(tag);
                target.detach(peerTag);
            }
        }
    }
}
