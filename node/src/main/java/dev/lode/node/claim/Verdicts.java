package dev.lode.node.claim;

import dev.lode.base.Layouts;
import dev.lode.base.memory.OffHeap;
import dev.lode.game.claim.ClaimDecision;
import dev.lode.game.claim.Win;
import dev.lode.node.footing.Peers;
import dev.lode.node.hunt.HuntContent;
import dev.lode.wire.ClaimResult;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import dev.lode.wire.RefusedFrame;
import dev.lode.wire.Status;
import dev.lode.wire.VerdictFrame;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// What a claim loop answers.
///
/// Threads: owned by the claim loop.
final class Verdicts {
    private static final int NAME_BYTES_MAX = 64;
    private static final byte[] NOTHING = new byte[0];

    private final Peers peers;
    private final MemorySegment reply;
    private final ClaimConfig config;

    Verdicts(Peers peers, OffHeap account, ClaimConfig config) {
        this.peers = peers;
        this.config = config;
        reply = account.allocate(VerdictFrame.BYTES + 2 * NAME_BYTES_MAX);
    }

    void refuse(MemorySegment frame, long at, Status why) {
        int link = FrameHeader.link(frame, at);
        FrameHeader.reply(reply, 0, FrameType.REFUSED, RefusedFrame.BYTES, why, frame, at);
        reply.set(Layouts.I64, RefusedFrame.RETRY_MILLIS, retryMillis(why));
        peers.send(link, reply, RefusedFrame.BYTES);
    }

    private int retryMillis(Status why) {
        if (why == Status.LOG_FULL) {
            return config.logFullRetryMillis();
        }
        return why.temporary() ? config.retryMillis() : 0;
    }

    void notDug(MemorySegment frame, long at, long groupMillis) {
        send(frame, at, ClaimResult.NOT_DUG, Status.NOT_DUG, null, null, groupMillis, 0);
    }

    void closed(MemorySegment frame, long at, long groupMillis) {
        send(frame, at, ClaimResult.CLOSED, Status.CLOSED, null, null, groupMillis, 0);
    }

    void answer(
            MemorySegment frame,
            long at,
            HuntContent content,
            long points,
            ClaimDecision decision,
            long groupMillis) {
        switch (decision) {
            case ClaimDecision.Won won ->
                    send(
                            frame,
                            at,
                            ClaimResult.WON,
                            Status.OK,
                            won.win(),
                            content,
                            won.win().millis(),
                            points);
            case ClaimDecision.AlreadyYours yours ->
                    send(
                            frame,
                            at,
                            ClaimResult.ALREADY_YOURS,
                            Status.OK,
                            yours.win(),
                            content,
                            yours.win().millis(),
                            points);
            case ClaimDecision.Lost _ ->
                    send(frame, at, ClaimResult.LOST, Status.OK, null, null, groupMillis, 0);
            case ClaimDecision.Expired _ ->
                    send(
                            frame,
                            at,
                            ClaimResult.EXPIRED,
                            Status.EXPIRED,
                            null,
                            null,
                            groupMillis,
                            0);
            case ClaimDecision.Closed _ -> closed(frame, at, groupMillis);
        }
    }

    private void send(
            MemorySegment frame,
            long at,
            ClaimResult result,
            Status status,
            @Nullable Win win,
            @Nullable HuntContent content,
            long groupMillis,
            long points) {
        int link = FrameHeader.link(frame, at);
        byte[] prize =
                win == null || content == null ? NOTHING : content.prizes().prize(win.prize());
        byte[] key = win == null || content == null ? NOTHING : content.prizes().key(win.prize());
        int length = VerdictFrame.BYTES + prize.length + key.length;
        FrameHeader.reply(reply, 0, FrameType.VERDICT, length, status, frame, at);
        reply.asSlice(FrameHeader.BYTES, VerdictFrame.BYTES - FrameHeader.BYTES).fill((byte) 0);
        reply.set(Layouts.I8, VerdictFrame.RESULT, (byte) result.code());
        reply.set(Layouts.I64, VerdictFrame.GROUP_MILLIS, groupMillis);
        if (win != null) {
            reply.set(Layouts.I32, VerdictFrame.REMAINING, win.stockLeft());
            reply.set(Layouts.I64, VerdictFrame.ROOM, win.roomFp());
            reply.set(Layouts.I64, VerdictFrame.NUMBER, win.n());
            reply.set(Layouts.I64, VerdictFrame.INDEX, win.index());
            reply.set(Layouts.I32, VerdictFrame.ORDINAL, win.ordinal());
            reply.set(Layouts.I32, VerdictFrame.POINTS, (int) points);
            reply.set(Layouts.I16, VerdictFrame.PRIZE_LENGTH, (short) prize.length);
            reply.set(Layouts.I16, VerdictFrame.KEY_LENGTH, (short) key.length);
            MemorySegment.copy(prize, 0, reply, Layouts.I8, VerdictFrame.BYTES, prize.length);
            MemorySegment.copy(
                    key, 0, reply, Layouts.I8, VerdictFrame.BYTES + prize.length, key.length);
        }
        peers.send(link, reply, length);
    }
}
