package dev.lode.storage.slice;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The imports of a folder that are not whole: those under way, and those that were ended.
///
/// Threads: guarded by the lock of its owner.
final class BegunImports {
    private final ImportJournal journal;
    private final Map<Long, ImportedPartition> parts = new HashMap<>();
    private final BitSet busy = new BitSet();

    BegunImports(ImportJournal journal) {
        this.journal = journal;
    }

    /// Marks the import of a partition as under way.
    void start(int partition) {
        busy.set(partition);
    }

    /// No import of the partition is under way any more.
    void end(int partition) {
        busy.clear(partition);
    }

    boolean underWay(int partition) {
        return busy.get(partition);
    }

    /// Keeps an import of which the journal has a part.
    void put(ImportedPartition what) {
        parts.put(what.id(), what);
    }

    /// Returns whether the journal had a part of it.
    boolean remove(ImportedPartition what) {
        return parts.remove(what.id()) != null;
    }

    int count() {
        return parts.size();
    }

    /// The import of a partition of which the journal has a part.
    @Nullable ImportedPartition of(int partition) {
        for (ImportedPartition part : parts.values()) {
            if (part.header().partition() == partition) {
                return part;
            }
        }
        return null;
    }

    /// How far the import of a partition has come that was ended; empty where one is under way.
    Optional<ImportedExtents.Part> ended(int partition) {
        ImportedPartition there = of(partition);
        if (there == null
                || underWay(partition)
                || !(journal.record(there.id()) instanceof ImportRecord.Part part)) {
            return Optional.empty();
        }
        return Optional.of(new ImportedExtents.Part(part.header(), part.blocks(), part.hash()));
    }

    /// How far the imports have come that were ended, by rising partition.
    List<ImportedExtents.Part> ended() {
        return parts.values().stream()
                .map(part -> part.header().partition())
                .sorted()
                .flatMap(partition -> ended(partition).stream())
                .toList();
    }
}
