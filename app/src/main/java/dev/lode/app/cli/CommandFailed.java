package dev.lode.app.cli;

/// The end of a command that could not do its work; its message names place and remedy in one line.
public final class CommandFailed extends Exception {
    private static final long serialVersionUID = 1L;

    /// What the shell sees.
    private final ExitStatus status;

    /// Says what went wrong.
    ///
    /// @param status what the shell sees
    /// @param message place, what is wrong there, remedy
    public CommandFailed(ExitStatus status, String message) {
        super(message);
        this.status = status;
    }

    /// Says what went wrong and because of what.
    ///
    /// @param status what the shell sees
    /// @param message place, what is wrong there, remedy
    /// @param cause shown by `--stacktrace`
    public CommandFailed(ExitStatus status, String message, Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    /// What the shell sees.
    ///
    /// @return the status
    public ExitStatus status() {
        return status;
    }
}
