package dev.lode.storage.pack;

import java.io.IOException;
import java.nio.file.Path;

/// A sorted run that is not as it was written.
final class DamagedRun extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedRun(Path run, long at) {
        super(
                run
                        + " was changed while it was in use (byte "
                        + at
                        + "); check the disk and run lode pack again");
    }
}
