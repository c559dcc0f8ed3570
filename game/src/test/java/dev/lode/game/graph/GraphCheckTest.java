package dev.lode.game.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lode.game.graph.Finding.Fault;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraphCheckTest {
    private static final long A = 11;
    private static final long B = -22;
    private static final long C = 33;

    private final GraphModelBuilder builder = new GraphModelBuilder(100);

    @Test
    void aSoundHuntHasNoFindings() {
        a();
        builder.edge(0, A, 1);
        builder.edge(1, B, 0);
        builder.gate(1, B, 0, "k");
        builder.room("b", B, 2);
        builder.edge(0, B, 1);
        builder.gate(0, B, 1, "");
        builder.key("k", A, 1);
        assertThat(check()).isEmpty();
    }

    @Test
    void aCircleIsToldWithTheSitesOnIt() {
        a();
        builder.edge(0, A, 1);
        builder.edge(1, B, 0);
        builder.room("b", B, 2);
        builder.edge(0, B, 1);
        builder.edge(1, A, 1);
        assertThat(check())
                .containsExactly(
                        new Finding(
                                Fault.CYCLE,
                                0,
                                "these sites lead round in a circle: a/1 -> b/0 -> b/1 -> a/1"));
    }

    @Test
    void aSiteThatLeadsToItselfIsACircle() {
        a();
        builder.edge(0, A, 1);
        builder.edge(1, A, 1);
        assertThat(check())
                .extracting(Finding::text)
                .containsExactly("these sites lead round in a circle: a/1 -> a/1");
    }

    @Test
    void aLongCircleIsToldShort() {
        builder.room("a", A, 256);
        builder.entry(0);
        for (int site = 0; site < 256; site++) {
            builder.edge(site, A, site + 1 & 255);
        }
        var only = check();
        assertThat(only).hasSize(1);
        assertThat(only.getFirst().text())
                .startsWith("these sites lead round in a circle: a/0 -> a/1 -> ")
                .endsWith("a/31 -> ... (224 more) -> a/0");
    }

    @Test
    void aRoomNoWayLeadsToIsToldOnceAndALostSiteByItself() {
        a();
        builder.room("b", B, 2);
        builder.edge(0, B, 1);
        assertThat(check())
                .containsExactly(
                        new Finding(Fault.SITE_UNREACHABLE, 0, "no way leads from an entry to a/1"),
                        new Finding(
                                Fault.ROOM_UNREACHABLE,
                                1,
                                "no way leads from an entry to room 'b'"));
    }

    @Test
    void aKeyNoWayLeadsToIsUnreachable() {
        a();
        builder.edge(0, A, 1);
        builder.room("b", B, 1);
        builder.key("k", B, 0);
        assertThat(check())
                .contains(
                        new Finding(
                                Fault.KEY_UNREACHABLE,
                                1,
                                "key 'k' at b/0 lies where no way leads"));
    }

    @Test
    void aGateWhoseKeyLiesBehindItIsUnsolvable() {
        a();
        builder.edge(0, A, 1);
        builder.edge(1, B, 0);
        builder.gate(1, B, 0, "k");
        builder.room("b", B, 1);
        builder.key("k", B, 0);
        assertThat(check())
                .containsExactly(
                        new Finding(
                                Fault.GATE_UNSOLVABLE,
                                0,
                                "the gate from a/1 to b/0 needs key 'k', which can be dug only behind"
                                        + " it or behind others like it, at b/0"),
                        new Finding(
                                Fault.KEY_UNREACHABLE,
                                1,
                                "key 'k' at b/0 lies behind a gate that nobody can open"));
    }

    @Test
    void twoGatesThatHoldEachOthersKeysAreUnsolvable() {
        a();
        builder.edge(0, A, 1);
        builder.edge(1, B, 0);
        builder.gate(1, B, 0, "k1");
        builder.edge(1, C, 0);
        builder.gate(1, C, 0, "k2");
        builder.room("b", B, 1);
        builder.key("k2", B, 0);
        builder.room("c", C, 1);
        builder.key("k1", C, 0);
        assertThat(check())
                .extracting(Finding::fault)
                .containsExactly(
                        Fault.GATE_UNSOLVABLE,
                        Fault.GATE_UNSOLVABLE,
                        Fault.KEY_UNREACHABLE,
                        Fault.KEY_UNREACHABLE);
    }

    @Test
    void aKeyBehindAGateWhoseOwnKeyIsFreeIsFine() {
        a();
        builder.edge(0, A, 1);
        builder.edge(0, B, 0);
        builder.gate(0, B, 0, "k1");
        builder.edge(1, C, 0);
        builder.gate(1, C, 0, "k2");
        builder.room("b", B, 1);
        builder.key("k2", B, 0);
        builder.room("c", C, 1);
        builder.key("k1", A, 1);
        assertThat(check()).isEmpty();
    }

    @Test
    void aGateThatNeedsAKeyNobodyHidIsToldAloneWithoutWhatFollows() {
        a();
        builder.edge(0, A, 1);
        builder.gate(0, A, 1, "ghost");
        assertThat(check())
                .containsExactly(
                        new Finding(
                                Fault.GATE_KEY_UNKNOWN,
                                0,
                                "the gate on the edge from a/0 needs key 'ghost', which no cell"
                                        + " hides"));
    }

    @Test
    void aGateNeedsAnEdgeToStandOnAndStandsThereAlone() {
        a();
        builder.edge(0, A, 1);
        builder.gate(0, A, 1, "");
        builder.gate(0, A, 1, "");
        builder.gate(1, A, 0, "");
        assertThat(check())
                .extracting(Finding::text)
                .containsExactly(
                        "the edge from a/0 has two gates",
                        "a gate stands at a/1 on an edge to site 0 that does not exist");
    }

    @Test
    void edgesToAndFromNowhereAreTold() {
        a();
        builder.edge(0, A, 1);
        builder.edge(0, A, 1);
        builder.edge(2, A, 1);
        builder.edge(0, A, 256);
        builder.edge(0, A, 2);
        builder.edge(1, C, 0);
        builder.edge(1, B, 1);
        builder.edge(1, B, 0);
        builder.room("b", B, 1);
        assertThat(check())
                .extracting(Finding::fault, Finding::text)
                .containsExactlyInAnyOrder(
                        tuple(Fault.EDGE_TWICE, "the edge from a/0 to one site is there twice"),
                        tuple(Fault.EDGE_FROM_UNKNOWN_SITE, "an edge leaves a/2, which is no site"),
                        tuple(
                                Fault.EDGE_TO_UNKNOWN_SITE,
                                "the edge from a/0 leads to site 256; sites are 0 to 255"),
                        tuple(
                                Fault.EDGE_TO_UNKNOWN_SITE,
                                "the edge from a/0 leads to a/2, no site"),
                        tuple(
                                Fault.EDGE_TO_UNKNOWN_ROOM,
                                "the edge from a/1 leads to a room that does not exist"),
                        tuple(
                                Fault.EDGE_TO_UNKNOWN_SITE,
                                "the edge from a/1 leads to b/1, no site"));
    }

    @Test
    void aRoomHas1To256Sites() {
        builder.room("big", A, 257);
        builder.entry(0);
        for (int site = 1; site < 256; site++) {
            builder.edge(site - 1, A, site);
        }
        builder.room("none", B, 0);
        assertThat(check())
                .containsExactly(
                        new Finding(
                                Fault.SITE_COUNT,
                                0,
                                "room 'big' has 257 sites; a room has 1 to 256"),
                        new Finding(
                                Fault.SITE_COUNT,
                                1,
                                "room 'none' has 0 sites; a room has 1 to 256"));
    }

    @Test
    void aHuntWithoutAnEntryIsToldOnce() {
        builder.room("a", A, 2);
        builder.entry(2);
        assertThat(check())
                .extracting(Finding::fault)
                .containsExactly(Fault.ENTRY_UNKNOWN, Fault.NO_ENTRY);
    }

    @Test
    void twoRoomsOfOneFingerprintAndTwoCellsOfOneKeyAreTold() {
        builder.room("a", A, 1);
        builder.entry(0);
        builder.room("b", A, 1);
        builder.entry(0);
        builder.room("a", A, 1);
        builder.entry(0);
        builder.key("k", A, 0);
        builder.key("k", A, 0);
        builder.key("n", A, 1);
        builder.key("m", C, 0);
        assertThat(check())
                .extracting(Finding::text)
                .containsExactly(
                        "rooms 'a' and 'b' have one fingerprint; rename one",
                        "room 'a' is there twice",
                        "key 'k' is hidden in two cells",
                        "key 'n' is hidden in a cell whose site does not exist",
                        "key 'm' is hidden in a cell whose site does not exist");
    }

    @Test
    void oneMistakeMadeAMillionTimesIsToldAFewTimesAndCounted() {
        var few = new GraphModelBuilder(2);
        few.room("a", A, 1);
        few.entry(0);
        for (int i = 0; i < 1000; i++) {
            few.room("r" + i, 1000 + i, 1);
        }
        assertThat(GraphCheck.check(few.build()))
                .extracting(Finding::text)
                .containsExactly(
                        "no way leads from an entry to room 'r0'",
                        "no way leads from an entry to room 'r1'",
                        "and 998 more like it");
    }

    private void a() {
        builder.room("a", A, 2);
        builder.entry(0);
    }

    private List<Finding> check() {
        return GraphCheck.check(builder.build());
    }
}
