package dev.lode.bench.index;

import dev.lode.bench.BenchRow;
import dev.lode.bench.BenchRow.Better;
import dev.lode.bench.Samples;
import java.util.ArrayList;
import java.util.List;

/// The rows of one shape, from what its processes answered.
///
/// Goals are those of issue 4. Where they are not wanted the same rows are shown without.
final class IndexRows {
    private static final double GET_LMDB = 4;
    private static final double GET_ROCKSDB = 12;
    private static final double GET_P99_NANOS = 1500;
    private static final double GET_MISSES = 1 / 2.5;
    private static final double BATCH_LMDB = 10;
    private static final double BATCH_C = 0.5;
    private static final double SCAN_LMDB = 10;
    private static final double FILE_BYTES = 25.5;
    private static final double BUILD_LMDB = 1;
    private static final double RESIDENT_MIB = 400;
    private static final double INDEX_OVER_FILE = 1.1;

    private static final String LODE = Peer.LODE.title();
    private static final String LMDB = Peer.LMDB.title();
    private static final String NANOS = "nanos";

    private final CellShape shape;
    private final boolean goals;
    private final Turns turns;
    private final List<BenchRow> rows = new ArrayList<>();

    IndexRows(CellShape shape, boolean goals, Turns turns) {
        this.shape = shape;
        this.goals = goals;
        this.turns = turns;
    }

    List<BenchRow> rows() {
        gets();
        chained();
        many("batch", "batch get 32, a key", BATCH_LMDB, BATCH_C);
        many("scan", "scan, a cell", SCAN_LMDB, 0);
        build();
        memory();
        return rows;
    }

    private void gets() {
        for (Peer peer : Peer.values()) {
            double goal =
                    switch (peer) {
                        case LMDB -> GET_LMDB;
                        case ROCKS_BLOCK, ROCKS_PLAIN -> GET_ROCKSDB;
                        case LODE, MVSTORE -> 0;
                    };
            beside("point get", "independent", NANOS, "ns", peer.title(), goal);
        }
        beside("point get", "independent", NANOS, "ns", ShapeBench.C_PROGRAM, 0);
        beside("point get", "independent", NANOS, "ns", ShapeBench.MAPPED, 0);
        beside("point get", "independent", NANOS, "ns", ShapeBench.VECTORS, 0);
        beside("point get p50", "single", "p50", "ns", LMDB, 0);
        bounded("point get p99", "ns", turns.of(LODE, "single", "p99"), GET_P99_NANOS);
        beside("point get p99", "single", "p99", "ns", LMDB, 0);
        beside("point get p99.9", "single", "p999", "ns", LMDB, 0);
    }

    private void chained() {
        beside("chained get", "chained", NANOS, "ns", LMDB, GET_LMDB);
        beside("chained get", "chained", NANOS, "ns", ShapeBench.C_PROGRAM, 0);
        Samples chained = turns.of(LODE, "chained", NANOS);
        for (String pages : List.of("small", "huge")) {
            Samples miss = turns.of(ShapeBench.CHASE, pages, NANOS);
            String name =
                    "chained miss, " + (pages.equals("huge") ? "huge pages" : "pages of 4 KiB");
            add(
                    goals
                            ? BenchRow.beside(
                                    what("chained get"),
                                    "ns",
                                    Better.LOWER,
                                    chained,
                                    name,
                                    miss,
                                    GET_MISSES)
                            : BenchRow.shownBeside(
                                    what("chained get"), "ns", Better.LOWER, chained, name, miss));
        }
    }

    private void many(String op, String what, double lmdbGoal, double cGoal) {
        for (Peer peer : Peer.values()) {
            beside(what, op, NANOS, "ns", peer.title(), peer == Peer.LMDB ? lmdbGoal : 0);
        }
        beside(what, op, NANOS, "ns", ShapeBench.C_PROGRAM, cGoal);
        beside(what, op, NANOS, "ns", ShapeBench.MAPPED, 0);
        beside(what, op, NANOS, "ns", ShapeBench.VECTORS, 0);
    }

