package dev.lode.storage.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/// Which extents are merged: neighbours by age, for what is newer must stay above what is older.
///
/// Pure. An extent is taken along while it is not twice as large as all that are newer together;
/// how often a byte is then written again: docs/decisions/0011-store-and-compactor.md.
final class MergePolicy {
    private static final int GROWTH = 2;

    private MergePolicy() {}

    /// The extents to merge now.
    ///
    /// @param live newest first
    /// @param mergeable which may be read and removed
    /// @param extentsMax how many need no merge
    /// @return neighbours, newest first; empty where nothing is to be done or can be
    static List<Manifest.Row> due(
            List<Manifest.Row> live, Predicate<Manifest.Row> mergeable, int extentsMax) {
        if (live.size() <= extentsMax) {
            return List.of();
        }
        for (List<Manifest.Row> stretch : stretches(live, mergeable)) {
            int excess = Math.min(stretch.size(), live.size() - extentsMax + 1);
            int end = Math.max(2, excess);
            long bytes = stretch.subList(0, end).stream().mapToLong(one -> one.bytes()).sum();
            while (end < stretch.size() && stretch.get(end).bytes() <= GROWTH * bytes) {
                bytes += stretch.get(end).bytes();
                end++;
            }
            return stretch.subList(0, end);
        }
        return List.of();
    }

    /// How many of a partition's chunks are merged before it leaves the store.
    ///
    /// @param cells of each, newest first
    /// @param max so many may leave as they are
    /// @return how many of the newest; 0 for none
    static int newest(long[] cells, int max) {
        if (cells.length <= max) {
            return 0;
        }
        int end = cells.length - max + 1;
        long sum = Arrays.stream(cells, 0, end).sum();
        while (end < cells.length && cells[end] <= GROWTH * sum) {
            sum += cells[end];
            end++;
        }
        return end;
    }

    /// The longest run of neighbours that can be merged.
    static List<Manifest.Row> longest(List<Manifest.Row> live, Predicate<Manifest.Row> mergeable) {
        List<Manifest.Row> longest = List.of();
        for (List<Manifest.Row> stretch : stretches(live, mergeable)) {
            if (stretch.size() > longest.size()) {
                longest = stretch;
            }
        }
        return longest;
    }

    /// Runs of two or more neighbours that may be merged, newest first.
    private static List<List<Manifest.Row>> stretches(
            List<Manifest.Row> live, Predicate<Manifest.Row> mergeable) {
        List<List<Manifest.Row>> all = new ArrayList<>();
        List<Manifest.Row> stretch = new ArrayList<>();
        for (Manifest.Row extent : live) {
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
