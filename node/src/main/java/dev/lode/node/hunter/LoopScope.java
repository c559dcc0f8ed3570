package dev.lode.node.hunter;

import dev.lode.base.Layouts;
import dev.lode.base.memory.OffHeap;
import dev.lode.base.time.MillisClock;
import dev.lode.base.time.NanoClock;
import dev.lode.game.hunter.HunterSlot;
import dev.lode.node.footing.Peers;
import dev.lode.node.hunt.HuntBook;
import dev.lode.node.hunt.HuntShelf;
import dev.lode.node.view.ClusterView;
import dev.lode.router.PartitionEntry;
import dev.lode.router.PartitionTable;
import dev.lode.router.Route;
import dev.lode.storage.blob.BlobDecoder;
import dev.lode.wire.CellFrame;
import dev.lode.wire.FindFrame;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import dev.lode.wire.MovedFrame;
import dev.lode.wire.RefusedFrame;
import dev.lode.wire.Status;
import dev.lode.wire.TextFrame;
import java.lang.foreign.MemorySegment;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the parts of one hunter loop share: its hunters and sessions, the time of this round, the
/// newest table and hunts, and the one buffer in which replies are made.
///
/// Threads: owned by its loop.
final class LoopScope implements AutoCloseable {
    /// Replica of an entry that is not there, on the wire.

    final int number;

    final int self;
    final LoopConfig config;
    final ClusterView view;
    final Peers peers;
    final SlotStore slots;
    final SessionTable sessions;
    final LoopCounters counters = new LoopCounters();
    final MemorySegment reply;
    final OffHeap account;
    private final MillisClock millis;
    private final NanoClock nanos;
    private final HuntShelf shelf;
    private final byte[] loopKey = new byte[32];
    private HuntBook book = HuntBook.EMPTY;
    private @Nullable HuntDesk[] desks = new @Nullable HuntDesk[4];
    PartitionTable table;
    long nowMillis;
    long nowNanos;

    LoopScope(
            int number,
            LoopConfig config,
            ClusterView view,
            HuntShelf shelf,
            Peers peers,
            MillisClock millis,
            NanoClock nanos) {
        this.number = number;
        this.config = config;
        this.view = view;
        this.shelf = shelf;
        this.peers = peers;
        this.millis = millis;
        this.nanos = nanos;
        self = view.self();
        table = view.table();
        account = OffHeap.of("node.loop");
        slots = new SlotStore(account, config.huntersMax());
        sessions = new SessionTable(config.sessionsMax());
        reply = account.allocate(replyBytes(config));
        new SecureRandom().nextBytes(loopKey);
        refresh();
    }

    /// Longest stored block of a document: what LZ4 can make of bytes that do not compress.
    static int storedBytesMax(int blobBytesMax) {
        return BlobDecoder.storedBytesMax(blobBytesMax);
    }

    private static long replyBytes(LoopConfig config) {
        long find = FindFrame.BYTES + (long) config.blobBytesMax();
        long cell = CellFrame.BYTES + (long) storedBytesMax(config.blobBytesMax());
        return Math.max(Math.max(find, cell), TextFrame.BYTES + (long) config.viewBytesMax());
    }

    /// Begins a round: reads the clocks, and takes the newest table and hunts.
    void refresh() {
        nowMillis = millis.millis();
        nowNanos = nanos.nanos();
        table = view.table();
        HuntBook newest = shelf.book();
        if (newest != book) {
            book = newest;
            arrange(newest);
        }
    }

    /// Reads the clock of hunt time.
    void readMillis() {
        nowMillis = millis.millis();
    }

    /// The desk of a frame's hunt.
    ///
    /// @return null where it was refused: no such hunt, or its content is not here
    @Nullable HuntDesk desk(MemorySegment frame, long at) {
        int found =
                book.find(
                        frame.get(Layouts.I64_BIG, at + FrameHeader.HUNT),
                        frame.get(Layouts.I64_BIG, at + FrameHeader.HUNT + 8));
        if (found < 0) {
            refuse(frame, at, Status.NO_HUNT, 0);
            return null;
        }
        HuntDesk desk = desks[found];
        if (desk == null) {
            refuse(frame, at, Status.UNAVAILABLE, config.retryMillis());
        }
        return desk;
    }

    /// The desk of a hunt that was served before.
    HuntDesk desk(int hunt) {
        return Objects.requireNonNull(desks[hunt]);
    }

