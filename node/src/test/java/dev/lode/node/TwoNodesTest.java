package dev.lode.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.Id128;
import dev.lode.game.claim.ClaimLedger;
import dev.lode.game.claim.Win;
import dev.lode.node.claim.ClaimLoop;
import dev.lode.node.hunter.Count;
import dev.lode.node.view.HuntFacts;
import dev.lode.router.PartitionEntry;
import dev.lode.router.PartitionTable;
import dev.lode.wire.ClaimResult;
import dev.lode.wire.Status;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two nodes and two claim groups in one process, over links that drop, double, delay and reorder.
///
/// Run again with the same faults by `-Dlode.seed=N`.
class TwoNodesTest {
    private static final int HUNTERS = 16;
    private static final int ROOMS = 6;

    @TempDir Path folder;

    private record Acknowledged(Id128 hunter, long cell, Id128 claimId, ClaimResult result) {}

    /// Every partition has one holder: what the other node digs there it must read from it.
    private static PartitionTable apart() {
        PartitionTable table = PartitionTable.initial(2);
        for (int partition = 0; partition < PartitionTable.PARTITIONS; partition++) {
            int primary = table.primary(partition);
            table =
                    table.with(
                            partition,
                            new PartitionEntry(
                                    primary, PartitionEntry.NONE, PartitionEntry.NONE, 2));
        }
        return table;
    }

    private static PartitionTable swapped(PartitionTable table, int partition) {
        return table.with(
                partition,
                new PartitionEntry(
                        1 - table.primary(partition),
                        PartitionEntry.NONE,
                        PartitionEntry.NONE,
                        table.epoch(partition) + 1));
    }

    @Test
    void everyStockHasItsWinnersAndEveryAcknowledgedWinIsInTheLedger() throws Exception {
        long seed = Long.getLong("lode.seed", new SplittableRandom().nextLong());
        System.out.println("-Dlode.seed=" + seed);
        TestWorld world = TestWorld.build(folder, "world", ROOMS);
        HuntFacts hunt = world.facts(1, TestWorld.FAST, 1, 2);
        var network = new FaultyNetwork(seed, 0.04);
        var moved = new AtomicInteger();
        try (TestCluster cluster =
                new TestCluster(folder, apart(), 2, TestSettings.small(), network)) {
            cluster.hunt(world, hunt, 0, 1);
            cluster.open(0, 2);
            cluster.open(1, 2);
            cluster.join(0, 1);
            List<Acknowledged> all = new ArrayList<>();
            try (ExecutorService pool = Executors.newFixedThreadPool(HUNTERS)) {
                List<Future<List<Acknowledged>>> futures = new ArrayList<>();
                for (int number = 0; number < HUNTERS; number++) {
                    int mine = number;
                    futures.add(
                            pool.submit(
                                    () -> play(cluster, world, hunt, seed + mine, mine, moved)));
                }
                for (Future<List<Acknowledged>> future : futures) {
                    all.addAll(future.get());
                }
            }
            check(cluster, world, hunt, all);
            assertThat(moved.get()).as("followed MOVED").isPositive();
            for (int node = 0; node < 2; node++) {
                NodeCore core = cluster.node(node).core();
                assertThat(core.counter(Count.FETCHES)).as("remote reads").isPositive();
                assertThat(core.counter(Count.CACHE_HITS)).as("cached").isPositive();
                assertThat(core.counter(Count.FAILURES)).isZero();
            }
            assertThat(network.dropped.sum()).isPositive();
            assertThat(network.doubled.sum()).isPositive();
            assertThat(network.delayed.sum()).isPositive();
        }
    }

    /// One hunter: walks to every key's room, digs it, claims it; half-way its home moves.
    private static List<Acknowledged> play(
            TestCluster cluster,
            TestWorld world,
            HuntFacts hunt,
            long seed,
            int number,
            AtomicInteger moved) {
        var random = new SplittableRandom(seed);
        List<Acknowledged> claims = new ArrayList<>();
        TestEdge edge = cluster.edge(hunt, number, 1 + random.nextLong(Long.MAX_VALUE));
        assertThat(edge.hello(cluster.token(number, "world"))).isEqualTo(Status.OK);
        int half = world.keys().size() / 2;
        for (int at = 0; at < world.keys().size(); at++) {
            TestWorld.Key key = world.keys().get(at);
            long room = world.room(key.room());
            if (at == half && number % 2 == 0) {
                synchronized (cluster) {
                    cluster.view.table(swapped(cluster.view.table(), edge.partition()));
                }
                while (edge.enter(room, key.site()) != Status.NO_SESSION) {
                    Thread.onSpinWait(); // the old home serves until its round ends
                }
                assertThat(edge.hello(cluster.token(number, "world"))).isEqualTo(Status.OK);
            }
            assertThat(edge.enter(room, key.site())).isEqualTo(Status.OK);
            Status dug = edge.dig(room, key.site(), key.spot());
            assertThat(dug).isEqualTo(Status.OK);
            TestEdge.Find find = edge.find();
            assertThat(find.found()).isTrue();
            assertThat(find.blob()).isEqualTo(TestWorld.blob(key.room(), key.site(), key.spot()));
            Id128 claimId = TestWorld.id(random.nextLong());
            TestEdge.Verdict verdict = edge.claim(find.ticket(), claimId, cluster.now.get());
            claims.add(new Acknowledged(edge.hunter, find.cell(), claimId, verdict.result()));
        }
        moved.addAndGet(edge.moved);
        long last = world.room(world.keys().getLast().room());
        edge.awaitEvents(last, 4);
        assertThat(edge.events.get(last))
                .extracting(TestEdge.Event::n)
                .containsExactly(1L, 2L, 3L, 4L);
        return claims;
    }

    private static void check(
            TestCluster cluster, TestWorld world, HuntFacts hunt, List<Acknowledged> all)
            throws Exception {
        List<Win> wins = new ArrayList<>();
        for (int node = 0; node < 2; node++) {
            for (ClaimLoop loop : cluster.node(node).core().claimLoops().values()) {
                wins.addAll(
                        loop.ask(
                                        hunt.id(),
                                        (ClaimLedger l) -> List.copyOf(l.wins()),
                                        List.<Win>of())
                                .get());
            }
        }
        Map<Long, Integer> winners = new HashMap<>();
        wins.forEach(win -> winners.merge(win.cell(), 1, Integer::sum));
        assertThat(winners).hasSameSizeAs(world.keys());
        wins.forEach(win -> assertThat(winners.get(win.cell())).isEqualTo(win.stock()));
        assertThat(all).hasSize(HUNTERS * world.keys().size());
        for (Acknowledged claim : all) {
            assertThat(claim.result).isIn(ClaimResult.WON, ClaimResult.LOST);
            boolean inLedger =
                    wins.stream()
                            .anyMatch(win ->
                                    win.hunter().equals(claim.hunter)
                                            && win.cell() == claim.cell
                                            && win.claimId().equals(claim.claimId));
            assertThat(inLedger).isEqualTo(claim.result == ClaimResult.WON);
        }
    }
}
