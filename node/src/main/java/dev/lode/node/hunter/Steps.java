package dev.lode.node.hunter;

import dev.lode.base.Layouts;
import dev.lode.game.graph.HuntGraph;
import dev.lode.game.hunter.HunterSlot;
import dev.lode.game.hunter.LastRequest;
import dev.lode.game.hunter.Move;
import dev.lode.game.hunter.MoveRules;
import dev.lode.game.hunter.PassCheck;
import dev.lode.game.proof.Passes;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import dev.lode.wire.Status;
import dev.lode.wire.StepFrame;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Entering and moving: along edges alone, through gates that are open.
///
/// Threads: owned by its loop. A repeat of the last step is answered with the place and moves
/// nobody.
final class Steps implements PassCheck {
    private final LoopScope scope;
    private final Places places;
    private MemorySegment frame = MemorySegment.NULL;
    private long at;
    private @Nullable HuntDesk desk;

    Steps(LoopScope scope, Places places) {
        this.scope = scope;
        this.places = places;
    }

    void onStep(MemorySegment memory, long offset, int length) {
        if (length != StepFrame.BYTES) {
            scope.refuse(memory, offset, Status.MALFORMED, 0);
            return;
        }
        HuntDesk hunt = scope.desk(memory, offset);
        if (hunt == null || !scope.isHome(memory, offset)) {
            return;
        }
        int session = scope.session(memory, offset, hunt);
        if (session < 0) {
            return;
        }
        frame = memory;
        at = offset;
        desk = hunt;
        byte kind = FrameHeader.type(memory, offset);
        long roomFp = memory.get(Layouts.I64, offset + StepFrame.ROOM);
        int site = memory.get(Layouts.I8, offset + StepFrame.SITE) & 0xFF;
        long sequence = memory.get(Layouts.I64, offset + StepFrame.SEQUENCE);
        SessionTable sessions = scope.sessions;
        int order =
                sessions.kind(session) == 0
                        ? 1
                        : Long.compareUnsigned(sequence, sessions.sequence(session));
        if (order < 0) {
            scope.refuse(memory, offset, Status.STALE, 0);
        } else if (order > 0) {
            step(hunt, session, kind, roomFp, site, sequence);
        } else if (sessions.isSame(session, kind, roomFp, site << 20)) {
            scope.counters.add(Count.REPEATS);
            places.answer(memory, offset, hunt, sessions.slot(session), 0);
        } else {
            scope.refuse(memory, offset, Status.MALFORMED, 0);
        }
    }

    @Override
    public boolean opens(long gateCell) {
        HuntDesk hunt = desk;
        return hunt != null
                && frame.get(Layouts.I8, at + StepFrame.PASS_LENGTH) == Passes.BYTES
                && hunt.passes.opens(
                        frame,
                        at + StepFrame.PASS,
                        Passes.BYTES,
                        frame.get(Layouts.I64_BIG, at + FrameHeader.HUNTER),
                        frame.get(Layouts.I64_BIG, at + FrameHeader.HUNTER + 8),
                        gateCell);
    }

    private void step(HuntDesk hunt, int session, byte kind, long roomFp, int site, long sequence) {
        int slot = scope.sessions.slot(session);
        MemorySegment memory = scope.slots.memory();
        long offset = scope.slots.offset(slot);
        HuntGraph graph = hunt.content.graph();
        Move move =
                kind == FrameType.ENTER
                        ? MoveRules.enter(graph, memory, offset, roomFp, site)
                        : MoveRules.move(
                                graph, memory, offset, roomFp, site, scope.nowMillis, this);
        switch (move) {
            case MOVED -> {
                scope.sessions.remember(
                        session, sequence, kind, roomFp, site << 20, scope.nowMillis);
                LastRequest.remember(
                        memory,
                        offset,
                        FrameHeader.session(frame, at),
                        sequence,
                        kind,
                        roomFp,
                        site,
                        0,
                        scope.nowMillis,
                        0);
                scope.slots.touch(slot);
                places.answer(frame, at, hunt, slot, 0);
            }
            case NOT_ENTERED -> scope.refuse(frame, at, Status.NOT_ENTERED, 0);
            case NO_ROOM -> scope.refuse(frame, at, Status.NO_ROOM, 0);
            case NO_SITE -> scope.refuse(frame, at, Status.NO_SITE, 0);
            case NOT_AN_ENTRY -> scope.refuse(frame, at, Status.NOT_ENTRY, 0);
            case NO_EDGE -> scope.refuse(frame, at, Status.NO_EDGE, 0);
            case NOT_YET ->
                    scope.refuse(
                            frame,
                            at,
                            Status.GATE_CLOSED,
                            opensAt(graph, memory, offset, roomFp, site) - scope.nowMillis);
            case NEEDS_PASS -> {
                boolean shown = frame.get(Layouts.I8, at + StepFrame.PASS_LENGTH) != 0;
                scope.refuse(frame, at, shown ? Status.BAD_PASS : Status.GATE_CLOSED, 0);
            }
        }
    }

    private static long opensAt(
            HuntGraph graph, MemorySegment slot, long offset, long roomFp, int site) {
        int from = graph.room(HunterSlot.roomFp(slot, offset));
        return graph.opensAtMillis(graph.edge(from, HunterSlot.site(slot, offset), roomFp, site));
    }
}
