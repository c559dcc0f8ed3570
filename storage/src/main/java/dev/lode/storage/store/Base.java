package dev.lode.storage.store;

import dev.lode.base.Id128;
import dev.lode.storage.blob.BlobFile;
import dev.lode.storage.extent.Extent;
import dev.lode.storage.pack.Pack;
import java.util.Optional;

/// What a store adds to: a sealed pack, or nothing.
///
/// @param content the id of the hunt's content, which all of its extents carry
/// @param sealed what was packed; not closed with the store
public record Base(Id128 content, Optional<Sealed> sealed) {
    /// What was packed.
    ///
    /// @param extent the index of its cells
    /// @param blobs the file of its blobs
    public record Sealed(Extent extent, BlobFile blobs) {}

    /// A pack as the base.
    ///
    /// @param pack open for longer than the store
    /// @return the base
    public static Base of(Pack pack) {
        return new Base(
                pack.info().secretId(), Optional.of(new Sealed(pack.extent(), pack.blobs())));
    }

    /// A store that begins with nothing.
    ///
    /// @param content the id that its extents will carry
    /// @return the base
    public static Base none(Id128 content) {
        return new Base(content, Optional.empty());
    }
}
