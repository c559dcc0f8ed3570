package dev.lode.storage.faulty;

import org.jspecify.annotations.Nullable;

/// The process has been killed: nothing that it asks of the disk happens any more.
///
/// An error and no exception, so that no code that copes with a bad disk runs in a dead process.
public final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed(int changes) {
        super("killed after " + changes + " changes of the disk");
    }

    /// Whether a process that threw this had been killed: a thread of it may have told another.
    ///
    /// @param thrown what came
    /// @return true where it was caused by a kill
    public static boolean in(Throwable thrown) {
        @Nullable Throwable at = thrown;
        while (at != null && !(at instanceof Killed)) {
            at = at.getCause();
        }
        return at != null;
    }
}
