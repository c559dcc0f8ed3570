package dev.lode.storage.archive;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A store without conditional writes, made to do: it looks before it writes, and reads back.
///
/// Between the look and the write another leader may write the same name; reading back tells the
/// one that lost, unless the other writes after that. Threads: any.
final class EmulatedPuts implements ArchiveStore {
    private final ArchiveStore store;

    EmulatedPuts(ArchiveStore store) {
        this.store = store;
    }

    @Override
    public Put putIfAbsent(String name, byte[] bytes) throws IOException {
        if (store.get(name, 1) != null) {
            return Put.EXISTS;
        }
        store.put(name, bytes);
        return Arrays.equals(bytes, store.get(name, bytes.length + 1)) ? Put.STORED : Put.EXISTS;
    }

    @Override
    public void put(String name, byte[] bytes) throws IOException {
        store.put(name, bytes);
    }

    @Override
    public byte @Nullable [] get(String name, int bytesMax) throws IOException {
        return store.get(name, bytesMax);
    }

    @Override
    public List<String> list(String prefix, String after) throws IOException {
        return store.list(prefix, after);
    }

    @Override
    public String place() {
        return store.place();
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
