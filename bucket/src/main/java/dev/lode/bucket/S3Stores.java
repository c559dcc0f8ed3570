package dev.lode.bucket;

import dev.lode.storage.archive.ArchiveStore;
import dev.lode.storage.archive.ArchiveStores;
import dev.lode.storage.archive.ArchiveTarget;

/// Opens buckets.
public final class S3Stores implements ArchiveStores {
    /// For the service loader.
    public S3Stores() {}

    @Override
    public ArchiveStore open(ArchiveTarget target) {
        return new S3Store(target);
    }
}
