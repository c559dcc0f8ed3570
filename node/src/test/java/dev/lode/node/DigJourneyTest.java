package dev.lode.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.game.Rules;
import dev.lode.game.proof.Tickets;
import dev.lode.node.view.HuntFacts;
import dev.lode.router.PartitionTable;
import dev.lode.wire.ClaimResult;
import dev.lode.wire.HuntState;
import dev.lode.wire.Status;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One node, real disk, real rings: from hello to a win.
class DigJourneyTest {
    @TempDir Path folder;

    private TestWorld world;
    private HuntFacts hunt;
    private TestCluster cluster;

    @BeforeEach
    void open() throws Exception {
        world = TestWorld.build(folder, "world", 4);
        hunt = world.facts(1, new Rules(200, 240, 20, 30_000, 600_000, 100, 0), 1, 2);
        cluster = new TestCluster(folder, PartitionTable.initial(1), 2);
        cluster.hunt(world, hunt, 0);
        cluster.open(0, 1);
    }

    @AfterEach
    void close() throws Exception {
        cluster.close();
    }

    private TestEdge at(int hunter, long room, int site) {
        TestEdge edge = cluster.edge(hunt, hunter, 1000 + hunter);
        assertThat(edge.hello(cluster.token(hunter, "world"))).isEqualTo(Status.OK);
        assertThat(edge.enter(room, site)).isEqualTo(Status.OK);
        return edge;
    }

    private void coolDown() {
        cluster.now.addAndGet(1_000);
    }

    @Test
    void aHunterWalksDigsFindsAndWins() {
        TestEdge edge = at(1, world.room(0), 0);
        assertThat(edge.place()).isEqualTo("r0/0");
        assertThat(edge.look())
                .isEqualTo(
                        "{\"site\":0,\"cells\":[0,1,2,3,4],\"cells_count\":5,\"room\":\"r0\",\"title\":\"Room"
                                + " 0\"}");

        assertThat(edge.dig(world.room(0), 0, 0)).isEqualTo(Status.OK);
        TestEdge.Find find = edge.find();
        assertThat(find.found()).isTrue();
        assertThat(find.blob()).isEqualTo(TestWorld.blob(0, 0, 0));

        TestEdge.Verdict verdict = edge.claim(find.ticket(), TestWorld.id(77), cluster.now.get());
        assertThat(verdict.result()).isEqualTo(ClaimResult.WON);
        assertThat(verdict.prize()).isEqualTo("prize-0");
        assertThat(verdict.key()).isEqualTo("key-0-0-0");
        assertThat(verdict.n()).isEqualTo(1);
        assertThat(edge.claim(find.ticket(), TestWorld.id(77), cluster.now.get()))
                .isEqualTo(verdict);
        assertThat(edge.claim(find.ticket(), TestWorld.id(78), cluster.now.get()).result())
                .isEqualTo(ClaimResult.ALREADY_YOURS);

        edge.awaitEvents(world.room(0), 1);
        assertThat(edge.events.get(world.room(0)))
                .containsExactly(new TestEdge.Event(1, edge.hunter, find.cell(), "prize-0", 0));
    }

    @Test
    void aCellWithoutAKeyAnswersAsLongAndWithFiller() {
        TestEdge edge = at(1, world.room(1), 0);
        assertThat(edge.dig(world.room(1), 0, 0)).isEqualTo(Status.OK);
        TestEdge.Find hit = edge.find();
        coolDown();
        assertThat(edge.dig(world.room(1), 0, 1)).isEqualTo(Status.OK);
        TestEdge.Find miss = edge.find();
        assertThat(miss.found()).isFalse();
        assertThat(miss.frame()).hasSameSizeAs(hit.frame());
        assertThat(miss.ticket()).isNotEqualTo(new byte[Tickets.BYTES]);
        assertThat(edge.claim(hit.ticket(), TestWorld.id(5), cluster.now.get()).result())
                .isEqualTo(ClaimResult.WON);
    }

    @Test
    void aSecondDigWaitsForTheCooldownAndACellThatIsNotThereIsChargedToo() {
        TestEdge edge = at(1, world.room(0), 0);
        assertThat(edge.dig(world.room(0), 0, 4_000)).isEqualTo(Status.NO_CELL);
        assertThat(edge.dig(world.room(0), 0, 2)).isEqualTo(Status.COOLDOWN);
        assertThat(edge.retryMillis()).isEqualTo(200);
        cluster.now.addAndGet(200);
        assertThat(edge.dig(world.room(0), 0, 2)).isEqualTo(Status.OK);
    }

