package dev.lode.content;

import dev.lode.base.knob.Knob;
import java.time.Duration;
import java.util.List;

/// The knobs of reading authored content; `pack.*`, `lint.*` and the hunt's rules are declared with
/// what they rule.
public final class ContentKnobs {
    /// Longest line.
    public static final Knob<Long> LINE_BYTES_MAX =
            Knob.size(
                    "content.lineBytesMax",
                    1L << 20,
                    4096,
                    64L << 20,
                    "Longest line of rooms.jsonl and cells.jsonl: a file without line ends must not"
                            + " fill the memory.");

    /// Largest hunt.yaml.
    public static final Knob<Long> HUNT_BYTES_MAX =
            Knob.size(
                    "content.huntBytesMax",
                    64L << 20,
                    4096,
                    512L << 20,
                    "Largest hunt.yaml: it is held in memory, about 100 bytes a prize.");

    /// Deepest nesting.
    public static final Knob<Long> DEPTH_MAX =
            Knob.count(
                    "content.depthMax",
                    64,
                    4,
                    500,
                    "Deepest nesting of JSON and YAML: deeper documents break the readers that come"
                            + " later.");

    /// How often progress is told.
    public static final Knob<Duration> PROGRESS_INTERVAL =
            Knob.duration(
                    "content.progressInterval",
                    Duration.ofMillis(500),
                    Duration.ofMillis(10),
                    Duration.ofMinutes(1),
                    "How often lint, pack and generate tell their progress.");

    /// All of them.
    public static final List<Knob<?>> ALL =
            List.of(LINE_BYTES_MAX, HUNT_BYTES_MAX, DEPTH_MAX, PROGRESS_INTERVAL);

    private ContentKnobs() {}
}
