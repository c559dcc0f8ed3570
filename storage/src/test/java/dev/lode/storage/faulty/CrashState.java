package dev.lode.storage.faulty;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/// What a disk may hold after a loss of power.
///
/// Threads: any, once made. Its text says how to get it again.
public final class CrashState {
    private final int changes;
    private final String text;
    private final SortedSet<String> folders;
    private final SortedMap<String, Integer> names;
    private final Map<Integer, byte[]> contents;

    CrashState(
            int changes,
            String text,
            SortedSet<String> folders,
            SortedMap<String, Integer> names,
            Map<Integer, byte[]> contents) {
        this.changes = changes;
        this.text = text;
        this.folders = folders;
        this.names = names;
        this.contents = contents;
    }

    /// How many changes had been carried out.
    ///
    /// @return at least what [FaultyDisk#changes] was when something was promised, where the
    ///   promise must hold
    public int changes() {
        return changes;
    }

    /// The files that are there.
    ///
    /// @return names relative to the disk's folder, with `/` in between, sorted
    public Collection<String> files() {
        return Collections.unmodifiableSet(names.keySet());
    }

    /// The content of a file.
    ///
    /// @param name relative to the disk's folder
    /// @return not to be changed; null where there is no such file
    public byte @Nullable [] bytes(String name) {
        Integer file = names.get(name);
        return file == null ? null : contents.get(file);
    }

    /// Whether two states are the same for whoever reads the disk.
    ///
    /// @return a number that is another one where they are not, but for rare chance
    public long fingerprint() {
        long hash = 17;
        for (var name : names.entrySet()) {
            byte[] bytes = contents.getOrDefault(name.getValue(), new byte[0]);
            hash = 31 * hash + name.getKey().hashCode();
            hash = 1_000_003 * hash + Arrays.hashCode(bytes);
        }
        return 31 * hash + folders.hashCode();
    }

    /// Makes real files of it.
    ///
    /// @param folder takes them; it is made where there is none, and should be empty
    /// @return the folder
    /// @throws IOException where it cannot be written
    public Path materialise(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (String name : folders) {
            Files.createDirectories(folder.resolve(name));
        }
        var written = new HashMap<Integer, Path>();
        for (var name : names.entrySet()) {
            Path path = folder.resolve(name.getKey());
            Path same = written.putIfAbsent(name.getValue(), path);
            if (same != null) {
                Files.createLink(path, same);
            } else {
                Files.write(path, contents.getOrDefault(name.getValue(), new byte[0]));
            }
        }
        return folder;
    }

    @Override
    public String toString() {
        return text + ": " + names.keySet();
    }
}
