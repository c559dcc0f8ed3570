package dev.lode.content;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// A hunt as people and programs write it: hunt.yaml, rooms.jsonl and cells.jsonl, the latter two
/// plain or as LZ4 frames.
///
/// Format: docs/format/authoring.md.
///
/// @param path the folder
/// @param hunt hunt.yaml
/// @param rooms rooms.jsonl or rooms.jsonl.lz4
/// @param cells cells.jsonl or cells.jsonl.lz4
public record AuthoringFolder(Path path, Path hunt, Path rooms, Path cells) {
    /// The name of the file of rules and prizes.
    public static final String HUNT = "hunt.yaml";

    /// The name of the file of rooms.
    public static final String ROOMS = "rooms.jsonl";

    /// The name of the file of cells.
    public static final String CELLS = "cells.jsonl";

    /// What a compressed file's name ends in.
    public static final String LZ4 = ".lz4";

    /// Finds the files of a folder.
    ///
    /// @param folder the folder
    /// @return where its files are
    /// @throws ContentException where one is missing, or is there twice
    public static AuthoringFolder at(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new ContentException(
                    folder,
                    0,
                    Code.FILE,
                    Files.exists(folder) ? "this is not a folder" : "there is no such folder",
                    "name a folder with hunt.yaml, rooms.jsonl and cells.jsonl (or .jsonl.lz4)");
        }
        Path hunt = folder.resolve(HUNT);
        if (!Files.isRegularFile(hunt)) {
            throw missing(folder, hunt, HUNT);
        }
        return new AuthoringFolder(folder, hunt, one(folder, ROOMS), one(folder, CELLS));
    }

    private static Path one(Path folder, String name) {
        Path plain = folder.resolve(name);
        Path packed = folder.resolve(name + LZ4);
        List<Path> there = List.of(plain, packed).stream().filter(Files::exists).toList();
        if (there.isEmpty()) {
            throw missing(folder, plain, name + " or " + name + LZ4);
        }
        if (there.size() > 1) {
            throw new ContentException(
                    packed,
                    0,
                    Code.FILE,
                    name + " is there too, and only one of them can be meant",
                    "remove one of the two");
        }
        return there.getFirst();
    }

    private static ContentException missing(Path folder, Path file, String names) {
        return new ContentException(
                file, 0, Code.FILE, "there is no " + names + " in " + folder, "add it");
    }

    /// The size of a file as it lies on disk.
    static long bytes(Path file) {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            throw new ContentException(
                    file, 0, Code.FILE, "there is no such file", "check its name");
        } catch (IOException e) {
            throw new ContentException(
                    file, 0, Code.FILE, "cannot be read: " + e, "check that it can be read");
        }
    }
}
