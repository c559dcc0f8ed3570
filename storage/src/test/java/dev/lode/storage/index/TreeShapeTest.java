package dev.lode.storage.index;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TreeShapeTest {
    private static final KeyShape WIDE = new KeyShape(20, 8, 20);
    private static final KeyShape NARROW = new KeyShape(4, 8, 20);

    @Test
    void staysWithinTheBytesThatItsKeysNeed() {
        assertThat(TreeShape.of(WIDE, 12_000_000).bytes() / 12e6).isLessThan(25.1);
        assertThat(TreeShape.of(NARROW, 12_000_000).bytes() / 12e6).isLessThan(20.3);
        assertThat(TreeShape.of(WIDE, 0).bytes()).isZero();
        assertThat(TreeShape.of(WIDE, 8).levels()).isZero();
        assertThat(TreeShape.of(WIDE, 9).levels()).isEqualTo(1);
        assertThat(TreeShape.of(WIDE, TreeShape.CELLS_MAX).levels()).isEqualTo(15);
        assertThat(TreeShape.of(NARROW, 16).levels()).isZero();
        assertThat(TreeShape.of(NARROW, 17).levels()).isEqualTo(1);
        assertThat(TreeShape.of(NARROW, 272).levels()).isEqualTo(1);
        assertThat(TreeShape.of(NARROW, 273).levels()).isEqualTo(2);
        assertThat(TreeShape.of(NARROW, 1L << 32).levels()).isEqualTo(7);
    }

    @Test
    void givesTheLastLeafNoMoreThanItNeeds() {
        assertThat(TreeShape.of(NARROW, 1).bytes()).isEqualTo(64 + 64);
        assertThat(TreeShape.of(NARROW, 4).bytes()).isEqualTo(64 + 64);
        assertThat(TreeShape.of(NARROW, 5).bytes()).isEqualTo(64 + 128);
        assertThat(TreeShape.of(NARROW, 16).bytes()).isEqualTo(320);
        assertThat(TreeShape.of(NARROW, 17).bytes()).isEqualTo(64 + 320 + 128);
        assertThat(TreeShape.of(WIDE, 9).bytes()).isEqualTo(64 + 192 + 128);
    }

    @Test
    void isNarrowWhereThirtyTwoBitsAreEnough() {
        assertThat(KeyShape.of((1 << 20) - 1, 15, 255).narrow()).isTrue();
        assertThat(KeyShape.of((1 << 20) - 1, 15, 256).narrow()).isFalse();
        assertThat(KeyShape.of(0, 0, 0).bits()).isZero();
        assertThat(KeyShape.of(15, 255, (1 << 20) - 1).narrow()).isTrue();
    }
}
