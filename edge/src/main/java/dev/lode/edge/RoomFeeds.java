package dev.lode.edge;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import dev.lode.membership.HuntEntry;
import dev.lode.wire.EventsFrame;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import dev.lode.wire.SubscribeFrame;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The rooms that the sessions of one I/O thread hear of.
///
/// A room is subscribed with what is had of it when its first session comes, again where a gap
/// shows, and again at every refresh: so a lost frame or a new leader costs no event. Until its
/// group has answered, a new room is said again like any request, and answers that promise to hear
/// of it are held.
///
/// Threads: owned by one I/O thread.
final class RoomFeeds {
    private static final int PAIRS_A_FRAME = 128;

    private record Room(Id128 hunt, long fingerprint) {}

    private record Stream(Id128 hunt, int group) {}

    private final IoThread io;
    private final Map<Room, RoomFeed> feeds = new HashMap<>();
    private final Set<RoomFeed> touched = new LinkedHashSet<>();
    private final Set<RoomFeed> asking = new LinkedHashSet<>();
    private final Set<RoomFeed> unheard = new LinkedHashSet<>(); // said longest ago first
    private final HeldAnswers held;

    RoomFeeds(IoThread io) {
        this.io = io;
        held = new HeldAnswers(io.config.requestDeadlineMillis(), IoThread::now);
    }

    /// A session hears of a room from now on.
    ///
    /// @param had number of the last event it has, or [RoomFeed#UNKNOWN] for those to come
    void join(Session session, HuntEntry hunt, String name, long fingerprint, long had) {
        var room = new Room(hunt.id(), fingerprint);
        RoomFeed feed = feeds.get(room);
        boolean fresh = feed == null;
        if (feed == null) {
            feed = new RoomFeed(hunt, name, fingerprint);
            feeds.put(room, feed);
            feed.saidMillis = IoThread.now();
            unheard.add(feed);
        }
        if (feed.join(session, had) == RoomFeed.Gap.ASK || fresh) {
            say(FrameType.SUBSCRIBE, List.of(feed));
        }
    }

    /// A session hears no more of a room.
    void leave(Session session, Id128 hunt, long fingerprint) {
        var room = new Room(hunt, fingerprint);
        RoomFeed feed = feeds.get(room);
        if (feed == null) {
            return;
        }
        feed.leave(session);
        if (feed.isEmpty()) {
            feeds.remove(room);
            touched.remove(feed);
            asking.remove(feed);
            unheard.remove(feed);
            held.settled(feed);
            say(FrameType.UNSUBSCRIBE, List.of(feed));
        }
    }

    /// Goes on, at once or later, when these rooms are heard: every event from then on reaches the
    /// sessions that have joined them.
    void whenHeard(Id128 hunt, Iterable<Long> rooms, HeldAnswers.Then then) {
        List<RoomFeed> joined = new ArrayList<>();
        for (long fingerprint : rooms) {
            RoomFeed feed = feeds.get(new Room(hunt, fingerprint));
            if (feed != null) {
                joined.add(feed);
            }
        }
        held.until(joined, then);
    }

    /// Takes an EVENTS frame in.
    void onEvents(MemorySegment frame) {
        long fingerprint = frame.get(Layouts.I64, EventsFrame.ROOM);
        RoomFeed feed = feeds.get(new Room(FrameHeader.hunt(frame, 0), fingerprint));
        if (feed == null) {
            return; // left since; where UNSUBSCRIBE was lost, the node hears no refresh
        }
        if (feed.onEvents(frame, io.loopAllocator()) == RoomFeed.Gap.ASK) {
            asking.add(feed);
        }
        if (feed.isHeard() && unheard.remove(feed)) {
            held.settled(feed); // before the first events go out
        }
        if (feed.batchBytes() > io.config.eventBytesMax()) {
            flush(feed);
        } else if (feed.hasBatch()) {
            touched.add(feed);
        }
    }

    /// Sends what has gathered, and asks for what is missing.
    void tick() {
        if (!touched.isEmpty()) {
            List<RoomFeed> now = List.copyOf(touched);
            touched.clear();
            now.forEach(this::flush);
        }
        if (!asking.isEmpty()) {
            List<RoomFeed> now = List.copyOf(asking);
            asking.clear();
            say(FrameType.SUBSCRIBE, now);
        }
        if (!unheard.isEmpty()) {
            sayAgain();
        }
        held.look();
    }

    /// Lets nobody wait any more.
    void stop() {
        held.stop();
    }

    private void sayAgain() {
        long now = IoThread.now();
        List<RoomFeed> due = new ArrayList<>();
        for (RoomFeed feed : unheard) {
            if (now - feed.saidMillis < io.config.retryMillis()) {
                break;
            }
            due.add(feed);
        }
        for (RoomFeed feed : due) {
            feed.saidMillis = now;
            unheard.remove(feed);
            unheard.add(feed);
        }
        say(FrameType.SUBSCRIBE, due);
    }

    /// Says again what is had of every room.
    void refresh() {
        say(FrameType.SUBSCRIBE, feeds.values());
    }

    int size() {
        return feeds.size();
    }

    private void flush(RoomFeed feed) {
        if (feed.flush() == RoomFeed.Gap.ASK) {
            asking.add(feed);
        }
    }

    private void say(byte type, Iterable<RoomFeed> rooms) {
        var byStream = new HashMap<Stream, List<RoomFeed>>();
        for (RoomFeed feed : rooms) {
            byStream.computeIfAbsent(new Stream(feed.hunt.id(), feed.group), _ -> new ArrayList<>())
                    .add(feed);
        }
        byStream.forEach((stream, some) -> {
            for (int from = 0; from < some.size(); from += PAIRS_A_FRAME) {
                int to = Math.min(some.size(), from + PAIRS_A_FRAME);
                say(type, stream, some.subList(from, to));
            }
        });
    }

    private void say(byte type, Stream stream, List<RoomFeed> rooms) {
        int length = SubscribeFrame.BYTES + rooms.size() * SubscribeFrame.PAIR_BYTES;
        var frame = MemorySegment.ofArray(new byte[length]);
        FrameHeader.begin(frame, 0, type, length);
        stream.hunt().write(frame, FrameHeader.HUNT);
        frame.set(Layouts.I32, SubscribeFrame.GROUP, stream.group());
        frame.set(Layouts.I32, SubscribeFrame.COUNT, rooms.size());
        long at = SubscribeFrame.BYTES;
        for (RoomFeed feed : rooms) {
            frame.set(Layouts.I64, at, feed.fingerprint);
            frame.set(Layouts.I64, at + Long.BYTES, feed.wanted());
            at += SubscribeFrame.PAIR_BYTES;
        }
        io.tell(io.atlas.view().leader(stream.group()), frame, length);
    }
}
