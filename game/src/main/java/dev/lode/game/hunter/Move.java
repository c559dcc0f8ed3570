package dev.lode.game.hunter;

/// What became of an enter or a move.
public enum Move {
    /// The hunter is there now.
    MOVED,
    /// The hunter has not entered the hunt yet.
    NOT_ENTERED,
    /// The hunt has no such room.
    NO_ROOM,
    /// The room has no such site.
    NO_SITE,
    /// The site is not an entry.
    NOT_AN_ENTRY,
    /// No edge or exit leads there from where the hunter is.
    NO_EDGE,
    /// The gate on the way opens later, see `HuntGraph.opensAtMillis`.
    NOT_YET,
    /// The gate on the way needs a pass that the hunter did not show.
    NEEDS_PASS
}
