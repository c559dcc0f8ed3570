package dev.lode.app.command;

import dev.lode.storage.slice.ImportedExtents;
import dev.lode.storage.store.StoreCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What can be checked in a path: itself, or where it is the folder of a hunt on a node, its pack,
/// store and imports.
final class ContentFolder {
    private ContentFolder() {}

    /// The parts of a path, each a pack, a store or a folder of imports.
    ///
    /// @param path any
    /// @return the path itself where it is no folder that holds some
    static List<Path> parts(Path path) throws IOException {
        if (!Files.isDirectory(path) || StoreCheck.is(path) || ImportedExtents.is(path)) {
            return List.of(path);
        }
        var parts = new ArrayList<Path>();
        try (var files = Files.newDirectoryStream(path)) {
            for (Path file : files) {
                boolean pack = Files.isRegularFile(file) && file.toString().endsWith(".lode");
                if (pack || StoreCheck.is(file) || ImportedExtents.is(file)) {
                    parts.add(file);
                }
            }
        }
        parts.sort(null);
        return parts.isEmpty() ? List.of(path) : parts;
    }
}
