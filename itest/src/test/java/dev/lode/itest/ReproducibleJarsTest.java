package dev.lode.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/// Two builds of one commit must give the same bytes, so nothing of time or machine is in a jar.
final class ReproducibleJarsTest {
    private static final Path MODULES = Path.of("..", "app", "target", "modules");

    /// As `project.build.outputTimestamp` says.
    private static final LocalDateTime STAMP = LocalDateTime.of(2026, 1, 1, 0, 0);

    @Test
    void haveOneTimeAndNoMachineInTheirManifest() throws IOException {
        List<Path> jars;
        try (var files = Files.newDirectoryStream(MODULES, "lode-*.jar")) {
            jars = StreamSupport.stream(files.spliterator(), false).toList();
        }
        assertThat(jars).hasSizeGreaterThan(10);
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
