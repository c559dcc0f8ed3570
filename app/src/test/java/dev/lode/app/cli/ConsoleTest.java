package dev.lode.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.content.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ConsoleTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private long nanos;

    private Console console(boolean terminal) {
        return new Console(stream(out), stream(err), terminal);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, false, StandardCharsets.UTF_8);
    }

    private static Progress at(long items) {
        return new Progress("cells", items, items, 2_000_000, 410_000, 65_000);
    }

    @Test
    void writesResultsInUtf8ToStandardOutputAndAllElseToStandardError() {
        var console = console(false);
        console.line("Île");
        console.note("note");
        console.flush();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualToNormalizingNewlines("Île\n");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualToNormalizingNewlines("note\n");
    }

    @Test
    void tellsRateShareAndTimeLeft() {
        assertThat(ProgressLine.text(at(500_000)))
                .isEqualTo("cells: 500,000 (25 %), 410,000/s, 1 min 5 s left");
        assertThat(ProgressLine.text(new Progress("sort", 7, 7, -1, 3.2, -1)))
                .isEqualTo("sort: 7, 3/s");
    }

    @Test
    void writesOverTheProgressLineOfATerminalAndRemovesItForTheResult() {
        try (var line = new ProgressLine(console(true), () -> nanos, Duration.ofSeconds(10))) {
            line.progress(at(1_000_000));
            line.progress(at(10));
        }
        String[] states = err.toString(StandardCharsets.UTF_8).split("\r", -1);
        assertThat(states).hasSize(5);
        assertThat(states[1]).startsWith("cells: 1,000,000");
        assertThat(states[2]).startsWith("cells: 10").hasSameSizeAs(states[1]);
        assertThat(states[3]).isBlank();
    }

    @Test
    void writesALogLineAtMostOnceAnInterval() {
        var line = new ProgressLine(console(false), () -> nanos, Duration.ofSeconds(10));
        for (int second = 0; second < 25; second++) {
            nanos = second * 1_000_000_000L;
            line.progress(at(second));
        }
        assertThat(err.toString(StandardCharsets.UTF_8).lines()).hasSize(2);
    }
}
