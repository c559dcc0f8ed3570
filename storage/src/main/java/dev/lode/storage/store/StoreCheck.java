package dev.lode.storage.store;

import dev.lode.storage.extent.HeadMemory;
import dev.lode.storage.pack.Pack;
import dev.lode.storage.pack.PackProgress;
import dev.lode.storage.pack.VerifyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A check of a whole store without opening it: its manifest, and every byte of the extents that
/// are live. It takes no lock, so a server may be serving the store; it changes nothing.
///
/// @param lines what the manifest says
/// @param reports what was found in each extent
public record StoreCheck(List<String> lines, Map<Path, VerifyReport> reports) {
    /// Whether a path is a folder with a store in it.
    ///
    /// @param folder any path
    /// @return true where there is a manifest or an extent
    /// @throws IOException where the folder cannot be read
    public static boolean is(Path folder) throws IOException {
        return Files.isDirectory(folder)
                && (Files.exists(folder.resolve(StoreFiles.MANIFEST))
                        || StoreFiles.hasExtents(folder));
    }

    /// Checks a store.
    ///
    /// @param folder of the store
    /// @param damagesMax how many damages of each extent are named
    /// @param progress hears how far it has come
    /// @return what was found
    /// @throws DamagedStore where the manifest is damaged or gone, or an extent is not there or not
    ///   the one that it names
    /// @throws IOException where a file cannot be read
    public static StoreCheck run(Path folder, int damagesMax, PackProgress progress)
            throws IOException {
        Manifest manifest = StoreFiles.manifest(folder);
        if (manifest == null) {
            throw new DamagedStore(folder.resolve(StoreFiles.MANIFEST), "it is gone");
        }
        Map<Path, VerifyReport> reports = new LinkedHashMap<>();
        for (Manifest.Row row : manifest.extents()) {
            Path path = StoreFiles.extent(folder, row.number());
            if (!Files.exists(path)) {
                throw new DamagedStore(path, "it is gone, and the manifest names it");
            }
            VerifyReport report = Pack.verify(path, damagesMax, progress);
            reports.put(path, report);
            if (report.sound()) {
                LiveExtent.open(folder, row, manifest.content(), HeadMemory.MAPPED).file().close();
            }
        }
        return new StoreCheck(lines(manifest), reports);
    }

    private static List<String> lines(Manifest manifest) {
        var lines = new ArrayList<String>();
        lines.add("content      " + manifest.content());
        lines.add("generation   " + manifest.generation());
        for (Manifest.Row row : manifest.extents()) {
            lines.add(
                    "extent       %d: %d cells, %d bytes"
                            .formatted(row.number(), row.cells(), row.bytes()));
        }
        new TreeMap<>(manifest.cursors())
                .forEach((group, position) ->
                        lines.add(
                                "cursor       group %d: entry %d, addition %d"
                                        .formatted(
                                                group,
                                                position >>> Addition.NUMBER_BITS,
                                                position & 0xFFFF)));
        return lines;
    }
}
