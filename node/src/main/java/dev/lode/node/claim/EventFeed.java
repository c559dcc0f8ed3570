package dev.lode.node.claim;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import dev.lode.base.memory.OffHeap;
import dev.lode.game.claim.ClaimLedger;
import dev.lode.game.claim.Win;
import dev.lode.node.footing.Peers;
import dev.lode.wire.EventsFrame;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import dev.lode.wire.Status;
import dev.lode.wire.SubscribeFrame;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The events of one claim group, sent to the links that asked for their rooms.
///
/// Threads: owned by the claim loop. Memory: the newest events are kept encoded up to a bound;
/// older ones are encoded again from the ledger. A frame for which a peer has no room is tried
/// again at the next tick; one that gets lost is sent again when the edge subscribes anew with its
/// cursor.
final class EventFeed {
    private final int group;
    private final ClaimConfig config;
    private final Peers peers;
    private final ClaimDesks desks;
    private final MemorySegment frame;
    private final Map<Room, RoomFeed> rooms = new HashMap<>();
    private final Map<Integer, List<Subscription>> byLink = new HashMap<>();
    private final LinkedHashSet<RoomFeed> pending = new LinkedHashSet<>();
    private final ArrayDeque<RoomFeed> oldest = new ArrayDeque<>();
    private @Nullable ClaimMachine machine;
    private long kept;

    private record Room(Id128 hunt, long roomFp) {}

    /// What is known of a room that had an event since the start, or that somebody hears of.
    private static final class RoomFeed {
        final Room room;
        final ArrayDeque<byte[]> recent = new ArrayDeque<>();
        final List<Subscription> subscriptions = new ArrayList<>();
        long firstRecent = 1;

        RoomFeed(Room room) {
            this.room = room;
        }
    }

    private static final class Subscription {
        final int link;
        final RoomFeed feed;
        long cursor;
        boolean tell = true;

        Subscription(int link, RoomFeed feed) {
            this.link = link;
            this.feed = feed;
        }
    }

    EventFeed(int group, ClaimConfig config, Peers peers, ClaimDesks desks, OffHeap account) {
        this.group = group;
        this.config = config;
        this.peers = peers;
        this.desks = desks;
        frame = account.allocate(config.frameBytes());
    }

    void read(ClaimMachine from) {
        machine = from;
    }

    /// Takes a new win in.
    void won(Id128 hunt, Win win) {
        RoomFeed feed = feed(new Room(hunt, win.roomFp()));
        byte[] record = encode(hunt, win);
        if (feed.recent.isEmpty()) {
            feed.firstRecent = win.n();
        }
        feed.recent.add(record);
        oldest.add(feed);
        kept += record.length;
        while (kept > config.ringBytes()) {
            RoomFeed forgets = oldest.remove();
            kept -= forgets.recent.remove().length;
            forgets.firstRecent++;
        }
        if (!feed.subscriptions.isEmpty()) {
            pending.add(feed);
        }
    }

    /// Takes a subscription: new rooms are added, those that are there get the cursor.
    ///
    /// @return OK, or why it was not taken whole
    Status subscribe(MemorySegment request, long at, int length) {
        int count = request.get(Layouts.I32, at + SubscribeFrame.COUNT);
        if (count < 0
                || length != SubscribeFrame.BYTES + (long) count * SubscribeFrame.PAIR_BYTES) {
            return Status.MALFORMED;
        }
        ClaimDesks.Desk desk = desks.of(request, at);
        if (desk == null) {
            return Status.NO_HUNT;
        }
        int link = FrameHeader.link(request, at);
        List<Subscription> mine = byLink.computeIfAbsent(link, _ -> new ArrayList<>());
        for (int pair = 0; pair < count; pair++) {
            long offset = at + SubscribeFrame.BYTES + (long) pair * SubscribeFrame.PAIR_BYTES;
            long roomFp = request.get(Layouts.I64, offset);
            if (desk.facts.map().groupOfRoom(roomFp) != group) {
                return Status.MALFORMED;
            }
            RoomFeed feed = feed(new Room(desk.id(), roomFp));
            Subscription subscription = of(feed, link);
            if (subscription == null) {
                if (mine.size() == config.subscriptionsMax()) {
                    return Status.BUSY;
                }
                subscription = new Subscription(link, feed);
                feed.subscriptions.add(subscription);
                mine.add(subscription);
            }
            long had = request.get(Layouts.I64, offset + 8);
            subscription.cursor = Long.compareUnsigned(had, head(feed)) > 0 ? head(feed) : had;
            subscription.tell = true;
            pending.add(feed);
        }
        return Status.OK;
    }

    void unsubscribe(MemorySegment request, long at, int length) {
        int count = request.get(Layouts.I32, at + SubscribeFrame.COUNT);
        ClaimDesks.Desk desk = desks.of(request, at);
        if (desk == null
                || count < 0
                || length != SubscribeFrame.BYTES + (long) count * SubscribeFrame.PAIR_BYTES) {
            return;
        }
        int link = FrameHeader.link(request, at);
        for (int pair = 0; pair < count; pair++) {
            long offset = at + SubscribeFrame.BYTES + (long) pair * SubscribeFrame.PAIR_BYTES;
            RoomFeed feed = rooms.get(new Room(desk.id(), request.get(Layouts.I64, offset)));
            Subscription subscription = feed == null ? null : of(feed, link);
            if (feed != null && subscription != null) {
                byLink.getOrDefault(link, List.of()).remove(subscription);
                drop(subscription);
            }
        }
    }

