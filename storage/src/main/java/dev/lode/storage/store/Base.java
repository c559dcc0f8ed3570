package dev.lode.storage.store;

import dev.lode.base.Id128;
import dev.lode.storage.blob.BlobDictionary;
import dev.lode.storage.blob.CellSource;
import dev.lode.storage.pack.Pack;
import dev.lode.storage.slice.SliceSource.Layer;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a store adds to: a sealed pack, or nothing.
///
/// @param content the id of the hunt's content, which all of its extents carry
/// @param hunt that it is played in, which slices of it carry; [Id128#ZERO] where there is none
/// @param sealed what was packed; not closed with the store
public record Base(Id128 content, Id128 hunt, Optional<Sealed> sealed) {
    /// The number of the base among the sources of a store.
    static final int NUMBER = 0;

    /// What was packed.
    ///
    /// @param source its cells
    /// @param layer where it lies
    public record Sealed(CellSource source, Layer layer) {}

    /// A pack as the base.
    ///
    /// @param pack open for longer than the store
    /// @return the base
    /// @throws IOException where it cannot be read
    public static Base of(Pack pack) throws IOException {
        return new Base(
                pack.info().secretId(),
                Id128.ZERO,
                Optional.of(
                        new Sealed(
                                new CellSource(
                                        NUMBER, pack.extent(), pack.blobs(), pack.dictionary()),
                                Layer.ofPack(
                                        pack.path(),
                                        Pack.placeOf(pack.path()),
                                        pack.dictionary()))));
    }

    /// A store that begins with nothing.
    ///
    /// @param content the id that its extents will carry
    /// @return the base
    public static Base none(Id128 content) {
        return new Base(content, Id128.ZERO, Optional.empty());
    }

    /// What the blobs of what was packed refer to.
    @Nullable BlobDictionary dictionary() {
        return sealed.map(packed -> packed.source().dictionary()).orElse(null);
    }

    /// The same, played in a hunt.
    ///
    /// @param in the hunt's id
    /// @return the base
    public Base playedIn(Id128 in) {
        return new Base(content, in, sealed);
    }
}
