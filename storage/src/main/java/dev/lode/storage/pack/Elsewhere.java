package dev.lode.storage.pack;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// What was thrown on another thread, thrown again on the one that waits for it.
final class Elsewhere {
    private Elsewhere() {}

    /// Throws a defect as it is.
    ///
    /// @return what the disk refused, to be thrown
    static IOException thrown(@Nullable Throwable failure) {
        return switch (failure) {
            case IOException refused -> refused;
            case RuntimeException defect -> throw defect;
            case Error defect -> throw defect;
            case null, default -> throw new IllegalStateException(failure);
        };
    }
}
