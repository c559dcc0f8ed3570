package dev.lode.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.app.CommandLineRun;
import dev.lode.app.config.AllKnobs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

final class ConfigExplainCommandTest {
    @TempDir Path folder;

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("lode.yaml"), text).toString();
    }

    @Test
    void printsEveryKnobAndWhatIsInherited() {
        var run = CommandLineRun.of("config", "explain");
        assertThat(run.status()).isZero();
        for (var knob : AllKnobs.REGISTRY.all()) {
            assertThat(run.out()).contains(knob.name() + " = ", knob.reason());
        }
        assertThat(run.out()).contains("MaxHeapSize", "garbage collector", "io_uring");
    }

    @Test
    void showsTheLineTheVariableOrTheOptionThatSetAValue() throws IOException {
        String file =
                file("# comment\nconsole:\n  progressInterval: 5s\nwal:\n  segmentBytes: 4MiB\n");
        var environment = Map.of("LODE_WAL_SEGMENT_BYTES", "8MiB");
        assertThat(explain(environment, file, "console.progressInterval"))
                .contains("console.progressInterval = 5s   (" + file + ":3)", "default 10s");
        assertThat(explain(environment, file, "wal.segmentBytes"))
                .contains("wal.segmentBytes = 8MiB   (environment LODE_WAL_SEGMENT_BYTES)");
        assertThat(
                        explain(
                                environment,
                                file,
                                "wal.segmentBytes",
                                "--set",
                                "wal.segmentBytes=16MiB"))
                .contains("wal.segmentBytes = 16MiB   (--set wal.segmentBytes)");
    }

    private static String explain(
            Map<String, String> environment, String file, String knob, String... more) {
        var words = new ArrayList<>(List.of("config", "explain", knob));
        words.addAll(List.of("--config", file));
        words.addAll(List.of(more));
        var run = CommandLineRun.in(environment, words.toArray(String[]::new));
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        return run.out();
    }

    @Test
    void printsASectionOrOneKnob() {
        assertThat(CommandLineRun.of("config", "explain", "console").out())
                .contains("console.progressInterval = 10s")
                .doesNotContain("wal.", "MaxHeapSize");
    }

    @Test
    void printsTheSameAsJson() {
        var run = CommandLineRun.of("config", "explain", "console.progressInterval", "--json");
        var knob = JsonMapper.shared().readTree(run.out()).get("knobs").get(0);
        assertThat(knob.get("name").asString()).isEqualTo("console.progressInterval");
        assertThat(knob.get("value").asString()).isEqualTo("10s");
        assertThat(knob.get("origin").asString()).isEqualTo("default");
        assertThat(knob.get("former_names").isEmpty()).isTrue();
    }

    @Test
    void refusesWhatIsUnknownOrOutOfRangeWithPlaceAndRemedy() throws IOException {
        refused(
                "there is no knob or section console.progress; the nearest is console.progressInterval",
                "config",
                "explain",
                "console.progress");
        refused(
                "lode: --set a.b: there is no knob a.b; the nearest is ",
                "config",
                "explain",
                "--set",
                "a.b=1");
        refused("lode: --set a.b: write --set name=value", "config", "explain", "--set", "a.b");
        String file = file("console:\n  progressInterval: 1ns\n");
        refused(
                "lode: " + file + ":2: console.progressInterval cannot be \"1ns\": it is too small",
                "config",
                "explain",
                "--config",
                file);
    }

    @Test
    void namesASettingsFileThatIsNotThere() {
        String file = folder.resolve("none.yaml").toString();
        var run = CommandLineRun.of("config", "explain", "--config", file);
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err())
                .isEqualToNormalizingNewlines("lode: " + file + ": there is no such file\n");
    }

    private static void refused(String text, String... words) {
        var run = CommandLineRun.of(words);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains(text);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.out()).isEmpty();
    }
}
