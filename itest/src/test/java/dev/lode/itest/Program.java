package dev.lode.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The packaged program, started by its launcher as a user starts it.
final class Program {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final long SECONDS_MAX = 120;

    private Program() {}

    /// What one run left behind.
    ///
    /// @param status the exit status
    /// @param out standard output
    /// @param err standard error
    record Run(int status, String out, String err) {}

    /// Prepares a start of `./lode`; what was packaged is run, never built again.
    static ProcessBuilder lode(Path folder, String... words) {
        assertThat(HOME.resolve("app/target/modules"))
                .as("the packaged program: run ./build verify, not a part of it")
                .isDirectory();
        var command = new ArrayList<>(List.of(HOME.resolve("lode").toString()));
        command.addAll(List.of(words));
        var process = new ProcessBuilder(command).directory(folder.toFile());
        process.environment().keySet().removeIf(Program::changesTheRun);
        process.environment().put("LODE_NO_BUILD", "1");
        return process;
    }

    private static boolean changesTheRun(String variable) {
        return variable.startsWith("LODE_") || variable.endsWith("_OPTIONS");
    }

    /// Runs it to its end.
    static Run run(Path folder, String... words) throws IOException, InterruptedException {
        return finish(folder, lode(folder, words));
    }

    static Run finish(Path folder, ProcessBuilder prepared)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        var process = prepared.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        try {
            assertThat(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS))
                    .as("%s ended within %d s", prepared.command(), SECONDS_MAX)
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
