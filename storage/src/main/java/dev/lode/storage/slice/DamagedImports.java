package dev.lode.storage.slice;

import java.io.IOException;

/// A folder of imports that cannot be opened, because what it says of itself is damaged.
public final class DamagedImports extends IOException {
    private static final long serialVersionUID = 1L;

    /// Makes one.
    ///
    /// @param message file, place and remedy
    public DamagedImports(String message) {
        super(message);
    }
}
