package dev.lode.edge;

import dev.lode.base.CellKey;
import dev.lode.base.Layouts;
import dev.lode.edge.json.JsonOut;
import dev.lode.membership.HuntEntry;
import dev.lode.wire.EventsFrame;
import dev.lode.wire.SubscribeFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The events of one room on one I/O thread: who hears of them, and what each has heard.
///
/// Events go to all who are up to date as one frame a tick; who came back with an older number is
/// served by itself until it has caught up. Nothing is kept here: what is missing is asked for
/// again from the lowest number that a listener has.
///
/// Threads: owned by one I/O thread.
final class RoomFeed {
    /// In place of a number that is not known yet: from now on.
    static final long UNKNOWN = SubscribeFrame.NEWEST;

    /// One session in the room.
    static final class Listener {
        final Session session;
        long had;

        Listener(Session session, long had) {
            this.session = session;
            this.had = had;
        }
    }

    /// Whether what came leaves a gap that must be asked for.
    enum Gap {
        NONE,
        ASK
    }

    final HuntEntry hunt;
    final String name;
    final long fingerprint;
    final int group;
    private final byte[] nameUtf8;
    private final List<Listener> listeners = new ArrayList<>();
    private long cursor = UNKNOWN;
    private @Nullable JsonOut batch;
    private long batchFirst;

    /// When its group was last told of it; kept by [RoomFeeds].
    long saidMillis;

    RoomFeed(HuntEntry hunt, String name, long fingerprint) {
        this.hunt = hunt;
        this.name = name;
        this.fingerprint = fingerprint;
        group = hunt.map().groupOfRoom(fingerprint);
        nameUtf8 = name.getBytes(StandardCharsets.UTF_8);
    }

    /// Takes a listener in.
    ///
    /// @return whether something older than the cursor must be asked for
    Gap join(Session session, long had) {
        listeners.add(new Listener(session, had == UNKNOWN ? cursor : had));
        return had != UNKNOWN && had != cursor ? Gap.ASK : Gap.NONE;
    }

    void leave(Session session) {
        listeners.removeIf(listener -> listener.session == session);
        if (listeners.isEmpty()) {
            dropBatch();
        }
    }

    boolean isEmpty() {
        return listeners.isEmpty();
    }

    /// Whether every event from now on is heard: its group has said where its numbers stand.
    boolean isHeard() {
        return cursor != UNKNOWN;
    }

    /// The number from which on everything is wanted.
    long wanted() {
        long least = cursor;
        for (Listener listener : listeners) {
            if (listener.had != UNKNOWN && (least == UNKNOWN || listener.had < least)) {
                least = listener.had;
            }
        }
        return least;
    }

    /// Takes an EVENTS frame in.
    Gap onEvents(MemorySegment frame, ByteBufAllocator allocator) {
        int count = frame.get(Layouts.I32, EventsFrame.COUNT);
        long first = frame.get(Layouts.I64, EventsFrame.FIRST);
        long head = frame.get(Layouts.I64, EventsFrame.HEAD);
        if (count == 0) {
            return onHead(head);
        }
        long last = first + count - 1;
        settle(first - 1);
        Gap gap = Gap.NONE;
        for (int i = listeners.size() - 1; i >= 0; i--) {
            Listener listener = listeners.get(i);
            if (listener.had < cursor && listener.had < last && listener.had < sharedFrom()) {
                if (listener.had < first - 1) {
                    gap = Gap.ASK;
                } else {
                    long from = listener.had + 1;
                    listener.had = last;
                    listener.session.deliver(alone(frame, first, from, last, allocator));
                }
            }
        }
        if (first > cursor + 1) {
            return Gap.ASK;
        }
        if (last > cursor) {
            append(frame, first, cursor + 1, last, allocator);
            cursor = last;
        }
        return gap;
    }

