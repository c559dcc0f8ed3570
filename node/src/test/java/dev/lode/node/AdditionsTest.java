package dev.lode.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.node.additions.AdditionDesk;
import dev.lode.node.additions.CellText;
import dev.lode.node.footing.NodeFolder;
import dev.lode.node.view.HuntFacts;
import dev.lode.router.PartitionTable;
import dev.lode.storage.archive.CommittedLog;
import dev.lode.storage.store.CellStore;
import dev.lode.wire.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Cells that are added while a hunt runs: found at once, after a restart, and from an extent.
class AdditionsTest {
    private static final int GROUP = 1;
    private static final String NEW =
            "{\"room\":\"r0\",\"site\":0,\"spot\":77,\"blob\":{\"n\":1}}\n";
    private static final String INSTEAD =
            "{\"room\":\"r1\",\"site\":0,\"spot\":0,\"blob\":{\"n\":2}}\n";

    @TempDir Path folder;

    private TestCluster open(TestWorld world, HuntFacts hunt) throws Exception {
        var cluster = new TestCluster(folder, PartitionTable.initial(1), 2);
        if (!Files.exists(NodeFolder.content(cluster.data(0), hunt.id()))) {
            world.install(cluster.data(0), hunt);
        }
        cluster.view.hunt(hunt);
        cluster.open(0, GROUP);
        return cluster;
    }

    private static int add(TestCluster cluster, HuntFacts hunt, String text) throws Exception {
        AdditionDesk.Sent sent = cluster.node(0).core().additions().add(hunt.id(), text);
        sent.found().get(1, TimeUnit.MINUTES);
        return sent.cells();
    }

    private static CellStore store(TestCluster cluster, HuntFacts hunt) {
        var book = cluster.node(0).core().book();
        var content = book.hunt(book.find(hunt.id().high(), hunt.id().low())).content();
        return Objects.requireNonNull(content).store();
    }

    private static CommittedLog log(TestCluster cluster) {
        return cluster.node(0).core().logs().getFirst();
    }

    private static void digsFindThem(TestCluster cluster, TestWorld world, HuntFacts hunt)
            throws Exception {
        TestEdge edge = cluster.edge(hunt, 1, System.nanoTime());
        assertThat(edge.hello(cluster.token(1, "world"))).isEqualTo(Status.OK);
        assertThat(edge.enter(world.room(0), 0)).isEqualTo(Status.OK);
        assertThat(edge.dig(world.room(0), 0, 77)).isEqualTo(Status.OK);
        assertThat(edge.find().blob()).isEqualTo("{\"n\":1}");
        assertThat(edge.dig(world.room(0), 0, 78)).isEqualTo(Status.NO_CELL);
        assertThat(edge.enter(world.room(1), 0)).isEqualTo(Status.OK);
        assertThat(edge.dig(world.room(1), 0, 0)).isEqualTo(Status.OK);
        assertThat(edge.find().blob()).isEqualTo("{\"n\":2}");
        assertThat(edge.find().found()).as("the key that the cell hides").isTrue();
        assertThat(edge.dig(world.room(1), 0, 1)).isEqualTo(Status.OK);
        assertThat(edge.find().blob()).isEqualTo(TestWorld.blob(1, 0, 1));
    }

    @Test
    void areFoundAtOnceAfterARestartAndFromAnExtent() throws Exception {
        TestWorld world = TestWorld.build(folder, "world", 2);
        HuntFacts hunt = world.facts(1, TestWorld.FAST, GROUP);
        try (TestCluster cluster = open(world, hunt)) {
            assertThat(add(cluster, hunt, NEW + INSTEAD)).isEqualTo(2);
            digsFindThem(cluster, world, hunt);
        }
        try (TestCluster cluster = open(world, hunt)) {
            assertThat(store(cluster, hunt).hasUnwritten()).as("fed from the log").isTrue();
            digsFindThem(cluster, world, hunt);
            assertThat(store(cluster, hunt).flush()).isTrue();
            digsFindThem(cluster, world, hunt);
        }
        try (TestCluster cluster = open(world, hunt)) {
            assertThat(store(cluster, hunt).hasUnwritten()).as("not fed again").isFalse();
            digsFindThem(cluster, world, hunt);
        }
    }

    @Test
    void theLogIsKeptUntilAnExtentHasThem() throws Exception {
        TestWorld world = TestWorld.build(folder, "world", 2);
        HuntFacts hunt = world.facts(1, TestWorld.FAST, GROUP);
        try (TestCluster cluster = open(world, hunt)) {
            var feed = cluster.node(0).core().feed();
            CommittedLog log = log(cluster);
            add(cluster, hunt, NEW);
            long entry = log.last();

            assertThat(feed.keepFrom(GROUP, log, entry + 1)).isLessThanOrEqualTo(entry);
            boolean _ = store(cluster, hunt).flush(); // what was asked for may have done it
            add(cluster, hunt, INSTEAD);

            assertThat(feed.keepFrom(GROUP, log, log.last() + 1)).isLessThanOrEqualTo(log.last());
            boolean _ = store(cluster, hunt).flush();
            assertThat(feed.keepFrom(GROUP, log, log.last() + 1)).isEqualTo(log.last() + 1);
        }
    }

    @Test
    void nothingIsAddedWhereOneLineIsWrong() throws Exception {
        TestWorld world = TestWorld.build(folder, "world", 2);
        HuntFacts hunt = world.facts(1, TestWorld.FAST, GROUP);
        try (TestCluster cluster = open(world, hunt)) {
            assertThatThrownBy(() -> add(cluster, hunt, NEW + NEW.replace("r0", "r7")))
                    .isInstanceOf(CellText.NoCell.class)
                    .hasMessageContaining("line 2");
            assertThat(store(cluster, hunt).hasUnwritten()).isFalse();
        }
    }
}
