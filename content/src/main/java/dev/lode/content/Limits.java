package dev.lode.content;

import dev.lode.base.knob.Settings;
import dev.lode.game.GameKnobs;
import dev.lode.game.Rules;
import dev.lode.storage.pack.PackKnobs;
import java.time.Duration;

/// The bounds under which content is read, and the rules of a hunt that says none.
///
/// @param blobBytesMax largest blob as minimal JSON
/// @param lineBytesMax longest line
/// @param huntBytesMax largest hunt.yaml
/// @param depthMax deepest nesting
/// @param findingsPerCode findings shown of each code
/// @param sortBytes memory for sorting cells
/// @param workers threads that check cells
/// @param progressInterval how often progress is told
/// @param rules what holds where hunt.yaml says nothing
record Limits(
        int blobBytesMax,
        int lineBytesMax,
        int huntBytesMax,
        int depthMax,
        int findingsPerCode,
        long sortBytes,
        int workers,
        Duration progressInterval,
        Rules rules) {

    private static final int BATCHES = 64;
    private static final int BATCH_BYTES_LEAST = 16 << 10;
    private static final int BATCH_BYTES_MAX = 512 << 10;

    /// How much of cells.jsonl goes from thread to thread at once: a small part of the sort's
    /// memory, for that is written out when the next portion does not fit.
    int batchBytes() {
        return Math.clamp(sortBytes / BATCHES, BATCH_BYTES_LEAST, BATCH_BYTES_MAX);
    }

    /// The bounds that an operator set.
    ///
    /// @param settings effective knobs
    /// @return the bounds
    static Limits of(Settings settings) {
        return new Limits(
                Math.toIntExact(settings.get(PackKnobs.BLOB_BYTES_MAX)),
                Math.toIntExact(settings.get(ContentKnobs.LINE_BYTES_MAX)),
                Math.toIntExact(settings.get(ContentKnobs.HUNT_BYTES_MAX)),
                Math.toIntExact(settings.get(ContentKnobs.DEPTH_MAX)),
                Math.toIntExact(settings.get(GameKnobs.FINDINGS_MAX)),
                settings.get(PackKnobs.SORT_BYTES),
                PackKnobs.workers(settings),
                settings.get(ContentKnobs.PROGRESS_INTERVAL),
                Rules.defaults(settings));
    }
}
