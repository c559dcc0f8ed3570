package dev.lode.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BalanceTest {
    @Test
    void whatCannotBeDividedEvenlyIsNoExcess() {
        Balance balance = Balance.of(new long[] {4, 3, 3}, new int[] {1, 1, 1});
        assertThat(balance.excess()).isZero();
        assertThat(balance.total()).isEqualTo(10);
        assertThat(balance.peakOverMean()).isCloseTo(1.2, within(1e-12));
    }

    @Test
    void excessIsWhatTheWorstHasAboveItsShareRoundedUp() {
        assertThat(Balance.of(new long[] {5, 3, 2}, new int[] {1, 1, 1}).excess()).isEqualTo(1);
        assertThat(Balance.of(new long[] {6, 4}, new int[] {3, 1}).excess()).isEqualTo(1);
    }

    @Test
    void ratiosRespectWeights() {
        Balance balance = Balance.of(new long[] {30, 10, 0}, new int[] {3, 1, 0});
        assertThat(balance.peakOverMean()).isEqualTo(1);
        assertThat(balance.cv()).isZero();
        assertThat(balance.excess()).isZero();
    }

    @Test
    void whatAnEmptiedNodeStillHasIsExcess() {
        assertThat(Balance.of(new long[] {5, 5, 2}, new int[] {1, 1, 0}).excess()).isEqualTo(2);
    }

    @Test
    void theCoefficientOfVariationIsThatOfTheRatios() {
        Balance balance = Balance.of(new long[] {1, 3}, new int[] {1, 1});
        assertThat(balance.cv()).isCloseTo(0.5, within(1e-12));
        assertThat(balance.cvSquared()).isCloseTo(0.25, within(1e-12));
    }

    @Test
    void nothingIsSpreadPerfectly() {
        assertThat(Balance.of(new long[] {0, 0}, new int[] {1, 1}))
                .isEqualTo(new Balance(0, 0, 1, 0));
    }
}
