package dev.lode.bench.index;

import dev.lode.bench.BenchFailed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The asking end of a process of the benchmark; see [Requests].
///
/// Threads: owned by one. Closing it ends the process.
final class StoreProcess implements AutoCloseable {
    private final String title;
    private final Process process;
    private final OutputStream requests;
    private final BufferedReader answers;

    /// Starts the process and waits until it is ready.
    ///
    /// @param title how messages call it
    /// @param command that starts it
    /// @throws IOException where it does not start
    StoreProcess(String title, List<String> command) throws IOException {
        this.title = title;
        process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        requests = process.getOutputStream();
        answers =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        read();
    }

    String title() {
        return title;
    }

    /// Asks for something and waits.
    ///
    /// @param what is asked for
    /// @param count how many times
    /// @return the figures by name
    /// @throws IOException where the process is gone
    Map<String, Double> ask(String what, int count) throws IOException {
        requests.write((what + " " + count + "\n").getBytes(StandardCharsets.US_ASCII));
        requests.flush();
        return read();
    }

    /// The process.
    ///
    /// @return its number
    long pid() {
        return process.pid();
    }

    private Map<String, Double> read() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new BenchFailed(title + " ended with " + end() + "; its last words are above");
        }
        return figures(line);
    }

    /// Reads a line of figures.
    ///
    /// @param line `name=value` each, with blanks between
    /// @return values by name
    static Map<String, Double> figures(String line) {
        var figures = new HashMap<String, Double>();
        for (String figure : line.split(" ", -1)) {
            int equals = figure.indexOf('=');
            if (equals < 0) {
                throw new BenchFailed("no figure: " + line);
            }
            figures.put(figure.substring(0, equals), Double.valueOf(figure.substring(equals + 1)));
        }
        return figures;
    }

    @Override
    public void close() throws IOException {
        requests.close();
        end();
    }

    private int end() {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            return -1;
        }
    }
}
