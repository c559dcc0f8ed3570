package dev.lode.base.knob;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KnobTextTest {
    private static final Knob<Long> SIZE = Knob.size("a.sizeMax", 1 << 20, 0, 1L << 40, "why");
    private static final Knob<Long> BYTES = Knob.size("a.sizeBytes", 1 << 20, 0, 1L << 40, "why");
    private static final Knob<Duration> TIME =
            Knob.duration(
                    "a.time",
                    Duration.ofSeconds(1),
                    Duration.ofNanos(10),
                    Duration.ofDays(2),
                    "why");
    private static final Knob<Long> COUNT = Knob.count("a.count", 5, -3, 100, "why");
    private static final Knob<Double> RATIO = Knob.ratio("a.ratio", 0.5, 0, 1, "why");
    private static final Knob<String> CHOICE = Knob.choice("a.choice", "x", List.of("x", "y"), "w");

    @ParameterizedTest
    @CsvSource({
        "128MB, 128000000",
        "128MiB, 134217728",
        "4KiB, 4096",
        "4kB, 4000",
        "4KB, 4000",
        "1.5GiB, 1610612736",
        "1TiB, 1099511627776",
        "17B, 17",
        "1_000 B, 1000",
        "0, 0",
        "0MB, 0"
    })
    void readsASizeWithItsUnit(String text, long bytes) {
        assertThat(KnobText.read(SIZE, text)).isEqualTo(new Reading.Value(bytes));
    }

    @Test
    void readsAPlainNumberAsBytesOnlyWhereTheNameSaysBytes() {
        assertThat(KnobText.read(BYTES, "4096")).isEqualTo(new Reading.Value(4096L));
        assertThat(KnobText.read(SIZE, "4096"))
                .isEqualTo(
                        new Reading.Refused(
                                "it has no unit", "write for instance 4096MiB or 4096MB"));
    }

    @ParameterizedTest
    @CsvSource({
        "128M, 'write for instance 128MiB or 128MB'",
        "128mb, 'write for instance 128MiB or 128MB'",
        "4k, 'write for instance 4KiB or 4kB'"
    })
    void offersTheUnitsThatASlipMayHaveMeant(String text, String remedy) {
        assertThat(KnobText.read(SIZE, text))
                .isInstanceOfSatisfying(
                        Reading.Refused.class,
                        refused -> {
                            assertThat(refused.why()).contains("is unknown");
                            assertThat(refused.remedy()).isEqualTo(remedy);
                        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "MB", "128 M B", "1e3MB", "--1B", "12.B", "0x10B", "99999999999TiB"})
    void refusesWhatIsNoSize(String text) {
        assertThat(KnobText.read(SIZE, text)).isInstanceOf(Reading.Refused.class);
    }

    @ParameterizedTest
    @CsvSource({
        "250ms, PT0.25S",
        "30s, PT30S",
        "10us, PT0.00001S",
        "2h, PT2H",
        "5min, PT5M",
        "1d, PT24H",
        "1.5s, PT1.5S",
        "20ns, PT0.00000002S"
    })
    void readsADuration(String text, Duration time) {
        assertThat(KnobText.read(TIME, text)).isEqualTo(new Reading.Value(time));
    }

    @ParameterizedTest
    @CsvSource({
        "30, it has no unit",
        "5m, 'the unit \"m\" is unknown'",
        "0, it is too small",
        "-5s, it is too small",
        "3d, it is too large",
        "0.5ns, it is a fraction of the smallest unit",
        "off, it cannot be switched off"
    })
    void refusesADurationAndSaysWhy(String text, String why) {
        assertThat(KnobText.read(TIME, text))
                .isInstanceOfSatisfying(
                        Reading.Refused.class, refused -> assertThat(refused.why()).isEqualTo(why));
    }

    @Test
    void readsCountsWithinTheirRange() {
        assertThat(KnobText.read(COUNT, "-3")).isEqualTo(new Reading.Value(-3L));
        assertThat(KnobText.read(COUNT, "0")).isEqualTo(new Reading.Value(0L));
        for (String text : List.of("-4", "101", "5.0", "five", "", "99999999999999999999")) {
            assertThat(KnobText.read(COUNT, text)).as(text).isInstanceOf(Reading.Refused.class);
        }
    }

    @Test
    void readsRatiosButNoPercentagesAndNoOddNumbers() {
        assertThat(KnobText.read(RATIO, "0.25")).isEqualTo(new Reading.Value(0.25));
        for (String text : List.of("25%", "1.01", "-0.1", "NaN", "Infinity", "0x1p-2", "1d", "")) {
            assertThat(KnobText.read(RATIO, text)).as(text).isInstanceOf(Reading.Refused.class);
        }
    }

    @Test
    void readsOneOfTheWordsOfAChoice() {
        assertThat(KnobText.read(CHOICE, "y")).isEqualTo(new Reading.Value("y"));
        assertThat(KnobText.read(CHOICE, "Y"))
                .isEqualTo(new Reading.Refused("it is none of its words", "write one of x, y"));
    }

    @Test
    void readsPathsAndTellsTheWordOffFromAFileOfThatName() {
        var path = Knob.path("a.path", Path.of("data"), "why");
        var pathOrOff = Knob.pathOrOff("a.path", "why");
        assertThat(KnobText.read(path, "x/y")).isEqualTo(new Reading.Value(Path.of("x/y")));
        assertThat(KnobText.read(path, "off"))
                .isEqualTo(
                        new Reading.Refused(
                                "it cannot be switched off",
                                "write ./off for a file of that name"));
        assertThat(KnobText.read(pathOrOff, "off")).isEqualTo(new Reading.Off());
        assertThat(KnobText.read(pathOrOff, " ")).isInstanceOf(Reading.Refused.class);
    }

    @Test
    void takesZeroAsJustZeroWhereOffIsAWord() {
        var count = Knob.count("a.count", 5, 1, 9, "why").orOff();
        assertThat(KnobText.read(count, "off")).isEqualTo(new Reading.Off());
        assertThat(KnobText.read(count, "0"))
                .isEqualTo(
                        new Reading.Refused(
                                "it is too small", "0 is just 0: write off to switch it off"));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0B",
        "1, 1B",
        "1000, 1kB",
        "1024, 1KiB",
        "65536, 64KiB",
        "128000000, 128MB",
        "134217728, 128MiB",
        "1023, 1023B",
        "1099511627776, 1TiB"
    })
    void printsASizeInTheShortestWayThatReadsBack(long bytes, String text) {
        assertThat(KnobText.of(Knob.Unit.SIZE, bytes)).isEqualTo(text);
        assertThat(KnobText.read(SIZE, text)).isEqualTo(new Reading.Value(bytes));
    }

    @ParameterizedTest
    @CsvSource({"PT0S, 0s", "PT90S, 90s", "PT2M, 2min", "PT24H, 1d", "PT0.0015S, 1500us"})
    void printsADurationThatReadsBack(Duration time, String text) {
        assertThat(KnobText.of(Knob.Unit.DURATION, time)).isEqualTo(text);
    }
}
