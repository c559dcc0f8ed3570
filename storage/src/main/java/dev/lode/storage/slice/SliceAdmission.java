package dev.lode.storage.slice;

import dev.lode.base.Id128;
import dev.lode.storage.blob.BlobDictionary;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Which slices a folder of imports takes in: those of its own content, and none that is older than
/// what it has.
///
/// @param folder for messages
/// @param id whose content it holds
/// @param dictionary that blobs may refer to
record SliceAdmission(Path folder, ImportId id, @Nullable BlobDictionary dictionary) {
    /// @throws IOException where the folder holds other content or other blobs
    void mustBeOfTheContent(SliceHeader header) throws IOException {
        boolean ofThePack = header.hunt().equals(Id128.ZERO) && header.logPosition() == 0;
        if (!header.secretId().equals(id.secretId())
                || !(header.hunt().equals(id.hunt()) || ofThePack)) {
            throw new IOException(
                    "%s holds content of secret id %s, hunt %s; the slice is of %s, %s: import it into another folder"
                            .formatted(
                                    folder,
                                    id.secretId(),
                                    id.hunt(),
                                    header.secretId(),
                                    header.hunt()));
        }
        String refusal = header.refusal(dictionary);
        if (!refusal.isEmpty()) {
            throw new IOException(folder + ": " + refusal);
        }
    }

    /// @param there what the partition is served from
    /// @throws IOException where that has additions which the slice has not
    void mustNotBeOlder(SliceHeader header, @Nullable ImportedPartition there) throws IOException {
        if (there != null && there.header().logPosition() > header.logPosition()) {
            throw new IOException(
                    "%s: partition %d is there with additions up to position %d, the slice has them up to %d: export it anew, or drop the partition first"
                            .formatted(
                                    folder,
                                    header.partition(),
                                    there.header().logPosition(),
                                    header.logPosition()));
        }
    }
}
