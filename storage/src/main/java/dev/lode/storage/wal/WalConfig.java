package dev.lode.storage.wal;

import dev.lode.base.knob.Settings;

/// What a log is opened with.
///
/// @param segmentBytes length of a new segment, a multiple of 4,096
/// @param flightBytes most that one write carries, a multiple of 4,096, at most a quarter of a
///   segment
/// @param diskBudget most that all segments take together, bytes
/// @param spareSegments freed segments that are kept for a new life
/// @param device how bytes become durable
/// @param upkeep how room is made
public record WalConfig(
        long segmentBytes,
        int flightBytes,
        long diskBudget,
        int spareSegments,
        Device device,
        UpkeepConfig upkeep) {
    /// How bytes become durable.
    public enum Device {
        /// The best that the file system has.
        AUTO,
        /// O_DIRECT and O_DSYNC, or no start.
        DIRECT,
        /// Write and fdatasync.
        FORCE
    }

    /// A configuration with upkeep as the knobs have it by default.
    ///
    /// @param segmentBytes length of a new segment
    /// @param flightBytes most that one write carries
    /// @param diskBudget most that all segments take together, bytes
    /// @param spareSegments freed segments that are kept
    /// @param device how bytes become durable
    public WalConfig(
            long segmentBytes, int flightBytes, long diskBudget, int spareSegments, Device device) {
        this(
                segmentBytes,
                flightBytes,
                diskBudget,
                spareSegments,
                device,
                UpkeepConfig.of(Settings.defaults()));
    }

    /// Checks the figures against each other.
    public WalConfig {
        if (segmentBytes % Format.BLOCK != 0 || flightBytes % Format.BLOCK != 0) {
            throw new IllegalArgumentException(
                    "wal.segmentBytes and wal.flightBytes are multiples of "
                            + Format.BLOCK
                            + " bytes, not "
                            + segmentBytes
                            + " and "
                            + flightBytes);
        }
        if (flightBytes > segmentBytes / 4 || flightBytes > Format.BATCH_MAX) {
            throw new IllegalArgumentException(
                    "wal.flightBytes is at most a quarter of wal.segmentBytes and "
                            + Format.BATCH_MAX
                            + " bytes, not "
                            + flightBytes
                            + ": lower it, or raise wal.segmentBytes");
        }
        if (diskBudget < 4 * segmentBytes) {
            throw new IllegalArgumentException(
                    "wal.diskBudget holds at least four segments, that is "
                            + 4 * segmentBytes
                            + " bytes, not "
                            + diskBudget
                            + ": raise it, or lower wal.segmentBytes");
        }
    }

    /// Takes the figures from the knobs.
    ///
    /// @param settings what was set
    /// @return the configuration
    public static WalConfig of(Settings settings) {
        return new WalConfig(
                settings.get(WalKnobs.SEGMENT_BYTES),
                Math.toIntExact(settings.get(WalKnobs.FLIGHT_BYTES)),
                settings.get(WalKnobs.DISK_BUDGET),
                Math.toIntExact(settings.get(WalKnobs.SPARE_SEGMENTS)),
                switch (settings.get(WalKnobs.DEVICE)) {
                    case "direct" -> Device.DIRECT;
                    case "force" -> Device.FORCE;
                    default -> Device.AUTO;
                },
                UpkeepConfig.of(settings));
    }
}
