package dev.lode.storage.archive;

import java.io.IOException;

/// The server cannot write an object only where none is.
public final class NoConditionalPut extends IOException {
    private static final long serialVersionUID = 1;

    /// Makes one.
    ///
    /// @param place which server
    /// @param cause what it said, if anything
    public NoConditionalPut(String place, @org.jspecify.annotations.Nullable Throwable cause) {
        super(
                place
                        + " ignores or refuses If-None-Match on a write, so two leaders could overwrite"
                        + " each other's pieces: use another server, or read about"
                        + " archive.conditionalPut=emulate",
                cause);
    }
}
