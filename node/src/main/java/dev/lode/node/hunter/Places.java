package dev.lode.node.hunter;

import dev.lode.base.Layouts;
import dev.lode.base.hash.Hmac;
import dev.lode.game.graph.HuntGraph;
import dev.lode.game.hunter.HunterSlot;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import dev.lode.wire.PlaceFrame;
import dev.lode.wire.Status;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/// Answers that say where a hunter stands, and the proofs by which a session is resumed.
///
/// Threads: owned by its loop.
final class Places {
    private static final byte[] SESSION_PROOF =
            "lode.session.1".getBytes(StandardCharsets.US_ASCII);
    private static final int PROOF_BYTES = 16;
    private static final int PROVED_BYTES = SESSION_PROOF.length + 16 + 16 + 8 + 8;

    private final LoopScope scope;
    private final Hmac hmac = new Hmac();
    private final byte[] proved = Arrays.copyOf(SESSION_PROOF, PROVED_BYTES);
    private final MemorySegment provedMemory = MemorySegment.ofArray(proved);
    private final byte[] shown = new byte[PROOF_BYTES];

    Places(LoopScope scope) {
        this.scope = scope;
    }

    /// Answers with the place of a hunter.
    ///
    /// @param expiresMillis end of the session that has just begun, 0 for none
    void answer(MemorySegment frame, long at, HuntDesk desk, int slot, long expiresMillis) {
        MemorySegment reply = scope.reply;
        MemorySegment memory = scope.slots.memory();
        long offset = scope.slots.offset(slot);
        boolean entered = HunterSlot.entered(memory, offset);
        HuntGraph graph = desk.content.graph();
        int room = entered ? graph.room(HunterSlot.roomFp(memory, offset)) : -1;
        int nameBytes = room < 0 ? 0 : graph.nameBytes(room);
        int link = FrameHeader.link(frame, at);
        int length = PlaceFrame.BYTES + nameBytes;
        FrameHeader.reply(reply, 0, FrameType.PLACE, length, Status.OK, frame, at);
        reply.asSlice(FrameHeader.BYTES, PlaceFrame.BYTES - FrameHeader.BYTES).fill((byte) 0);
        if (room >= 0) {
            reply.set(Layouts.I64, PlaceFrame.ROOM, HunterSlot.roomFp(memory, offset));
            reply.set(Layouts.I8, PlaceFrame.SITE, (byte) HunterSlot.site(memory, offset));
            reply.set(Layouts.I8, PlaceFrame.ENTERED, (byte) 1);
            reply.set(Layouts.I16, PlaceFrame.NAME_LENGTH, (short) nameBytes);
            for (int site = 0; site < graph.siteCount(room); site++) {
                if (HunterSlot.visited(memory, offset, site)) {
                    long bits = PlaceFrame.VISITED + (site >>> 3);
                    reply.set(
                            Layouts.I8,
                            bits,
                            (byte) (reply.get(Layouts.I8, bits) | 1 << (site & 7)));
                }
            }
            MemorySegment.copy(
                    graph.memory(), graph.nameOffset(room), reply, PlaceFrame.BYTES, nameBytes);
        }
        reply.set(Layouts.I32, PlaceFrame.COOLDOWN_MILLIS, scope.cooldownMillis(desk, slot));
        if (expiresMillis != 0) {
            reply.set(Layouts.I64, PlaceFrame.EXPIRES, expiresMillis);
            byte[] proof = proof(reply, 0, desk, expiresMillis);
            MemorySegment.copy(proof, 0, reply, Layouts.I8, PlaceFrame.PROOF, PROOF_BYTES);
        }
        scope.peers.send(link, reply, length);
    }

    /// Whether a proof is ours for the hunt, hunter and session of a frame.
    boolean isProof(MemorySegment frame, long at, HuntDesk desk, long expiresMillis, long proofAt) {
        MemorySegment.copy(frame, Layouts.I8, proofAt, shown, 0, PROOF_BYTES);
        byte[] proof = proof(frame, at, desk, expiresMillis);
        return MessageDigest.isEqual(shown, Arrays.copyOf(proof, PROOF_BYTES));
    }

    private byte[] proof(MemorySegment frame, long at, HuntDesk desk, long expiresMillis) {
        int to = SESSION_PROOF.length;
        MemorySegment.copy(frame, at + FrameHeader.HUNT, provedMemory, to, 32);
        provedMemory.set(Layouts.I64, to + 32, FrameHeader.session(frame, at));
        provedMemory.set(Layouts.I64, to + 40, expiresMillis);
        return hmac.key(desk.facts.keys().capsuleKey()).tag(proved, 0, PROVED_BYTES);
    }
}
