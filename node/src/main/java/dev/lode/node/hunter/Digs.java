package dev.lode.node.hunter;

import dev.lode.base.CellKey;
import dev.lode.base.Layouts;
import dev.lode.game.hunter.DigRules;
import dev.lode.game.hunter.HunterSlot;
import dev.lode.game.hunter.LastRequest;
import dev.lode.wire.DigFrame;
import dev.lode.wire.FindFrame;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import dev.lode.wire.HuntState;
import dev.lode.wire.Status;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Digging: session, state, repeat, place, charge, cell, key, ticket, in this order.
///
/// Threads: owned by its loop. Cost: nothing is allocated between the request and its reply where
/// the cell is in memory or in the cache. Why what is charged stays charged:
/// docs/decisions/0005-node-loops.md.
final class Digs {
    private static final long HUNTER_LOW = FrameHeader.HUNTER + 8;

    private final LoopScope scope;
    private final CellReader cells;
    private final WaitingDigs waiting;

    Digs(LoopScope scope, CellReader cells, WaitingDigs waiting) {
        this.scope = scope;
        this.cells = cells;
        this.waiting = waiting;
    }

    void onDig(MemorySegment frame, long at, int length) {
        if (length != DigFrame.BYTES) {
            scope.refuse(frame, at, Status.MALFORMED, 0);
            return;
        }
        HuntDesk desk = scope.desk(frame, at);
        if (desk == null || !scope.isHome(frame, at)) {
            return;
        }
        int session = scope.session(frame, at, desk);
        if (session < 0) {
            return;
        }
        int spot = frame.get(Layouts.I32, at + DigFrame.SPOT);
        if (spot < 0 || spot >= CellKey.SPOTS) {
            scope.refuse(frame, at, Status.NO_CELL, 0);
            return;
        }
        if (desk.facts.state() != HuntState.OPEN) {
            scope.refuse(frame, at, Status.CLOSED, 0);
            return;
        }
        long roomFp = frame.get(Layouts.I64, at + DigFrame.ROOM);
        int site = frame.get(Layouts.I8, at + DigFrame.SITE) & 0xFF;
        int place = site << 20 | spot;
        long sequence = frame.get(Layouts.I64, at + DigFrame.SEQUENCE);
        SessionTable sessions = scope.sessions;
        int slot = sessions.slot(session);
        int order =
                sessions.kind(session) == 0
                        ? 1
                        : Long.compareUnsigned(sequence, sessions.sequence(session));
        if (order < 0) {
            scope.refuse(frame, at, Status.STALE, 0);
        } else if (order > 0) {
            first(frame, at, desk, session, slot, roomFp, site, spot, sequence);
        } else if (sessions.isSame(session, FrameType.DIG, roomFp, place)) {
            again(frame, at, desk, session, slot, roomFp, site, spot, sequence);
        } else {
            scope.refuse(frame, at, Status.MALFORMED, 0);
        }
    }

    private void first(
            MemorySegment frame,
            long at,
            HuntDesk desk,
            int session,
            int slot,
            long roomFp,
            int site,
            int spot,
            long sequence) {
        MemorySegment memory = scope.slots.memory();
        long offset = scope.slots.offset(slot);
        if (!HunterSlot.isAt(memory, offset, roomFp, site)) {
            boolean entered = HunterSlot.entered(memory, offset);
            scope.refuse(frame, at, entered ? Status.NOT_HERE : Status.NOT_ENTERED, 0);
            return;
        }
        if (scope.slots.waiting(slot) != 0) {
            scope.refuse(frame, at, Status.IN_FLIGHT, scope.config.retryMillis());
            return;
        }
        long charge = DigRules.charge(memory, offset, scope.nowMillis, desk.facts.rules());
        scope.slots.touch(slot);
        if (charge != DigRules.CHARGED) {
            boolean cooling = DigRules.reason(charge) == DigRules.COOLDOWN;
            scope.refuse(
                    frame,
                    at,
                    cooling ? Status.COOLDOWN : Status.RATE,
                    DigRules.waitMillis(charge));
            return;
        }
        scope.sessions.remember(
                session, sequence, FrameType.DIG, roomFp, site << 20 | spot, scope.nowMillis);
        LastRequest.remember(
                memory,
                offset,
                FrameHeader.session(frame, at),
                sequence,
                FrameType.DIG,
                roomFp,
                site,
                spot,
                scope.nowMillis,
                0);
        serve(frame, at, desk, slot, roomFp, site, spot, sequence, scope.nowMillis);
    }

