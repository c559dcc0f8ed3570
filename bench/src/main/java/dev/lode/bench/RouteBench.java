package dev.lode.bench;

import dev.lode.bench.BenchRow.Better;
import dev.lode.router.Balance;
import dev.lode.router.Demand;
import dev.lode.router.Fingerprint;
import dev.lode.router.JumpHash;
import dev.lode.router.NodeSpec;
import dev.lode.router.PartitionTable;
import dev.lode.router.Pins;
import dev.lode.router.Plan;
import dev.lode.router.Planner;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// `lode bench route`: what finding a node costs, and how evenly 5 million rooms lie on 40 nodes.
final class RouteBench {
    private static final int ROOMS = 5_000_000;
    private static final int NODES = RouteTimes.NODES;
    private static final String JUMP = "jump hash alone";

    private final JmhRounds rounds;
    private final PrintStream progress;
    private final List<BenchRow> rows = new ArrayList<>();

    private RouteBench(JmhRounds rounds, PrintStream progress) {
        this.rounds = rounds;
        this.progress = progress;
    }

    static List<BenchRow> rows(JmhRounds rounds, PrintStream progress) {
        RouteBench bench = new RouteBench(rounds, progress);
        bench.times();
        bench.balance();
        return bench.rows;
    }

    private void times() {
        Map<String, JmhRounds.Measured> measured =
                rounds.run(RouteTimes.class, List.of("lode", "guava", "hash4j"), progress);
        JmhRounds.Measured lode = JmhRounds.get(measured, "lode");
        Samples guava = JmhRounds.get(measured, "guava").score();
        Samples hash4j = JmhRounds.get(measured, "hash4j").score();
        String what = "locate a node from a fingerprint";
        rows.add(BenchRow.bounded(what, "ns", Better.LOWER, lode.score(), 5));
        rows.add(beside(what, lode, "Guava consistentHash", guava));
        rows.add(beside(what, lode, "hash4j jumpHash", hash4j));
        rows.add(BenchRow.bounded(what, "B", Better.LOWER, lode.allocated(), 0));
    }

    private static BenchRow beside(
            String what, JmhRounds.Measured lode, String peerName, Samples peer) {
        return BenchRow.beside(what, "ns", Better.LOWER, lode.score(), peerName, peer, 1);
    }

    private void balance() {
        progress.printf("placing %,d rooms on %d nodes%n", ROOMS, NODES);
        int[] rooms = new int[Fingerprint.PARTITIONS];
        long[] jumped = new long[NODES];
        for (int i = 0; i < ROOMS; i++) {
            long fingerprint = Fingerprint.room("bench", "room-" + i);
            rooms[Fingerprint.partition(fingerprint)]++;
            jumped[JumpHash.bucket(fingerprint, NODES)]++;
        }
        Demand demand = Demand.ofRooms(rooms);
        List<NodeSpec> nodes = nodes(NODES);
        Plan first =
                Planner.plan(
                        PartitionTable.initial(nodes),
                        nodes,
                        demand,
                        Pins.NONE,
                        Planner.Limits.DEFAULT);
        Balance lode = first.spread().rooms();
        int[] weights = new int[NODES];
        Arrays.fill(weights, 1);
        Balance jump = Balance.of(jumped, weights);
        String on = ", 5 M rooms on 40 nodes";
        rows.add(exact("excess rooms" + on, "rooms", (double) lode.excess(), 0));
        rows.add(exact("CV^2 of rooms" + on, "%", 100 * lode.cvSquared(), 0.0004));
        rows.add(
                BenchRow.beside(
                        "worst node over the mean" + on,
                        "ratio",
                        Better.LOWER,
                        Samples.exact(lode.peakOverMean()),
                        JUMP,
                        Samples.exact(jump.peakOverMean()),
                        1));
        Plan grown =
                Planner.plan(
                        first.table(), nodes(NODES + 1), demand, Pins.NONE, Planner.Limits.DEFAULT);
        rows.add(
                BenchRow.beside(
                        "rooms that move from 40 to 41 nodes",
                        "%",
                        Better.LOWER,
                        Samples.exact(100.0 * grown.roomsMoved() / ROOMS),
                        "least possible",
                        Samples.exact(100.0 * grown.roomsMovedLeast() / ROOMS),
                        1 / 1.1));
        rows.add(
                exact(
                        "excess rooms, on 41 nodes",
                        "rooms",
                        (double) grown.spread().rooms().excess(),
                        0));
    }

    private static BenchRow exact(String what, String unit, double value, double most) {
        return BenchRow.bounded(what, unit, Better.LOWER, Samples.exact(value), most);
    }

    private static List<NodeSpec> nodes(int count) {
        List<NodeSpec> nodes = new ArrayList<>();
        for (int id = 0; id < count; id++) {
            nodes.add(NodeSpec.of(id));
        }
        return nodes;
    }
}
