package dev.lode.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PackagedProgramTest {
    @TempDir Path folder;

    @Test
    void printsItsVersionAndNothingElse() throws Exception {
        var run = Program.run(folder, "version");
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).matches("lode [0-9]+\\.[0-9]+\\.[0-9]+\\R");
        assertThat(run.status()).isZero();
    }

    @Test
    void answersItsVersionBeforeTheCommandLineLibraryLoads() throws Exception {
        var prepared = Program.lode(folder, "version");
        prepared.environment().put("JDK_JAVA_OPTIONS", "-Xlog:class+load:file=classes.txt");
        assertThat(Program.finish(folder, prepared).status()).isZero();
        assertThat(Files.readString(folder.resolve("classes.txt")))
                .contains("dev.lode.app.Main")
                .doesNotContain("picocli.CommandLine");
    }

    @Test
    void listsItsCommands() throws Exception {
        var run = Program.run(folder, "--help");
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("Usage: lode", "config", "version", "Exit status:");
        assertThat(run.status()).isZero();
    }

    @Test
    void findsItsNativeLibrariesAndRunsWithTheFlagsOfAServer() throws Exception {
        var run = Program.run(folder, "config", "explain");
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("lz4 = LZ4Factory:JNI", "ZGC", "UseCompactObjectHeaders = true")
                .containsPattern("(?m)^epoll = available")
                .doesNotContain("UnsatisfiedLinkError", "NoClassDefFoundError");
        assertThat(run.status()).isZero();
    }

    @Test
    void readsItsSettingsFromTheFolderTheEnvironmentAndTheCommandLine() throws Exception {
        Files.writeString(
                folder.resolve("lode.yaml"),
                """
                wal:
                  segmentBytes: 4MiB
                console.progressInterval: 3s
                """);
        var prepared = Program.lode(folder, "config", "explain", "--set", "wal.segmentBytes=16MiB");
        prepared.environment().put("LODE_WAL_SEGMENT_BYTES", "8MiB");
        var run = Program.finish(folder, prepared);
        assertThat(run.out())
                .contains("wal.segmentBytes = 16MiB   (--set wal.segmentBytes)")
                .contains("console.progressInterval = 3s   (lode.yaml:3)");
    }

    @Test
    void refusesUnknownKnobsWrongUnitsAndValuesOutOfRangeByPlace() throws Exception {
        refused(
                "walls.segmentBytes: 1MiB",
                "lode: lode.yaml:1: there is no knob walls.segmentBytes; the nearest is"
                        + " wal.segmentBytes");
        refused("wal.segmentBytes: 128M", "lode: lode.yaml:1: wal.segmentBytes cannot be \"128M\"");
        refused("wal.segmentBytes: 1B", "it is too small; allowed: ");
        refused("wal.segmentBytes: [1, 2]", "lode: lode.yaml:1: wal.segmentBytes is a list");
    }

    private void refused(String settings, String text) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("lode.yaml"), settings + "\n");
        var run = Program.run(folder, "config", "explain");
        assertThat(run.err()).contains(text);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.status()).isEqualTo(2);
    }

    @Test
    void keepsTheClientOfS3ServersOffTheModulePathOfEveryStart() throws IOException {
        Path target = Path.of("..", "app", "target");
        List<String> clients = List.of("s3-", "sdk-core-", "httpclient5-", "lode-bucket-");
        for (String client : clients) {
            assertThat(jars(target.resolve("modules"), client)).isEmpty();
            assertThat(jars(target.resolve("bucket"), client)).hasSize(1);
        }
    }

    private static List<Path> jars(Path folder, String beginning) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(beginning))
                    .toList();
        }
    }

    @Test
    void canBeStartedThroughALinkFromAnyFolder() throws Exception {
        var original = Program.lode(folder, "version");
        Path link =
                Files.createSymbolicLink(
                        folder.resolve("lode-link"), Path.of(original.command().getFirst()));
        var run = Program.finish(folder, original.command(link.toString(), "version"));
        Files.delete(link);
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).startsWith("lode ");
    }
}
