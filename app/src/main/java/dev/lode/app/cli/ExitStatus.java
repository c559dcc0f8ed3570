package dev.lode.app.cli;

/// What the exit status of `lode` says.
public enum ExitStatus {
    /// Done.
    OK(0),
    /// Tried and failed, or found something wrong.
    FAILED(1),
    /// The command line or the settings cannot be understood; nothing was done.
    USAGE(2),
    /// Something that must be installed or allowed first is missing; nothing was done.
    MISSING(3);

    private final int number;

    ExitStatus(int number) {
        this.number = number;
    }

    /// The status of a command that checks something.
    ///
    /// @param sound whether nothing wrong was found
    /// @return done, or failed
    public static ExitStatus ofCheck(boolean sound) {
        return sound ? OK : FAILED;
    }

    /// The status as the shell sees it.
    ///
    /// @return 0 to 3
    public int number() {
        return number;
    }
}
