package dev.lode.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A real S3 server as a process of its own: s3proxy over a folder, on loopback.
///
/// An object is the file of its name in the bucket's folder, so that a test can look at it, damage
/// it and take it away behind the server's back.
public final class S3Server implements AutoCloseable {
    /// The bucket that is there.
    public static final String BUCKET = "hunts";

    /// Who may use it, where it asks.
    public static final String IDENTITY = "local";

    /// The secret of that.
    public static final String CREDENTIAL = "local-secret";

    private static final Path JARS = Path.of("target", "s3proxy").toAbsolutePath();

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
    private final Path objects;

    private S3Server(Process process, URI endpoint, Path objects) {
        this.process = process;
        this.endpoint = endpoint;
        this.objects = objects;
    }

    /// Starts one.
    ///
    /// @param folder for its files
    /// @param signed whether it checks signatures
    public static S3Server start(Path folder, boolean signed) throws IOException {
        assertThat(JARS).as("the S3 server's jars, which the build copies there").isDirectory();
        Path root = Files.createDirectories(folder.resolve("s3"));
        Path objects = Files.createDirectories(root.resolve(BUCKET));
        Path log = Files.writeString(folder.resolve("logback.xml"), LOG);
        Path settings =
                Files.writeString(
                        folder.resolve("s3proxy.properties"),
                        """
                        s3proxy.authorization=%s
                        s3proxy.identity=%s
                        s3proxy.credential=%s
                        s3proxy.endpoint=http://127.0.0.1:0
                        jclouds.provider=filesystem-nio2
                        jclouds.filesystem.basedir=%s
                        jclouds.identity=unused
                        jclouds.credential=unused
                        """
                                .formatted(
                                        signed ? "aws-v2-or-v4" : "none",
                                        IDENTITY,
                                        CREDENTIAL,
                                        root));
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Xmx256m",
                                "-Dlogback.configurationFile=" + log,
                                "-cp",
                                JARS + "/*",
                                "org.gaul.s3proxy.Main",
                                "--properties",
                                settings.toString())
                        .redirectErrorStream(true)
                        .start();
        BufferedReader out = process.inputReader();
        var said = new StringBuilder();
        String line;
        while ((line = out.readLine()) != null) {
            said.append(line).append('\n');
            Matcher started = STARTED.matcher(line);
            if (line.contains("Started") && started.matches()) {
                Thread.ofVirtual().start(() -> skip(out));
                URI endpoint = URI.create("http://127.0.0.1:" + started.group(1));
                return new S3Server(process, endpoint, objects);
            }
        }
        process.destroyForcibly();
        throw new AssertionError("the S3 server did not start: " + said);
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

    /// Where it listens.
    public URI endpoint() {
        return endpoint;
    }

    /// The folder in which each object of the bucket is a file.
    public Path objects() {
        return objects;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
