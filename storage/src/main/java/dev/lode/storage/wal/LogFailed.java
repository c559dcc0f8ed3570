package dev.lode.storage.wal;

/// A write of the log failed; nothing is written any more until the process starts anew.
///
/// What was waiting is neither acknowledged nor known to be absent: it may be there after a
/// restart.
public final class LogFailed extends WalException {
    private static final long serialVersionUID = 1;

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
    }

    private LogFailed(LogFailed first) {
        super(String.valueOf(first.getMessage()));
        initCause(first);
    }

    /// The same failure, told to another thread.
    ///
    /// @return a copy with the stack of the caller
    LogFailed again() {
        return new LogFailed(this);
    }
}
