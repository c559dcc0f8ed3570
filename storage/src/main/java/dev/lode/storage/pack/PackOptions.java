package dev.lode.storage.pack;

import dev.lode.base.knob.Settings;
import java.nio.file.Path;
import java.util.Optional;

/// How a pack is written.
///
/// @param sortBytes memory for sorting; a run of this size is spilled when it is full
/// @param mergeRunsMax how many runs are merged at once
/// @param blobBytesMax the longest document that is taken
/// @param compressor which LZ4 compressor
/// @param workers threads that make cells ready and that read runs which were left
/// @param tempFolder where runs are kept; beside the pack where empty
/// @param progress hears how far it has come
public record PackOptions(
        long sortBytes,
        int mergeRunsMax,
        int blobBytesMax,
        Compressor compressor,
        int workers,
        Optional<Path> tempFolder,
        PackProgress progress) {

    /// Which of LZ4's compressors is used; both write the same format.
    public enum Compressor {
        /// About 500 MB/s.
        FAST,
        /// About a tenth smaller, ten times slower.
        HIGH
    }

    /// Options as the knobs say.
    ///
    /// @param settings values of [PackKnobs]
    /// @param progress hears how far it has come
    /// @return the options
    public static PackOptions of(Settings settings, PackProgress progress) {
        return new PackOptions(
                settings.get(PackKnobs.SORT_BYTES),
                Math.toIntExact(settings.get(PackKnobs.MERGE_RUNS_MAX)),
                Math.toIntExact(settings.get(PackKnobs.BLOB_BYTES_MAX)),
                settings.get(PackKnobs.COMPRESSOR).equals("high")
                        ? Compressor.HIGH
                        : Compressor.FAST,
                PackKnobs.workers(settings),
                settings.get(PackKnobs.TEMP_FOLDER),
                progress);
    }
}
