package dev.lode.content;

import dev.lode.base.knob.Knob;
import java.time.Duration;
import java.util.List;

/// The knobs of reading, checking, packing and generating content.
public final class ContentKnobs {
    /// Largest blob.
    public static final Knob<Long> BLOB_BYTES_MAX =
            Knob.size(
                    "content.blobBytesMax",
                    64L << 10,
                    256,
                    16L << 20,
                    "Largest blob as minimal JSON: a decoded size is compared with it before memory"
                            + " is taken, and it is a reply's largest part.");

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

    /// Findings printed.
    public static final Knob<Long> FINDINGS_PER_CODE =
            Knob.count(
                    "content.findingsPerCode",
                    20,
                    1,
                    100_000,
                    "Findings of one code that lint shows; the others are counted.");

    /// Memory for sorting.
    public static final Knob<Long> SORT_BYTES =
            Knob.size(
                    "content.sortBytes",
                    64L << 20,
                    64L << 10,
                    8L << 30,
                    "Memory for sorting cells; what does not fit is sorted in temporary files.");

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
            List.of(
                    BLOB_BYTES_MAX,
                    LINE_BYTES_MAX,
                    HUNT_BYTES_MAX,
                    DEPTH_MAX,
                    FINDINGS_PER_CODE,
                    SORT_BYTES,
                    PROGRESS_INTERVAL);

    private ContentKnobs() {}
}
