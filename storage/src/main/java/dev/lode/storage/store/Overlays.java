package dev.lode.storage.store;

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

    /// Takes an addition; a change of the list of overlays is shown before it.
    synchronized Addition.Outcome add(Addition addition, Consumer<List<Overlay>> show) {
        if (addition.position() <= added.getOrDefault(addition.group(), -1L)) {
            return Addition.Outcome.REPEATED;
        }
        if (open == null || !open.add(addition)) {
            if (open != null && frozen != null) {
                due.run();
                return Addition.Outcome.FULL;
            }
            boolean isDue = freeze() != null;
            long least = Overlay.leastBytes((int) addition.block().byteSize());
            open = new Overlay(--lastNumber, Math.max(bytes, least));
            show.accept(list());
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
