package dev.lode.storage.pack;

import dev.lode.storage.blob.BlobDictionary;
import dev.lode.storage.extent.ChunkHeader;
import dev.lode.storage.extent.ChunkPlace;
import dev.lode.storage.extent.Directory;
import dev.lode.storage.extent.ExtentPlace;
import dev.lode.storage.extent.HeadCheck;
import dev.lode.storage.extent.HeadScan;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A check of every chunk of an extent that lies in a file of another kind than a pack: heads,
/// rooms, order of cells, tree, and every blob.
///
/// Memory: bounded, whatever damaged lengths claim.
public final class ExtentCheck {
    private ExtentCheck() {}

    /// Checks all chunks that the partition directory names.
    ///
    /// @param file holds the extent
    /// @param place where it lies
    /// @param dictionaries what the blobs of each partition refer to
    /// @param damagesMax how many damages are named
    /// @return what was found; of the file's own numbers nothing
    /// @throws IOException where the file cannot be read
    public static VerifyReport run(
            FileChannel file, ExtentPlace place, BlobDictionaries dictionaries, int damagesMax)
            throws IOException {
        var findings = new Findings(damagesMax);
        var scan = new HeadScan(file, place);
        var directory = scan.directory();
        long checked = Directory.BYTES;
        try (var chunks = new ChunkCheck(file, place, dictionaries, findings)) {
            for (int partition = 0; partition < Directory.PARTITIONS; partition++) {
                chunks.begin(partition, directory.headAt(partition), directory.blobsAt(partition));
                Optional<ChunkHeader> header = scan.scan(partition, chunks::headDamaged);
                if (header.isPresent()) {
                    chunks.check(header.get());
                    checked += header.get().headBytes() + header.get().blobBytes();
                }
            }
        }
        return new VerifyReport(Optional.empty(), checked, findings.named(), findings.total());
    }

    /// Checks one chunk where it is said to lie, and that the partition directory says so too.
    ///
    /// @param file holds the extent
    /// @param place where the extent lies in it
    /// @param partition of the chunk
    /// @param chunk where it is said to lie
    /// @param dictionary what its blobs refer to; null where they stand alone
    /// @param damagesMax how many damages are named
    /// @return what was found
    /// @throws IOException where the file cannot be read
    public static VerifyReport one(
            FileChannel file,
            ExtentPlace place,
            int partition,
            ChunkPlace chunk,
            @Nullable BlobDictionary dictionary,
            int damagesMax)
            throws IOException {
        var findings = new Findings(damagesMax);
        long checked = Directory.ENTRY_BYTES;
        try (var chunks = new ChunkCheck(file, place, _ -> dictionary, findings)) {
            chunks.begin(partition, chunk.headAt(), chunk.blobsAt());
            var directory = HeadScan.ofOne(file, place, partition).directory();
            if (!directory.sound(partition) || !directory.place(partition).equals(chunk)) {
                chunks.headDamaged(
                        place.headsAt() + (long) partition * Directory.ENTRY_BYTES,
                        Directory.ENTRY_BYTES,
                        "directory entry");
            }
            var heads = new HeadCheck(file, place);
            Optional<ChunkHeader> header = Optional.empty();
            if (heads.within(chunk)) {
                header = heads.check(partition, chunk, chunks::headDamaged, (_, _, _, _) -> {});
            } else {
                chunks.headDamaged(chunk.headAt(), chunk.headBytes(), "head outside of the heads");
            }
            if (header.isPresent()) {
                chunks.check(header.get());
                checked += header.get().headBytes() + header.get().blobBytes();
            }
        }
        return new VerifyReport(Optional.empty(), checked, findings.named(), findings.total());
    }
}
