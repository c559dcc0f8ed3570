package dev.lode.edge;

import dev.lode.base.Layouts;
import dev.lode.edge.json.ClientRequest;
import dev.lode.edge.json.ClientRequest.CellName;
import dev.lode.edge.json.JsonOut;
import dev.lode.membership.HuntEntry;
import dev.lode.wire.ClaimResult;
import dev.lode.wire.FindFrame;
import dev.lode.wire.PlaceFrame;
import dev.lode.wire.Status;
import dev.lode.wire.TextFrame;
import dev.lode.wire.VerdictFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// The answers to clients, each a whole WebSocket frame.
///
/// Format: docs/format/client.md.
final class Answers {
    private static final int SMALL = 256;
    private static final int VISITED_BYTES = 32;
    private static final int TICKET_BYTES = 48;
    private static final int PASS_BYTES = 32;

    private Answers() {}

    static ByteBuf error(
            ByteBufAllocator to, long id, Status status, long retryMillis, String detail) {
        JsonOut out = ServerFrames.begin(to, SMALL).raw("{");
        if (id != ClientRequest.NO_ID) {
            out.raw("\"id\":").number(id).raw(",");
        }
        out.raw("\"error\":{\"code\":").number(status.http());
        out.raw(",\"reason\":\"").raw(status.name()).raw("\"");
        if (status.temporary()) {
            out.raw(",\"retry_ms\":").number(retryMillis);
        }
        out.raw(",\"temporary\":").raw(status.temporary() ? "true" : "false");
        return ServerFrames.finish(out.raw(",\"detail\":").text(detail).raw("}}"));
    }

    static ByteBuf welcome(
            ByteBufAllocator to,
            long id,
            SessionText session,
            HuntEntry hunt,
            EdgeConfig config,
            MemorySegment place) {
        JsonOut out = ok(to, id, 2 * SMALL).raw("\"welcome\":{\"session\":");
        out.base64(session.encode(), 0, SessionText.BYTES);
        out.raw(",\"hunter\":\"").raw(session.hunter().toString());
        out.raw("\",\"hunt\":").text(hunt.name());
        out.raw(",\"state\":\"").raw(hunt.state().name());
        out.raw("\",\"ping_ms\":").number(config.pingMillis());
        out.raw(",\"limits\":{\"frame_bytes\":").number(config.frameBytesMax());
        out.raw(",\"in_flight\":").number(config.sessionPendingMax());
        out.raw(",\"messages_per_second\":").number(config.sessionMessagesPerSecond());
        out.raw(",\"rooms\":").number(config.sessionRoomsMax()).raw("},\"place\":");
        placeObject(out, place);
        return end(out.raw("}"));
    }

    static ByteBuf place(ByteBufAllocator to, long id, MemorySegment frame) {
        JsonOut out = ok(to, id, SMALL).raw("\"place\":");
        placeObject(out, frame);
        return end(out);
    }

    static ByteBuf view(ByteBufAllocator to, long id, MemorySegment frame) {
        int length = frame.get(Layouts.I32, TextFrame.TEXT_LENGTH);
        JsonOut out = ok(to, id, SMALL + length).raw("\"view\":");
        return end(out.document(frame, TextFrame.BYTES, length));
    }

    static ByteBuf find(ByteBufAllocator to, long id, CellName cell, MemorySegment frame) {
        int length = FindFrame.blobBytes(frame);
        if (FindFrame.isStored(frame)) {
            JsonOut out = ServerFrames.beginStored(to, 2 * SMALL + length);
            found(out.raw("{\"id\":").number(id).raw(",\"ok\":{"), cell, frame);
            long plain = unsigned(frame, FindFrame.PLAIN_LENGTH);
            out.raw(",\"blob_bytes\":").number(plain).raw("}}");
            return ServerFrames.finishStored(out, frame, FindFrame.BYTES, length);
        }
        JsonOut out = found(ok(to, id, 2 * SMALL + length), cell, frame);
        return end(out.raw(",\"blob\":").document(frame, FindFrame.BYTES, length));
    }

    private static JsonOut found(JsonOut out, CellName cell, MemorySegment frame) {
        boolean found = frame.get(Layouts.I8, FindFrame.FOUND) != 0;
        out.raw("\"cell\":").text(cell.toString());
        out.raw(found ? ",\"found\": true" : ",\"found\":false"); // both of one length
        out.raw(",\"ticket\":").base64(frame, FindFrame.TICKET, TICKET_BYTES);
        out.raw(",\"pass\":").base64(frame, FindFrame.PASS, PASS_BYTES);
        return out.raw(",\"cooldown_ms\":").number(unsigned(frame, FindFrame.COOLDOWN_MILLIS));
    }

