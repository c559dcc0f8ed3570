package dev.lode.edge;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import dev.lode.wire.EventsFrame;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import dev.lode.wire.SubscribeFrame;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The events of a node by hand: who hears of which room, and everything that was won in it.
///
/// Threads: its node's; tests look and set flags.
final class FakeEvents {
    /// A win.
    record Event(Id128 hunter, long cell, String prize, int remaining, long millis) {}

    /// Sends a frame over a link.
    interface Sender {
        void send(int link, MemorySegment frame);
    }

    private record Feed(int link, Id128 hunt, long room) {}

    volatile boolean areLost;
    volatile boolean comeAgain;
    private final Sender sender;
    private final Map<Long, List<Event>> events = new ConcurrentHashMap<>();
    private final Set<Feed> feeds = ConcurrentHashMap.newKeySet();

    FakeEvents(Sender sender) {
        this.sender = sender;
    }

    void win(Id128 hunt, long room, Event... wins) {
        List<Event> all = events.computeIfAbsent(room, _ -> new ArrayList<>());
        int from = all.size() + 1;
        all.addAll(List.of(wins));
        for (Feed feed : feeds) {
            if (feed.room == room && feed.hunt.equals(hunt) && !areLost) {
                send(feed, comeAgain ? 1 : from, all.size());
            }
        }
    }

    void tell(long room, int from, int to) {
        for (Feed feed : feeds) {
            if (feed.room == room) {
                send(feed, from, to);
            }
        }
    }

    /// Whether some edge has subscribed a room.
    boolean has(long room) {
        return feeds.stream().anyMatch(feed -> feed.room == room);
    }

    int count(long room) {
        List<Event> all = events.get(room);
        return all == null ? 0 : all.size();
    }

    /// Takes SUBSCRIBE or UNSUBSCRIBE in.
    void subscribe(MemorySegment frame, boolean on) {
        int count = frame.get(Layouts.I32, SubscribeFrame.COUNT);
        for (int i = 0; i < count; i++) {
            long at = SubscribeFrame.BYTES + (long) i * SubscribeFrame.PAIR_BYTES;
            long room = frame.get(Layouts.I64, at);
            long had = frame.get(Layouts.I64, at + 8);
            var feed = new Feed(FrameHeader.link(frame, 0), FrameHeader.hunt(frame, 0), room);
            if (on) {
                feeds.add(feed);
                int head = count(room);
                boolean all = Long.compareUnsigned(had, head) >= 0;
                send(feed, all ? head + 1 : (int) had + 1, head);
            } else {
                feeds.remove(feed);
            }
        }
    }

    private void send(Feed feed, int from, int to) {
        List<Event> some = events.getOrDefault(feed.room, List.of()).subList(from - 1, to);
        int length = EventsFrame.BYTES;
        for (Event event : some) {
            length += EventsFrame.recordBytes(event.prize.length());
        }
        var frame = MemorySegment.ofArray(new byte[length]);
        FrameHeader.begin(frame, 0, FrameType.EVENTS, length);
        feed.hunt.write(frame, FrameHeader.HUNT);
        frame.set(Layouts.I32, EventsFrame.COUNT, some.size());
        frame.set(Layouts.I64, EventsFrame.ROOM, feed.room);
        frame.set(Layouts.I64, EventsFrame.FIRST, from);
        frame.set(Layouts.I64, EventsFrame.HEAD, count(feed.room));
        long at = EventsFrame.BYTES;
        for (Event event : some) {
            byte[] prize = event.prize.getBytes(StandardCharsets.UTF_8);
            event.hunter.write(frame, at + EventsFrame.RECORD_HUNTER);
            frame.set(Layouts.I64, at + EventsFrame.RECORD_CELL, event.cell);
            frame.set(Layouts.I64, at + EventsFrame.RECORD_MILLIS, event.millis);
            frame.set(Layouts.I32, at + EventsFrame.RECORD_REMAINING, event.remaining);
            frame.set(Layouts.I32, at + EventsFrame.RECORD_POINTS, 100);
            frame.set(Layouts.I16, at + EventsFrame.RECORD_PRIZE_LENGTH, (short) prize.length);
            MemorySegment.copy(
                    prize, 0, frame, Layouts.I8, at + EventsFrame.RECORD_BYTES, prize.length);
            at += EventsFrame.recordBytes(prize.length);
        }
        sender.send(feed.link, frame);
    }
}
