package dev.lode.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.Layouts;
import dev.lode.node.additions.AdditionDesk;
import dev.lode.node.footing.NodeFolder;
import dev.lode.node.hunt.HuntContent;
import dev.lode.node.hunt.SliceDesk;
import dev.lode.node.view.HuntFacts;
import dev.lode.router.PartitionTable;
import dev.lode.storage.pack.Pack;
import dev.lode.storage.slice.SliceIntake;
import dev.lode.wire.Status;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A partition that moves from one running node to another whose own copy of it is damaged.
class SlicesTest {
    private static final int GROUP = 1;
    private static final String ADDED =
            """
            {"room":"r0","site":0,"spot":77,"blob":{"n":1}}
            {"room":"r0","site":0,"spot":2,"blob":{"n":2}}
            """;

    @TempDir Path folder;

    private TestCluster open(String name, TestWorld world, HuntFacts hunt, boolean damaged)
            throws Exception {
        var cluster = new TestCluster(folder.resolve(name), PartitionTable.initial(1), 2);
        Path pack = NodeFolder.content(cluster.data(0), hunt.id());
        if (!Files.exists(pack)) {
            world.install(cluster.data(0), hunt);
            if (damaged) {
                damage(pack, partition(world));
            }
        }
        cluster.view.hunt(hunt);
        cluster.open(0, GROUP);
        return cluster;
    }

    /// Flips a bit of the head of a partition, which the partition directory leads to.
    private static void damage(Path pack, int partition) throws IOException {
        long directory = Pack.placeOf(pack).headsAt();
        byte[] bytes = Files.readAllBytes(pack);
        long head = MemorySegment.ofArray(bytes).get(Layouts.I64, directory + 32L * partition);
        bytes[(int) head + 70] ^= 1;
        Files.write(pack, bytes);
    }

    private static int partition(TestWorld world) {
        return (int) (world.room(0) >>> 48);
    }

    private static SliceDesk desk(TestCluster cluster, HuntFacts hunt) {
        var book = cluster.node(0).core().book();
        HuntContent content =
                Objects.requireNonNull(
                        book.hunt(book.find(hunt.id().high(), hunt.id().low())).content());
        return new SliceDesk(hunt, content);
    }

    private static Status dig(TestCluster cluster, TestWorld world, HuntFacts hunt, int spot)
            throws Exception {
        TestEdge edge = cluster.edge(hunt, 1, System.nanoTime());
        assertThat(edge.hello(cluster.token(1, "world"))).isEqualTo(Status.OK);
        assertThat(edge.enter(world.room(0), 0)).isEqualTo(Status.OK);
        Status status = edge.dig(world.room(0), 0, spot);
        if (status == Status.OK && spot == 77) {
            assertThat(edge.find().blob()).isEqualTo("{\"n\":1}");
        } else if (status == Status.OK && spot == 2) {
            assertThat(edge.find().blob()).isEqualTo("{\"n\":2}");
        } else if (status == Status.OK) {
            assertThat(edge.find().blob()).isEqualTo(TestWorld.blob(0, 0, spot));
        }
        return status;
    }

    private static void allIsDug(TestCluster cluster, TestWorld world, HuntFacts hunt)
            throws Exception {
        for (int spot : new int[] {77, 2, 3}) {
            assertThat(dig(cluster, world, hunt, spot)).isEqualTo(Status.OK);
        }
    }

    @Test
    void comesWithAllThatWasAddedAndIsDugWithoutARestart() throws Exception {
        TestWorld world = TestWorld.build(folder, "world", 2);
        HuntFacts hunt = world.facts(1, TestWorld.FAST, GROUP);
        int partition = partition(world);
        Path slice = folder.resolve("partition.slice");
        try (TestCluster sender = open("sender", world, hunt, false)) {
            AdditionDesk.Sent sent = sender.node(0).core().additions().add(hunt.id(), ADDED);
            sent.found().get(1, TimeUnit.MINUTES);
            var header = desk(sender, hunt).export(partition, sender.view.table(), slice);
            assertThat(header.logGroup()).isEqualTo(GROUP);
            assertThat(header.logPosition()).isPositive();
            assertThat(header.chunks()).hasSize(2);
        }
        try (TestCluster receiver = open("receiver", world, hunt, true)) {
            assertThat(dig(receiver, world, hunt, 3)).isEqualTo(Status.DAMAGED);

            assertThat(desk(receiver, hunt).take(slice).outcome())
                    .isEqualTo(SliceIntake.Outcome.DONE);

            allIsDug(receiver, world, hunt);
        }
        try (TestCluster receiver = open("receiver", world, hunt, true)) {
            allIsDug(receiver, world, hunt);

            assertThat(desk(receiver, hunt).drop(partition)).isTrue();

            assertThat(dig(receiver, world, hunt, 3)).isEqualTo(Status.DAMAGED);
        }
    }
}
