package dev.lode.node;

import dev.lode.base.Id128;
import dev.lode.base.knob.Settings;
import dev.lode.node.claim.CellsEntry;
import dev.lode.node.footing.NodeFolder;
import dev.lode.storage.archive.ArchiveGap;
import dev.lode.storage.archive.CommittedLog;
import dev.lode.storage.archive.LogEntry;
import dev.lode.storage.store.Addition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What became of the cells that were added while hunts ran, when a cluster was brought back.
///
/// @param added how many are in the stores now, by hunt; one that was replaced counts each time
/// @param homeless how many are not, because their hunt has no pack here, by hunt
/// @param missing entries of claim groups that cannot be had, and their cells with them
public record RestoredCells(
        Map<Id128, Long> added, Map<Id128, Long> homeless, Map<Integer, List<ArchiveGap>> missing) {

    /// The entries that an archive has of a group.
    @FunctionalInterface
    interface Entries {
        /// Hands them out in order.
        ///
        /// @return those that cannot be had
        List<ArchiveGap> read(int group, CommittedLog.Sink sink) throws IOException;
    }

    /// Puts what was added into the stores beside the packs of a data folder.
    ///
    /// @param folder that no server has
    /// @param groups the claim groups
    /// @param entries of them
    /// @param settings bounds of the stores
    /// @throws IOException where the archive or a store cannot be read or written
    static RestoredCells read(
            Path folder, Iterable<Integer> groups, Entries entries, Settings settings)
            throws IOException {
        Map<Integer, List<ArchiveGap>> missing = new TreeMap<>();
        try (var stores = new Stores(folder, settings)) {
            for (int group : groups) {
                List<ArchiveGap> gaps = entries.read(group, entry -> stores.take(group, entry));
                if (!gaps.isEmpty()) {
                    missing.put(group, gaps);
                }
            }
            stores.flush();
            return new RestoredCells(
                    Map.copyOf(stores.added), Map.copyOf(stores.homeless), Map.copyOf(missing));
        }
    }

    /// The stores of a data folder, each open from its first addition on.
    private static final class Stores implements AutoCloseable {
        private final Path folder;
        private final Settings settings;
        private final Map<Id128, ClosedHunt> open = new HashMap<>();
        private final Map<Id128, Long> added = new HashMap<>();
        private final Map<Id128, Long> homeless = new HashMap<>();

        Stores(Path folder, Settings settings) {
            this.folder = folder;
            this.settings = settings;
        }

        /// @return true, to go on
        boolean take(int group, LogEntry entry) throws IOException {
            if (!CellsEntry.is(entry.data())) {
                return true;
            }
            Id128 hunt = CellsEntry.hunt(entry.data());
            ClosedHunt closed = hunt(hunt);
            CellsEntry.read(
                    entry.data(),
                    (number, cell, block, plainBytes) -> {
                        if (closed == null) {
                            homeless.merge(hunt, 1L, Long::sum);
                            return;
                        }
                        long position = Addition.position(entry.index(), number);
                        add(closed, new Addition(group, position, cell, block, plainBytes));
                        added.merge(hunt, 1L, Long::sum);
                    });
            return true;
        }

        private @Nullable ClosedHunt hunt(Id128 hunt) throws IOException {
            ClosedHunt closed = open.get(hunt);
            Path pack = NodeFolder.content(folder, hunt);
            if (closed == null && Files.exists(pack)) {
                closed = ClosedHunt.open(pack, hunt, settings);
                open.put(hunt, closed);
            }
            return closed;
        }

        private static void add(ClosedHunt closed, Addition addition) throws IOException {
            try {
                while (closed.store().add(addition) == Addition.Outcome.FULL) {
                    boolean _ = closed.store().flush();
                }
            } catch (IllegalArgumentException e) {
                throw new IOException(
                        "%s does not fit what was added to its hunt (entry %d of group %d): %s"
                                .formatted(
                                        closed.pack().path(),
                                        addition.position() >> Addition.NUMBER_BITS,
                                        addition.group(),
                                        e.getMessage()),
                        e);
            }
        }

        void flush() throws IOException {
            for (ClosedHunt closed : open.values()) {
                boolean _ = closed.store().flush();
                boolean _ = closed.store().flush(); // of two overlays one waits, one is open
            }
        }

        @Override
        public void close() throws IOException {
            for (ClosedHunt closed : open.values()) {
                closed.close();
            }
        }
    }
}
