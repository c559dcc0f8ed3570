package dev.lode.storage.wal;

import java.nio.file.Path;

/// Another process, or another log of this one, has the folder.
public final class FolderInUse extends WalException {
    private static final long serialVersionUID = 1;

    /// Makes one.
    ///
    /// @param folder which folder
    /// @param holder who has it, as far as that can be told
    public FolderInUse(Path folder, String holder) {
        super(
                "the folder "
                        + folder
                        + " is in use by "
                        + holder
                        + ". Stop it first, or give this process a folder of its own.");
    }
}
