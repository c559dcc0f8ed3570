package dev.lode.bench;

/// A benchmark could not be run to its end.
public final class BenchFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// Says why.
    ///
    /// @param message what failed and where
    public BenchFailed(String message) {
        super(message);
    }

    /// Says why.
    ///
    /// @param message what failed and where
    /// @param cause what the tool said
    public BenchFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
