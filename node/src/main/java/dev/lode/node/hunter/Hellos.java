package dev.lode.node.hunter;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import dev.lode.game.hunter.HunterSlot;
import dev.lode.game.hunter.LastRequest;
import dev.lode.membership.auth.TokenCheck;
import dev.lode.membership.auth.TokenCheck.Rejected;
import dev.lode.membership.auth.TokenCheck.Verified;
import dev.lode.router.Fingerprint;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.HelloFrame;
import dev.lode.wire.Status;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// Sessions: opened by a hunter's token, resumed by the proof that this home or an earlier one
/// gave.
///
/// Threads: owned by its loop; tokens are verified by the pool. A session's last request comes from
/// the slot after a restart, so that its repeat is still free.
final class Hellos {
    private final LoopScope scope;
    private final Places places;
    private final TokenPool pool;
    private final TaskRing tasks;
    private final Map<Long, Verifying> verifying = new HashMap<>();

    Hellos(LoopScope scope, Places places, TokenPool pool, TaskRing tasks) {
        this.scope = scope;
        this.places = places;
        this.pool = pool;
        this.tasks = tasks;
    }

    boolean isIdle() {
        return verifying.isEmpty();
    }

    void onHello(MemorySegment frame, long at, int length) {
        if (length < HelloFrame.BYTES || FrameHeader.session(frame, at) == 0) {
            scope.refuse(frame, at, Status.MALFORMED, 0);
            return;
        }
        int tokenBytes = Short.toUnsignedInt(frame.get(Layouts.I16, at + HelloFrame.TOKEN_LENGTH));
        int capsuleBytes =
                Short.toUnsignedInt(frame.get(Layouts.I16, at + HelloFrame.CAPSULE_LENGTH));
        if (HelloFrame.BYTES + tokenBytes + capsuleBytes != length) {
            scope.refuse(frame, at, Status.MALFORMED, 0);
            return;
        }
        HuntDesk desk = scope.desk(frame, at);
        if (desk == null || !scope.isHome(frame, at)) {
            return;
        }
        if (!isOfPartition(frame, at, desk)) {
            scope.refuse(frame, at, Status.MALFORMED, 0);
            return;
        }
        switch (frame.get(Layouts.I8, at + FrameHeader.FLAGS)) {
            case HelloFrame.WITH_PROOF -> resume(frame, at, desk);
            case HelloFrame.WITH_TOKEN -> verify(frame, at, desk, tokenBytes);
            default -> scope.refuse(frame, at, Status.MALFORMED, 0);
        }
    }

    void onBye(MemorySegment frame, long at) {
        long session = FrameHeader.session(frame, at);
        int place = scope.sessions.find(session);
        if (place < 0) {
            return;
        }
        int slot = scope.sessions.slot(place);
        MemorySegment memory = scope.slots.memory();
        long offset = scope.slots.offset(slot);
        if (HunterSlot.hunter(memory, offset).equals(FrameHeader.hunter(frame, at))) {
            scope.sessions.remove(session);
        }
    }

    private void resume(MemorySegment frame, long at, HuntDesk desk) {
        long expires = frame.get(Layouts.I64, at + HelloFrame.EXPIRES);
        if (!places.isProof(frame, at, desk, expires, at + HelloFrame.PROOF)) {
            scope.refuse(frame, at, Status.BAD_TOKEN, 0);
        } else if (expires <= scope.nowMillis) {
            scope.refuse(frame, at, Status.EXPIRED_TOKEN, 0);
        } else {
            welcome(frame, at, desk, expires);
        }
    }

    private void verify(MemorySegment frame, long at, HuntDesk desk, int tokenBytes) {
        byte[] token = bytes(frame, at + HelloFrame.BYTES, tokenBytes);
        byte[] header = bytes(frame, at, FrameHeader.BYTES);
        long session = FrameHeader.session(frame, at);
        Verifying under = verifying.get(session);
        if (under != null) {
            // Asked again while the token is being verified: the repeat gets the answer, the work
            // is done once.
            if (under.desk == desk && under.isSame(frame, at, token)) {
                under.header = MemorySegment.ofArray(header);
            } else {
                scope.refuse(frame, at, Status.BUSY, scope.config.retryMillis());
            }
            return;
        }
        if (verifying.size() == scope.config.tokensWaitingMax()) {
            scope.refuse(frame, at, Status.BUSY, scope.config.retryMillis());
            return;
        }
        verifying.put(session, new Verifying(desk, token, MemorySegment.ofArray(header)));
        pool.submit(
                token,
                check -> {
                    if (!tasks.offer(() -> verified(session, check))) {
                        throw new AssertionError("the ring has room for every token of its loop");
                    }
                });
    }

