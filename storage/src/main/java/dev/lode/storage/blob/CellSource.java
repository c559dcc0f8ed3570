package dev.lode.storage.blob;

import dev.lode.storage.extent.Extent;
import org.jspecify.annotations.Nullable;

/// One sealed file, or a part of one, that cells are read from.
///
/// @param number that a [dev.lode.storage.extent.CellRef] names it by
/// @param extent the index of its cells
/// @param blobs the file of its blobs
/// @param dictionary what these refer to; null where they stand alone
public record CellSource(
        int number, Extent extent, BlobFile blobs, @Nullable BlobDictionary dictionary) {
    /// A source whose blobs stand alone.
    ///
    /// @param number that a [dev.lode.storage.extent.CellRef] names it by
    /// @param extent the index of its cells
    /// @param blobs the file of its blobs
    public CellSource(int number, Extent extent, BlobFile blobs) {
        this(number, extent, blobs, null);
    }
}
