package dev.lode.storage.blob;

import dev.lode.storage.extent.Extent;

/// One sealed file, or a part of one, that cells are read from.
///
/// @param number that a [dev.lode.storage.extent.CellRef] names it by
/// @param extent the index of its cells
/// @param blobs the file of its blobs
public record CellSource(int number, Extent extent, BlobFile blobs) {}
