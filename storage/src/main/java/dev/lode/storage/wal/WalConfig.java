package dev.lode.storage.wal;

import dev.lode.base.knob.Settings;
import org.jspecify.annotations.Nullable;

/// What a log is opened with.
///
/// @param segmentBytes length of a new segment, a multiple of 4,096
/// @param flightBytes most that one write carries, a multiple of 4,096, at most a quarter of a
///   segment
/// @param diskBudget most that all segments take together, bytes
/// @param spareSegments freed segments that are kept for a new life
/// @param device how bytes become durable
/// @param flights writes that may be under way at once
/// @param watch when to mark an idle log and when a write hangs; null: neither is looked after
/// @param upkeep how room is made
public record WalConfig(
        long segmentBytes,
        int flightBytes,
        long diskBudget,
        int spareSegments,
        Device device,
        int flights,
        @Nullable Watch watch,
        UpkeepConfig upkeep) {
    /// What is looked after beside the appends.
    ///
    /// @param idleMarkMillis without an append before the end is marked
    /// @param hangMillis after which a write counts as hanging
    public record Watch(long idleMarkMillis, long hangMillis) {}

    /// How bytes become durable.
    public enum Device {
        /// The best that the file system has.
        AUTO,
        /// O_DIRECT and O_DSYNC, or no start.
        DIRECT,
        /// io_uring, or the best that the file system has otherwise.
        URING,
        /// Write and fdatasync.
        FORCE
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
        if (flights < 1) {
            throw new IllegalArgumentException("wal.flights is at least 1, not " + flights);
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

    /// Sizes and device alone: one write at a time, and nothing is looked after beside the appends.
    ///
    /// @param segmentBytes length of a new segment
    /// @param flightBytes most that one write carries
    /// @param diskBudget most that all segments take together
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
                1,
                null,
                UpkeepConfig.of(Settings.defaults()));
    }

    /// The same with other writing.
    ///
    /// @param how how bytes become durable
    /// @param atOnce writes that may be under way at once
    /// @param beside what is looked after; null for nothing
    /// @return a configuration of the same sizes
    public WalConfig with(Device how, int atOnce, @Nullable Watch beside) {
        return new WalConfig(
                segmentBytes, flightBytes, diskBudget, spareSegments, how, atOnce, beside, upkeep);
    }

    /// The same with other upkeep.
    ///
    /// @param how room is made
    /// @return a configuration that is otherwise the same
    public WalConfig with(UpkeepConfig how) {
        return new WalConfig(
                segmentBytes, flightBytes, diskBudget, spareSegments, device, flights, watch, how);
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
                    case "uring" -> Device.URING;
                    case "force" -> Device.FORCE;
                    default -> Device.AUTO;
                },
                Math.toIntExact(settings.get(WalKnobs.FLIGHTS)),
                new Watch(settings.get(WalKnobs.IDLE_MARK), settings.get(WalKnobs.HANG)),
                UpkeepConfig.of(settings));
    }
}