    private void verified(long session, TokenCheck check) {
        Verifying done = verifying.remove(session);
        if (done == null) {
            throw new IllegalStateException("a token was verified that nobody showed");
        }
        MemorySegment header = done.header;
        switch (check) {
            case Rejected rejected -> scope.refuse(header, 0, rejected.reason().status(), 0);
            case Verified token -> {
                boolean his = token.hunter().equals(FrameHeader.hunter(header, 0));
                if (!his || !token.allows(done.desk.facts.name())) {
                    scope.refuse(header, 0, Status.BAD_TOKEN, 0);
                } else if (scope.isHome(header, 0)) {
                    welcome(header, 0, done.desk, token.expiresMillis());
                }
            }
        }
    }

    /// A hello whose token is being verified.
    private static final class Verifying {
        private final HuntDesk desk;
        private final byte[] token;
        private MemorySegment header;

        Verifying(HuntDesk desk, byte[] token, MemorySegment header) {
            this.desk = desk;
            this.token = token;
            this.header = header;
        }

        boolean isSame(MemorySegment frame, long at, byte[] shown) {
            return Arrays.equals(token, shown)
                    && FrameHeader.hunter(frame, at).equals(FrameHeader.hunter(header, 0));
        }
    }

    private void welcome(MemorySegment frame, long at, HuntDesk desk, long expires) {
        long high = frame.get(Layouts.I64_BIG, at + FrameHeader.HUNTER);
        long low = frame.get(Layouts.I64_BIG, at + FrameHeader.HUNTER + 8);
        long session = FrameHeader.session(frame, at);
        int slot = scope.slots.findOrAdd(desk.number, high, low);
        if (slot < 0) {
            scope.refuse(frame, at, Status.BUSY, scope.config.retryMillis());
            return;
        }
        int known = scope.sessions.find(session);
        if (known >= 0 && scope.sessions.slot(known) != slot) {
            // Drawn at random, this happens to nobody; a stolen number does not end another's
            // session.
            scope.refuse(frame, at, Status.BAD_TOKEN, 0);
            return;
        }
        int place =
                scope.sessions.put(
                        session, slot, FrameHeader.partition(frame, at), expires, scope.nowMillis);
        if (place < 0) {
            scope.refuse(frame, at, Status.BUSY, scope.config.retryMillis());
            return;
        }
        if (known < 0) {
            recall(place, session, slot);
        }
        places.answer(frame, at, desk, slot, expires);
    }

    /// Takes the last request of a session from the slot, where it was the hunter's last.
    private void recall(int place, long session, int slot) {
        MemorySegment memory = scope.slots.memory();
        long offset = scope.slots.offset(slot);
        if (LastRequest.kind(memory, offset) != LastRequest.NO_REQUEST
                && LastRequest.session(memory, offset) == session) {
            scope.sessions.remember(
                    place,
                    LastRequest.sequence(memory, offset),
                    LastRequest.kind(memory, offset),
                    LastRequest.roomFp(memory, offset),
                    LastRequest.site(memory, offset) << 20 | LastRequest.spot(memory, offset),
                    LastRequest.millis(memory, offset));
        }
    }

    private static boolean isOfPartition(MemorySegment frame, long at, HuntDesk desk) {
        Id128 hunter = FrameHeader.hunter(frame, at);
        long fingerprint = Fingerprint.hunter(desk.facts.name(), hunter);
        return Fingerprint.partition(fingerprint) == FrameHeader.partition(frame, at);
    }

    private static byte[] bytes(MemorySegment frame, long at, int length) {
        return frame.asSlice(at, length).toArray(Layouts.I8);
    }
}
