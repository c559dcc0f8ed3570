package dev.lode.base.knob;

/// The place a value came from, as a person would look for it.
///
/// Threads: immutable.
///
/// @param text such as `lode.yaml:12`, `environment LODE_WAL_SEGMENT_BYTES` or `--set
///   wal.segmentBytes`
public record Origin(String text) {
    /// Nobody set it: the knob's declaration.
    public static final Origin DEFAULT = new Origin("default");

    /// The program itself, for a value that follows from a command's own option.
    public static final Origin PROGRAM = new Origin("program");

    /// A line of a settings file.
    ///
    /// @param file its name
    /// @param line counted from 1
    /// @return the origin
    public static Origin file(String file, int line) {
        return new Origin(file + ":" + line);
    }

    /// An environment variable.
    ///
    /// @param variable its name
    /// @return the origin
    public static Origin environment(String variable) {
        return new Origin("environment " + variable);
    }

    /// An option of the command line.
    ///
    /// @param option such as `--set wal.segmentBytes`
    /// @return the origin
    public static Origin commandLine(String option) {
        return new Origin(option);
    }

    @Override
    public String toString() {
        return text;
    }
}
