package dev.lode.base.knob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SettingsTest {
    private static final Knob<Long> SEGMENT =
            Knob.size("wal.segmentBytes", 128_000_000, 1 << 20, 1L << 31, "why");
    private static final Knob<Optional<Duration>> IDLE =
            Knob.duration(
                            "edge.idleMax",
                            Duration.ofSeconds(60),
                            Duration.ofSeconds(1),
                            Duration.ofHours(1),
                            "why")
                    .orOff();
    private static final Knob<Long> PORT =
            Knob.count("edge.port", 7400, 0, 65_535, "why").formerly("http.listen");
    private static final KnobRegistry REGISTRY = KnobRegistry.of(List.of(SEGMENT, IDLE, PORT));

    private static Setting line(String name, String text) {
        return new Setting(name, text, Origin.file("lode.yaml", 12));
    }

    private static Setting option(String name, String text) {
        return new Setting(name, text, Origin.commandLine("--set " + name));
    }

    private static List<Setting> environment(String variable, String text) throws SettingsRefused {
        return EnvironmentSettings.of(REGISTRY, Map.of(variable, text, "PATH", "/bin"));
    }

    @Test
    void letsEachSourceWinOverTheOnesBeforeIt() throws SettingsRefused {
        var file = List.of(line("wal.segmentBytes", "4MiB"), line("edge.port", "1"));
        var all =
                List.of(
                        file,
                        environment("LODE_WAL_SEGMENT_BYTES", "8MiB"),
                        List.of(option("edge.port", "3")));
        var settings = Settings.load(REGISTRY, all);
        assertThat(settings.get(SEGMENT)).isEqualTo(8L << 20);
        assertThat(settings.origin(SEGMENT)).hasToString("environment LODE_WAL_SEGMENT_BYTES");
        assertThat(settings.get(PORT)).isEqualTo(3L);
        assertThat(settings.origin(PORT)).hasToString("--set edge.port");
        assertThat(settings.get(IDLE)).contains(Duration.ofSeconds(60));
        assertThat(settings.origin(IDLE)).hasToString("default");
    }

    @Test
    void switchesOffWhatMayBeSwitchedOffByTheWordAlone() throws SettingsRefused {
        var off = Settings.load(REGISTRY, List.of(List.of(line("edge.idleMax", "off"))));
        assertThat(off.get(IDLE)).isEmpty();
        var set = Settings.load(REGISTRY, List.of(List.of(line("edge.idleMax", "5s"))));
        assertThat(set.get(IDLE)).contains(Duration.ofSeconds(5));
        refused(line("edge.idleMax", "0"), "0 is just 0: write off to switch it off");
    }

    @Test
    void namesPlaceKnobTextRangeAndRemedyOfWhatItRefuses() {
        refused(
                line("wal.segmentBytes", "128M"),
                "lode.yaml:12: wal.segmentBytes cannot be \"128M\": the unit \"M\" is unknown;"
                        + " allowed: 1MiB to 2GiB; write for instance 128MiB or 128MB");
        refused(
                option("edge.port", "65536"),
                "--set edge.port: edge.port cannot be \"65536\": it is too large; allowed: 0 to 65535;"
                        + " write a value within the range");
    }

    @Test
    void refusesAnUnknownNameWithTheNearestOne() {
        refused(
                line("wal.segmentByte", "1"),
                "lode.yaml:12: there is no knob wal.segmentByte; the nearest is wal.segmentBytes;"
                        + " `lode config explain` lists all");
        assertThatThrownBy(() -> environment("LODE_WAL_SEGMENTBYTES", "1"))
                .hasMessage(
                        "environment LODE_WAL_SEGMENTBYTES: there is no such knob; the nearest is"
                                + " LODE_WAL_SEGMENT_BYTES; `lode config explain` lists all");
    }

    @Test
    void namesEveryProblemAtOnceAlsoOfOverriddenValues() {
        var sources =
                List.of(
                        List.of(line("edge.port", "x"), line("wal.segmentBytes", "1")),
                        List.of(option("edge.port", "1"), option("nothing.here", "1")));
        assertThatExceptionOfType(SettingsRefused.class)
                .isThrownBy(() -> Settings.load(REGISTRY, sources))
                .satisfies(refused -> assertThat(refused.problems()).hasSize(3));
    }

    @Test
    void takesAFormerNameAndWarns() throws SettingsRefused {
        var settings =
                Settings.load(
                        REGISTRY,
                        List.of(
                                List.of(line("http.listen", "80")),
                                environment("LODE_HTTP_LISTEN", "81")));
        assertThat(settings.get(PORT)).isEqualTo(81L);
        assertThat(settings.warnings())
                .containsExactly(
                        "lode.yaml:12: http.listen is now called edge.port; the old name still works:"
                                + " rename it",
                        "environment LODE_HTTP_LISTEN: http.listen is now called edge.port; the old"
                                + " name still works: rename it");
    }

    @Test
    void leavesTheServiceAddressesOfKubernetesAlone() throws SettingsRefused {
        for (String variable :
                List.of(
                        "LODE_SERVICE_HOST",
                        "LODE_PORT",
                        "LODE_PORT_7400_TCP_ADDR",
                        "LODE_EDGE_SERVICE_PORT_HTTP",
                        "LODE_EDGE_PORT")) {
            assertThat(environment(variable, "tcp://10.0.0.1:7400")).as(variable).isEmpty();
        }
        assertThat(environment("LODE_EDGE_PORT", "80")).hasSize(1);
    }

    @Test
    void takesAValueFromTheProgramButHoldsItAgainstTheRange() {
        var settings = Settings.defaults().with(PORT, 5L);
        assertThat(settings.get(PORT)).isEqualTo(5L);
        assertThat(settings.origin(PORT)).isEqualTo(Origin.PROGRAM);
        assertThatThrownBy(() -> Settings.defaults().with(PORT, -1L))
                .hasMessageContaining("edge.port cannot be -1: it is too small");
    }

    private static void refused(Setting setting, String text) {
        assertThatThrownBy(() -> Settings.load(REGISTRY, List.of(List.of(setting))))
                .isInstanceOf(SettingsRefused.class)
                .hasMessageContaining(text);
    }
}