    /// Answers the last dig of a session once more: no charge, and a ticket of the first time.
    private void again(
            MemorySegment frame,
            long at,
            HuntDesk desk,
            int session,
            int slot,
            long roomFp,
            int site,
            int spot,
            long sequence) {
        scope.counters.add(Count.REPEATS);
        int inFlight = scope.slots.waiting(slot) - 1;
        if (inFlight < 0) {
            long issued = scope.sessions.millis(session);
            serve(frame, at, desk, slot, roomFp, site, spot, sequence, issued);
        } else if (waiting.isOf(inFlight, FrameHeader.session(frame, at), sequence)) {
            waiting.readdress(inFlight, frame, at);
        } else {
            scope.refuse(frame, at, Status.IN_FLIGHT, scope.config.retryMillis());
        }
    }

    private void serve(
            MemorySegment frame,
            long at,
            HuntDesk desk,
            int slot,
            long roomFp,
            int site,
            int spot,
            long sequence,
            long issuedMillis) {
        int room = desk.content.graph().room(roomFp);
        if (room < 0) {
            scope.refuse(frame, at, Status.NO_ROOM, 0);
            return;
        }
        int partition = (int) (roomFp >>> 48);
        long cell = CellKey.of(partition, desk.content.graph().ordinal(room), site, spot);
        boolean stored = takesStored(frame, at);
        CellReader.Outcome outcome = cells.read(desk, cell, stored);
        if (outcome == CellReader.Outcome.READ) {
            answer(frame, at, desk, slot, cell, issuedMillis);
            return;
        }
        if (outcome == CellReader.Outcome.NO_CELL) {
            scope.refuse(frame, at, Status.NO_CELL, 0);
            return;
        }
        int dig = waiting.take(frame, at, slot, desk.number, cell, issuedMillis, sequence);
        if (dig < 0) {
            scope.refuse(frame, at, Status.BUSY, scope.config.retryMillis());
            return;
        }
        Status refusal =
                outcome == CellReader.Outcome.WAIT_DISK
                        ? cells.fromDisk(desk, dig, stored)
                        : cells.fromHolder(desk, cell, roomFp, dig);
        if (refusal == Status.OK) {
            scope.slots.waiting(slot, dig + 1);
        } else {
            waiting.give(dig);
            scope.refuse(frame, at, refusal, retryMillis(refusal));
        }
    }

    /// Ends a wait: the blob lies in the reply where a find has it, or there is none.
    ///
    /// @param refusal why there is none; null where there is one
    void arrived(int dig, @Nullable Status refusal) {
        int slot = waiting.slot(dig);
        scope.slots.waiting(slot, 0);
        MemorySegment headers = waiting.headers();
        long at = waiting.header(dig);
        if (refusal != null) {
            scope.refuse(headers, at, refusal, retryMillis(refusal));
        } else if (FindFrame.isStored(scope.reply) && !takesStored(headers, at)) {
            // The repeat came by a connection that does not take what was read for the first one.
            scope.refuse(headers, at, Status.BUSY, scope.config.retryMillis());
        } else {
            HuntDesk desk = scope.desk(waiting.hunt(dig));
            answer(headers, at, desk, slot, waiting.cell(dig), waiting.issuedMillis(dig));
        }
        waiting.give(dig);
    }

    private void answer(
            MemorySegment frame, long at, HuntDesk desk, int slot, long cell, long issuedMillis) {
        MemorySegment reply = scope.reply;
        int length = FindFrame.BYTES + FindFrame.blobBytes(reply);
        int link = FrameHeader.link(frame, at);
        long found = desk.content.keys().find(cell);
        FrameHeader.reply(reply, 0, FrameType.FIND, length, Status.OK, frame, at);
        boolean isFind =
                desk.proofs.write(
                        reply,
                        FindFrame.TICKET,
                        FindFrame.PASS,
                        reply.get(Layouts.I64_BIG, FrameHeader.HUNTER),
                        reply.get(Layouts.I64_BIG, HUNTER_LOW),
                        cell,
                        found,
                        issuedMillis);
        reply.set(Layouts.I16, FindFrame.FOUND, (short) (isFind ? 1 : 0));
        reply.set(Layouts.I16, FindFrame.CAPSULE_LENGTH, (short) 0);
        reply.set(Layouts.I32, FindFrame.COOLDOWN_MILLIS, scope.cooldownMillis(desk, slot));
        reply.set(Layouts.I64, FindFrame.CELL, cell);
        scope.counters.add(Count.DIGS);
        if (isFind) {
            scope.counters.add(Count.FINDS);
        }
        scope.peers.send(link, reply, length);
    }

    private static boolean takesStored(MemorySegment frame, long at) {
        return (frame.get(Layouts.I8, at + FrameHeader.FLAGS) & DigFrame.TAKES_STORED) != 0;
    }

    private long retryMillis(Status why) {
        return why.temporary() ? scope.config.retryMillis() : 0;
    }
}
