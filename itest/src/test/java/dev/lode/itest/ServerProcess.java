package dev.lode.itest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.app.play.Operator;
import dev.lode.membership.auth.TokenSigner;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A `lode serve` that runs: started by its launcher on a free port, ended by a signal to its own
/// process.
final class ServerProcess implements AutoCloseable {
    private static final Pattern SERVING = Pattern.compile("serving on (http://[0-9.]+:[0-9]+) .*");
    private static final String SEGMENT = "2MiB";
    private static final long SECONDS_MAX = 120;

    private final Path data;
    private final Process process;
    private final Path err;
    private final URI http;

    private ServerProcess(Path data, Process process, Path err, URI http) {
        this.data = data;
        this.process = process;
        this.err = err;
        this.http = http;
    }

    /// Prepares a start.
    ///
    /// @param data the data folder; beside it go the outputs
    /// @param knobs such as `edge.tick=1ms`
    static ProcessBuilder prepare(Path data, String... knobs) {
        List<String> words = new ArrayList<>(List.of("serve", "--data", data.toString()));
        for (String knob : knobs) {
            words.add("--set");
            words.add(knob);
        }
        return Program.lode(data.toAbsolutePath().getParent(), words.toArray(String[]::new));
    }

    /// Starts a server on a free port and waits until it serves.
    ///
    /// @param data the data folder
    /// @param knobs such as `edge.tick=1ms`
    static ServerProcess start(Path data, String... knobs) throws IOException {
        List<String> all = new ArrayList<>(List.of(knobs));
        all.add("edge.port=0");
        if (all.stream().noneMatch(knob -> knob.startsWith("wal.segmentBytes="))) {
            all.add("wal.segmentBytes=" + SEGMENT); // less to write in advance, and rotation too
        }
        Path err = Files.createTempFile(data.toAbsolutePath().getParent(), "serve", ".err");
        Process process =
                prepare(data, all.toArray(String[]::new)).redirectError(err.toFile()).start();
        BufferedReader out = process.inputReader();
        String line = out.readLine();
        var serving = SERVING.matcher(line == null ? "" : line);
        if (!serving.matches()) {
            process.destroyForcibly();
            throw new AssertionError("the server said " + line + " and: " + Files.readString(err));
        }
        return new ServerProcess(data, process, err, URI.create(serving.group(1)));
    }

    /// Copies the data folder of a server that has ended: the same hunts, at another server.
    static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    URI http() {
        return http;
    }

    URI webSocket() {
        return URI.create("ws://" + http.getAuthority() + "/v1/ws");
    }

    Path data() {
        return data;
    }

    long pid() {
        return process.pid();
    }

    Operator operator() {
        return new Operator(http, data.resolve("admin.token"));
    }

    /// Puts a hunt on the server and opens it; whoever says hello after that finds it.
    void open(Path pack, String hunt) throws IOException, InterruptedException {
        operator().create(pack);
        operator().state(hunt, "OPEN");
    }

    /// What `lode hunt` says, told which server is meant.
    Program.Run hunt(String... words) {
        List<String> all = new ArrayList<>(List.of("hunt"));
        all.addAll(List.of(words));
        all.addAll(List.of("--server", http.toString(), "--data", data.toString()));
        return CommandLine.of(all.toArray(String[]::new));
    }

    /// A token of the server's own try-out issuer, good for an hour.
    String token(String subject) throws IOException {
        return TokenSigner.load(data.resolve("issuer.key"))
                .sign(subject, System.currentTimeMillis() + 3_600_000, Optional.empty());
    }

    /// Kills it as a failing machine would: nothing more is written by it.
    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).as("killed").isTrue();
    }

    /// SIGTERM, at once.
    void terminate() {
        process.destroy();
    }

    /// Waits for its end.
    ///
    /// @return the exit status
    int await() throws InterruptedException, IOException {
        assertThat(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS))
                .as("the server ended; it said: %s", err())
                .isTrue();
        return process.exitValue();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String err() throws IOException {
        return Files.readString(err);
    }

    /// What of it is in memory.
    ///
    /// @return bytes, as the kernel counts them
    long residentBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .collect(
                        Collectors.collectingAndThen(
                                Collectors.toList(),
                                list -> Long.parseLong(list.getFirst()) * 1024));
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        boolean interrupted = false;
        while (true) {
            try {
                process.waitFor();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
