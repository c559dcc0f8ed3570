package dev.lode.storage.wal;

/// A write of the log failed or does not end; nothing is written any more until the process starts
/// anew.
///
/// What was waiting is neither acknowledged nor known to be absent: it may be there after a
/// restart.
public final class LogFailed extends WalException {
    private static final long serialVersionUID = 1;

    private final boolean hang;

    /// Makes one.
    ///
    /// @param segment the file that was written
    /// @param offset where in it, bytes
    /// @param cause what the device said
    public LogFailed(String segment, long offset, Throwable cause) {
        super(
                "writing the log failed: "
                        + segment
                        + " at offset "
                        + offset
                        + ": "
                        + cause
                        + ". Nothing more is acknowledged. Look after the disk, then restart.");
        initCause(cause);
        hang = false;
    }

    private LogFailed(String message) {
        super(message);
        hang = true;
    }

    /// A write that does not come to an end.
    ///
    /// @param segment the file that is written
    /// @param offset where in it, bytes
    /// @param millis since it began
    /// @return the failure
    static LogFailed hanging(String segment, long offset, long millis) {
        return new LogFailed(
                "the log's disk hangs: writing "
                        + segment
                        + " at offset "
                        + offset
                        + " has not ended for "
                        + millis
                        + " ms (wal.hangMillis). Nothing more is acknowledged, even if it ends."
                        + " Look after the disk, then restart.");
    }

    private LogFailed(LogFailed first) {
        super(String.valueOf(first.getMessage()));
        hang = first.hang;
        initCause(first);
    }

    /// Whether the disk did not answer, rather than answer that it failed.
    ///
    /// @return true for no end within `wal.hangMillis`
    public boolean hang() {
        return hang;
    }

    /// The same failure, told to another thread.
    ///
    /// @return a copy with the stack of the caller
    LogFailed again() {
        return new LogFailed(this);
    }
}
