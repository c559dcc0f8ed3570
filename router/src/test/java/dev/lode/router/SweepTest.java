package dev.lode.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Every size of cluster from 1 to 256 nodes, with 76 rooms a partition in the mean.
class SweepTest {
    private static final int NODES_MAX = 256;

    /// Up to here a new node gets several partitions from each of the others, whose rooms can be
    /// chosen to the room. Beyond, one or two whole partitions are more or less than what a node
    /// should give, and the difference has to move too.
    private static final int WHOLE_SHARES_MAX = 100;

    @Test
    void growingNodeByNodeStaysBalancedAndMovesNearlyTheLeast() {
        Demand demand = Rooms.random(Seeds.random(), 76);
        List<NodeSpec> nodes = new ArrayList<>(List.of(NodeSpec.of(0)));
        PartitionTable table = PartitionTable.initial(nodes, demand);
        double ratios = 0;
        for (int n = 2; n <= NODES_MAX; n++) {
            nodes.add(NodeSpec.of(n - 1));
            Plan plan = Planner.plan(table, nodes, demand, Pins.NONE, Planner.Limits.DEFAULT);
            assertLevel(plan.spread(), n);
            double ratio = (double) plan.roomsMoved() * n / demand.roomsTotal();
            ratios += ratio;
            assertThat(ratio)
                    .as("rooms moved from %d to %d nodes over the least possible", n - 1, n)
                    .isBetween(0.99, n <= WHOLE_SHARES_MAX ? 1.02 : 1.8);
            assertThat(plan.copies())
                    .as("copies from %d to %d nodes", n - 1, n)
                    .isLessThanOrEqualTo((long) (1.2 * Math.min(3, n) * 65_536 / n));
            table = plan.table();
        }
        assertThat(ratios / (NODES_MAX - 1)).isLessThan(1.2);
    }

    @Test
    void aFirstTableOfAnySizeIsBalancedAndNearJumpHash() {
        for (int n = 1; n <= NODES_MAX; n += n < 8 ? 1 : 31) {
            PartitionTable table = PartitionTable.initial(n);
            List<NodeSpec> nodes = new ArrayList<>();
            for (int id = 0; id < n; id++) {
                nodes.add(NodeSpec.of(id));
            }
            assertLevel(Spread.of(table, nodes, Demand.none()), n);
            for (int p = 0; p < PartitionTable.PARTITIONS; p += 97) {
                PartitionEntry entry = table.entry(p);
                assertThat(entry.holders()).isEqualTo(Math.min(3, n));
                assertThat(entry.epoch()).isEqualTo(1);
            }
        }
    }

    private static void assertLevel(Spread spread, int nodes) {
        assertThat(spread.partitions().excess()).as("partitions, %d nodes", nodes).isZero();
        assertThat(spread.rooms().excess()).as("rooms, %d nodes", nodes).isZero();
        assertThat(spread.holdings().excess()).as("holdings, %d nodes", nodes).isZero();
    }
}