    /// Sends what has gathered to all who are up to date.
    Gap flush() {
        JsonOut out = batch;
        if (out == null) {
            return Gap.NONE;
        }
        batch = null;
        ByteBuf shared = close(out, batchFirst, cursor);
        Gap gap = Gap.NONE;
        try {
            for (int i = listeners.size() - 1; i >= 0; i--) {
                Listener listener = listeners.get(i);
                if (listener.had == batchFirst - 1) {
                    listener.had = cursor;
                    listener.session.deliver(shared.retainedDuplicate());
                } else if (listener.had < cursor) {
                    gap = Gap.ASK;
                }
            }
        } finally {
            shared.release();
        }
        return gap;
    }

    boolean hasBatch() {
        return batch != null;
    }

    int batchBytes() {
        return batch == null ? 0 : batch.buffer().readableBytes();
    }

    private long sharedFrom() {
        return batch == null ? cursor : batchFirst - 1;
    }

    private Gap onHead(long head) {
        settle(head);
        for (Listener listener : listeners) {
            listener.had = Math.min(listener.had, Math.max(head, cursor));
        }
        return head > wanted() ? Gap.ASK : Gap.NONE;
    }

    /// Now that a number is known, "from now on" means after it.
    private void settle(long number) {
        if (cursor == UNKNOWN) {
            cursor = number;
        }
        for (Listener listener : listeners) {
            if (listener.had == UNKNOWN) {
                listener.had = cursor;
            }
        }
    }

    private void append(
            MemorySegment frame, long first, long from, long last, ByteBufAllocator allocator) {
        JsonOut out = batch;
        if (out == null) {
            out = ServerFrames.begin(allocator, 256 + (int) frame.byteSize() * 2);
            head(out);
            batch = out;
            batchFirst = from;
        }
        records(out, frame, first, from, last, from == batchFirst);
    }

    private ByteBuf alone(
            MemorySegment frame, long first, long from, long last, ByteBufAllocator allocator) {
        JsonOut out = ServerFrames.begin(allocator, 256 + (int) frame.byteSize() * 2);
        head(out);
        records(out, frame, first, from, last, true);
        return close(out, from, last);
    }

    private void head(JsonOut out) {
        out.raw("{\"events\":{\"room\":").text(name).raw(",\"list\":[");
    }

    private static ByteBuf close(JsonOut out, long from, long to) {
        out.raw("],\"from\":").number(from).raw(",\"to\":").number(to).raw("}}");
        return ServerFrames.finish(out);
    }

    private void records(
            JsonOut out, MemorySegment frame, long first, long from, long last, boolean start) {
        long at = EventsFrame.BYTES;
        boolean comma = !start;
        var roomName = MemorySegment.ofArray(nameUtf8);
        for (long n = first; n <= last; n++) {
            int prize =
                    Short.toUnsignedInt(
                            frame.get(Layouts.I16, at + EventsFrame.RECORD_PRIZE_LENGTH));
            if (n >= from) {
                long cell = frame.get(Layouts.I64, at + EventsFrame.RECORD_CELL);
                out.raw(comma ? ",{\"n\":" : "{\"n\":").number(n);
                out.raw(",\"hunter\":").hex(frame, at + EventsFrame.RECORD_HUNTER, 16);
                out.raw(",\"cell\":\"").inside(roomName, 0, nameUtf8.length);
                out.raw("/").number(CellKey.site(cell)).raw("/").number(CellKey.spot(cell));
                out.raw("\",\"prize\":").text(frame, at + EventsFrame.RECORD_BYTES, prize);
                out.raw(",\"remaining\":").number(u32(frame, at + EventsFrame.RECORD_REMAINING));
                out.raw(",\"points\":").number(u32(frame, at + EventsFrame.RECORD_POINTS));
                out.raw(",\"at_ms\":")
                        .number(frame.get(Layouts.I64, at + EventsFrame.RECORD_MILLIS));
                out.raw("}");
                comma = true;
            }
            at += EventsFrame.recordBytes(prize);
        }
    }

    private void dropBatch() {
        if (batch != null) {
            batch.buffer().release();
            batch = null;
        }
    }

    private static long u32(MemorySegment frame, long offset) {
        return Integer.toUnsignedLong(frame.get(Layouts.I32, offset));
    }
}
