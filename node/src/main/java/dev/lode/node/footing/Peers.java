package dev.lode.node.footing;

import dev.lode.transport.Link;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// The links that end at a node, by the number under which each was taken in.
///
/// Threads: any. Sending reads one volatile array and allocates nothing; a frame for which the peer
/// has no room is dropped and counted, for whoever asked asks again.
public final class Peers {
    private static final int NUMBER_MAX = 0xFFFF;

    private final LongAdder dropped = new LongAdder();
    private volatile @Nullable Link[] links = new @Nullable Link[16];
    private volatile @Nullable Link[] nodes = new @Nullable Link[16];

    /// Makes one without links.
    public Peers() {}

    /// Takes a link in.
    ///
    /// @param link sends to the peer
    /// @return its number, 1 to 65,535
    public synchronized int attach(Link link) {
        @Nullable Link[] now = links.clone();
        for (int number = 1; number <= NUMBER_MAX; number++) {
            if (number == now.length) {
                now = Arrays.copyOf(now, Math.min(now.length * 2, NUMBER_MAX + 1));
            }
            if (now[number] == null) {
                now[number] = link;
                links = now;
                return number;
            }
        }
        throw new IllegalStateException("a node has at most " + NUMBER_MAX + " links");
    }

    /// Forgets a link.
    ///
    /// @param number as given by [#attach]
    public synchronized void detach(int number) {
        @Nullable Link[] now = links.clone();
        if (number > 0 && number < now.length) {
            now[number] = null;
            links = now;
        }
    }

    /// Says which link leads to another node.
    ///
    /// @param node its id, 0 to 65,535
    /// @param link sends to it
    public synchronized void node(int node, Link link) {
        @Nullable Link[] now = Arrays.copyOf(nodes, Math.max(nodes.length, node + 1));
        now[node] = link;
        nodes = now;
    }

    /// A link.
    ///
    /// @param number as given by [#attach]
    /// @return null where it is gone
    public @Nullable Link link(int number) {
        @Nullable Link[] now = links;
        return number < now.length ? now[number] : null;
    }

    /// Sends a frame on a link.
    ///
    /// @param number of the link
    /// @param frame where it lies
    /// @param length of it
    /// @return false where the link is gone or has no room; that is counted
    public boolean send(int number, MemorySegment frame, int length) {
        return send(link(number), frame, length);
    }

    /// Sends a frame to another node.
    ///
    /// @param node its id
    /// @param frame where it lies
    /// @param length of it
    /// @return false where no link leads there, or it has no room; that is counted
    public boolean sendToNode(int node, MemorySegment frame, int length) {
        @Nullable Link[] now = nodes;
        Link link = node < now.length ? now[node] : null;
        return send(link, frame, length);
    }

    /// Whether a link is still there.
    ///
    /// @param number of the link
    /// @return false once it was detached or closed
    public boolean isOpen(int number) {
        Link link = link(number);
        return link != null && link.isOpen();
    }

    /// Frames that found no room.
    ///
    /// @return how many since the start
    public long dropped() {
        return dropped.sum();
    }

    private boolean send(@Nullable Link link, MemorySegment frame, int length) {
        if (link != null && link.send(frame, 0, length)) {
            return true;
        }
        dropped.increment();
        return false;
    }
}
