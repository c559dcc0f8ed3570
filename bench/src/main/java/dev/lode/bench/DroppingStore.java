package dev.lode.bench;

import dev.lode.storage.archive.ArchiveStore;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A bucket that remembers names and drops what they name: what is left is the archiver's own work.
final class DroppingStore implements ArchiveStore {
    private final Set<String> names = ConcurrentHashMap.newKeySet();

    @Override
    public Put putIfAbsent(String name, byte[] bytes) {
        return names.add(name) ? Put.STORED : Put.EXISTS;
    }

    @Override
    public void put(String name, byte[] bytes) {
        boolean _ = names.add(name);
    }

    @Override
    public byte @Nullable [] get(String name, int bytesMax) {
        return null;
    }

    @Override
    public List<String> list(String prefix, String after) {
        return List.of();
    }

    @Override
    public String place() {
        return "nowhere";
    }

    @Override
    public void close() {
        // nothing is held
    }
}
