package dev.lode.app.cli;

import dev.lode.base.knob.Knob;
import java.time.Duration;
import java.util.List;

/// The knobs of the command line itself.
public final class CliKnobs {
    /// How often a progress line changes on a terminal.
    public static final Knob<Duration> PROGRESS_TERMINAL =
            Knob.duration(
                    "console.progressTerminal",
                    Duration.ofMillis(200),
                    Duration.ofMillis(50),
                    Duration.ofMinutes(10),
                    "Time between two states of a progress line on a terminal; often enough to look"
                            + " alive.");

    /// How often a progress line is written to a log.
    public static final Knob<Duration> PROGRESS_LOG =
            Knob.duration(
                    "console.progressLog",
                    Duration.ofSeconds(10),
                    Duration.ofMillis(50),
                    Duration.ofHours(1),
                    "Time between two progress lines where standard error is no terminal; seldom"
                            + " enough to keep a log short.");

    /// All of them.
    public static final List<Knob<?>> ALL = List.of(PROGRESS_TERMINAL, PROGRESS_LOG);

    private CliKnobs() {}
}
