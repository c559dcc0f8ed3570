package dev.lode.consensus;

import dev.lode.base.knob.Settings;

/// What a [SoloGroup] is opened with.
///
/// @param queueCount proposals that may wait
/// @param batchCount proposals that go out in one append
/// @param snapshotEveryBytes log behind a snapshot that calls for the next
public record SoloConfig(int queueCount, int batchCount, long snapshotEveryBytes) {
    /// Takes the figures from the knobs.
    ///
    /// @param settings what was set
    /// @return the configuration
    public static SoloConfig of(Settings settings) {
        return new SoloConfig(
                Math.toIntExact(settings.get(ConsensusKnobs.QUEUE_COUNT)),
                Math.toIntExact(settings.get(ConsensusKnobs.BATCH_COUNT)),
                settings.get(ConsensusKnobs.SNAPSHOT_EVERY_BYTES));
    }
}