    HuntBook book() {
        return book;
    }

    /// Whether this node is home to the partition that a frame is addressed by; else it is
    /// answered.
    boolean isHome(MemorySegment frame, long at) {
        int partition = FrameHeader.partition(frame, at);
        long route = table.routeOf(partition);
        int epoch = FrameHeader.epoch(frame, at);
        int order = Integer.compareUnsigned(epoch, Route.epoch(route));
        if (order > 0) {
            view.behind(partition, epoch);
            refuse(frame, at, Status.UNAVAILABLE, config.retryMillis());
            return false;
        }
        if (order < 0 || Route.primary(route) != self) {
            moved(frame, at, partition);
            return false;
        }
        return true;
    }

    /// Answers with the table entry of a partition.
    void moved(MemorySegment frame, long at, int partition) {
        counters.add(Count.MOVED);
        int link = FrameHeader.link(frame, at);
        FrameHeader.reply(reply, 0, FrameType.MOVED, MovedFrame.BYTES, Status.MOVED, frame, at);
        PartitionEntry entry = table.entry(partition);
        reply.set(Layouts.I64, MovedFrame.REPLICA_2, 0);
        reply.set(Layouts.I32, MovedFrame.EPOCH, entry.epoch());
        reply.set(Layouts.I16, MovedFrame.PRIMARY, (short) entry.primary());
        reply.set(Layouts.I16, MovedFrame.REPLICA_1, (short) entry.wireReplicaA());
        reply.set(Layouts.I16, MovedFrame.REPLICA_2, (short) entry.wireReplicaB());
        peers.send(link, reply, MovedFrame.BYTES);
    }

    /// Answers with a refusal.
    void refuse(MemorySegment frame, long at, Status why, long retryMillis) {
        counters.add(why == Status.MALFORMED ? Count.MALFORMED : Count.REFUSED);
        int link = FrameHeader.link(frame, at);
        FrameHeader.reply(reply, 0, FrameType.REFUSED, RefusedFrame.BYTES, why, frame, at);
        reply.set(
                Layouts.I64,
                RefusedFrame.RETRY_MILLIS,
                Math.clamp(retryMillis, 0, Integer.MAX_VALUE));
        peers.send(link, reply, RefusedFrame.BYTES);
    }

    /// The place of a frame's session among the sessions; where it is not one of this hunter here
    /// and now, the frame is answered.
    int session(MemorySegment frame, long at, HuntDesk desk) {
        int place = sessions.find(FrameHeader.session(frame, at));
        if (place < 0
                || sessions.partition(place) != FrameHeader.partition(frame, at)
                || !slots.isOf(
                        sessions.slot(place),
                        desk.number,
                        frame.get(Layouts.I64_BIG, at + FrameHeader.HUNTER),
                        frame.get(Layouts.I64_BIG, at + FrameHeader.HUNTER + 8))) {
            refuse(frame, at, Status.NO_SESSION, 0);
            return SessionTable.NONE;
        }
        if (sessions.expires(place) <= nowMillis) {
            refuse(frame, at, Status.EXPIRED_TOKEN, 0);
            return SessionTable.NONE;
        }
        return place;
    }

    /// Time until the next dig of a hunter is not refused for its cooldown.
    int cooldownMillis(HuntDesk desk, int slot) {
        long start = HunterSlot.cooldownStart(slots.memory(), slots.offset(slot));
        return start == HunterSlot.NEVER
                ? 0
                : Math.clamp(
                        start + desk.facts.rules().cooldownMillis() - nowMillis,
                        0,
                        Integer.MAX_VALUE);
    }

    private void arrange(HuntBook newest) {
        if (newest.hunts().size() > desks.length) {
            desks = Arrays.copyOf(desks, newest.hunts().size() * 2);
        }
        for (int hunt = 0; hunt < newest.hunts().size(); hunt++) {
            HuntBook.Hunt entry = newest.hunt(hunt);
            HuntDesk desk = desks[hunt];
            if (desk != null) {
                desk.update(entry.facts());
            } else if (entry.content() != null) {
                desks[hunt] = new HuntDesk(hunt, entry.facts(), entry.content(), loopKey);
            }
        }
    }

    @Override
    public void close() {
        for (HuntDesk desk : desks) {
            if (desk != null) {
                desk.close();
            }
        }
        slots.close();
        account.close();
    }
}
