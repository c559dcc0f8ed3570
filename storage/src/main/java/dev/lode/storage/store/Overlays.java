package dev.lode.storage.store;

import dev.lode.storage.slice.ImportedPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The overlay that is written to and the one that is being written out, and how far each group's
/// log is in them.
///
/// Threads: any, one at a time; the disk is never waited for. Memory: two overlays at the most;
/// none before the first addition.
final class Overlays implements AutoCloseable {
    private final long bytes;
    private final Map<Integer, Long> added;
    private final AheadImports ahead = new AheadImports();
    private @Nullable Overlay open;
    private @Nullable Frozen frozen;
    private int lastNumber;
    private Runnable due = () -> {};

    /// An overlay that nothing is added to any more.
    ///
    /// @param overlay the cells
    /// @param cursors position of each group up to which its additions are in this or in extents
    record Frozen(Overlay overlay, Map<Integer, Long> cursors) {}

    Overlays(long bytes, Map<Integer, Long> cursors) {
        this.bytes = bytes;
        added = new TreeMap<>(cursors);
    }

    synchronized void whenDue(Runnable told) {
        due = told;
    }

    /// Shows readers what has changed.
    interface Show {
        /// Another list of overlays.
        ///
        /// @param now newest first
        void overlays(List<Overlay> now);

        /// Imports that are no longer ahead of the store.
        void passed(List<ImportedPartition> imports);
    }

    /// Takes an addition; what it changes is shown before it can be found.
    synchronized Addition.Outcome add(Addition addition, Show show) {
        if (addition.position() <= added.getOrDefault(addition.group(), -1L)) {
            return Addition.Outcome.REPEATED;
        }
        List<ImportedPartition> passed = ahead.passedBy(addition);
        if (!passed.isEmpty()) {
            show.passed(passed);
        }
        if (open == null || !open.add(addition)) {
            if (open != null && frozen != null) {
                due.run();
                return Addition.Outcome.FULL;
            }
            boolean isDue = freeze() != null;
            long least = Overlay.leastBytes((int) addition.block().byteSize());
            open = new Overlay(--lastNumber, Math.max(bytes, least));
            show.overlays(list());
            if (isDue) {
                due.run();
            }
            if (!open.add(addition)) {
                return Addition.Outcome.FULL; // an empty one has room for any: the system has none
            }
        }
        added.put(addition.group(), addition.position());
        return Addition.Outcome.ADDED;
    }

    /// What is in memory and how far a group's log is in the store, at one moment.
    ///
    /// @param overlays newest first
    /// @param reached position of the last addition, -1 where there was none
    record Cut(List<Overlay> overlays, long reached) {}

    /// What is in memory now, and up to where that is.
    synchronized Cut cut(int group) {
        return new Cut(list(), added.getOrDefault(group, -1L));
    }

    /// Shows a change of imports between two additions.
    ///
    /// @param show hears whether what the partition is served from is ahead of the store
    synchronized void changed(
            @Nullable ImportedPartition before,
            @Nullable ImportedPartition after,
            Consumer<Boolean> show) {
        if (before != null) {
            ahead.remove(before);
        }
        show.accept(
                after != null
                        && ahead.add(after, added.getOrDefault(after.header().logGroup(), -1L)));
    }

    /// Wakes who compacts, and closes what nobody reads any more.
    synchronized void wake() {
        due.run();
    }

    /// The overlay that is to be written out; where there is none, the open one becomes it.
    ///
    /// @return null where nothing was added
    synchronized @Nullable Frozen freeze() {
        if (frozen == null && open != null && open.size() > 0) {
            frozen = new Frozen(open, Map.copyOf(added));
            open = null;
        }
        return frozen;
    }

    synchronized boolean isFrozen() {
        return frozen != null;
    }

    /// Takes out what was written, in one step with what shows it.
    synchronized void drop(@Nullable Overlay written, Consumer<List<Overlay>> show) {
        if (written != null) {
            assert frozen != null && frozen.overlay() == written;
            frozen = null;
        }
        show.accept(list());
    }

    synchronized long usedBytes() {
        return list().stream().mapToLong(Overlay::usedBytes).sum();
    }

    /// Newest first.
    private List<Overlay> list() {
        var all = new ArrayList<Overlay>();
        if (open != null) {
            all.add(open);
        }
        if (frozen != null) {
            all.add(frozen.overlay());
        }
        return all;
    }

    @Override
    public synchronized void close() {
        list().forEach(Overlay::close);
        open = null;
        frozen = null;
    }
}
