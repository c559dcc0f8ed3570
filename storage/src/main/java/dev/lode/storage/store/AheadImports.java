package dev.lode.storage.store;

import dev.lode.storage.slice.ImportedPartition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;

/// Imports with additions that the store has not been given yet: until it has, they alone are asked
/// for their partitions.
///
/// Threads: owned by one at a time. Cost: an addition looks at the least position of its group.
final class AheadImports {
    /* Implementation: an import has every addition of its partition up to its position, the store
     * every one up to what it was given. So who is further has all that the other has of it, and
     * is to be asked first. An addition behind an import's position says that the store has all up
     * to there: a view that says so is shown before the addition can be found. */

    private final Map<Integer, PriorityQueue<ImportedPartition>> byGroup = new TreeMap<>();

    /// Weighs an import.
    ///
    /// @param reached position of the last addition of its group that the store was given
    /// @return whether it is ahead
    boolean add(ImportedPartition one, long reached) {
        if (position(one) <= Math.max(0, reached)) {
            return false;
        }
        byGroup.computeIfAbsent(
                        one.header().logGroup(),
                        _ -> new PriorityQueue<>(Comparator.comparingLong(AheadImports::position)))
                .add(one);
        return true;
    }

    /// Tells which imports are no longer ahead once the store is given an addition.
    List<ImportedPartition> passedBy(Addition addition) {
        PriorityQueue<ImportedPartition> ahead = byGroup.get(addition.group());
        if (ahead == null || ahead.isEmpty() || position(ahead.element()) >= addition.position()) {
            return List.of();
        }
        var passed = new ArrayList<ImportedPartition>();
        while (!ahead.isEmpty() && position(ahead.element()) < addition.position()) {
            passed.add(ahead.remove());
        }
        return passed;
    }

    /// Forgets an import.
    void remove(ImportedPartition one) {
        PriorityQueue<ImportedPartition> ahead = byGroup.get(one.header().logGroup());
        if (ahead != null) {
            boolean _ = ahead.remove(one);
        }
    }

    private static long position(ImportedPartition one) {
        return one.header().logPosition();
    }
}