    /// Forgets what a link asked for.
    void detach(int link) {
        List<Subscription> gone = byLink.remove(link);
        if (gone != null) {
            gone.forEach(this::drop);
        }
    }

    /// Whether nobody waits for an event.
    boolean isIdle() {
        return pending.isEmpty();
    }

    /// Sends what waits, as far as the peers have room.
    void tick() {
        for (Iterator<RoomFeed> each = pending.iterator(); each.hasNext(); ) {
            RoomFeed feed = each.next();
            if (send(feed)) {
                each.remove();
            }
        }
    }

    /// Sends a room's events to all who hear of it.
    ///
    /// @return true where nobody waits for more
    private boolean send(RoomFeed feed) {
        long head = head(feed);
        boolean all = true;
        long built = SubscribeFrame.NEWEST;
        int length = 0;
        int count = 0;
        for (Subscription subscription : feed.subscriptions) {
            if (!subscription.tell && subscription.cursor == head) {
                continue;
            }
            if (built != subscription.cursor || length == 0) {
                built = subscription.cursor;
                length = build(feed, built, head);
                count = frame.get(Layouts.I32, EventsFrame.COUNT);
            }
            if (peers.send(subscription.link, frame, length)) {
                subscription.cursor += count;
                subscription.tell = false;
                all &= subscription.cursor == head;
            } else {
                all = !peers.isOpen(subscription.link) && all;
            }
        }
        return all;
    }

    /// Encodes the events behind a cursor, as many as one frame takes.
    private int build(RoomFeed feed, long cursor, long head) {
        int length = EventsFrame.BYTES;
        int count = 0;
        if (cursor + 1 >= feed.firstRecent) {
            long n = feed.firstRecent;
            for (byte[] record : feed.recent) {
                if (n++ <= cursor) {
                    continue;
                }
                if (length + record.length > config.frameBytes()) {
                    break;
                }
                MemorySegment.copy(record, 0, frame, Layouts.I8, length, record.length);
                length += record.length;
                count++;
            }
        } else {
            int most = config.frameBytes() / EventsFrame.RECORD_BYTES;
            for (Win win : winsFrom(feed.room, cursor + 1, most)) {
                byte[] record = encode(feed.room.hunt, win);
                if (length + record.length > config.frameBytes()) {
                    break;
                }
                MemorySegment.copy(record, 0, frame, Layouts.I8, length, record.length);
                length += record.length;
                count++;
            }
        }
        FrameHeader.begin(frame, 0, FrameType.EVENTS, length);
        frame.set(Layouts.I16, FrameHeader.PARTITION, (short) (feed.room.roomFp >>> 48));
        feed.room.hunt.write(frame, FrameHeader.HUNT);
        frame.set(Layouts.I32, EventsFrame.GROUP, group);
        frame.set(Layouts.I32, EventsFrame.COUNT, count);
        frame.set(Layouts.I64, EventsFrame.ROOM, feed.room.roomFp);
        frame.set(Layouts.I64, EventsFrame.FIRST, cursor + 1);
        frame.set(Layouts.I64, EventsFrame.HEAD, head);
        return length;
    }

    private byte[] encode(Id128 hunt, Win win) {
        ClaimDesks.Desk desk = desks.of(hunt);
        byte[] prize =
                desk == null || desk.content == null
                        ? new byte[0]
                        : desk.content.prizes().prize(win.prize());
        byte[] bytes = new byte[EventsFrame.recordBytes(prize.length)];
        MemorySegment record = MemorySegment.ofArray(bytes);
        win.hunter().write(record, EventsFrame.RECORD_HUNTER);
        record.set(Layouts.I64, EventsFrame.RECORD_CELL, win.cell());
        record.set(Layouts.I64, EventsFrame.RECORD_MILLIS, win.millis());
        record.set(Layouts.I32, EventsFrame.RECORD_REMAINING, win.stockLeft());
        long points = desk == null ? 0 : desk.facts.rules().pointsPerKey();
        record.set(Layouts.I32, EventsFrame.RECORD_POINTS, (int) points);
        record.set(Layouts.I16, EventsFrame.RECORD_PRIZE_LENGTH, (short) prize.length);
        System.arraycopy(prize, 0, bytes, EventsFrame.RECORD_BYTES, prize.length);
        return bytes;
    }

    private long head(RoomFeed feed) {
        ClaimLedger ledger = ledger(feed.room.hunt);
        return ledger == null ? 0 : ledger.lastEvent(feed.room.roomFp);
    }

    private List<Win> winsFrom(Room room, long n, int most) {
        ClaimLedger ledger = ledger(room.hunt);
        return ledger == null ? List.of() : ledger.winsOfRoom(room.roomFp, n, most);
    }

    private @Nullable ClaimLedger ledger(Id128 hunt) {
        return machine == null ? null : machine.ledger(hunt);
    }

    private RoomFeed feed(Room room) {
        return rooms.computeIfAbsent(room, RoomFeed::new);
    }

    private static @Nullable Subscription of(RoomFeed feed, int link) {
        for (Subscription subscription : feed.subscriptions) {
            if (subscription.link == link) {
                return subscription;
            }
        }
        return null;
    }

    private void drop(Subscription subscription) {
        RoomFeed feed = subscription.feed;
        feed.subscriptions.remove(subscription);
        if (feed.subscriptions.isEmpty()) {
            pending.remove(feed);
            if (feed.recent.isEmpty()) {
                rooms.remove(feed.room);
            }
        }
    }
}
