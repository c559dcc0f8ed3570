package dev.lode.storage.extent;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// Which partitions of an extent are refused, and what was found first in each.
///
/// Threads: any. Units: bytes; offsets in the file.
final class Damages {
    private static final int NAMED_MAX = 8;

    private final Path name;
    private final Map<Integer, String> found = new ConcurrentHashMap<>();

    /// Makes one without any.
    ///
    /// @param name of the file
    Damages(Path name) {
        this.name = name;
    }

    void note(int partition, long at, String what) {
        found.putIfAbsent(partition, "byte " + at + ": " + what);
    }

    /// Notes what a check of a partition's head hears of.
    HeadCheck.Listener of(int partition) {
        return (at, _, what) -> note(partition, at, what);
    }

    void noteFault(int partition, Throwable why) {
        found.putIfAbsent(partition, "while reading: " + why.getMessage());
    }

    void forget(int partition) {
        found.remove(partition);
    }

    boolean has(int partition) {
        return found.containsKey(partition);
    }

    int count() {
        return found.size();
    }

    /// By partition.
    Map<Integer, String> all() {
        return new TreeMap<>(found);
    }

    /// In a line.
    String refusals() {
        return "%d partitions are damaged and refused, the others are served: %s"
                .formatted(count(), all().entrySet().stream().limit(NAMED_MAX).toList());
    }

    /// What to throw at whoever asks for a refused partition.
    DamagedChunk refused(int partition) {
        return new DamagedChunk(
                partition,
                name
                        + ": partition "
                        + partition
                        + " is damaged ("
                        + found.getOrDefault(partition, "see lode verify")
                        + "); run lode verify, then copy the file again");
    }
}
