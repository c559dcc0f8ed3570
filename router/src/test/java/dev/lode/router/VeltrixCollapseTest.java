package dev.lode.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// The collapse that users of Veltrix told of, reconstructed: their code is not public. This
/// mechanism fits the figures they published to the letter: a signed 64-bit key modulo 65,536,
/// saturated at 32,767 as it became a 16-bit bucket, then modulo 40 nodes.
class VeltrixCollapseTest {
    private static final int NODES = 40;
    private static final int KEYS = 1_000_000;

    @Test
    void theReconstructionSendsEveryFourthRequestToOneBucketAndOneNode() {
        SplittableRandom random = Seeds.random();
        long[] nodes = new long[NODES];
        long oneBucket = 0;
        for (int i = 0; i < KEYS; i++) {
            int bucket = (int) Math.min(random.nextLong() % 65_536, 32_767);
            nodes[Math.floorMod(bucket, NODES)]++;
            oneBucket += bucket == 32_767 ? 1 : 0;
        }
        assertThat((double) oneBucket / KEYS).isCloseTo(0.25, within(0.002));
        assertThat((double) nodes[7] / KEYS).isCloseTo(0.268, within(0.002));
        nodes[7] = 0;
        assertThat((double) Arrays.stream(nodes).max().orElseThrow() / KEYS)
                .isCloseTo(0.019, within(0.001));
    }

    @Test
    void theTableSpreadsTheSameKeysEvenly() {
        SplittableRandom random = Seeds.random();
        PartitionTable table = PartitionTable.initial(NODES);
        long[] nodes = new long[NODES];
        for (int i = 0; i < KEYS; i++) {
            nodes[Route.primary(table.route(random.nextLong()))]++;
        }
        assertThat(balance(nodes).peakOverMean()).isLessThan(1.03);
    }

    @Test
    void partitionsOnBothSidesOfTwoToTheFifteenHaveHomesOfTheirOwn() {
        PartitionTable table = PartitionTable.initial(NODES);
        long[] upper = new long[NODES];
        for (int p = 32_767; p < 65_536; p++) {
            assertThat(Route.partition(table.routeOf(p))).isEqualTo(p);
            upper[table.primary(p)]++;
        }
        assertThat(balance(upper).peakOverMean()).isLessThan(1.15);
    }

    @Test
    void keysWithFourBitsOfEntropyInTheirFirstByteStayBalanced() {
        PartitionTable table = PartitionTable.initial(NODES);
        long[] byName = new long[NODES];
        long[] byFirstByte = new long[NODES];
        for (int i = 0; i < 400_000; i++) {
            String name = "0123456789abcdef".charAt(i & 15) + "-" + (i >>> 4);
            byName[Route.primary(table.route(Fingerprint.room("world", name)))]++;
            byFirstByte[name.charAt(0) % NODES]++;
        }
        assertThat(Arrays.stream(byFirstByte).filter(count -> count > 0).count())
                .isLessThanOrEqualTo(16);
        assertThat(Arrays.stream(byName).min().orElseThrow()).isGreaterThan(9_500);
        assertThat(balance(byName).peakOverMean()).isLessThan(1.05);
    }

    private static Balance balance(long[] counts) {
        int[] weights = new int[counts.length];
        Arrays.fill(weights, 1);
        return Balance.of(counts, weights);
    }
}
