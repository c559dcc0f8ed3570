package dev.lode.storage.slice;

import dev.lode.base.knob.Settings;
import dev.lode.storage.blob.BlobDictionary;
import dev.lode.storage.extent.HeadMemory;
import org.jspecify.annotations.Nullable;

/// How a folder of imports is kept.
///
/// @param headAreaBytes reserved for heads in each new file, without taking room on the disk
/// @param checkpointBytes of content after which an import that is not whole is noted
/// @param heads where heads are kept while a file is open
/// @param dictionary that of the pack over which the imports are served: chunks of a pack with
///   another one are refused; not closed with the folder; null where there is none
/// @param progress hears what was left and cleared
public record ImportOptions(
        long headAreaBytes,
        long checkpointBytes,
        HeadMemory heads,
        @Nullable BlobDictionary dictionary,
        SliceProgress progress) {
    /// How a folder is kept that no pack with a dictionary is under.
    ///
    /// @param headAreaBytes reserved for heads in each new file
    /// @param checkpointBytes of content after which an import that is not whole is noted
    /// @param heads where heads are kept while a file is open
    /// @param progress hears what was left and cleared
    public ImportOptions(
            long headAreaBytes, long checkpointBytes, HeadMemory heads, SliceProgress progress) {
        this(headAreaBytes, checkpointBytes, heads, null, progress);
    }

    /// The same over a pack.
    ///
    /// @param of the dictionary of the pack; null where it has none
    /// @return the options
    public ImportOptions with(@Nullable BlobDictionary of) {
        return new ImportOptions(headAreaBytes, checkpointBytes, heads, of, progress);
    }

    /// As the knobs say.
    ///
    /// @param settings with the knobs of [SliceKnobs]
    /// @param heads where heads are kept: a command that ends soon maps them
    /// @param progress hears what was left and cleared
    /// @return the options
    public static ImportOptions of(Settings settings, HeadMemory heads, SliceProgress progress) {
        return new ImportOptions(
                settings.get(SliceKnobs.HEAD_AREA_BYTES),
                settings.get(SliceKnobs.CHECKPOINT_BYTES),
                heads,
                progress);
    }
}
