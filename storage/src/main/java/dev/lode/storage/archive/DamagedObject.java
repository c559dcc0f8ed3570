package dev.lode.storage.archive;

import java.io.IOException;

/// An object of the archive is not what its name says, or not what was written.
public final class DamagedObject extends IOException {
    private static final long serialVersionUID = 1;

    /// Makes one.
    ///
    /// @param text what is wrong with it
    public DamagedObject(String text) {
        super(text);
    }

    /// The same, said of an object.
    DamagedObject in(String name) {
        var named = new DamagedObject(name + " " + getMessage());
        named.initCause(this);
        return named;
    }
}
