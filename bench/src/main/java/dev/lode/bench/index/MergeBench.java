package dev.lode.bench.index;

import dev.lode.bench.BenchRow;
import dev.lode.bench.BenchRow.Better;
import dev.lode.bench.Samples;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What a reader sees while half a million additions are merged into all cells: the same reader in
/// quiet when they have been added, during the merge, and in quiet behind it, in turns.
final class MergeBench {
    private static final String BEFORE = "quiet, before it";
    private static final String AFTER = "quiet, behind it";
    private static final String MERGE = "merge";
    private static final String WHO = "reader";
    private static final int EVERY = 24; // half a million of twelve
    private static final int QUIET_MILLIS = 4_000;
    private static final int QUERIES = 1 << 22;
    private static final long SEED = 20_260_728;
    private static final double GOAL = 1 / 1.2;

    private static final List<Percentile> PERCENTILES =
            List.of(
                    new Percentile("p50", "p50", false),
                    new Percentile("p99", "p99", false),
                    new Percentile("p999", "p99.9", true),
                    new Percentile("p9999", "p99.99", false),
                    new Percentile("max", "longest", false));
    private static final List<Cause> CAUSES =
            List.of(
                    new Cause("offCpuMillis", "of the longest without a processor", "ms"),
                    new Cause("waitMillis", "ready without a processor, in all", "ms"),
                    new Cause("safepointMillis", "longest safepoint", "ms"),
                    new Cause("minorFaults", "minor faults", "1"),
                    new Cause("majorFaults", "major faults", "1"),
                    new Cause("yields", "waits of its own", "1"),
                    new Cause("preemptions", "preemptions", "1"),
                    new Cause("seconds", "time", "s"));

    private record Percentile(String figure, String title, boolean hasGoal) {}

    private record Cause(String figure, String title, String unit) {}

    private MergeBench() {}

    static List<BenchRow> rows(
            CellShape shape, IndexRounds rounds, Path folder, PrintStream progress)
            throws IOException {
        HuntCells.write(shape, SEED, folder);
        try (var sorted = SortedCells.open(folder)) {
            HuntCells.writeQueries(sorted, QUERIES, SEED, folder);
            progress.printf(
                    "merge: %,d additions into %,d cells%n",
                    sorted.cells() / EVERY, sorted.cells());
        }
        var turns = new Turns();
        Path log = folder.resolve("safepoints");
        try (var process =
                new StoreProcess(
                        WHO,
                        ChildJvm.command(
                                MergeMain.class,
                                List.of(SafepointLog.flag(log)),
                                List.of(
                                        folder.toString(),
                                        folder.resolve("store").toString(),
                                        log.toString())))) {
            for (int round = 0; round <= rounds.merges(); round++) {
                progress.printf("  round %d of %d%n", round, rounds.merges());
                process.ask("add", EVERY);
                Map<String, Double> before = process.ask("quiet", QUIET_MILLIS);
                Map<String, Double> merge = process.ask(MERGE, 1);
                Map<String, Double> after = process.ask("quiet", QUIET_MILLIS);
                if (round > 0) { // the first warms up
                    turns.add(WHO, BEFORE, before);
                    turns.add(WHO, MERGE, merge);
                    turns.add(WHO, AFTER, after);
                }
            }
        }
        return rows(shape, turns);
    }

    static List<BenchRow> rows(CellShape shape, Turns turns) {
        String name = shape.name() + ": reader during a merge, ";
        List<BenchRow> rows = new ArrayList<>();
        for (Percentile percentile : PERCENTILES) {
            for (String quiet : List.of(BEFORE, AFTER)) {
                Samples merging = turns.of(WHO, MERGE, percentile.figure());
                Samples idle = turns.of(WHO, quiet, percentile.figure());
                String what = name + percentile.title();
                rows.add(
                        percentile.hasGoal()
                                ? BenchRow.beside(
                                        what, "ns", Better.LOWER, merging, quiet, idle, GOAL)
                                : BenchRow.shownBeside(
                                        what, "ns", Better.LOWER, merging, quiet, idle));
            }
        }
        for (Cause cause : CAUSES) {
            for (String when : List.of(MERGE, BEFORE)) {
                String suffix = when.equals(MERGE) ? "" : " (" + when + ")";
                rows.add(
                        BenchRow.shown(
                                name + cause.title() + suffix,
                                cause.unit(),
                                turns.of(WHO, when, cause.figure())));
            }
        }
        return rows;
    }
}
