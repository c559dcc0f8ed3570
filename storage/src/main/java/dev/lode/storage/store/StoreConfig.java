package dev.lode.storage.store;

import dev.lode.base.knob.Settings;
import dev.lode.storage.extent.ExtentKnobs;
import dev.lode.storage.extent.HeadMemory;
import dev.lode.storage.pack.PackKnobs;
import java.time.Duration;
import java.util.OptionalLong;

/// The bounds of one store.
///
/// @param overlayBytes memory of an overlay
/// @param extentsMax more extents than this are merged
/// @param compactBytesPerSecond how fast the compactor writes; empty for as fast as it can
/// @param retryMax longest wait after a compaction that failed
/// @param documentBytesMax the longest document
/// @param heads where the heads of pack, extents and imports are kept
/// @param slices how it makes slices and keeps those that come
public record StoreConfig(
        long overlayBytes,
        int extentsMax,
        OptionalLong compactBytesPerSecond,
        Duration retryMax,
        int documentBytesMax,
        HeadMemory heads,
        SliceConfig slices) {

    /// Takes the figures from the knobs.
    ///
    /// @param settings what was set
    /// @return the bounds
    public static StoreConfig of(Settings settings) {
        return new StoreConfig(
                settings.get(StoreKnobs.OVERLAY_BYTES),
                Math.toIntExact(settings.get(StoreKnobs.EXTENTS_MAX)),
                settings.get(StoreKnobs.COMPACT_BYTES_PER_SECOND)
                        .map(OptionalLong::of)
                        .orElse(OptionalLong.empty()),
                settings.get(StoreKnobs.RETRY_MAX),
                Math.toIntExact(settings.get(PackKnobs.BLOB_BYTES_MAX)),
                HeadMemory.of(settings.get(ExtentKnobs.HEADS)),
                SliceConfig.of(settings));
    }

    /// The same with heads in maps of their files: for a command that ends soon.
    ///
    /// @return the bounds
    public StoreConfig mapped() {
        return new StoreConfig(
                overlayBytes,
                extentsMax,
                compactBytesPerSecond,
                retryMax,
                documentBytesMax,
                HeadMemory.MAPPED,
                slices);
    }
}
