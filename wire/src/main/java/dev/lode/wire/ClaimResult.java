package dev.lode.wire;

/// What became of a claim.
///
/// The first three are final and stored in the ledger or follow from it; the others promise
/// nothing.
public enum ClaimResult {
    /// First, or among the first as many as the stock.
    WON(1, true),
    /// This hunter has won this key before, by another claim.
    ALREADY_YOURS(2, true),
    /// The stock was gone.
    LOST(3, true),
    /// The ticket proves no dig of this hunter.
    NOT_DUG(4, false),
    /// The ticket was presented too late.
    EXPIRED(5, false),
    /// The hunt is not open.
    CLOSED(6, false);

    private static final ClaimResult[] ALL = values();

    private final int code;
    private final boolean isFinal;

    ClaimResult(int code, boolean isFinal) {
        this.code = code;
        this.isFinal = isFinal;
    }

    /// Its number on the wire and in logs.
    ///
    /// @return 1 to 6, fixed for ever
    public int code() {
        return code;
    }

    /// Whether every later answer to the same claim is the same.
    ///
    /// @return true for WON, ALREADY_YOURS and LOST
    public boolean isFinal() {
        return isFinal;
    }

    /// The result of a number.
    ///
    /// @param code as read from a frame
    /// @return the result
    /// @throws IllegalArgumentException where there is none of that number
    public static ClaimResult of(int code) {
        if (code < 1 || code > ALL.length) {
            throw new IllegalArgumentException("no claim result has the number " + code);
        }
        return ALL[code - 1];
    }
}
