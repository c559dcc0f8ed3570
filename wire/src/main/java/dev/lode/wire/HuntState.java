package dev.lode.wire;

/// The states of a hunt and the ways between them.
public enum HuntState {
    /// Created, content not yet on the nodes.
    DRAFT(0),
    /// Content is on the nodes and the commitment to its keys is public; hunters may look, not dig.
    SEALED(1),
    /// Digs and claims are taken.
    OPEN(2),
    /// Neither digs nor claims are taken for a while.
    PAUSED(3),
    /// Stopped until an operator has looked: after a restore, or in a dispute.
    FROZEN(4),
    /// Over; the ledger is final.
    SETTLED(5);

    private static final HuntState[] ALL = values();

    private final int code;

    HuntState(int code) {
        this.code = code;
    }

    /// Whether an operator may take a hunt from this state to another.
    ///
    /// @param next the state wanted
    /// @return true where it is allowed; never to the same state
    public boolean canBecome(HuntState next) {
        return switch (this) {
            case DRAFT -> next == SEALED || next == SETTLED;
            case SEALED -> next == OPEN || next == FROZEN || next == SETTLED;
            case OPEN -> next == PAUSED || next == FROZEN || next == SETTLED;
            case PAUSED -> next == OPEN || next == FROZEN || next == SETTLED;
            case FROZEN -> next == PAUSED || next == OPEN || next == SETTLED;
            case SETTLED -> false;
        };
    }

    /// Its number on the wire and in logs.
    ///
    /// @return 0 to 5, fixed for ever
    public int code() {
        return code;
    }

    /// The state of a number.
    ///
    /// @param code as read
    /// @return the state
    /// @throws IllegalArgumentException where there is none of that number
    public static HuntState of(int code) {
        if (code < 0 || code >= ALL.length) {
            throw new IllegalArgumentException("no hunt state has the number " + code);
        }
        return ALL[code];
    }
}
