package dev.lode.storage.store;

import dev.lode.base.knob.Knob;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The knobs of live additions and their compaction.
public final class StoreKnobs {
    /// Memory of a hunt's additions.
    public static final Knob<Long> OVERLAY_BYTES =
            Knob.size(
                    "store.overlayBytes",
                    64L << 20,
                    1L << 20,
                    4L << 30,
                    "Additions to a hunt are held in memory up to this size, then written to an extent;"
                            + " up to twice as much while that is under way. A hunt without additions"
                            + " takes none of it.");

    /// Extents before a merge.
    public static final Knob<Long> EXTENTS_MAX =
            Knob.count(
                    "store.extentsMax",
                    4,
                    1,
                    12,
                    "More extents of additions than this are merged. A look-up may have to ask each;"
                            + " fewer of them cost more writing.");

    /// Pace of the compactor.
    public static final Knob<Optional<Long>> COMPACT_BYTES_PER_SECOND =
            Knob.size(
                            "store.compactBytesPerSecond",
                            64L << 20,
                            64L << 10,
                            16L << 30,
                            "The compactor writes no faster than this, so that reads of the same disk are"
                                    + " not held up; off writes as fast as the disk takes it.")
                    .orOff();

    /// Longest wait after a failed compaction.
    public static final Knob<Duration> RETRY_MAX =
            Knob.duration(
                    "store.retryMax",
                    Duration.ofMinutes(2),
                    Duration.ofSeconds(1),
                    Duration.ofHours(1),
                    "A compaction that failed, such as for a full disk, is tried again after 1 s, then"
                            + " after twice as long each time, up to this.");

    /// All of them.
    public static final List<Knob<?>> ALL =
            List.of(OVERLAY_BYTES, EXTENTS_MAX, COMPACT_BYTES_PER_SECOND, RETRY_MAX);

    private StoreKnobs() {}
}
