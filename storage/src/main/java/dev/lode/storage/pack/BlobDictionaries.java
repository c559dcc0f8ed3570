package dev.lode.storage.pack;

import dev.lode.storage.blob.BlobDictionary;
import org.jspecify.annotations.Nullable;

/// What the blobs of each partition of an extent refer to.
@FunctionalInterface
public interface BlobDictionaries {
    /// That of an extent whose blobs stand alone.
    BlobDictionaries NONE = _ -> null;

    /// What the blobs of a partition refer to.
    ///
    /// @param partition 0 to 65,535
    /// @return null where they stand alone
    @Nullable BlobDictionary of(int partition);
}
