package dev.lode.app;

import dev.lode.app.cli.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// One run of the command line in this process, with what it printed.
///
/// @param status the exit status
/// @param out what went to standard output
/// @param err what went to standard error
public record CommandLineRun(int status, String out, String err) {
    /// Runs words in an empty environment.
    ///
    /// @param words after `lode`
    /// @return what came of it
    public static CommandLineRun of(String... words) {
        return in(Map.of(), words);
    }

    /// Runs words.
    ///
    /// @param environment the variables
    /// @param words after `lode`
    /// @return what came of it
    public static CommandLineRun in(Map<String, String> environment, String... words) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var console = new Console(stream(out), stream(err), false);
        int status = Lode.run(words, console, environment);
        console.flush();
        return new CommandLineRun(
                status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, false, StandardCharsets.UTF_8);
    }
}
