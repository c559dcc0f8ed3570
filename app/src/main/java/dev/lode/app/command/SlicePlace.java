package dev.lode.app.command;

import dev.lode.base.Id128;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a path names that slices are taken from or put into.
sealed interface SlicePlace {
    /// A pack alone.
    record PackFile(Path file) implements SlicePlace {}

    /// The content of a hunt as a node has it: its pack, and the store beside it.
    ///
    /// @param hunt that it is played in, [Id128#ZERO] where no folder says
    record Store(Path pack, Path folder, Id128 hunt) implements SlicePlace {}

    /// A folder of imports alone.
    record Imports(Path folder) implements SlicePlace {}

    /// Looks at a path.
    ///
    /// @param path a pack; a hunt's folder in a data folder, or the store in it; else a folder of
    ///   imports
    static SlicePlace of(Path path) {
        if (Files.isRegularFile(path)) {
            return new PackFile(path);
        }
        Path pack = path.resolve("content.lode");
        if (Files.exists(pack)) {
            return new Store(pack, path.resolve("content.store"), hunt(path));
        }
        String name = String.valueOf(path.getFileName());
        if (name.endsWith(".store")) {
            Path beside = path.resolveSibling(name.replaceFirst("store$", "lode"));
            if (Files.exists(beside)) {
                return new Store(beside, path, hunt(path.toAbsolutePath().resolveSibling("")));
            }
        }
        return new Imports(path);
    }

    /// The hunt that a folder of a data folder is named by.
    private static Id128 hunt(Path folder) {
        try {
            return Id128.parse(String.valueOf(folder.toAbsolutePath().normalize().getFileName()));
        } catch (IllegalArgumentException e) {
            return Id128.ZERO;
        }
    }
}
