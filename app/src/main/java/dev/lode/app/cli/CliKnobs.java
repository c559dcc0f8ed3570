package dev.lode.app.cli;

import dev.lode.base.knob.Knob;
import java.time.Duration;
import java.util.List;

/// The knobs of the command line itself.
public final class CliKnobs {
    /// How often a progress line is written to a log.
    public static final Knob<Duration> PROGRESS_INTERVAL =
            Knob.duration(
                    "console.progressInterval",
                    Duration.ofSeconds(10),
                    Duration.ofMillis(50),
                    Duration.ofHours(1),
                    "Time between two progress lines where standard error is no terminal; seldom"
                            + " enough to keep a log short.");

    /// All of them.
    public static final List<Knob<?>> ALL = List.of(PROGRESS_INTERVAL);

    private CliKnobs() {}
}
