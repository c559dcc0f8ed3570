package dev.lode.edge;

import dev.lode.base.Layouts;
import dev.lode.base.memory.FrameRing;
import dev.lode.base.memory.OffHeap;
import dev.lode.edge.PendingTable.Route;
import dev.lode.membership.AtlasFollower;
import dev.lode.membership.AtlasView;
import dev.lode.transport.Endpoint;
import dev.lode.transport.Inbox;
import dev.lode.transport.Link;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import dev.lode.wire.RefusedFrame;
import dev.lode.wire.Status;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// One I/O thread of an edge: the end of its links, its requests under way, sessions and rooms.
///
/// Threads: everything but [Endpoint]'s methods, [#join] and [#execute] runs on the event loop.
final class IoThread implements Endpoint, PendingTable.Retry {
    private static final Logger LOG = Logger.getLogger(IoThread.class.getName());
    private static final int ATLAS_GROUP = 0;
    private static final int FRAMES_A_TURN = 256;
    private static final int FOLLOWED_MOVES = 4;
    private static final int RECORD_HEAD_BYTES = 16;

    final EventLoop loop;
    final EdgeConfig config;
    final AtlasFollower atlas;
    final PendingTable pending;
    final SessionIndex sessions = new SessionIndex();
    final RoomFeeds feeds;
    final Connections connections;
    final RoomNames roomNames;
    final AtlasWaits atlasWaits;
    private final boolean followsAtlas;
    private final Inbox inbox;
    private final Map<Integer, Link> links = new ConcurrentHashMap<>();
    private final AtomicInteger attached = new AtomicInteger();
    private final FrameRing.Reader reader = this::onFrame;
    private final Runnable turn = this::turn;
    private final byte[] scratch;
    private long lateReplies;
    private long brokenReplies;
    private boolean stopped;

    IoThread(
            EventLoop loop,
            EdgeConfig config,
            AtlasFollower atlas,
            boolean followsAtlas,
            OffHeap memory) {
        this.loop = loop;
        this.config = config;
        this.atlas = atlas;
        this.followsAtlas = followsAtlas;
        inbox = new Inbox(new FrameRing(memory, config.inboxBytes()), this::wake);
        pending =
                new PendingTable(
                        config.pendingMax(),
                        config.inboxBytes() / 2,
                        config.retryMillis(),
                        IoThread::now);
        scratch = new byte[config.frameBytesMax()];
        connections = new Connections(config);
        roomNames = new RoomNames(config.roomNamesMax());
        feeds = new RoomFeeds(this);
        atlasWaits = new AtlasWaits(atlas, config.requestDeadlineMillis(), IoThread::now);
    }

    /// Where the frames for clients come from.
    ByteBufAllocator loopAllocator() {
        return ByteBufAllocator.DEFAULT;
    }

    /// The bytes of one message of a client, while it is read.
    byte[] scratch() {
        return scratch;
    }

    /// Monotonic milliseconds: for time-outs, not for what a clock on the wall shows.
    static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    void start() {
        every(config.tickMillis(), this::tick);
        every(config.refreshMillis(), feeds::refresh);
        every(config.sweepMillis(), connections::sweep);
        loop.execute(turn);
    }

    /// Uses a link for a node; an older one to the same node is closed.
    void join(int node, Link link) {
        Link before = links.put(node, link);
        if (before != null) {
            before.close();
        }
        loop.execute(feeds::refresh);
    }

    boolean hasLink() {
        return links.values().stream().anyMatch(Link::isOpen);
    }

    /// Ends it: nothing is under way any more, no link is open. On the event loop.
    void stop() {
        stopped = true;
        links.values().forEach(Link::close);
        links.clear();
        pending.failAll(Status.UNAVAILABLE);
        feeds.stop();
    }

    @Override
    public int attach(Link toPeer) {
        return attached.incrementAndGet();
    }

    @Override
    public void detach(int number) {
        links.values().removeIf(link -> !link.isOpen());
    }

    @Override
    public Inbox inboxFor(MemorySegment frame, long offset) {
        return inbox;
    }

    /// Takes a request in; the caller writes its frame and then calls [#send].
    ///
    /// @return null where there is no room for it or its reply
    @Nullable Pending admit(Asker asker, int replyBytes, long lifeMillis) {
        return pending.admit(asker, replyBytes + RECORD_HEAD_BYTES, lifeMillis);
    }

    /// Sends a request for the first time; where that fails, the asker hears of it at once.
    void send(Pending request) {
        Status status = trySend(request);
        if (status == Status.OK) {
            pending.queue(request);
        } else {
            fail(request, status, config.busyRetryMillis());
        }
    }

