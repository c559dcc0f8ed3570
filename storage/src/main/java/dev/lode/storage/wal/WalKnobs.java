package dev.lode.storage.wal;

import dev.lode.base.knob.Knob;
import java.util.List;

/// The knobs of the log.
public final class WalKnobs {
    /// Length of a segment.
    public static final Knob<Long> SEGMENT_BYTES =
            Knob.size(
                    "wal.segmentBytes",
                    128L << 20,
                    1L << 20,
                    1L << 30,
                    "The log is written in pre-zeroed files of this size; larger ones rotate less often,"
                            + " smaller ones are given back sooner.");

    /// Most that one write carries.
    public static final Knob<Long> FLIGHT_BYTES =
            Knob.size(
                    "wal.flightBytes",
                    256L << 10,
                    64L << 10,
                    16L << 20,
                    "Appends that wait together are written as one flight of at most this size, which"
                            + " also bounds one entry; at most a quarter of wal.segmentBytes.");

    /// All segments together.
    public static final Knob<Long> DISK_BUDGET =
            Knob.size(
                    "wal.diskBudget",
                    16L << 30,
                    4L << 20,
                    1L << 44,
                    "The log never takes more disk than this: at the limit appends are refused, not"
                            + " the disk filled; at least four segments.");

    /// Freed segments that are kept.
    public static final Knob<Long> SPARE_SEGMENTS =
            Knob.count(
                    "wal.spareSegments",
                    2,
                    0,
                    64,
                    "So many freed segments wait to be written again, because a recycled one costs no"
                            + " zero-filling; the rest are deleted.");

    /// How bytes become durable.
    public static final Knob<String> DEVICE =
            Knob.choice(
                    "wal.device",
                    "auto",
                    List.of("auto", "direct", "uring", "force"),
                    "auto takes direct (O_DIRECT and O_DSYNC) where the file system has it, else force"
                            + " (write and fdatasync); uring hands writes to io_uring, and falls back to"
                            + " auto where the kernel refuses; the start report says which and why.");

    /// Writes in the air at once.
    public static final Knob<Long> FLIGHTS =
            Knob.count(
                    "wal.flights",
                    1,
                    1,
                    32,
                    "So many writes may be under way at once, acknowledged in their order; what comes"
                            + " meanwhile gathers in one more buffer and waits when that is full. Each"
                            + " takes wal.flightBytes of memory.");

    /// How long the log must have nothing to do before it marks its end.
    public static final Knob<Long> IDLE_MARK =
            Knob.count(
                    "wal.idleMarkMillis",
                    100,
                    1,
                    60_000,
                    "Milliseconds without an append after which one block says that all before it is"
                            + " durable, so that later damage to it is seen as damage and not cut;"
                            + " shorter narrows that window and writes more blocks.");

    /// How long a write may take.
    public static final Knob<Long> HANG =
            Knob.count(
                    "wal.hangMillis",
                    5000,
                    20,
                    600_000,
                    "Milliseconds after which a write that has not ended counts as a hanging disk:"
                            + " every group is told, waiting appends end, and the log takes nothing more"
                            + " until a restart.");

    /// How much of a segment may be live for it to be copied.
    public static final Knob<Double> COPY_SHARE =
            Knob.ratio(
                    "wal.copyShare",
                    0.1,
                    0.0,
                    0.5,
                    "Where no more than this share of the oldest segment is live, that is copied"
                            + " forward so that the segment can be used again; above it the owners are"
                            + " asked for snapshots when room gets scarce.");

    /// When copying begins.
    public static final Knob<Long> COPY_FROM_SEGMENTS =
            Knob.count(
                    "wal.copyFromSegments",
                    4,
                    2,
                    1 << 20,
                    "Nothing is copied forward while fewer segments than this are in use, as little"
                            + " would be won.");

    /// Pace of copying.
    public static final Knob<Long> COPY_BYTES_PER_SECOND =
            Knob.size(
                    "wal.copyBytesPerSecond",
                    16L << 20,
                    64L << 10,
                    1L << 40,
                    "Copying forward shares the disk with appends: at most so much a second.");

    /// When owners are asked to snapshot.
    public static final Knob<Double> PRESSURE_SHARE =
            Knob.ratio(
                    "wal.pressureShare",
                    0.75,
                    0.1,
                    1.0,
                    "Above this share of wal.diskBudget the groups whose entries keep the oldest"
                            + " segment are asked for a snapshot.");

    /// All of them.
    public static final List<Knob<?>> ALL =
            List.of(
                    SEGMENT_BYTES,
                    FLIGHT_BYTES,
                    DISK_BUDGET,
                    SPARE_SEGMENTS,
                    DEVICE,
                    FLIGHTS,
                    IDLE_MARK,
                    HANG,
                    COPY_SHARE,
                    COPY_FROM_SEGMENTS,
                    COPY_BYTES_PER_SECOND,
                    PRESSURE_SHARE);

    private WalKnobs() {}
}
