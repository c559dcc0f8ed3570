package dev.lode.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.Id128;
import dev.lode.node.view.HuntFacts;
import dev.lode.router.PartitionTable;
import dev.lode.wire.ClaimResult;
import dev.lode.wire.Status;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Many who want the same: one key, a key of stock 3, or one hunter on two connections.
class RaceTest {
    private static final int HUNTERS = 24;

    @TempDir Path folder;

    private TestWorld world;
    private HuntFacts hunt;
    private TestCluster cluster;

    @BeforeEach
    void open() throws Exception {
        world = TestWorld.build(folder, "world", 2);
        hunt = world.facts(1, TestWorld.FAST, 1, 2);
        cluster = new TestCluster(folder, PartitionTable.initial(1), 2);
        cluster.hunt(world, hunt, 0);
        cluster.open(0, 1);
    }

    @AfterEach
    void close() throws Exception {
        cluster.close();
    }

    /// Runs it by as many threads at once, and gives what each got.
    private static <T> List<T> atOnce(int threads, Work<T> work) throws Exception {
        var start = new CountDownLatch(1);
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<T>> futures = new ArrayList<>();
            for (int number = 0; number < threads; number++) {
                int mine = number;
                Callable<T> task = () -> work.run(mine, start);
                futures.add(pool.submit(task));
            }
            start.countDown();
            List<T> all = new ArrayList<>();
            for (Future<T> future : futures) {
                all.add(future.get());
            }
            return all;
        }
    }

    private interface Work<T> {
        T run(int number, CountDownLatch start) throws Exception;
    }

    private List<ClaimResult> race(int spot) throws Exception {
        return atOnce(
                HUNTERS,
                (number, start) -> {
                    TestEdge edge = cluster.edge(hunt, number, 100 + number);
                    assertThat(edge.hello(cluster.token(number, "world"))).isEqualTo(Status.OK);
                    assertThat(edge.enter(world.room(0), 0)).isEqualTo(Status.OK);
                    assertThat(edge.dig(world.room(0), 0, spot)).isEqualTo(Status.OK);
                    byte[] ticket = edge.find().ticket();
                    start.await();
                    return edge.claim(ticket, TestWorld.id(number), cluster.now.get()).result();
                });
    }

    @Test
    void manyHuntersAtOneKeyHaveOneWinner() throws Exception {
        assertThat(race(0))
                .containsOnly(ClaimResult.WON, ClaimResult.LOST)
                .containsOnlyOnce(ClaimResult.WON);
    }

    @Test
    void manyHuntersAtAKeyOfStockThreeHaveThreeWinners() throws Exception {
        List<ClaimResult> results = race(1);
        assertThat(results).filteredOn(r -> r == ClaimResult.WON).hasSize(3);
        assertThat(results).filteredOn(r -> r == ClaimResult.LOST).hasSize(HUNTERS - 3);
    }

    @Test
    void oneHunterOnTwoConnectionsIsChargedOnceAndWinsOnce() throws Exception {
        hunt =
                world.facts(
                        3, new dev.lode.game.Rules(60_000, 60, 10, 30_000, 600_000, 100, 0), 1, 2);
        world.install(cluster.data(0), hunt);
        cluster.view.hunt(hunt);
        TestEdge first = cluster.edge(hunt, 1, 1);
        while (first.hello(cluster.token(1, "world")) != Status.OK) {
            Thread.onSpinWait(); // the hunt is on its way
        }
        assertThat(first.enter(world.room(0), 0)).isEqualTo(Status.OK);
        List<Status> digs =
                atOnce(
                        2,
                        (number, start) -> {
                            TestEdge edge = cluster.edge(hunt, 1, 10 + number);
                            assertThat(edge.hello(cluster.token(1, "world"))).isEqualTo(Status.OK);
                            start.await();
                            return edge.dig(world.room(0), 0, 0);
                        });
        assertThat(digs).containsExactlyInAnyOrder(Status.OK, Status.COOLDOWN);

        cluster.now.addAndGet(60_000);
        assertThat(first.dig(world.room(0), 0, 1)).isEqualTo(Status.OK);
        byte[] ticket = first.find().ticket();
        List<ClaimResult> claims =
                atOnce(
                        2,
                        (number, start) -> {
                            TestEdge edge = cluster.edge(hunt, 1, 10 + number);
                            Id128 claimId = TestWorld.id(50 + number);
                            start.await();
                            return edge.claim(ticket, claimId, cluster.now.get()).result();
                        });
        assertThat(claims).containsExactlyInAnyOrder(ClaimResult.WON, ClaimResult.ALREADY_YOURS);
    }
}