    /// Sends a frame that is not answered; it may be lost.
    void tell(int node, MemorySegment frame, int length) {
        Link link = links.get(node);
        if (link != null) {
            link.send(frame, 0, length);
        }
    }

    @Override
    public void resend(Pending request) {
        if (!request.waitsForHello && request.route != Route.ATLAS) {
            trySend(request); // where it fails now, the next time may be better
        }
        pending.queue(request);
    }

    @Override
    public void expire(Pending request) {
        fail(request, Status.TIMEOUT, config.busyRetryMillis());
    }

    private Status trySend(Pending request) {
        AtlasView view = atlas.view();
        int node =
                switch (request.route) {
                    case HOME -> view.table().primary(request.partition);
                    case GROUP -> view.leader(request.group);
                    case ATLAS -> view.leader(ATLAS_GROUP);
                };
        Link link = links.get(node);
        if (link == null || !link.isOpen()) {
            return Status.UNAVAILABLE;
        }
        request.address(view.table().epoch(request.partition));
        return link.send(request.frame, 0, request.frameBytes) ? Status.OK : Status.BUSY;
    }

    void fail(Pending request, Status status, long retryMillis) {
        Asker asker = request.asker();
        asker.onFailure(request, status, status.temporary() ? retryMillis : 0);
        pending.release(request);
    }

    private void onFrame(MemorySegment memory, long offset, int length) {
        MemorySegment frame = memory.asSlice(offset, length);
        byte type = FrameHeader.type(frame, 0);
        if (type == FrameType.EVENTS) {
            feeds.onEvents(frame);
            return;
        }
        if (type == FrameType.ATLAS) {
            atlas.onFrame(frame, 0, length);
            atlasWaits.look();
            return;
        }
        Pending request = pending.find(FrameHeader.correlation(frame, 0));
        if (request == null) {
            lateReplies++;
            return;
        }
        switch (type) {
            case FrameType.MOVED -> follow(request, frame);
            case FrameType.REFUSED -> refused(request, frame);
            default -> answered(request, frame);
        }
    }

    private void answered(Pending request, MemorySegment frame) {
        try {
            request.asker().onReply(request, frame);
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            brokenReplies++;
            request.asker().onFailure(request, Status.FAILED, 0);
        }
        pending.release(request);
    }

    private void refused(Pending request, MemorySegment frame) {
        Status status = FrameHeader.status(frame, 0);
        if (status == Status.NO_SESSION && request.asker().onNoSession(request)) {
            return;
        }
        long retry = Integer.toUnsignedLong(frame.get(Layouts.I32, RefusedFrame.RETRY_MILLIS));
        fail(request, status, retry);
    }

    private void follow(Pending request, MemorySegment frame) {
        atlas.onFrame(frame, 0, (int) frame.byteSize());
        if (request.moves++ < FOLLOWED_MOVES) {
            resend(request); // else two nodes that disagree would keep us busy: wait for the timer
        }
    }

    private void wake() {
        try {
            loop.execute(turn);
        } catch (RejectedExecutionException e) {
            // it has ended: nobody reads any more
        }
    }

    private void turn() {
        if (stopped) {
            return;
        }
        inbox.unpark();
        int frames = 0;
        try {
            frames = inbox.drain(reader, FRAMES_A_TURN);
        } finally {
            connections.flush();
            if (frames == FRAMES_A_TURN || !inbox.park()) {
                loop.execute(turn);
            }
        }
    }

    private void tick() {
        pending.tick(this);
        if (followsAtlas) {
            pullAtlas();
        }
        atlasWaits.look();
        feeds.tick();
        connections.flush();
    }

    private void pullAtlas() {
        Link best = links.get(atlas.view().leader(ATLAS_GROUP));
        for (Link link : links.values()) {
            if (best == null || !best.isOpen()) {
                best = link; // any node knows more than one that cannot be reached
            }
        }
        if (best != null && best.isOpen()) {
            atlas.tick(System.nanoTime(), best);
        }
    }

    private void every(long millis, Runnable what) {
        var _ =
                loop.scheduleAtFixedRate(
                        () -> {
                            try {
                                if (!stopped) {
                                    what.run();
                                }
                            } catch (RuntimeException e) {
                                // a periodic task that throws would never run again
                                LOG.log(Level.SEVERE, "an I/O thread's timer has failed", e);
                            }
                        },
                        millis,
                        millis,
                        TimeUnit.MILLISECONDS);
    }

    /// Answers that could not be read.
    long brokenReplies() {
        return brokenReplies;
    }

    /// Answers that came after their request was given up or answered.
    long lateReplies() {
        return lateReplies;
    }
}
