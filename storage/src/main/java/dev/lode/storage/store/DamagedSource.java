package dev.lode.storage.store;

import dev.lode.base.CellKey;
import java.io.IOException;
import java.nio.file.Path;

/// An extent that is not merged, because a blob of it is damaged: it stays as it is.
final class DamagedSource extends IOException {
    private static final long serialVersionUID = 1L;

    /// The number of the extent.
    final int number;

    DamagedSource(int number, Path file, long cell, String what) {
        super(
                "%s: the blob of partition %d, room ordinal %d, site %d, spot %d %s; the extent stays as it is"
                                .formatted(
                                        file,
                                        CellKey.partition(cell),
                                        CellKey.ordinal(cell),
                                        CellKey.site(cell),
                                        CellKey.spot(cell),
                                        what)
                        + " and is not merged: run lode verify, then copy it from another holder");
        this.number = number;
    }
}