    static ByteBuf claim(ByteBufAllocator to, long id, MemorySegment frame, @Nullable String room) {
        JsonOut out = ok(to, id, SMALL).raw("\"claim\":");
        claimObject(out, frame, room);
        return end(out);
    }

    static ByteBuf claimed(ByteBufAllocator to, MemorySegment frame, @Nullable String room) {
        JsonOut out = ServerFrames.begin(to, SMALL).raw("{\"claimed\":");
        claimObject(out, frame, room);
        return ServerFrames.finish(out.raw("}"));
    }

    static ByteBuf watching(ByteBufAllocator to, long id, Collection<String> rooms) {
        JsonOut out = ok(to, id, SMALL).raw("\"watching\":[");
        String comma = "";
        for (String room : rooms) {
            out.raw(comma).text(room);
            comma = ",";
        }
        return end(out.raw("]"));
    }

    static ByteBuf pong(ByteBufAllocator to, long id, long nowMillis) {
        return end(ok(to, id, SMALL).raw("\"pong\":{\"at_ms\":").number(nowMillis).raw("}"));
    }

    /// The room's name in a PLACE, empty where the hunter is in none.
    static String roomName(MemorySegment frame) {
        if (frame.get(Layouts.I8, PlaceFrame.ENTERED) == 0) {
            return "";
        }
        int length = Short.toUnsignedInt(frame.get(Layouts.I16, PlaceFrame.NAME_LENGTH));
        byte[] name = frame.asSlice(PlaceFrame.BYTES, length).toArray(Layouts.I8);
        return new String(name, StandardCharsets.UTF_8);
    }

    private static void placeObject(JsonOut out, MemorySegment frame) {
        if (frame.get(Layouts.I8, PlaceFrame.ENTERED) == 0) {
            out.raw("null");
            return;
        }
        int length = Short.toUnsignedInt(frame.get(Layouts.I16, PlaceFrame.NAME_LENGTH));
        out.raw("{\"room\":").text(frame, PlaceFrame.BYTES, length).raw(",\"site\":");
        out.number(Byte.toUnsignedInt(frame.get(Layouts.I8, PlaceFrame.SITE)));
        out.raw(",\"visited\":[");
        String comma = "";
        for (int site = 0; site < VISITED_BYTES * 8; site++) {
            int bits = frame.get(Layouts.I8, PlaceFrame.VISITED + site / 8);
            if ((bits >>> (site & 7) & 1) != 0) {
                out.raw(comma).number(site);
                comma = ",";
            }
        }
        out.raw("],\"cooldown_ms\":").number(unsigned(frame, PlaceFrame.COOLDOWN_MILLIS)).raw("}");
    }

    private static void claimObject(JsonOut out, MemorySegment frame, @Nullable String room) {
        ClaimResult result = ClaimResult.of(frame.get(Layouts.I8, VerdictFrame.RESULT));
        int prize = Short.toUnsignedInt(frame.get(Layouts.I16, VerdictFrame.PRIZE_LENGTH));
        int key = Short.toUnsignedInt(frame.get(Layouts.I16, VerdictFrame.KEY_LENGTH));
        out.raw("{\"result\":\"").raw(result.name()).raw("\"");
        if (prize > 0) {
            out.raw(",\"prize\":").text(frame, VerdictFrame.BYTES, prize);
        }
        if (key > 0) {
            out.raw(",\"key\":").text(frame, VerdictFrame.BYTES + prize, key);
        }
        out.raw(",\"remaining\":").number(unsigned(frame, VerdictFrame.REMAINING));
        if (room != null) {
            out.raw(",\"room\":").text(room);
        }
        long number = frame.get(Layouts.I64, VerdictFrame.NUMBER);
        if (number > 0) {
            out.raw(",\"n\":").number(number);
            out.raw(",\"index\":").number(frame.get(Layouts.I64, VerdictFrame.INDEX));
            out.raw(",\"ordinal\":").number(unsigned(frame, VerdictFrame.ORDINAL));
            out.raw(",\"points\":").number(unsigned(frame, VerdictFrame.POINTS));
        }
        out.raw("}");
    }

    private static JsonOut ok(ByteBufAllocator to, long id, int expected) {
        return ServerFrames.begin(to, expected).raw("{\"id\":").number(id).raw(",\"ok\":{");
    }

    private static ByteBuf end(JsonOut out) {
        return ServerFrames.finish(out.raw("}}"));
    }

    private static long unsigned(MemorySegment frame, long offset) {
        return Integer.toUnsignedLong(frame.get(Layouts.I32, offset));
    }
}
