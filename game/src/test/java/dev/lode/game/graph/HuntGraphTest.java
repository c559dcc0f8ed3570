package dev.lode.game.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.game.Seeds;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class HuntGraphTest {
    @Test
    void everyRoomSiteEdgeAndGateIsFoundAgain() {
        var random = Seeds.of("HuntGraphTest.everyRoom");
        for (int round = 0; round < 20; round++) {
            int prizes = random.nextInt(10);
            var rooms = Graphs.random(random, random.nextInt(1, 400), prizes);
            long[] cells = random.longs(prizes).toArray();
            var graph = HuntGraph.over(MemorySegment.ofArray(Graphs.bytes(prizes, rooms)), cells);
            assertThat(graph.rooms()).isEqualTo(rooms.size());
            assertThat(graph.edges())
                    .isEqualTo(rooms.stream().mapToLong(r -> r.edges().size()).sum());
            for (RoomRecord room : rooms) {
                same(graph, room, cells);
                long strange = room.roomFp() + 1;
                if (rooms.stream().noneMatch(r -> r.roomFp() == strange)) {
                    assertThat(graph.room(strange)).isEqualTo(-1);
                }
            }
        }
    }

    private static void same(HuntGraph graph, RoomRecord room, long[] cells) {
        int found = graph.room(room.roomFp());
        assertThat(graph.fingerprint(found)).isEqualTo(room.roomFp());
        assertThat(graph.name(found)).isEqualTo(room.name());
        assertThat(new String(graph.describe(found), StandardCharsets.UTF_8))
                .isEqualTo(room.document());
        assertThat(graph.siteCount(found)).isEqualTo(room.sites());
        for (int site = 0; site < room.sites(); site++) {
            assertThat(graph.isEntry(found, site)).isEqualTo(room.entries().get(site));
        }
        assertThat(graph.edgeCount(found)).isEqualTo(room.edges().size());
        for (RoomRecord.Edge edge : room.edges()) {
            long handle = graph.edge(found, edge.from(), edge.toRoomFp(), edge.toSite());
            assertThat(handle).isNotEqualTo(HuntGraph.NO_EDGE);
            assertThat(graph.from(handle)).isEqualTo(edge.from());
            assertThat(graph.toRoom(handle)).isEqualTo(edge.toRoomFp());
            assertThat(graph.toSite(handle)).isEqualTo(edge.toSite());
            assertThat(graph.gatePrize(handle)).isEqualTo(edge.gatePrize());
            assertThat(graph.opensAtMillis(handle)).isEqualTo(edge.opensAtMillis());
            assertThat(graph.gateCell(handle))
                    .isEqualTo(edge.gatePrize() < 0 ? HuntGraph.NO_GATE : cells[edge.gatePrize()]);
        }
        int strange = room.edges().size();
        assertThat(graph.edge(found, 255, room.roomFp() ^ strange ^ 1, 0))
                .isEqualTo(HuntGraph.NO_EDGE);
    }

    @Test
    void theBytesAreThoseOfTheFormat() {
        long a = 0x0001_0000_0000_0005L;
        long b = 0xfffe_0000_0000_0007L;
        byte[] bytes =
                Graphs.bytes(
                        3,
                        List.of(
                                new RoomRecord(b, "é", 1, new BitSet(), List.of(), "{}"),
                                Graphs.room(
                                        a,
                                        "a",
                                        2,
                                        0,
                                        new RoomRecord.Edge(1, b, 0, 2, 1_767_225_600_123L),
                                        new RoomRecord.Edge(0, a, 1))));
        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo(
                        "4c4f444547525048010000000000000002000100020000000c00000000000000"
                                + "010500000000000100ffffffff00010000070000000000feff00000000010000"
                                + "00617b22726f6f6d223a2261227d0100020000000000020000000000000000c3"
                                + "a97b7d0500000000000100070000000000feff10000000000000004e00000000"
                                + "000000630000000000000002000000000000007ba8da769b01000072003d794c"
                                + "4f444547454e4401000000030000000200000000000000020000000000000001"
                                + "00000000000000630000000000000073000000000000008b000000000000009b"
                                + "00000000000000ff0000000000000000000000000000004635bfebc73512d9");
    }

    @Test
    void theOrdinalIsTheRankInThePartition() {
        var rooms = new ArrayList<RoomRecord>();
        long[] partitions = {0, 1, 32767, 32768, 65535};
        for (long partition : partitions) {
            for (long i = 0; i < 3; i++) {
                long low = i == 2 ? 0xFFFF_FFFF_FFFFL : i;
                rooms.add(Graphs.room(partition << 48 | low, partition + "-" + i, 1, 0));
            }
        }
        var graph = HuntGraph.over(MemorySegment.ofArray(Graphs.bytes(0, rooms)));
        for (long partition : partitions) {
            for (int i = 0; i < 3; i++) {
                long low = i == 2 ? 0xFFFF_FFFF_FFFFL : i;
                int room = graph.room(partition << 48 | low);
                assertThat(graph.ordinal(room)).isEqualTo(i);
                assertThat(graph.room((int) partition, i)).isEqualTo(room);
            }
            assertThat(graph.room((int) partition, 3)).isEqualTo(-1);
        }
        assertThat(graph.room(2, 0)).isEqualTo(-1);
    }

    @Test
    void aHuntWithoutRoomsIsAGraphToo() {
        var graph = HuntGraph.over(MemorySegment.ofArray(Graphs.bytes(3, List.of())));
        assertThat(graph.rooms()).isZero();
        assertThat(graph.room(0)).isEqualTo(-1);
        assertThat(graph.room(-1)).isEqualTo(-1);
    }

    @Test
    void aKeyTableOfAnotherNumberOfPrizesIsRefused() {
        var memory = MemorySegment.ofArray(Graphs.bytes(3, List.of()));
        assertThatThrownBy(() -> HuntGraph.over(memory, new long[2]))
                .hasMessage("the graph is of a hunt of 3 prizes, its key table of 2");
    }

    @Test
    void withoutItsKeysCellsAGateTellsNone() {
        var gated = new RoomRecord.Edge(0, 5, 1, 0, HuntGraph.NO_TIME);
        var graph =
                HuntGraph.over(
                        MemorySegment.ofArray(
                                Graphs.bytes(1, List.of(Graphs.room(5, "a", 2, 0, gated)))));
        long edge = graph.edge(0, 0, 5, 1);
        assertThat(graph.gatePrize(edge)).isZero();
        assertThatThrownBy(() -> graph.gateCell(edge)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aGraphOfManyBlocksIsReadBack() {
        var rooms = new ArrayList<RoomRecord>();
        for (int i = 0; i < 3_000; i++) {
            rooms.add(Graphs.room((long) i << 44, "r".repeat(100) + i, 3, 0));
        }
        byte[] bytes = Graphs.bytes(0, rooms);
        assertThat(bytes.length).isGreaterThan(5 * GraphLayout.BLOCK);
        assertThat(HuntGraph.over(MemorySegment.ofArray(bytes)).name(2_999)).endsWith("r2999");
    }

    @Test
    void theBuilderRefusesWhatNoGraphCanHold() throws IOException {
        var out = new ByteArrayOutputStream();
        var builder = new HuntGraphBuilder(out, 1);
        builder.add(Graphs.room(-5, "a", 1, 0));
        assertThatThrownBy(() -> builder.add(Graphs.room(7, "b", 1, 0)))
                .hasMessageContaining("room 'b' comes out of order");
        assertThatThrownBy(() -> builder.add(Graphs.room(-5, "b", 1, 0)))
                .hasMessageContaining("room 'b' comes out of order");
        assertThatThrownBy(() -> builder.add(Graphs.room(-4, "b", 257, 0)))
                .hasMessage("room 'b' has 1 to 256 sites, not 257");
        assertThatThrownBy(() -> builder.add(Graphs.room(-4, "b", 2, 2)))
                .hasMessage("room 'b' has an entry that is no site");
        assertThatThrownBy(() -> builder.add(Graphs.room(-4, "b", 2, 0, edge(2, -4, 0))))
                .hasMessage("room 'b' has an edge from or to no site");
        assertThatThrownBy(() ->
                        builder.add(Graphs.room(-4, "b", 2, 0, edge(0, -4, 1), edge(0, -4, 1))))
                .hasMessageContaining("twice");
        assertThatThrownBy(() ->
                        builder.add(
                                Graphs.room(-4, "b", 2, 0, new RoomRecord.Edge(0, -4, 1, 1, 0))))
                .hasMessage("room 'b' has a gate of prize 1 of 1");
    }

    private static RoomRecord.Edge edge(int from, long to, int site) {
        return new RoomRecord.Edge(from, to, site);
    }
}
