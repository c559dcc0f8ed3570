package dev.lode.storage.slice;

import java.io.IOException;

/// A slice that cannot be continued: what the receiver has the first part of is not what the sender
/// would send now.
public final class SliceChanged extends IOException {
    private static final long serialVersionUID = 1L;

    /// Makes one.
    ///
    /// @param message place and remedy
    public SliceChanged(String message) {
        super(message);
    }
}
