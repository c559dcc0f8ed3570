package dev.lode.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.base.knob.Setting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsFileTest {
    @TempDir Path folder;

    private List<Setting> read(String text) throws IOException {
        return SettingsFile.read(Files.writeString(folder.resolve("lode.yaml"), text));
    }

    private void refused(String text, String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(BadSettingsFile.class)
                .hasMessageContaining("lode.yaml:")
                .hasMessageContaining(message);
    }

    @Test
    void readsSectionsAndDottedNamesWithTheirLines() throws IOException {
        var settings =
                read("---\n# c\nwal:\n  segmentBytes: 128MB\n  deep: {er: 5}\nedge.port: '80'\n");
        assertThat(settings)
                .extracting(
                        s -> s.name() + "=" + s.text() + s.origin().text().replaceAll(".*:", "@"))
                .containsExactly("wal.segmentBytes=128MB@4", "wal.deep.er=5@5", "edge.port=80@6");
    }

    @Test
    void keepsTextsAsTheyWereWritten() throws IOException {
        assertThat(read("a.a: off\na.b: 0x10\na.c: 1_000\na.d: 1.50\na.e: true\na.f: 2026-01-01\n"))
                .extracting(Setting::text)
                .containsExactly("off", "0x10", "1_000", "1.50", "true", "2026-01-01");
    }

    @Test
    void takesAnEmptyFile() throws IOException {
        assertThat(read("")).isEmpty();
        assertThat(read("# nothing yet\n")).isEmpty();
    }

    @Test
    void refusesANameSetTwiceInWhateverForm() {
        refused("wal:\n  x: 1\nwal.x: 2\n", ":3: wal.x is already set in line 2");
        refused("wal.x: 1\nwal.x: 2\n", "wal.x");
    }

    @Test
    void refusesWhatIsNotOneMapOfValues() {
        refused("- a\n", ":1: the file must be a map");
        refused("just text\n", ":1: the file must be a map");
        refused("a:\n  b: [1, 2]\n", ":2: a.b is a list");
        refused("a:\n  b:\n", "a.b has no value");
        refused("a.b: 1\n---\na.c: 2\n", "a second document");
        refused("a: {b: 1\nc: 2\n", "this is not YAML");
        refused("a.b: *nothing\n", "");
    }

    @Test
    void refusesWhatIsNotText() throws IOException {
        var file = folder.resolve("lode.yaml");
        Files.write(file, "a.b: \u00e9".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> SettingsFile.read(file)).hasMessageContaining("not UTF-8");
    }
}
