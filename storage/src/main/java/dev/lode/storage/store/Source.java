package dev.lode.storage.store;

import dev.lode.storage.blob.BlobFile;
import dev.lode.storage.extent.Extent;

/// One sealed file that a view reads from.
///
/// @param number 0 for the base, else that of the extent
/// @param extent the index of its cells
/// @param blobs the file of its blobs
record Source(int number, Extent extent, BlobFile blobs) {
    static final int BASE = 0;
}
