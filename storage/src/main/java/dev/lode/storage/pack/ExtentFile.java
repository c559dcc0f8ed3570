package dev.lode.storage.pack;

import dev.lode.base.Id128;
import dev.lode.storage.blob.BlobFile;
import dev.lode.storage.extent.Extent;
import dev.lode.storage.extent.ExtentPlace;
import dev.lode.storage.extent.HeadMemory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// An open extent in a file of its own: cells that were added to a hunt, sealed like a pack.
///
/// Threads: any number of readers; the owner closes after all have stopped. Errors: a damaged
/// header or footer refuses the file, a damaged head its partition, a damaged blob itself. Format:
/// docs/format/store.md.
public final class ExtentFile implements AutoCloseable {
    private final Path path;
    private final PackInfo info;
    private final int footerCheck;
    private final ExtentPlace place;
    private final Extent extent;
    private final BlobFile blobs;

    private ExtentFile(
            Path path,
            PackInfo info,
            int footerCheck,
            ExtentPlace place,
            Extent extent,
            BlobFile blobs) {
        this.path = path;
        this.info = info;
        this.footerCheck = footerCheck;
        this.place = place;
        this.extent = extent;
        this.blobs = blobs;
    }

    /// Opens an extent and checks all of it but the blobs.
    ///
    /// @param path the file
    /// @param heads where its heads are to be kept
    /// @return the open extent
    /// @throws DamagedPack where it is not a whole, sound extent
    /// @throws IOException where it cannot be read
    public static ExtentFile open(Path path, HeadMemory heads) throws IOException {
        try (var file = FileChannel.open(path, StandardOpenOption.READ)) {
            Footer footer = PackFile.frame(path, file, SealedKind.EXTENT);
            int check = Footer.check(footer.bytes());
            Extent extent = Extent.open(path, file, footer.extent(), heads);
            try {
                BlobFile blobs = BlobFile.open(path);
                return new ExtentFile(path, footer.info(), check, footer.extent(), extent, blobs);
            } catch (IOException | RuntimeException e) {
                extent.close();
                throw e;
            }
        }
    }

    /// Where the cells of an extent lie in its file, without opening it.
    ///
    /// @param path the file
    /// @return the place of heads and blobs
    /// @throws DamagedPack where header or footer are not sound
    /// @throws IOException where it cannot be read
    public static ExtentPlace placeOf(Path path) throws IOException {
        try (var file = FileChannel.open(path, StandardOpenOption.READ)) {
            return PackFile.frame(path, file, SealedKind.EXTENT).extent();
        }
    }

    /// Where it lies.
    ///
    /// @return the file
    public Path path() {
        return path;
    }

    /// Which hunt's content it adds to.
    ///
    /// @return the id of the pack's secret
    public Id128 content() {
        return info.secretId();
    }

    /// What it says of itself.
    ///
    /// @return its footer; without keys and commitment
    public PackInfo info() {
        return info;
    }

    /// The checksum of its footer: what tells it from every other extent.
    ///
    /// @return 32 bits
    public int footerCheck() {
        return footerCheck;
    }

    /// Where the cells lie in it.
    ///
    /// @return the place of heads and blobs
    public ExtentPlace place() {
        return place;
    }

    /// The index of its cells.
    ///
    /// @return valid until this is closed
    public Extent extent() {
        return extent;
    }

    /// The file of its blobs.
    ///
    /// @return valid until this is closed
    public BlobFile blobs() {
        return blobs;
    }

    @Override
    public void close() {
        extent.close();
        blobs.close();
    }
}
