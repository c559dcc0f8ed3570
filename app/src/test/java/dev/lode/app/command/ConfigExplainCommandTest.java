package dev.lode.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.app.CommandLineRun;
import dev.lode.app.config.AllKnobs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        String file = file("# comment\ncontent:\n  sortBytes: 1MiB\n  depthMax: 9\n");
        var environment = Map.of("LODE_CONTENT_DEPTH_MAX", "10");
        assertThat(explain(environment, file, "content.sortBytes"))
                .contains("content.sortBytes = 1MiB   (" + file + ":3)", "default 64MiB");
        assertThat(explain(environment, file, "content.depthMax"))
                .contains("content.depthMax = 10   (environment LODE_CONTENT_DEPTH_MAX)");
        assertThat(explain(environment, file, "content.depthMax", "--set", "content.depthMax=11"))
                .contains("content.depthMax = 11   (--set content.depthMax)");
    }

    private static String explain(
            Map<String, String> environment, String file, String knob, String... more) {
        var words = new java.util.ArrayList<>(java.util.List.of("config", "explain", knob));
        words.addAll(java.util.List.of("--config", file));
        words.addAll(java.util.List.of(more));
        var run = CommandLineRun.in(environment, words.toArray(String[]::new));
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        return run.out();
    }

    @Test
    void printsASectionOrOneKnob() {
        assertThat(CommandLineRun.of("config", "explain", "content").out())
                .contains("content.sortBytes", "content.depthMax")
                .doesNotContain("console.", "MaxHeapSize");
    }

    @Test
    void printsTheSameAsJson() {
        var run = CommandLineRun.of("config", "explain", "content.sortBytes", "--json");
        var knob = JsonMapper.shared().readTree(run.out()).get("knobs").get(0);
        assertThat(knob.get("name").asString()).isEqualTo("content.sortBytes");
        assertThat(knob.get("value").asString()).isEqualTo("64MiB");
        assertThat(knob.get("origin").asString()).isEqualTo("default");
        assertThat(knob.get("former_names").isEmpty()).isTrue();
    }

    @Test
    void refusesWhatIsUnknownOrOutOfRangeWithPlaceAndRemedy() throws IOException {
        refused(
                "there is no knob or section content.sort; the nearest is content.sortBytes",
                "config",
                "explain",
                "content.sort");
        refused(
                "lode: --set a.b: there is no knob a.b; the nearest is ",
                "config",
                "explain",
                "--set",
                "a.b=1");
        refused("lode: --set a.b: write --set name=value", "config", "explain", "--set", "a.b");
        String file = file("content:\n  sortBytes: 1\n");
        refused(
                "lode: " + file + ":2: content.sortBytes cannot be \"1\": it is too small",
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
