package dev.lode.storage.wal;

import java.io.IOException;

/// What the log can refuse or fail with; each message names the place and the remedy.
public abstract sealed class WalException extends IOException
        permits DamagedLog, FolderInUse, LogFailed, LogFull {
    private static final long serialVersionUID = 1;

    /// Makes one.
    ///
    /// @param message what happened, where, and what to do
    protected WalException(String message) {
        super(message);
    }
}
