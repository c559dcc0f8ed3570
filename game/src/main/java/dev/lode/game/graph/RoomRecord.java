package dev.lode.game.graph;

import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/// One room as a graph is built from it.
///
/// @param roomFp the room's fingerprint
/// @param name of the room, at most 65,535 UTF-8 bytes
/// @param sites 1 to 256
/// @param entries the sites at which hunters enter
/// @param edges in any order, each (from, room, site) once; those within the room name its own
///   fingerprint
/// @param document what `look` shows, JSON; shape in docs/format/graph.md
public record RoomRecord(
        long roomFp, String name, int sites, BitSet entries, List<Edge> edges, String document) {

    /// One edge or exit, with its gate if it has one.
    ///
    /// @param from site of this room
    /// @param toRoomFp fingerprint of the room it leads to, this one's for an edge within
    /// @param toSite site it leads to
    /// @param gatePrize index of the prize whose key opens it, [HuntGraph#NO_PRIZE] for none
    /// @param opensAtMillis when it opens, [HuntGraph#NO_TIME] where it always was
    public record Edge(int from, long toRoomFp, int toSite, int gatePrize, long opensAtMillis) {
        /// The order of edges in a graph: by site, room fingerprint (unsigned), site.
        static final Comparator<Edge> ORDER =
                Comparator.comparingInt(Edge::from)
                        .thenComparing(Edge::toRoomFp, Long::compareUnsigned)
                        .thenComparingInt(Edge::toSite);

        /// An edge without a gate.
        ///
        /// @param from site of this room
        /// @param toRoomFp fingerprint of the room it leads to
        /// @param toSite site it leads to
        public Edge(int from, long toRoomFp, int toSite) {
            this(from, toRoomFp, toSite, HuntGraph.NO_PRIZE, HuntGraph.NO_TIME);
        }
    }
}
