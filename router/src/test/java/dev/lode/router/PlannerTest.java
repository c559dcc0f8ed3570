package dev.lode.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PlannerTest {
    private static final Planner.Limits LIMITS = Planner.Limits.DEFAULT;

    private final Demand demand = Rooms.random(Seeds.random(), 76);

    @Test
    void whatIsLevelStaysAsItIs() {
        List<NodeSpec> nodes = nodes(40, 1, 40);
        PartitionTable table = PartitionTable.initial(nodes, demand);
        Plan plan = Planner.plan(table, nodes, demand, Pins.NONE, LIMITS);
        assertThat(plan.moves()).isEmpty();
        assertThat(plan.table()).isEqualTo(table);
        assertThat(plan.roomsMovedLeast()).isZero();
    }

    @Test
    void aDeadNodesPartitionsGoToTheirReplicasAndLittleElseMoves() {
        List<NodeSpec> nodes = nodes(40, 1, 40);
        PartitionTable table = PartitionTable.initial(nodes, demand);
        List<NodeSpec> rest = new ArrayList<>(nodes);
        rest.remove(7);
        Plan plan = Planner.plan(table, rest, demand, Pins.NONE, LIMITS);
        assertLevel(plan);
        assertThat(plan.roomsMoved()).isLessThan(plan.roomsMovedLeast() * 11 / 10);
        assertThat(plan.copies()).isBetween(65_536L * 3 / 40 - 40, 65_536L * 3 / 40 * 11 / 10);
        int elsewhere = 0;
        for (Move move : plan.moves()) {
            if (move.from().primary() == 7 && !move.from().isHolder(move.to().primary())) {
                elsewhere++;
            }
            assertThat(move.to().isHolder(7)).isFalse();
            assertThat(move.to().epoch()).isEqualTo(move.from().epoch() + 1);
        }
        assertThat(elsewhere).isLessThan(65_536 / 40 / 25);
    }

    @Test
    void movesDoneInAnyOrderGiveThePlannedTable() {
        PartitionTable table = PartitionTable.initial(nodes(5, 1, 5), demand);
        Plan plan = Planner.plan(table, nodes(6, 1, 6), demand, Pins.NONE, LIMITS);
        List<Move> shuffled = new ArrayList<>(plan.moves());
        Collections.shuffle(shuffled, new Random(1));
        assertThat(table.with(shuffled)).isEqualTo(plan.table());
    }

    @Test
    void weightsAreRespectedToTheRoom() {
        List<NodeSpec> nodes = new ArrayList<>();
        for (int id = 0; id < 40; id++) {
            nodes.add(new NodeSpec(id, id < 10 ? 200 : id < 15 ? 50 : 100, id));
        }
        Plan plan = Planner.plan(PartitionTable.initial(40), nodes, demand, Pins.NONE, LIMITS);
        assertLevel(plan);
        assertThat(plan.spread().rooms().peakOverMean()).isLessThan(1.0001);
        assertThat(plan.roomsMoved()).isLessThan(plan.roomsMovedLeast() * 11 / 10);
    }

    @Test
    void aNodeOfNoWeightIsEmptied() {
        List<NodeSpec> nodes = nodes(4, 1, 4);
        PartitionTable table = PartitionTable.initial(nodes, demand);
        nodes.set(2, new NodeSpec(2, 0, 2));
        Plan plan = Planner.plan(table, nodes, demand, Pins.NONE, LIMITS);
        assertLevel(plan);
        for (int p = 0; p < PartitionTable.PARTITIONS; p++) {
            assertThat(plan.table().isHolder(p, 2)).isFalse();
        }
    }

    @Test
    void holdersLieInDifferentFailureDomains() {
        for (int domains : new int[] {3, 4, 7}) {
            List<NodeSpec> nodes = nodes(42, 1, domains);
            PartitionTable table = PartitionTable.initial(nodes, demand);
            assertDomainsDiffer(table, domains);
            assertThat(Spread.of(table, nodes, demand).rooms().excess()).isZero();
            nodes.addAll(List.of(new NodeSpec(42, 1, 0), new NodeSpec(43, 1, 1)));
            nodes.remove(5);
            Plan plan = Planner.plan(table, nodes, demand, Pins.NONE, LIMITS);
            assertDomainsDiffer(plan.table(), domains);
            assertThat(plan.spread().rooms().excess()).isZero();
            assertThat(plan.spread().partitions().excess()).isZero();
        }
    }

    @Test
    void threeZonesOfFourteenAndThirteenNodesForceUnevenHoldingsAndNoMoreThanThat() {
        List<NodeSpec> nodes = nodes(40, 1, 3);
        Spread spread = Spread.of(PartitionTable.initial(nodes, demand), nodes, demand);
        assertThat(spread.rooms().excess()).isZero();
        assertThat(spread.holdings().peakOverMean()).isBetween(1.0255, 1.0265);
    }

    @Test
    void twoDomainsShareTheHolders() {
        List<NodeSpec> nodes = nodes(6, 1, 2);
        PartitionTable table = PartitionTable.initial(nodes);
        for (int p = 0; p < PartitionTable.PARTITIONS; p++) {
            PartitionEntry e = table.entry(p);
            assertThat(e.holders()).isEqualTo(3);
            assertThat(e.primary() % 2 == e.replicaA() % 2 && e.primary() % 2 == e.replicaB() % 2)
                    .isFalse();
        }
    }

    @Test
    void domainsThatBecomeKnownLaterAreObeyed() {
        PartitionTable table = PartitionTable.initial(9);
        Plan plan = Planner.plan(table, nodes(9, 1, 3), demand, Pins.NONE, LIMITS);
        assertDomainsDiffer(plan.table(), 3);
        assertThat(plan.spread().rooms().excess()).isZero();
    }

    @Test
    void pinsAreObeyedAndTheRestIsLevelAroundThem() {
        List<NodeSpec> nodes = nodes(10, 1, 10);
        PartitionTable table = PartitionTable.initial(nodes, demand);
        Pins pins = Pins.NONE.with(9, 77);
        for (int p = 0; p < 2_000; p++) {
            pins = pins.with(p, p % 2 == 0 ? 3 : 4);
        }
        Plan plan = Planner.plan(table, nodes, demand, pins, LIMITS);
        assertLevel(plan);
        for (int p = 0; p < 2_000; p++) {
            assertThat(plan.table().primary(p)).isEqualTo(p % 2 == 0 ? 3 : 4);
        }
        Plan again = Planner.plan(plan.table(), nodes, demand, pins, LIMITS);
        assertThat(again.moves()).isEmpty();
    }

    @Test
    void morePinsThanANodesShareLeaveAnExcessThatIsReported() {
        List<NodeSpec> nodes = nodes(4, 1, 4);
        Pins pins = Pins.NONE;
        for (int p = 0; p < 20_000; p++) {
            pins = pins.with(p, 1);
        }
        Plan plan = Planner.plan(PartitionTable.initial(4), nodes, Demand.none(), pins, LIMITS);
        assertThat(plan.spread().partitions().excess()).isEqualTo(20_000 - 16_384);
    }

    @Test
    void aBusyNodesLoadIsEvenedOutWithoutUnlevellingRooms() {
        List<NodeSpec> nodes = nodes(40, 1, 40);
        PartitionTable table = PartitionTable.initial(nodes, demand);
        long[] load = new long[PartitionTable.PARTITIONS];
        SplittableRandom random = Seeds.random();
        for (int p = 0; p < load.length; p++) {
            load[p] = 100L + random.nextInt(100) + (table.primary(p) == 11 ? 60 : 0);
        }
        Demand loaded = demand.withLoad(load);
        assertThat(Spread.of(table, nodes, loaded).load().peakOverMean()).isGreaterThan(1.3);
        Plan plan = Planner.plan(table, nodes, loaded, Pins.NONE, LIMITS);
        assertLevel(plan);
        assertThat(plan.spread().load().peakOverMean()).isLessThanOrEqualTo(1.05);
        Plan few = Planner.plan(table, nodes, loaded, Pins.NONE, new Planner.Limits(1.05, 10));
        assertThat(few.partitionsMoved()).isEqualTo(20);
    }

    @Test
    void loadIsExchangedBetweenPartitionsOfEqualRoomsOnly() {
        List<NodeSpec> nodes = nodes(10, 1, 10);
        PartitionTable table = PartitionTable.initial(nodes, demand);
        long[] load = new long[PartitionTable.PARTITIONS];
        for (int p = 0; p < load.length; p++) {
            load[p] = table.primary(p) == 3 || demand.rooms(p) % 2 == 0 ? 1_000 : 0;
        }
        Plan plan = Planner.plan(table, nodes, demand.withLoad(load), Pins.NONE, LIMITS);
        assertLevel(plan);
        assertThat(plan.partitionsMoved()).isEqualTo(2 * 1024);
        for (Move move : plan.moves()) {
            if (move.from().primary() == 3) {
                assertThat(demand.rooms(move.partition()) % 2).isEqualTo(1);
            }
        }
    }

    @Test
    void aRoomThatIsTooLargeForAnyLevelLeavesTheOthersLevel() {
        int[] rooms = new int[PartitionTable.PARTITIONS];
        Arrays.fill(rooms, 1);
        rooms[9] = 1_000_000;
        Plan plan =
                Planner.plan(
                        PartitionTable.initial(8),
                        nodes(8, 1, 8),
                        Demand.ofRooms(rooms),
                        Pins.NONE,
                        LIMITS);
        assertThat(plan.spread().rooms().excess()).isPositive();
        assertThat(plan.spread().partitions().excess()).isZero();
    }

    @Test
    void fewRoomsAreLevelToo() {
        for (int count : new int[] {1, 7, 400, 6_000}) {
            int[] rooms = new int[PartitionTable.PARTITIONS];
            SplittableRandom random = new SplittableRandom(count);
            for (int i = 0; i < count; i++) {
                rooms[random.nextInt(rooms.length)]++;
            }
            for (int n : new int[] {1, 2, 3, 40}) {
                Plan plan =
                        Planner.plan(
                                PartitionTable.initial(n),
                                nodes(n, 1, n),
                                Demand.ofRooms(rooms),
                                Pins.NONE,
                                LIMITS);
                assertThat(plan.spread().rooms().excess()).as("%d on %d", count, n).isZero();
                assertThat(plan.spread().partitions().excess()).isZero();
            }
        }
    }

    @Test
    void aTableWhoseNodesAreAllGoneIsPlacedAnew() {
        List<NodeSpec> nodes = List.of(new NodeSpec(65_535, 1, 0), new NodeSpec(32_768, 1, 1));
        Plan plan = Planner.plan(PartitionTable.initial(3), nodes, demand, Pins.NONE, LIMITS);
        assertLevel(plan);
        assertThat(plan.moves()).hasSize(PartitionTable.PARTITIONS);
        assertThat(plan.copies()).isEqualTo(2L * PartitionTable.PARTITIONS);
        assertThat(plan.roomsMovedLeast()).isEqualTo(demand.roomsTotal());
    }

    @Test
    void nodesInAnyOrderGiveTheSamePlan() {
        PartitionTable table = PartitionTable.initial(12);
        List<NodeSpec> nodes = nodes(13, 1, 4);
        Plan plan = Planner.plan(table, nodes, demand, Pins.NONE, LIMITS);
        Collections.shuffle(nodes, new Random(3));
        assertThat(Planner.plan(table, nodes, demand, Pins.NONE, LIMITS).moves())
                .isEqualTo(plan.moves());
    }

    @Test
    void nodesThatCannotBeAreRefused() {
        PartitionTable table = PartitionTable.initial(1);
        assertThatThrownBy(() -> Planner.plan(table, List.of(), demand, Pins.NONE, LIMITS))
                .hasMessageContaining("no node has a weight");
        List<NodeSpec> twice = List.of(NodeSpec.of(1), NodeSpec.of(1));
        assertThatThrownBy(() -> Planner.plan(table, twice, demand, Pins.NONE, LIMITS))
                .hasMessageContaining("node 1 is named twice");
        assertThatThrownBy(() -> new NodeSpec(65_536, 1, 0)).hasMessageContaining("65536");
        assertThatThrownBy(() -> new NodeSpec(0, -1, 0)).hasMessageContaining("-1");
        assertThatThrownBy(() -> Demand.ofRooms(new int[3])).hasMessageContaining("65,536");
        assertThatThrownBy(() -> new Planner.Limits(0.5, 0)).hasMessageContaining("0.5");
    }

    private static void assertLevel(Plan plan) {
        assertThat(plan.spread().rooms().excess()).isZero();
        assertThat(plan.spread().partitions().excess()).isZero();
        assertThat(plan.spread().holdings().excess()).isZero();
    }

    private static void assertDomainsDiffer(PartitionTable table, int domains) {
        for (int p = 0; p < PartitionTable.PARTITIONS; p++) {
            PartitionEntry e = table.entry(p);
            int a = domain(e.primary(), domains);
            int b = domain(e.replicaA(), domains);
            int c = domain(e.replicaB(), domains);
            assertThat(a != b && b != c && a != c).as("partition %d: %s", p, e).isTrue();
        }
    }

    private static int domain(int id, int domains) {
        return id >= 42 ? id - 42 : id % domains;
    }

    private static List<NodeSpec> nodes(int count, int weight, int domains) {
        List<NodeSpec> nodes = new ArrayList<>();
        for (int id = 0; id < count; id++) {
            nodes.add(new NodeSpec(id, weight, id % domains));
        }
        return nodes;
    }
}
