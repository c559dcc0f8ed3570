package dev.lode.app.command;

import dev.lode.app.cli.CommandFailed;
import dev.lode.app.cli.ExitStatus;
import dev.lode.storage.slice.ImportedExtents;
import dev.lode.storage.store.StoreCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What can be checked in a path: itself, or what lies in the folder of a hunt on a node, or of all
/// hunts of a node's data folder.
final class ContentFolder {
    private ContentFolder() {}

    /// The parts of a path, each a pack, a store or a folder of imports.
    ///
    /// @param path any
    /// @return the path itself where it is one, or no folder
    /// @throws CommandFailed where it is a folder that has none
    static List<Path> parts(Path path) throws IOException, CommandFailed {
        if (!Files.isDirectory(path) || isPart(path)) {
            return List.of(path);
        }
        var parts = new ArrayList<Path>();
        Path hunts = path.resolve("hunts");
        for (Path folder : Files.isDirectory(hunts) ? inside(hunts) : List.of(path)) {
            for (Path file : Files.isDirectory(folder) ? inside(folder) : List.<Path>of()) {
                if (isPart(file)) {
                    parts.add(file);
                }
            }
        }
        if (parts.isEmpty()) {
            throw new CommandFailed(
                    ExitStatus.FAILED,
                    path
                            + ": there is no pack, store or import in this folder; name one, the folder of a hunt, or a node's data folder");
        }
        return parts;
    }

    private static boolean isPart(Path path) throws IOException {
        boolean pack = Files.isRegularFile(path) && path.toString().endsWith(".lode");
        return pack || StoreCheck.is(path) || ImportedExtents.is(path);
    }

    private static List<Path> inside(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
