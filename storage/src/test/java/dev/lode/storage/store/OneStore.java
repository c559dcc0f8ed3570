package dev.lode.storage.store;

import dev.lode.base.memory.Epochs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/// A store over no pack, opened again and again, and what it must show.
final class OneStore implements AutoCloseable {
    final Path folder;
    final Epochs epochs = new Epochs();
    final Map<Long, Long> versions = new HashMap<>();
    CellStore store;
    StoreReader reader;
    private long position;

    OneStore(Path folder) throws IOException {
        this.folder = folder;
        store = opened(TestCells.ROOMS);
        reader = store.reader();
    }

    private CellStore opened(Rooms rooms) throws IOException {
        return CellStore.open(
                folder, Base.none(TestCells.CONTENT), rooms, epochs, TestCells.config(3));
    }

    void open(Rooms rooms) throws IOException {
        store = opened(rooms);
        reader = store.reader();
    }

    void openAgain() throws IOException {
        close();
        open(TestCells.ROOMS);
    }

    @Override
    public void close() throws IOException {
        reader.close();
        store.close();
    }

    /// Adds a cell at the next position, whose number is the version.
    Addition.Outcome add(long cell) {
        long version = position + 1;
        Addition.Outcome outcome = store.add(TestCells.addition(version, cell, version));
        if (outcome == Addition.Outcome.ADDED) {
            position = version;
            versions.put(cell, version);
        }
        return outcome;
    }

    Addition.Outcome addAny(SplittableRandom random) {
        return add(TestCells.any(random));
    }

    void mustShowWhatItHas() {
        TestCells.assertSame(reader, versions);
    }
}
