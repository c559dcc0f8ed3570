package dev.lode.game.graph;

/// One thing that lint found wrong with the rooms of a hunt.
///
/// @param fault what sort of thing
/// @param room the room it is found at, counted from 0 in the order of addition, or -1
/// @param text what is wrong, naming rooms, sites and keys as people do
public record Finding(Fault fault, int room, String text) {
    /// The sorts of things that can be wrong.
    public enum Fault {
        /// A room has no site, or more than 256.
        SITE_COUNT,
        /// Two rooms have one fingerprint.
        ROOM_TWICE,
        /// An entry names a site that the room does not have.
        ENTRY_UNKNOWN,
        /// No room has an entry.
        NO_ENTRY,
        /// An edge leaves a site that its room does not have.
        EDGE_FROM_UNKNOWN_SITE,
        /// An exit leads to a room that does not exist.
        EDGE_TO_UNKNOWN_ROOM,
        /// An edge leads to a site that the room does not have.
        EDGE_TO_UNKNOWN_SITE,
        /// An edge is there twice.
        EDGE_TWICE,
        /// A gate stands on an edge that does not exist.
        GATE_WITHOUT_EDGE,
        /// An edge has two gates.
        GATE_TWICE,
        /// A gate needs a key that no cell hides.
        GATE_KEY_UNKNOWN,
        /// A gate needs a key that can be dug only behind it or behind others like it.
        GATE_UNSOLVABLE,
        /// A key is hidden in two cells.
        KEY_TWICE,
        /// A key is hidden where there is no site.
        KEY_NOWHERE,
        /// No hunter can get to a key.
        KEY_UNREACHABLE,
        /// No way leads to any site of a room.
        ROOM_UNREACHABLE,
        /// No way leads to a site.
        SITE_UNREACHABLE,
        /// Sites lead round in a circle.
        CYCLE
    }
}
