package dev.lode.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A real S3 server as a process of its own: s3proxy over a folder, on loopback, for anybody.
final class S3Peer implements AutoCloseable {
    static final String BUCKET = "bench";

    /// Without it the server writes every byte that it sends and receives to its log.
    private static final String LOG =
            """
            <configuration>
              <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%m%n</pattern></encoder>
              </appender>
              <root level="INFO"><appender-ref ref="out"/></root>
            </configuration>
            """;

    private static final Pattern STARTED = Pattern.compile(".*\\{127\\.0\\.0\\.1:([0-9]+)\\}.*");

    private final Process process;
    private final URI endpoint;

    /// Starts one.
    ///
    /// @param folder for its files
    /// @param givesWay whether every other thread of the machine goes before its threads, as if it
    ///   were elsewhere
    S3Peer(Path folder, boolean givesWay) throws IOException {
        Path jars = Path.of(System.getProperty("lode.home", "."), "bench", "target", "s3proxy");
        if (!Files.isDirectory(jars)) {
            throw new BenchFailed("the S3 server is not in " + jars + ": run ./lode bench");
        }
        Files.createDirectories(folder.resolve(BUCKET));
        Path log = Files.writeString(folder.resolve("logback.xml"), LOG);
        Path settings =
                Files.writeString(
                        folder.resolve("s3proxy.properties"),
                        """
                        s3proxy.authorization=none
                        s3proxy.endpoint=http://127.0.0.1:0
                        jclouds.provider=filesystem-nio2
                        jclouds.filesystem.basedir=%s
                        jclouds.identity=unused
                        jclouds.credential=unused
                        """
                                .formatted(folder));
        List<String> command =
                new ArrayList<>(givesWay ? List.of("chrt", "--idle", "0") : List.of());
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-Dlogback.configurationFile=" + log,
                        "-cp",
                        jars + "/*",
                        "org.gaul.s3proxy.Main",
                        "--properties",
                        settings.toString()));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        endpoint = started(process.inputReader());
    }

    private URI started(BufferedReader out) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher started = STARTED.matcher(line);
            if (line.contains("Started") && started.matches()) {
                Thread.ofVirtual().start(() -> skip(out));
                return URI.create("http://127.0.0.1:" + started.group(1));
            }
        }
        process.destroyForcibly();
        throw new BenchFailed("the S3 server did not start");
    }

    private static void skip(BufferedReader out) {
        try {
            while (out.readLine() != null) {
                // else its pipe would fill and it would stand still
            }
        } catch (IOException _) {
            // it was ended
        }
    }

    URI endpoint() {
        return endpoint;
    }

    /// CPU that it has used.
    long cpuNanos() {
        return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
