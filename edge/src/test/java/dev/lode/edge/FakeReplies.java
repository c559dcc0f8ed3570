package dev.lode.edge;

import dev.lode.base.CellKey;
import dev.lode.base.Layouts;
import dev.lode.router.Fingerprint;
import dev.lode.wire.AdminReplyFrame;
import dev.lode.wire.ClaimResult;
import dev.lode.wire.DigFrame;
import dev.lode.wire.FindFrame;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import dev.lode.wire.MovedFrame;
import dev.lode.wire.PlaceFrame;
import dev.lode.wire.RefusedFrame;
import dev.lode.wire.Status;
import dev.lode.wire.TextFrame;
import dev.lode.wire.VerdictFrame;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// The frames a node answers with, each of its request.
final class FakeReplies {
    private FakeReplies() {}

    static MemorySegment of(
            MemorySegment request, byte type, int length, Consumer<MemorySegment> body) {
        var reply = MemorySegment.ofArray(new byte[length]);
        FrameHeader.reply(reply, 0, type, length, Status.OK, request, 0);
        body.accept(reply);
        return reply;
    }

    static MemorySegment refused(MemorySegment request, Status status, int retryMillis) {
        return of(
                request,
                FrameType.REFUSED,
                RefusedFrame.BYTES,
                reply -> {
                    reply.set(Layouts.I16, FrameHeader.STATUS, (short) status.code());
                    reply.set(Layouts.I32, RefusedFrame.RETRY_MILLIS, retryMillis);
                });
    }

    static MemorySegment moved(MemorySegment request, int epoch, int primary) {
        return of(
                request,
                FrameType.MOVED,
                MovedFrame.BYTES,
                reply -> {
                    reply.set(Layouts.I16, FrameHeader.STATUS, (short) Status.MOVED.code());
                    reply.set(Layouts.I32, MovedFrame.EPOCH, epoch);
                    reply.set(Layouts.I16, MovedFrame.PRIMARY, (short) primary);
                    reply.set(Layouts.I16, MovedFrame.REPLICA_1, (short) primary);
                    reply.set(Layouts.I16, MovedFrame.REPLICA_2, (short) primary);
                });
    }

    /// Where a hunter is: `room/site`, or nothing before the hunter has entered.
    static MemorySegment place(MemorySegment request, String at, long expires) {
        int slash = at.indexOf('/');
        byte[] name = at.substring(0, Math.max(slash, 0)).getBytes(StandardCharsets.UTF_8);
        return of(
                request,
                FrameType.PLACE,
                PlaceFrame.BYTES + name.length,
                reply -> {
                    reply.set(Layouts.I64, PlaceFrame.EXPIRES, expires);
                    reply.set(Layouts.I8, PlaceFrame.PROOF, (byte) 7);
                    if (slash > 0) {
                        int site = Integer.parseInt(at.substring(slash + 1));
                        reply.set(Layouts.I8, PlaceFrame.ENTERED, (byte) 1);
                        reply.set(
                                Layouts.I64,
                                PlaceFrame.ROOM,
                                Fingerprint.room("world", at.substring(0, slash)));
                        reply.set(Layouts.I8, PlaceFrame.SITE, (byte) site);
                        reply.set(Layouts.I16, PlaceFrame.NAME_LENGTH, (short) name.length);
                        reply.set(
                                Layouts.I8,
                                PlaceFrame.VISITED + site / 8,
                                (byte) (1 << (site & 7)));
                        MemorySegment.copy(
                                name, 0, reply, Layouts.I8, PlaceFrame.BYTES, name.length);
                    }
                });
    }

    static MemorySegment find(MemorySegment dig, byte[] blob) {
        long room = dig.get(Layouts.I64, DigFrame.ROOM);
        return of(
                dig,
                FrameType.FIND,
                FindFrame.BYTES + blob.length,
                reply -> {
                    reply.set(Layouts.I8, FindFrame.FOUND, (byte) 1);
                    reply.set(Layouts.I32, FindFrame.COOLDOWN_MILLIS, 200);
                    reply.set(Layouts.I8, FindFrame.TICKET, (byte) 1);
                    reply.set(
                            Layouts.I64,
                            FindFrame.TICKET + 8,
                            CellKey.of(Fingerprint.partition(room), 0, 0, 17));
                    reply.set(Layouts.I32, FindFrame.PLAIN_LENGTH, blob.length);
                    MemorySegment.copy(blob, 0, reply, Layouts.I8, FindFrame.BYTES, blob.length);
                });
    }

    static MemorySegment verdict(MemorySegment claim, ClaimResult result, long room) {
        boolean won = result == ClaimResult.WON;
        byte[] names = won ? "gold-crownkey-001".getBytes(StandardCharsets.UTF_8) : new byte[0];
        return of(
                claim,
                FrameType.VERDICT,
                VerdictFrame.BYTES + names.length,
                reply -> {
                    reply.set(Layouts.I8, VerdictFrame.RESULT, (byte) result.code());
                    reply.set(Layouts.I64, VerdictFrame.ROOM, room);
                    if (won) {
                        reply.set(Layouts.I64, VerdictFrame.NUMBER, 1L);
                        reply.set(Layouts.I64, VerdictFrame.INDEX, 42L);
                        reply.set(Layouts.I32, VerdictFrame.ORDINAL, 3);
                        reply.set(Layouts.I32, VerdictFrame.POINTS, 100);
                        reply.set(Layouts.I16, VerdictFrame.PRIZE_LENGTH, (short) 10);
                        reply.set(Layouts.I16, VerdictFrame.KEY_LENGTH, (short) 7);
                        MemorySegment.copy(
                                names, 0, reply, Layouts.I8, VerdictFrame.BYTES, names.length);
                    }
                });
    }

    static MemorySegment admin(MemorySegment request, String text, long atlasVersion) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return of(
                request,
                FrameType.ADMIN_REPLY,
                AdminReplyFrame.BYTES + bytes.length,
                reply -> {
                    reply.set(Layouts.I64, AdminReplyFrame.ATLAS_VERSION, atlasVersion);
                    reply.set(Layouts.I32, AdminReplyFrame.TEXT_LENGTH, bytes.length);
                    MemorySegment.copy(
                            bytes, 0, reply, Layouts.I8, AdminReplyFrame.BYTES, bytes.length);
                });
    }

    static MemorySegment view(MemorySegment look, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return of(
                look,
                FrameType.VIEW,
                TextFrame.BYTES + bytes.length,
                reply -> {
                    reply.set(Layouts.I32, TextFrame.TEXT_LENGTH, bytes.length);
                    MemorySegment.copy(bytes, 0, reply, Layouts.I8, TextFrame.BYTES, bytes.length);
                });
    }
}