    private void build() {
        for (Peer peer : Peer.values()) {
            if (peer != Peer.LODE && turns.has(peer.title(), "build", NANOS)) {
                Samples lode = turns.of(LODE, "build", NANOS).times(1e-9);
                Samples other = turns.of(peer.title(), "build", NANOS).times(1e-9);
                String what = what("build from sorted input");
                if (peer == Peer.LMDB && goals) {
                    add(BenchRow.beside(what, "s", Better.LOWER, lode, LMDB, other, BUILD_LMDB));
                } else {
                    Samples first = Samples.exact(lode.median());
                    boolean alike = lode.rounds().size() == other.rounds().size();
                    add(
                            BenchRow.shownBeside(
                                    what,
                                    "s",
                                    Better.LOWER,
                                    alike ? lode : first,
                                    peer.title(),
                                    alike ? other : Samples.exact(other.median())));
                }
            }
        }
        bounded("file bytes an entry", "B", turns.of(LODE, "file", "bytes"), FILE_BYTES);
        for (Peer peer : Peer.values()) {
            beside("file bytes an entry", "file", "bytes", "B", peer.title(), 0);
        }
    }

    private void memory() {
        memory(LODE, "");
        memory(ShapeBench.MAPPED, ", heads mapped");
    }

    private void memory(String who, String how) {
        if (!turns.has(who, "memory", "resident")) {
            return;
        }
        double mebi = 1.0 / (1 << 20);
        bounded(
                "resident memory of the JVM" + how,
                "MiB",
                turns.of(who, "memory", "resident").times(mebi),
                RESIDENT_MIB);
        bounded(
                "index resident over its file" + how,
                "B/B",
                turns.of(who, "memory", "index"),
                INDEX_OVER_FILE);
        shown("AnonHugePages" + how, "MiB", turns.of(who, "memory", "anonymousHuge").times(mebi));
        shown("FilePmdMapped" + how, "MiB", turns.of(who, "memory", "fileHuge").times(mebi));
        shown("major faults of gets" + how, "1", turns.of(who, "memory", "majorFaults"));
        bounded("allocated a get" + how, "B", turns.of(who, "allocated", "get"), 0);
        bounded("allocated a get in a batch" + how, "B", turns.of(who, "allocated", "batch"), 0);
        bounded(
                "allocated a get with its document" + how,
                "B",
                turns.of(who, "allocated", "document"),
                0);
    }

    private void beside(
            String what, String op, String figure, String unit, String peer, double goal) {
        if (peer.equals(LODE)) {
            return;
        }
        Samples lode = turns.of(LODE, op, figure);
        if (!turns.has(peer, op, figure)) {
            if (peer.equals(ShapeBench.C_PROGRAM)) { // there is no gcc
                add(BenchRow.shown(what(what), unit, lode));
            }
        } else if (goals && goal > 0) {
            add(
                    BenchRow.beside(
                            what(what),
                            unit,
                            Better.LOWER,
                            lode,
                            peer,
                            turns.of(peer, op, figure),
                            goal));
        } else {
            add(
                    BenchRow.shownBeside(
                            what(what),
                            unit,
                            Better.LOWER,
                            lode,
                            peer,
                            turns.of(peer, op, figure)));
        }
    }

    private void bounded(String what, String unit, Samples lode, double bound) {
        add(
                goals
                        ? BenchRow.bounded(what(what), unit, Better.LOWER, lode, bound)
                        : BenchRow.shown(what(what), unit, lode));
    }

    private void shown(String what, String unit, Samples lode) {
        add(BenchRow.shown(what(what), unit, lode));
    }

    private void add(BenchRow row) {
        rows.add(row);
    }

    private String what(String what) {
        return shape.name() + ": " + what;
    }
}
