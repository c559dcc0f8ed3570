package dev.lode.storage.wal;

import org.jspecify.annotations.Nullable;

/// No further segment can be had; the append was not done, nothing is lost, and a later one may
/// succeed once snapshots have freed segments or the disk has room.
public final class LogFull extends WalException {
    private static final long serialVersionUID = 1;

    /// Makes one.
    ///
    /// @param why what stands in the way, with the remedy
    /// @param cause what the device said, if it was the device
    public LogFull(String why, @Nullable Throwable cause) {
        super("the log is full: " + why);
        if (cause != null) {
            initCause(cause);
        }
    }
}
