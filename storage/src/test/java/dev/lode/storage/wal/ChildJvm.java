package dev.lode.storage.wal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lode.base.Id128;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A program of these tests in a Java process of its own, to which a shell has done something
/// first.
final class ChildJvm {
    private ChildJvm() {}

    /// Runs it to its end.
    ///
    /// @param shell a script that ends by executing `"$0" "$@"`
    /// @param main the program
    /// @param args of the program
    /// @return all that it said
    static String said(String shell, Class<?> main, String... args)
            throws IOException, URISyntaxException {
        Path base =
                Path.of(Id128.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = String.join(":", "target/classes", "target/test-classes", base.toString());
        var command =
                new ArrayList<>(
                        List.of(
                                "sh",
                                "-c",
                                shell,
                                java,
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-XX:-UsePerfData",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                classes,
                                main.getName()));
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), UTF_8);
    }
}
