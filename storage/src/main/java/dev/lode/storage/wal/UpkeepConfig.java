package dev.lode.storage.wal;

import dev.lode.base.knob.Settings;

/// How a log makes room beside the appends.
///
/// @param copyShare most of the oldest segment that may be live for it to be copied forward
/// @param copyFromSegments fewer segments than this are left as they are
/// @param copyBytesPerSecond pace of the copying
/// @param pressureShare part of the disk budget from which on owners are asked to snapshot
public record UpkeepConfig(
        double copyShare, int copyFromSegments, long copyBytesPerSecond, double pressureShare) {
    /// Takes the figures from the knobs.
    ///
    /// @param settings what was set
    /// @return the configuration
    public static UpkeepConfig of(Settings settings) {
        return new UpkeepConfig(
                settings.get(WalKnobs.COPY_SHARE),
                Math.toIntExact(settings.get(WalKnobs.COPY_FROM_SEGMENTS)),
                settings.get(WalKnobs.COPY_BYTES_PER_SECOND),
                settings.get(WalKnobs.PRESSURE_SHARE));
    }
}
