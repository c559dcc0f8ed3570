package dev.lode.base.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.Layouts;
import java.util.HashMap;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BumpArenaTest {
    private static final long STEP = 1 << 16;

    @Test
    void noPieceOverlapsAnotherAndAllAreZero() {
        var random = new SplittableRandom(1);
        var pieces = new HashMap<Long, Long>();
        try (var arena = new BumpArena("test.arena", 1 << 20, STEP)) {
            for (long i = 1; ; i++) {
                long at = arena.allocate(8 + random.nextInt(300));
                if (at == BumpArena.FULL) {
                    break;
                }
                assertThat(at % 8).isZero();
                assertThat(arena.memory().get(Layouts.I64, at)).isZero();
                arena.memory().set(Layouts.I64, at, i);
                pieces.put(at, i);
            }
            assertThat(pieces).hasSizeGreaterThan(6000);
            pieces.forEach((at, i) -> assertThat(arena.memory().get(Layouts.I64, at)).isEqualTo(i));
        }
    }

    @Test
    void onlyTheStepsThatHoldSomethingAreReserved() {
        try (var arena = new BumpArena("test.arena", 1L << 40, STEP)) {
            assertThat(Memory.of("test.arena")).isEqualTo(Memory.Use.NONE);
            arena.allocate(1);
            arena.allocate(STEP - 8);
            assertThat(arena.reserved()).isEqualTo(STEP);
            arena.allocate(1);
            assertThat(arena.reserved()).isEqualTo(2 * STEP);
            assertThat(Memory.of("test.arena")).isEqualTo(new Memory.Use(2 * STEP, STEP - 6, 0));
        }
        assertThat(Memory.of("test.arena")).isEqualTo(Memory.Use.NONE);
    }

    @Test
    void itHoldsExactlyWhatItMayAndThenRefuses() {
        try (var arena = new BumpArena("test.arena", 1001, STEP)) {
            assertThat(arena.allocate(1002)).isEqualTo(BumpArena.FULL);
            assertThat(arena.allocate(1001)).isZero();
            assertThat(arena.allocate(1)).isEqualTo(BumpArena.FULL);
            assertThat(arena.used()).isEqualTo(1001);
        }
    }

    @Test
    void afterAResetItIsEmptyZeroAndGivenBack() {
        try (var arena = new BumpArena("test.arena", 4 * STEP, STEP)) {
            for (int round = 0; round < 3; round++) {
                long at = arena.allocate(3 * STEP);
                assertThat(at).isZero();
                assertThat(arena.memory().get(Layouts.I64, 2 * STEP)).isZero();
                arena.memory().asSlice(at, 3 * STEP).fill((byte) 7);
                arena.reset();
                assertThat(Memory.of("test.arena")).isEqualTo(Memory.Use.NONE);
            }
        }
    }

    @Test
    void stepsOfHugePagesLieOnHugePages() {
        try (var arena = new BumpArena("test.arena", 8L << 20, 2L << 20)) {
            arena.allocate(5L << 20);
            assertThat(arena.memory().address() % Mapping.HUGE_PAGE_BYTES).isZero();
            assertThat(arena.reserved()).isEqualTo(6L << 20);
        }
    }
}
