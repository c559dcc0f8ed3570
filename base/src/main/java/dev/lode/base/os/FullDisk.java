package dev.lode.base.os;

import java.io.IOException;

/// Tells a disk without room from other refusals.
public final class FullDisk {
    private static final int ENOSPC = 28;

    /// What the JVM says of it: the system's words, in the locale of the process.
    private static final String WORDS =
            Native.available() ? Native.text(ENOSPC) : "No space left on device";

    private FullDisk() {}

    /// Whether this is why something was refused.
    ///
    /// @param e thrown by a write, or by what makes a file longer
    /// @return whether there was no room
    public static boolean caused(IOException e) {
        return String.valueOf(e.getMessage()).contains(WORDS);
    }
}
