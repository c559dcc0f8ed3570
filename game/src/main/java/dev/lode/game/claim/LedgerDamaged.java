package dev.lode.game.claim;

/// A ledger whose bytes are not what was saved.
public final class LedgerDamaged extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// A record number that means the head of the file.
    public static final long HEAD = -1;

    /// Number of the record.
    private final long record;

    /// Names the damage.
    ///
    /// @param record number of the record, from 0, or [#HEAD]
    /// @param what is wrong there
    public LedgerDamaged(long record, String what) {
        super(
                "claim ledger damaged at "
                        + (record == HEAD ? "its head" : "record " + record)
                        + ": "
                        + what
                        + "; restore an older snapshot, the log holds what came after it");
        this.record = record;
    }

    /// Where the damage is.
    ///
    /// @return number of the record, from 0, or [#HEAD]
    public long record() {
        return record;
    }
}
