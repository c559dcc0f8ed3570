package dev.lode.game.hunter;

import dev.lode.game.graph.HuntGraph;
import java.lang.foreign.MemorySegment;

/// Where a hunter may go: to an entry at any time, else along an edge whose gate is open.
///
/// Threads: none of its own; works on the caller's slot. A refused move changes nothing.
public final class MoveRules {
    private MoveRules() {}

    /// Takes a hunter to an entry.
    ///
    /// @param graph of the hunt
    /// @param slot memory of the hunter's slot
    /// @param offset of its first byte
    /// @param roomFp the room
    /// @param site the site
    /// @return MOVED, NO_ROOM, NO_SITE or NOT_AN_ENTRY
    public static Move enter(
            HuntGraph graph, MemorySegment slot, long offset, long roomFp, int site) {
        int room = graph.room(roomFp);
        if (room < 0) {
            return Move.NO_ROOM;
        }
        if (site < 0 || site >= graph.siteCount(room)) {
            return Move.NO_SITE;
        }
        if (!graph.isEntry(room, site)) {
            return Move.NOT_AN_ENTRY;
        }
        HunterSlot.arrive(slot, offset, roomFp, site);
        return Move.MOVED;
    }

    /// Moves a hunter along an edge or exit.
    ///
    /// @param graph of the hunt, with the cells of its gates
    /// @param slot memory of the hunter's slot
    /// @param offset of its first byte
    /// @param toRoomFp the room to go to
    /// @param toSite the site to go to
    /// @param nowMillis hunt time
    /// @param pass says whether the hunter holds the gate's pass; asked only where a gate needs one
    /// @return MOVED, or why not; never NOT_AN_ENTRY
    public static Move move(
            HuntGraph graph,
            MemorySegment slot,
            long offset,
            long toRoomFp,
            int toSite,
            long nowMillis,
            PassCheck pass) {
        if (!HunterSlot.entered(slot, offset)) {
            return Move.NOT_ENTERED;
        }
        int to = graph.room(toRoomFp);
        if (to < 0) {
            return Move.NO_ROOM;
        }
        if (toSite < 0 || toSite >= graph.siteCount(to)) {
            return Move.NO_SITE;
        }
        int from = graph.room(HunterSlot.roomFp(slot, offset));
        if (from < 0) {
            return Move.NO_EDGE;
        }
        long edge = graph.edge(from, HunterSlot.site(slot, offset), toRoomFp, toSite);
        if (edge == HuntGraph.NO_EDGE) {
            return Move.NO_EDGE;
        }
        if (graph.opensAtMillis(edge) > nowMillis) {
            return Move.NOT_YET;
        }
        long cell = graph.gateCell(edge);
        if (cell != HuntGraph.NO_GATE && !pass.opens(cell)) {
            return Move.NEEDS_PASS;
        }
        HunterSlot.arrive(slot, offset, toRoomFp, toSite);
        return Move.MOVED;
    }
}
