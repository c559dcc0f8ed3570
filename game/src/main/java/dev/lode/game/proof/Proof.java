package dev.lode.game.proof;

/// What checking a ticket, pass or capsule showed.
public enum Proof {
    /// Ours, for this hunt and this hunter.
    VALID,
    /// Not of the length or form that we write.
    MALFORMED,
    /// Signed with a ticket key that is not known here: too old, or not yet arrived.
    UNKNOWN_KEY,
    /// Of our form, but the MAC is not ours: changed, of another hunter, or of another hunt.
    FORGED
}
