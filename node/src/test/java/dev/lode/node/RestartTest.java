package dev.lode.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.game.Rules;
import dev.lode.node.footing.NodeFolder;
import dev.lode.node.footing.NodeKnobs;
import dev.lode.node.hunter.Count;
import dev.lode.node.view.HuntFacts;
import dev.lode.router.PartitionTable;
import dev.lode.storage.wal.FolderInUse;
import dev.lode.wire.ClaimResult;
import dev.lode.wire.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a restart keeps: every win, every hunter's place, the last request of a session.
class RestartTest {
    private static final Rules RULES = new Rules(60_000, 60, 10, 30_000, 600_000, 100, 0);

    @TempDir Path folder;

    private TestCluster open(TestWorld world, HuntFacts hunt, int loops) throws Exception {
        var cluster =
                new TestCluster(
                        folder,
                        PartitionTable.initial(1),
                        2,
                        TestSettings.small().with(NodeKnobs.LOOPS, Optional.of((long) loops)),
                        null);
        if (!Files.exists(NodeFolder.content(cluster.data(0), hunt.id()))) {
            world.install(cluster.data(0), hunt);
        }
        cluster.view.hunt(hunt);
        cluster.open(0, 1);
        return cluster;
    }

    @Test
    void aRestartWithMoreLoopsKeepsWinsPlacesCooldownsAndTheLastAnswer() throws Exception {
        TestWorld world = TestWorld.build(folder, "world", 2);
        HuntFacts hunt = world.facts(1, RULES, 1, 2);
        byte[] ticket;
        long sequence;
        String token;
        try (TestCluster cluster = open(world, hunt, 1)) {
            TestEdge edge = cluster.edge(hunt, 1, 7);
            token = cluster.token(1, "world");
            assertThat(edge.hello(token)).isEqualTo(Status.OK);
            assertThat(edge.enter(world.room(0), 0)).isEqualTo(Status.OK);
            assertThat(edge.dig(world.room(0), 0, 0)).isEqualTo(Status.OK);
            ticket = edge.find().ticket();
            sequence = edge.sequence();
            assertThat(edge.claim(ticket, TestWorld.id(1), cluster.now.get()).result())
                    .isEqualTo(ClaimResult.WON);
        }
        try (TestCluster cluster = open(world, hunt, 3)) {
            TestEdge edge = cluster.edge(hunt, 1, 7);
            assertThat(edge.digAs(sequence, world.room(0), 0, 0)).isEqualTo(Status.NO_SESSION);
            assertThat(edge.hello(cluster.token(1, "world"))).isEqualTo(Status.OK);
            assertThat(edge.place()).isEqualTo("r0/0");
            assertThat(edge.digAs(sequence, world.room(0), 0, 0)).isEqualTo(Status.OK);
            assertThat(edge.find().ticket()).isEqualTo(ticket);
            assertThat(edge.digAs(sequence + 1, world.room(0), 0, 1)).isEqualTo(Status.COOLDOWN);
            assertThat(edge.claim(ticket, TestWorld.id(1), cluster.now.get()).result())
                    .isEqualTo(ClaimResult.WON);
            assertThat(edge.claim(ticket, TestWorld.id(2), cluster.now.get()).result())
                    .isEqualTo(ClaimResult.ALREADY_YOURS);
            edge.awaitEvents(world.room(0), 1);
            assertThat(edge.events.get(world.room(0))).hasSize(1);
            assertThat(cluster.node(0).core().counter(Count.FAILURES)).isZero();
        }
    }

    @Test
    void aTornEndOfTheSlotFilesIsCutAndTheRestIsKept() throws Exception {
        TestWorld world = TestWorld.build(folder, "world", 2);
        HuntFacts hunt = world.facts(1, RULES, 1, 2);
        try (TestCluster cluster = open(world, hunt, 1)) {
            TestEdge edge = cluster.edge(hunt, 1, 7);
            assertThat(edge.hello(cluster.token(1, "world"))).isEqualTo(Status.OK);
            assertThat(edge.enter(world.room(1), 0)).isEqualTo(Status.OK);
        }
        Path newest;
        try (Stream<Path> files = Files.list(folder.resolve("node-0/slots"))) {
            newest = files.sorted().reduce((_, b) -> b).orElseThrow();
        }
        Files.write(newest, new byte[] {0x53, 0x4C, 0x54, 0x42, 9}, StandardOpenOption.APPEND);
        try (TestCluster cluster = open(world, hunt, 1)) {
            TestEdge edge = cluster.edge(hunt, 1, 8);
            assertThat(edge.hello(cluster.token(1, "world"))).isEqualTo(Status.OK);
            assertThat(edge.place()).isEqualTo("r1/0");
        }
    }

    @Test
    void aFolderInUseIsRefusedWithTheProcessThatHasIt() throws Exception {
        TestWorld world = TestWorld.build(folder, "world", 1);
        HuntFacts hunt = world.facts(1, RULES, 1, 2);
        try (TestCluster cluster = open(world, hunt, 1)) {
            assertThatThrownBy(() -> cluster.open(0, 1))
                    .isInstanceOf(FolderInUse.class)
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
        }
    }

    @Test
    void aDataFolderThatIsNoneIsRefusedWithARemedy() throws Exception {
        TestWorld world = TestWorld.build(folder, "world", 1);
        HuntFacts hunt = world.facts(1, RULES, 1, 2);
        Path file = Files.writeString(folder.resolve("file"), "x");
        try (var cluster = new TestCluster(file, PartitionTable.initial(1), 2)) {
            cluster.view.hunt(hunt);
            assertThatThrownBy(() -> cluster.open(0, 1))
                    .hasMessageContaining(cluster.data(0).toString())
                    .hasMessageContaining("may write");
        }
    }
}
