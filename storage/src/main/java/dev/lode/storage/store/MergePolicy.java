package dev.lode.storage.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Which extents are merged: neighbours by age, for what is newer must stay above what is older.
///
/// Pure. An extent is taken along while it is not twice as large as all that are newer together, so
/// that a cell is written again about once each time that the additions have doubled.
final class MergePolicy {
    private static final int GROWTH = 2;

    private MergePolicy() {}

    /// The extents to merge now.
    ///
    /// @param live newest first
    /// @param mergeable which may be read and removed
    /// @param extentsMax how many need no merge
    /// @return neighbours, newest first; empty where nothing is to be done or can be
    static List<LiveExtent> due(
            List<LiveExtent> live, Predicate<LiveExtent> mergeable, int extentsMax) {
        if (live.size() <= extentsMax) {
            return List.of();
        }
        for (List<LiveExtent> stretch : stretches(live, mergeable)) {
            int excess = Math.min(stretch.size(), live.size() - extentsMax + 1);
            int end = Math.max(2, excess);
            long bytes = stretch.subList(0, end).stream().mapToLong(one -> one.row().bytes()).sum();
            while (end < stretch.size() && stretch.get(end).row().bytes() <= GROWTH * bytes) {
                bytes += stretch.get(end).row().bytes();
                end++;
            }
            return stretch.subList(0, end);
        }
        return List.of();
    }

    /// The longest run of neighbours that can be merged.
    static List<LiveExtent> longest(List<LiveExtent> live, Predicate<LiveExtent> mergeable) {
        List<LiveExtent> longest = List.of();
        for (List<LiveExtent> stretch : stretches(live, mergeable)) {
            if (stretch.size() > longest.size()) {
                longest = stretch;
            }
        }
        return longest;
    }

    /// Runs of two or more neighbours that may be merged, newest first.
    private static List<List<LiveExtent>> stretches(
            List<LiveExtent> live, Predicate<LiveExtent> mergeable) {
        List<List<LiveExtent>> all = new ArrayList<>();
        List<LiveExtent> stretch = new ArrayList<>();
        for (LiveExtent extent : live) {
            if (mergeable.test(extent)) {
                stretch.add(extent);
                continue;
            }
            all.add(stretch);
            stretch = new ArrayList<>();
        }
        all.add(stretch);
        all.removeIf(one -> one.size() < 2);
        return all;
    }
}
