package dev.lode.storage.store;

import dev.lode.storage.extent.HeadMemory;
import dev.lode.storage.pack.Pack;
import dev.lode.storage.pack.PackProgress;
import dev.lode.storage.pack.VerifyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A check of a whole store without opening it: its manifest, and every byte of the extents that
/// are live. It takes no lock, so a server may be serving the store; it changes nothing.
///
/// @param lines what the manifest says; none where it is damaged
/// @param reports what was found in each extent, and in the manifest where that is damaged
public record StoreCheck(List<String> lines, Map<Path, VerifyReport> reports) {
    /// How often it begins again because the store was compacted meanwhile.
    private static final int ROUNDS_MAX = 5;

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

    /// Checks a store; goes on behind what is damaged and names all of it.
    ///
    /// @param folder of the store
    /// @param damagesMax how many damages of each extent are named
    /// @param progress hears how far it has come
    /// @return what was found
    /// @throws IOException where a file cannot be read
    public static StoreCheck run(Path folder, int damagesMax, PackProgress progress)
            throws IOException {
        StoreCheck check = new StoreCheck(List.of(), Map.of());
        for (int round = 0; round < ROUNDS_MAX; round++) {
            Manifest manifest = manifest(folder);
            check =
                    manifest == null
                            ? ofDamaged(folder, damagesMax, progress)
                            : of(folder, manifest, damagesMax, progress);
            Manifest after = manifest(folder);
            boolean still =
                    manifest == null
                            ? after == null
                            : after != null && after.generation() == manifest.generation();
            if (still || check.sound()) {
                return check;
            }
        }
        return check;
    }

    /// Whether nothing is wrong.
    ///
    /// @return true where every check of every file held
    public boolean sound() {
        return reports.values().stream().allMatch(VerifyReport::sound);
    }

    private static @Nullable Manifest manifest(Path folder) throws IOException {
        try {
            return StoreFiles.manifest(folder);
        } catch (DamagedStore _) {
            return null;
        }
    }

    /// Without a manifest that can be read: every extent that lies there.
    private static StoreCheck ofDamaged(Path folder, int damagesMax, PackProgress progress)
            throws IOException {
        Map<Path, VerifyReport> reports = new LinkedHashMap<>();
        Path manifest = folder.resolve(StoreFiles.MANIFEST);
        String what = "it is gone";
        try {
            StoreFiles.manifest(folder);
        } catch (DamagedStore e) {
            what = e.what;
        }
        reports.put(manifest, damaged("manifest", manifest, what));
        for (Path path : StoreFiles.extents(folder)) {
            reports.put(path, Pack.verify(path, damagesMax, progress));
        }
        return new StoreCheck(List.of(), reports);
    }

    private static StoreCheck of(
            Path folder, Manifest manifest, int damagesMax, PackProgress progress)
            throws IOException {
        Map<Path, VerifyReport> reports = new LinkedHashMap<>();
        for (Manifest.Row row : manifest.extents()) {
            Path path = StoreFiles.extent(folder, row.number());
            reports.put(path, of(folder, path, manifest, row, damagesMax, progress));
        }
        return new StoreCheck(lines(manifest), reports);
    }

    private static VerifyReport of(
            Path folder,
            Path path,
            Manifest manifest,
            Manifest.Row row,
            int damagesMax,
            PackProgress progress)
            throws IOException {
        try {
            VerifyReport report = Pack.verify(path, damagesMax, progress);
            if (report.sound()) {
                LiveExtent.open(folder, row, manifest.content(), HeadMemory.MAPPED).file().close();
            }
            return report;
        } catch (NoSuchFileException _) {
            return damaged("extent", path, "it is gone, and the manifest names it");
        } catch (DamagedStore e) {
            return damaged("extent", path, e.what);
        }
    }

    private static VerifyReport damaged(String section, Path file, String what) throws IOException {
        long bytes = Files.exists(file) ? Files.size(file) : 0;
        var damage = new VerifyReport.Damage(section, -1, -1, 0, bytes, what);
        return new VerifyReport(Optional.empty(), bytes, List.of(damage), 1);
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
