package dev.lode.storage.store;

import dev.lode.base.knob.Settings;
import dev.lode.storage.slice.SliceKnobs;

/// How a store makes slices, and keeps those that come to it.
///
/// Units: bytes.
///
/// @param blockBytes of the slices that it makes
/// @param headAreaBytes addresses that a file of imports reserves for heads
/// @param checkpointBytes of a slice after which an import that is not whole is noted
/// @param chunksMax of the slices that it makes
public record SliceConfig(int blockBytes, long headAreaBytes, long checkpointBytes, int chunksMax) {
    /// Takes the figures from the knobs.
    ///
    /// @param settings what was set
    /// @return the figures
    public static SliceConfig of(Settings settings) {
        return new SliceConfig(
                Math.toIntExact(settings.get(SliceKnobs.BLOCK_BYTES)),
                settings.get(SliceKnobs.HEAD_AREA_BYTES),
                settings.get(SliceKnobs.CHECKPOINT_BYTES),
                Math.toIntExact(settings.get(SliceKnobs.CHUNKS_MAX)));
    }
}
