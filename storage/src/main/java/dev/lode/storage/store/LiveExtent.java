package dev.lode.storage.store;

import dev.lode.base.Id128;
import dev.lode.storage.blob.CellSource;
import dev.lode.storage.extent.HeadMemory;
import dev.lode.storage.pack.DamagedPack;
import dev.lode.storage.pack.ExtentFile;
import dev.lode.storage.slice.SliceChunk;
import dev.lode.storage.slice.SliceSource.Layer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// An extent of a store that is open.
///
/// @param row what the manifest says of it
/// @param file open
record LiveExtent(Manifest.Row row, ExtentFile file) {
    /// Opens one that the manifest names.
    static LiveExtent open(Path folder, Manifest.Row row, Id128 content, HeadMemory heads)
            throws IOException {
        Path path = StoreFiles.extent(folder, row.number());
        ExtentFile file;
        try {
            file = ExtentFile.open(path, heads);
        } catch (NoSuchFileException e) {
            throw new DamagedStore(path, "it is gone, and the manifest names it", e);
        } catch (DamagedPack e) {
            throw new DamagedStore(e);
        }
        if (file.footerCheck() != row.footerCheck()
                || file.info().bytes() != row.bytes()
                || file.info().cells() != row.cells()
                || !file.content().equals(content)) {
            file.close();
            throw new DamagedStore(path, "it is not the file that the manifest names");
        }
        return new LiveExtent(row, file);
    }

    /// Opens one that has just been written; where it is not sound it is removed again.
    static LiveExtent written(Path folder, int number, HeadMemory heads) throws IOException {
        Path path = StoreFiles.extent(folder, number);
        try {
            ExtentFile file = ExtentFile.open(path, heads);
            int damaged = file.extent().damagedPartitions();
            if (damaged > 0) {
                file.close();
                throw new IOException(
                        "%s was written and does not read back: %d partitions are damaged; look at the disk"
                                .formatted(path, damaged));
            }
            var info = file.info();
            return new LiveExtent(
                    new Manifest.Row(number, info.bytes(), file.footerCheck(), info.cells()), file);
        } catch (IOException e) {
            Files.deleteIfExists(path);
            throw e;
        }
    }

    int number() {
        return row.number();
    }

    CellSource source() {
        return new CellSource(row.number(), file.extent(), file.blobs());
    }

    /// What it is in a slice.
    Layer layer() {
        return new Layer(SliceChunk.Kind.ADDED, row.number(), file.path(), file.place());
    }

    /// Closes it and removes its file: nobody reads it, and no manifest names it.
    void remove() throws IOException {
        file.close();
        Files.deleteIfExists(file.path());
    }
}
