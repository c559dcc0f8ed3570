package dev.lode.game.hunter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.game.graph.Graphs;
import dev.lode.game.graph.HuntGraph;
import dev.lode.game.graph.RoomRecord;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MoveRulesTest {
    private static final long A = 11;
    private static final long B = 0xFFFF_0000_0000_0001L;
    private static final long CELL = 4711;
    private static final long NOON = 1_000_000;

    private final HuntGraph graph =
            HuntGraph.over(
                    MemorySegment.ofArray(
                            Graphs.bytes(
                                    2,
                                    List.of(
                                            Graphs.room(
                                                    A,
                                                    "a",
                                                    4,
                                                    1,
                                                    new RoomRecord.Edge(1, A, 2),
                                                    new RoomRecord.Edge(
                                                            1, A, 3, HuntGraph.NO_PRIZE, NOON),
                                                    new RoomRecord.Edge(2, B, 0),
                                                    new RoomRecord.Edge(
                                                            2, B, 1, 1, HuntGraph.NO_TIME),
                                                    new RoomRecord.Edge(3, B, 1, 1, NOON),
                                                    new RoomRecord.Edge(1, B, 200),
                                                    new RoomRecord.Edge(1, 999, 0)),
                                            Graphs.room(B, "b", 2, -1)))),
                    new long[] {1, CELL});
    private final MemorySegment slot = MemorySegment.ofArray(new byte[HunterSlot.BYTES]);

    @BeforeEach
    void aNewHunter() {
        HunterSlot.init(slot, 0, 1, 2);
    }

    @Test
    void aHunterEntersAtAnEntryAtAnyTime() {
        assertThat(MoveRules.enter(graph, slot, 0, A, 1)).isEqualTo(Move.MOVED);
        assertThat(HunterSlot.isAt(slot, 0, A, 1)).isTrue();
        move(A, 2);
        move(B, 0);
        assertThat(HunterSlot.isAt(slot, 0, B, 0)).isTrue();
        assertThat(MoveRules.enter(graph, slot, 0, A, 1)).isEqualTo(Move.MOVED);
        assertThat(HunterSlot.isAt(slot, 0, A, 1)).isTrue();
    }

    @Test
    void nobodyEntersWhereThereIsNoEntryNoSiteOrNoRoom() {
        assertThat(MoveRules.enter(graph, slot, 0, A, 0)).isEqualTo(Move.NOT_AN_ENTRY);
        assertThat(MoveRules.enter(graph, slot, 0, A, 4)).isEqualTo(Move.NO_SITE);
        assertThat(MoveRules.enter(graph, slot, 0, A, -1)).isEqualTo(Move.NO_SITE);
        assertThat(MoveRules.enter(graph, slot, 0, 12, 0)).isEqualTo(Move.NO_ROOM);
        assertThat(HunterSlot.entered(slot, 0)).isFalse();
    }

    @Test
    void whoHasNotEnteredDoesNotMove() {
        assertThat(move(A, 2)).isEqualTo(Move.NOT_ENTERED);
    }

    @Test
    void aMoveGoesAlongAnEdgeOrNowhere() {
        MoveRules.enter(graph, slot, 0, A, 1);
        assertThat(move(A, 1)).isEqualTo(Move.NO_EDGE);
        assertThat(move(B, 0)).isEqualTo(Move.NO_EDGE);
        assertThat(move(12, 0)).isEqualTo(Move.NO_ROOM);
        assertThat(move(B, 2)).isEqualTo(Move.NO_SITE);
        assertThat(move(A, 256)).isEqualTo(Move.NO_SITE);
        assertThat(HunterSlot.isAt(slot, 0, A, 1)).isTrue();
        assertThat(move(A, 2)).isEqualTo(Move.MOVED);
        assertThat(HunterSlot.isAt(slot, 0, A, 2)).isTrue();
    }

    @Test
    void anExitThatLeadsToNoRoomOrSiteIsRefused() {
        MoveRules.enter(graph, slot, 0, A, 1);
        assertThat(move(999, 0)).isEqualTo(Move.NO_ROOM);
        assertThat(move(B, 200)).isEqualTo(Move.NO_SITE);
    }

    @Test
    void sitesVisitedAreThoseOfThisRoom() {
        MoveRules.enter(graph, slot, 0, A, 1);
        move(A, 2);
        assertThat(HunterSlot.visited(slot, 0, 1)).isTrue();
        assertThat(HunterSlot.visited(slot, 0, 2)).isTrue();
        move(B, 0);
        assertThat(HunterSlot.visited(slot, 0, 1)).isFalse();
        assertThat(HunterSlot.visitedCount(slot, 0)).isEqualTo(1);
    }

    @Test
    void aGateOpensAtItsTime() {
        MoveRules.enter(graph, slot, 0, A, 1);
        assertThat(MoveRules.move(graph, slot, 0, A, 3, NOON - 1, PassCheck.NONE))
                .isEqualTo(Move.NOT_YET);
        assertThat(MoveRules.move(graph, slot, 0, A, 3, NOON, PassCheck.NONE))
                .isEqualTo(Move.MOVED);
    }

    @Test
    void aGateOpensToThePassOfItsKeyAndToNoOther() {
        MoveRules.enter(graph, slot, 0, A, 1);
        move(A, 2);
        assertThat(move(B, 1)).isEqualTo(Move.NEEDS_PASS);
        assertThat(MoveRules.move(graph, slot, 0, B, 1, 0, cell -> cell == CELL + 1))
                .isEqualTo(Move.NEEDS_PASS);
        assertThat(MoveRules.move(graph, slot, 0, B, 1, 0, cell -> cell == CELL))
                .isEqualTo(Move.MOVED);
    }

    @Test
    void aGateOfBothNeedsTheTimeAndThePass() {
        MoveRules.enter(graph, slot, 0, A, 1);
        MoveRules.move(graph, slot, 0, A, 3, NOON, PassCheck.NONE);
        assertThat(MoveRules.move(graph, slot, 0, B, 1, NOON - 1, _ -> true))
                .isEqualTo(Move.NOT_YET);
        assertThat(MoveRules.move(graph, slot, 0, B, 1, NOON, PassCheck.NONE))
                .isEqualTo(Move.NEEDS_PASS);
        assertThat(MoveRules.move(graph, slot, 0, B, 1, NOON, _ -> true)).isEqualTo(Move.MOVED);
    }

    private Move move(long room, int site) {
        return MoveRules.move(graph, slot, 0, room, site, 0, PassCheck.NONE);
    }
}
