package dev.lode.content;

import dev.lode.base.knob.Settings;
import java.time.Duration;

/// The bounds under which content is read, from [ContentKnobs].
///
/// @param blobBytesMax largest blob as minimal JSON
/// @param lineBytesMax longest line
/// @param huntBytesMax largest hunt.yaml
/// @param depthMax deepest nesting
/// @param findingsPerCode findings shown of each code
/// @param sortBytes memory for sorting cells
/// @param progressInterval how often progress is told
public record Limits(
        int blobBytesMax,
        int lineBytesMax,
        int huntBytesMax,
        int depthMax,
        int findingsPerCode,
        long sortBytes,
        Duration progressInterval) {

    /// The bounds that an operator set.
    ///
    /// @param settings effective knobs
    /// @return the bounds
    public static Limits of(Settings settings) {
        return new Limits(
                Math.toIntExact(settings.get(ContentKnobs.BLOB_BYTES_MAX)),
                Math.toIntExact(settings.get(ContentKnobs.LINE_BYTES_MAX)),
                Math.toIntExact(settings.get(ContentKnobs.HUNT_BYTES_MAX)),
                Math.toIntExact(settings.get(ContentKnobs.DEPTH_MAX)),
                Math.toIntExact(settings.get(ContentKnobs.FINDINGS_PER_CODE)),
                settings.get(ContentKnobs.SORT_BYTES),
                settings.get(ContentKnobs.PROGRESS_INTERVAL));
    }

    /// The default bounds.
    ///
    /// @return every knob at its default
    public static Limits defaults() {
        return of(Settings.defaults());
    }
}
