package dev.lode.storage.pack;

import dev.lode.base.Id128;
import java.nio.file.Path;

/// A secret that is not the one a pack was sealed with.
public final class SecretMismatch extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Makes one.
    ///
    /// @param pack the file
    /// @param wanted id of the secret that it needs
    /// @param given id of the secret that was given
    public SecretMismatch(Path pack, Id128 wanted, Id128 given) {
        super(
                pack
                        + " was sealed with secret "
                        + wanted
                        + ", not with "
                        + given
                        + "; give the .secret file that was written with this pack");
    }
}