    @Test
    void aBucketThatIsEmptyRefusesForItsRate() {
        TestEdge edge = at(1, world.room(0), 0);
        for (int dig = 0; dig < 20; dig++) {
            assertThat(edge.dig(world.room(0), 0, 2)).isEqualTo(Status.OK);
            cluster.now.addAndGet(200);
        }
        Status last = Status.OK;
        for (int dig = 0; dig < 100 && last == Status.OK; dig++) {
            last = edge.dig(world.room(0), 0, 2);
            cluster.now.addAndGet(200);
        }
        assertThat(last).isEqualTo(Status.RATE);
    }

    @Test
    void theRepeatOfTheLastDigIsAnsweredAgainWithoutAChargeAndByteForByte() {
        TestEdge edge = at(1, world.room(0), 0);
        assertThat(edge.dig(world.room(0), 0, 0)).isEqualTo(Status.OK);
        TestEdge.Find first = edge.find();
        cluster.now.addAndGet(50);
        assertThat(edge.digAs(edge.sequence(), world.room(0), 0, 0)).isEqualTo(Status.OK);
        TestEdge.Find again = edge.find();
        assertThat(again.ticket()).isEqualTo(first.ticket());
        assertThat(again.pass()).isEqualTo(first.pass());
        assertThat(Tickets.issuedMillis(MemorySegment.ofArray(again.ticket()), 0))
                .isEqualTo(cluster.now.get() - 50);
        cluster.now.addAndGet(150);
        assertThat(edge.dig(world.room(0), 0, 1)).isEqualTo(Status.OK);
    }

    @Test
    void anOlderNumberIsStaleAndAChangedRequestUnderTheLastNumberIsRefused() {
        TestEdge edge = at(1, world.room(0), 0);
        assertThat(edge.dig(world.room(0), 0, 0)).isEqualTo(Status.OK);
        coolDown();
        assertThat(edge.digAs(edge.sequence(), world.room(0), 0, 1)).isEqualTo(Status.MALFORMED);
        assertThat(edge.digAs(edge.sequence() - 1, world.room(0), 0, 1)).isEqualTo(Status.STALE);
    }

    @Test
    void movesGoAlongEdgesOnlyAndAGateOpensToItsPassAlone() {
        TestEdge edge = at(1, world.room(0), 0);
        assertThat(edge.move(world.room(0), 2, null)).isEqualTo(Status.NO_EDGE);
        assertThat(edge.move(world.room(9), 0, null)).isEqualTo(Status.NO_ROOM);
        assertThat(edge.move(world.room(0), 200, null)).isEqualTo(Status.NO_SITE);
        assertThat(edge.enter(world.room(0), 1)).isEqualTo(Status.NOT_ENTRY);
        assertThat(edge.move(world.room(0), 3, null)).isEqualTo(Status.GATE_CLOSED);
        assertThat(edge.dig(world.room(0), 0, 1)).isEqualTo(Status.OK);
        assertThat(edge.move(world.room(0), 3, edge.find().pass())).isEqualTo(Status.BAD_PASS);
        coolDown();
        assertThat(edge.dig(world.room(0), 0, 0)).isEqualTo(Status.OK);
        byte[] pass = edge.find().pass();
        assertThat(edge.move(world.room(0), 3, pass)).isEqualTo(Status.OK);
        assertThat(edge.place()).isEqualTo("r0/3");
        assertThat(edge.move(world.room(1), 1, null)).isEqualTo(Status.OK);
        assertThat(edge.dig(world.room(0), 0, 0)).isEqualTo(Status.NOT_HERE);

        TestEdge thief = at(2, world.room(0), 0);
        assertThat(thief.move(world.room(0), 3, pass)).isEqualTo(Status.BAD_PASS);
    }

