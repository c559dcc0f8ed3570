package dev.lode.storage.faulty;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// The names of a disk: folders, and what their names mean.
///
/// Threads: owned by the [FaultyDisk].
final class Tree {
    /// No file.
    static final int NONE = 0;

    /// The folder that all others are in.
    static final int ROOT = 1;

    private final Map<Integer, TreeMap<String, Integer>> folders = new HashMap<>();
    private int numbered = ROOT;

    Tree() {
        folders.put(ROOT, new TreeMap<>());
    }

    /// The names of what is in a folder already, and the content of its files.
    ///
    /// @param contents takes them
    static Tree of(Path folder, Map<Integer, byte[]> contents) throws IOException {
        var tree = new Tree();
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path found, BasicFileAttributes is) {
                        if (!found.equals(folder)) {
                            tree.set(tree.entry(folder.relativize(found), tree.newFolder()));
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path found, BasicFileAttributes is)
                            throws IOException {
                        int file = tree.newFile();
                        tree.set(tree.entry(folder.relativize(found), file));
                        contents.put(file, Files.readAllBytes(found));
                        return FileVisitResult.CONTINUE;
                    }
                });
        return tree;
    }

    Tree copy() {
        var copy = new Tree();
        folders.forEach((folder, names) -> copy.folders.put(folder, new TreeMap<>(names)));
        copy.numbered = numbered;
        return copy;
    }

    int newFile() {
        return ++numbered;
    }

    int newFolder() {
        folders.put(++numbered, new TreeMap<>());
        return numbered;
    }

    boolean isFolder(int file) {
        return folders.containsKey(file);
    }

    /// Learns of a folder that another tree has numbered.
    void addFolder(int folder) {
        folders.computeIfAbsent(folder, _ -> new TreeMap<>());
    }

    Map<String, Integer> names(int folder) {
        return folders.getOrDefault(folder, new TreeMap<>());
    }

    /// The file of a path, or [#NONE].
    int find(Path relative) {
        int at = ROOT;
        for (Path name : relative) {
            if (!name.toString().isEmpty()) {
                at = names(at).getOrDefault(name.toString(), NONE);
            }
        }
        return at;
    }

    /// The entry that makes a path mean a file.
    Change.Entry entry(Path relative, int file) {
        Path parent = relative.getParent();
        int folder = parent == null ? ROOT : find(parent);
        return new Change.Entry(folder, String.valueOf(relative.getFileName()), file);
    }

    void set(Change.Entry entry) {
        var names = names(entry.folder());
        if (entry.file() == NONE) {
            names.remove(entry.name());
        } else {
            names.put(entry.name(), entry.file());
        }
    }
}
