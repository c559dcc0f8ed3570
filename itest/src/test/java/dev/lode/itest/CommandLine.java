package dev.lode.itest;

import dev.lode.app.Lode;
import dev.lode.app.cli.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// The command line in this process, for what would take a Java of its own each time.
final class CommandLine {
    private CommandLine() {}

    static Program.Run of(String... words) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var console = new Console(stream(out), stream(err), false);
        int status = Lode.run(words, console, Map.of());
        console.flush();
        return new Program.Run(
                status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, false, StandardCharsets.UTF_8);
    }
}
