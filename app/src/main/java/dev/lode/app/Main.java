package dev.lode.app;

import dev.lode.app.cli.Console;
import dev.lode.app.serve.Shutdown;
import dev.lode.base.Version;

/// Where the program starts: answers what needs no command-line library, and hands on the rest.
public final class Main {
    private Main() {}

    /// Runs it.
    ///
    /// @param words the words after `lode`
    public static void main(String[] words) {
        var console = Console.ofProcess();
        if (words.length == 1 && (words[0].equals("version") || words[0].equals("--version"))) {
            console.line("lode " + Version.CURRENT.name());
            console.flush();
            return;
        }
        int status = Lode.run(words, console, System.getenv());
        console.flush();
        Shutdown.finish(status);
        if (status != 0) {
            System.exit(status);
        }
    }
}
