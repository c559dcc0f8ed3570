package dev.lode.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/// Two builds of one commit must give the same bytes, so nothing of time or machine is in a jar.
final class ReproducibleJarsTest {
    private static final Path MODULES = Path.of("..", "app", "target", "modules");
    private static final Path BUCKET = Path.of("..", "app", "target", "bucket");

    /// As `project.build.outputTimestamp` says.
    private static final LocalDateTime STAMP = LocalDateTime.of(2026, 1, 1, 0, 0);

    private static List<Path> ours(Path folder) throws IOException {
        try (var files = Files.newDirectoryStream(folder, "lode-*.jar")) {
            return StreamSupport.stream(files.spliterator(), false).toList();
        }
    }

    @Test
    void haveOneTimeAndNoMachineInTheirManifest() throws IOException {
        var jars = new ArrayList<>(ours(MODULES));
        assertThat(jars).hasSizeGreaterThan(10);
        jars.addAll(ours(BUCKET));
        for (Path jar : jars) {
            try (var zip = new ZipFile(jar.toFile())) {
                assertThat(zip.stream().map(ZipEntry::getTimeLocal).distinct())
                        .as(jar.toString())
                        .containsExactly(STAMP);
                try (var manifest = zip.getInputStream(zip.getEntry("META-INF/MANIFEST.MF"))) {
                    assertThat(new String(manifest.readAllBytes(), StandardCharsets.UTF_8))
                            .as(jar.toString())
                            .doesNotContain("Built-By", "Build-Date", "Build-Time", "Build-OS");
                }
            }
        }
    }
}
