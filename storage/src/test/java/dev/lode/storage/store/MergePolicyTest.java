package dev.lode.storage.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.storage.Seeds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Which extents are merged, and what a year of merges costs.
class MergePolicyTest {
    private static final int EXTENTS_MAX = 4;

    private int number;

    private List<Manifest.Row> rows(long... bytes) {
        return LongStream.of(bytes).mapToObj(this::row).toList();
    }

    private Manifest.Row row(long bytes) {
        return new Manifest.Row(++number, bytes, 0, bytes);
    }

    private static List<Manifest.Row> due(List<Manifest.Row> live) {
        return MergePolicy.due(live, _ -> true, EXTENTS_MAX);
    }

    @Test
    void nothingIsMergedWhileTheyAreFew() {
        assertThat(due(rows())).isEmpty();
        assertThat(due(rows(1, 1, 1, 1))).isEmpty();
    }

    @Test
    void theNewestAreMergedAndALargeOldOneIsLeftAlone() {
        List<Manifest.Row> live = rows(10, 10, 15, 80, 1_000);
        assertThat(due(live)).isEqualTo(live.subList(0, 3));
    }

    @Test
    void oneThatTheNewerHaveGrownToIsTakenAlong() {
        List<Manifest.Row> live = rows(10, 10, 40, 120, 1_000);
        assertThat(due(live)).isEqualTo(live.subList(0, 4));
    }

    @Test
    void asManyAreTakenAsAreTooMany() {
        List<Manifest.Row> live = rows(1, 10, 100, 1_000, 10_000, 100_000, 1_000_000);
        assertThat(due(live)).isEqualTo(live.subList(0, 4));
    }

    @Test
    void chunksThatLeaveAreMergedOnlyWhereTheyAreTooMany() {
        assertThat(MergePolicy.newest(new long[] {5, 5, 5}, 3)).isZero();
        assertThat(MergePolicy.newest(new long[] {5, 5, 80, 1_000}, 3)).isEqualTo(2);
        assertThat(MergePolicy.newest(new long[] {5, 5, 20, 1_000}, 3)).isEqualTo(3);
        assertThat(MergePolicy.newest(new long[] {1, 10, 100, 1_000, 10_000}, 3)).isEqualTo(3);
        assertThat(MergePolicy.newest(new long[] {1, 1_000}, 1)).isEqualTo(2);
    }

    @Test
    void oneThatMustNotBeMergedIsNeverSteppedOver() {
        SplittableRandom random = Seeds.random("MergePolicyTest", 1);
        for (int i = 0; i < 2_000; i++) {
            List<Manifest.Row> live =
                    rows(random.longs(random.nextInt(14), 1, 1_000_000).toArray());
            Set<Manifest.Row> fixed = new HashSet<>();
            live.forEach(row -> {
                if (random.nextInt(4) == 0) {
                    fixed.add(row);
                }
            });
            mustBeNeighbours(live, MergePolicy.due(live, it -> !fixed.contains(it), 4), fixed);
            mustBeNeighbours(live, MergePolicy.longest(live, it -> !fixed.contains(it)), fixed);
        }
    }

    private static void mustBeNeighbours(
            List<Manifest.Row> live, List<Manifest.Row> run, Set<Manifest.Row> fixed) {
        if (!run.isEmpty()) {
            int first = live.indexOf(run.getFirst());
            assertThat(run).hasSizeGreaterThan(1).noneMatch(fixed::contains);
            assertThat(live.subList(first, first + run.size())).isEqualTo(run);
        }
    }

    @Test
    void theLongestRunIsAllOfThemWhereAllCanBeMerged() {
        List<Manifest.Row> live = rows(5, 1_000, 3);
        assertThat(MergePolicy.longest(live, _ -> true)).isEqualTo(live);
        assertThat(MergePolicy.longest(live.subList(0, 1), _ -> true)).isEmpty();
    }

    @Test
    void eachByteIsMergedAFewTimesAndFewExtentsAreLeft() {
        assertThat(mergedTimes(10)).isLessThan(3);
        assertThat(mergedTimes(100)).isLessThan(8);
        assertThat(mergedTimes(1_000)).isLessThan(25);
        assertThat(mergedTimes(10_000)).isLessThan(60);
    }

    private double mergedTimes(int flushes) {
        SplittableRandom random = Seeds.random("MergePolicyTest", 2);
        List<Manifest.Row> live = new ArrayList<>();
        long flushed = 0;
        long merged = 0;
        for (int i = 0; i < flushes; i++) {
            long bytes = 50L + random.nextInt(100);
            live.addFirst(row(bytes));
            flushed += bytes;
            for (var run = due(live); !run.isEmpty(); run = due(live)) {
                long all = run.stream().mapToLong(Manifest.Row::bytes).sum();
                int first = live.indexOf(run.getFirst());
                live.removeAll(List.copyOf(run));
                live.add(first, row(all));
                merged += all;
            }
            assertThat(live).hasSizeLessThanOrEqualTo(EXTENTS_MAX);
        }
        assertThat(live.stream().mapToLong(Manifest.Row::bytes).sum()).isEqualTo(flushed);
        System.out.printf(
                "%,d flushes: each byte was merged %.1f times%n",
                flushes, (double) merged / flushed);
        return (double) merged / flushed;
    }
}
