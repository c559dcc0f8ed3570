package dev.lode.app.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The second process of the demo: the same program, as `lode bots`.
///
/// Threads: one.
final class BotsProcess implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final Process process;
    private final BufferedReader lines;

    private BotsProcess(Process process) {
        this.process = process;
        lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /// Starts it with the JVM, the modules and the JVM options of this process.
    ///
    /// @param words the words after `lode`
    /// @throws IOException where it does not start
    static BotsProcess start(List<String> words) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (option.startsWith("-X") || option.startsWith("--")) {
                command.add(option);
            }
        }
        command.add("-p");
        command.add(System.getProperty("jdk.module.path"));
        command.add("-m");
        command.add("dev.lode.app/dev.lode.app.Main");
        command.addAll(words);
        return new BotsProcess(
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    /// The next line that it reports.
    ///
    /// @return null once it has ended
    /// @throws IOException where the pipe breaks
    @Nullable JsonNode next() throws IOException {
        String line = lines.readLine();
        return line == null ? null : JSON.readTree(line);
    }

    /// Asks it to end: the bots finish what they have begun, and the last line follows.
    ///
    /// @throws IOException where the pipe is broken already
    void stop() throws IOException {
        process.getOutputStream().close();
    }

    /// Ends it, if it has not ended by itself within a while.
    @Override
    public void close() {
        try {
            if (!process.waitFor(Duration.ofSeconds(5).toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
