package dev.lode.consensus;

/// Why a proposal was not committed.
public enum Refusal {
    /// Another member leads; the entry was not taken.
    NOT_LEADER,
    /// Too many proposals wait; the entry was not taken and may be proposed again later.
    FULL,
    /// The entry is larger than the log takes; it never will be.
    TOO_LARGE,
    /// The log has no room; the entry was not taken, and may be proposed again once there is.
    LOG_FULL,
    /// The group is closed; the entry was not taken.
    CLOSED,
    /// The log or the state machine failed. Whether the entry stands is known after a restart only.
    LOG_FAILED
}
