package dev.lode.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// A run as it is kept: `docs/benchmarks/DATE-NAME.md` with the table, and `.json` beside it.
///
/// What to think of the figures is written into the page by hand, above the table.
final class BenchRecord {
    private BenchRecord() {}

    /// Writes both files over those of the same day.
    ///
    /// @param run that was made
    /// @param home folder of the sources
    /// @param day of the run
    /// @return the page; empty where the home has no such folder
    /// @throws IOException where the disk refuses
    static Optional<Path> write(BenchRun run, Path home, LocalDate day) throws IOException {
        Path folder = home.resolve("docs/benchmarks");
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        String name = day + "-" + run.name();
        Path page = folder.resolve(name + ".md");
        Files.writeString(folder.resolve(name + ".json"), run.json());
        Files.writeString(page, page(run, day, name));
        return Optional.of(page);
    }

    private static String page(BenchRun run, LocalDate day, String name) {
        return String.join(
                "\n",
                List.of(
                        "# " + day + " " + run.name(),
                        "",
                        "Command: `./lode bench "
                                + run.name()
                                + "`; method and tuning: README.md."
                                + " JSON: "
                                + name
                                + ".json.",
                        "Flags of the JVMs: `" + String.join(" ", run.machine().flags()) + "`.",
                        "",
                        "```",
                        run.table() + "```",
                        ""));
    }
}