    @Test
    void aTicketOfAnotherHunterOrOfAnotherHuntOfTheSameNameProvesNothing() throws Exception {
        TestEdge finder = at(1, world.room(0), 0);
        assertThat(finder.dig(world.room(0), 0, 0)).isEqualTo(Status.OK);
        byte[] ticket = finder.find().ticket();
        byte[] pass = finder.find().pass();
        TestEdge thief = at(2, world.room(0), 0);
        assertThat(thief.claim(ticket, TestWorld.id(1), cluster.now.get()).result())
                .isEqualTo(ClaimResult.NOT_DUG);

        HuntFacts rehearsal = world.facts(2, hunt.rules(), 1, 2);
        world.install(cluster.data(0), rehearsal);
        cluster.view.hunt(rehearsal);
        TestEdge same = cluster.edge(rehearsal, 1, 99);
        awaitOk(() -> same.hello(cluster.token(1, "world")));
        assertThat(same.enter(world.room(0), 0)).isEqualTo(Status.OK);
        assertThat(same.claim(ticket, TestWorld.id(2), cluster.now.get()).result())
                .isEqualTo(ClaimResult.NOT_DUG);
        assertThat(same.move(world.room(0), 3, pass)).isEqualTo(Status.BAD_PASS);
        assertThat(finder.claim(ticket, TestWorld.id(3), cluster.now.get()).result())
                .isEqualTo(ClaimResult.WON);
    }

    @Test
    void aTicketIsGoodUntilItsFirstReceiptIsTooLateHoweverLongTheRetryTakes() {
        TestEdge late = at(1, world.room(0), 0);
        assertThat(late.dig(world.room(0), 0, 0)).isEqualTo(Status.OK);
        byte[] ticket = late.find().ticket();
        long received = cluster.now.get() + 29_000;
        cluster.now.addAndGet(300_000);
        assertThat(late.claim(ticket, TestWorld.id(1), cluster.now.get()).result())
                .isEqualTo(ClaimResult.EXPIRED);
        assertThat(late.claim(ticket, TestWorld.id(1), received).result())
                .isEqualTo(ClaimResult.WON);
    }

    @Test
    void aPausedHuntTakesNeitherDigsNorClaimsAndGoesOnAfterwards() throws Exception {
        TestEdge edge = at(1, world.room(0), 0);
        assertThat(edge.dig(world.room(0), 0, 0)).isEqualTo(Status.OK);
        byte[] ticket = edge.find().ticket();
        HuntFacts paused = TestWorld.in(hunt, HuntState.PAUSED);
        cluster.view.hunt(paused);
        coolDown();
        await(() -> edge.dig(world.room(0), 0, 1) == Status.CLOSED);
        await(() ->
                edge.claim(ticket, TestWorld.id(1), cluster.now.get()).result()
                        == ClaimResult.CLOSED);
        assertThat(edge.look()).contains("\"room\":\"r0\"");
        cluster.view.hunt(TestWorld.in(paused, HuntState.OPEN));
        await(() ->
                edge.claim(ticket, TestWorld.id(1), cluster.now.get()).result() == ClaimResult.WON);
        coolDown();
        await(() -> edge.dig(world.room(0), 0, 1) == Status.OK);
    }

    @Test
    void aForgedStolenOrForeignTokenOpensNoSession() {
        TestEdge edge = cluster.edge(hunt, 1, 5);
        assertThat(edge.hello(cluster.token(2, "world"))).isEqualTo(Status.BAD_TOKEN);
        assertThat(edge.hello(cluster.token(1, "other"))).isEqualTo(Status.BAD_TOKEN);
        assertThat(edge.hello("a.b.c")).isEqualTo(Status.BAD_TOKEN);
        assertThat(edge.resume()).isEqualTo(Status.BAD_TOKEN);
        assertThat(edge.dig(world.room(0), 0, 0)).isEqualTo(Status.NO_SESSION);
        String token = cluster.token(1, "world");
        cluster.now.addAndGet(3_600_001);
        assertThat(edge.hello(token)).isEqualTo(Status.EXPIRED_TOKEN);
    }

    private static void awaitOk(java.util.concurrent.Callable<Status> request) throws Exception {
        await(() -> request.call() == Status.OK);
    }

    /// Asks until it is so: each question waits for its answer.
    private static void await(java.util.concurrent.Callable<Boolean> question) throws Exception {
        for (int tries = 0; tries < 10_000; tries++) {
            if (question.call()) {
                return;
            }
        }
        throw new AssertionError("it never became so");
    }
}
