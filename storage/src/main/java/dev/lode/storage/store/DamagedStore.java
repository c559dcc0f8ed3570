package dev.lode.storage.store;

import dev.lode.storage.pack.DamagedPack;
import java.io.IOException;
import java.nio.file.Path;

/// A store whose manifest, or a file that it names, is not what was written: it is not opened, and
/// never taken for an empty one.
public final class DamagedStore extends IOException {
    private static final long serialVersionUID = 1L;

    /// What was found, without the file and the remedy.
    final String what;

    /// Makes one.
    ///
    /// @param file which is damaged or gone
    /// @param what was found
    DamagedStore(Path file, String what) {
        super(
                file
                        + ": "
                        + what
                        + "; copy the folder of the store from another holder, or remove the whole folder:"
                        + " what the sealed pack holds is then served, and additions are fed again from"
                        + " the log as far as it reaches back");
        this.what = what;
    }

    /// Makes one of an extent that is not sound, whose message says what is to be done.
    ///
    /// @param extent what was found
    DamagedStore(DamagedPack extent) {
        super(extent.getMessage(), extent);
        what = String.valueOf(extent.getMessage());
    }

    /// Makes one.
    ///
    /// @param file which is damaged or gone
    /// @param what was found
    /// @param cause what told
    DamagedStore(Path file, String what, IOException cause) {
        this(file, what);
        initCause(cause);
    }
}
