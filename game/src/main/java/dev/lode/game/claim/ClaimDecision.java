package dev.lode.game.claim;

/// What a claim group says to a claim.
public sealed interface ClaimDecision {
    /// The key is this hunter's, by this claim; final.
    ///
    /// @param win the record of it
    /// @param isNew whether this decision made it, rather than a repeat found it
    record Won(Win win, boolean isNew) implements ClaimDecision {}

    /// The key is this hunter's, by another claim; final.
    ///
    /// @param win the record of it
    record AlreadyYours(Win win) implements ClaimDecision {}

    /// The stock is gone to others; final.
    record Lost() implements ClaimDecision {}

    /// The ticket was too old at its first receipt; not stored, promises nothing.
    ///
    /// @param ageMillis how old it was
    record Expired(long ageMillis) implements ClaimDecision {}

    /// The hunt is not open; not stored, promises nothing.
    record Closed() implements ClaimDecision {}
}
