package dev.lode.base.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.base.Layouts;
import java.util.ArrayList;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SlabTest {
    private static final long STEP = 1 << 16;

    @Test
    void recordsTakenAndGivenBackAtRandomNeverOverlap() {
        long seed = Long.getLong("lode.seed", System.nanoTime());
        System.out.println("recordsTakenAndGivenBackAtRandom -Dlode.seed=" + seed);
        var random = new SplittableRandom(seed);
        var taken = new ArrayList<Long>();
        try (var slab = new Slab("test.slab", 48, 5000, STEP)) {
            for (int step = 0; step < 100_000; step++) {
                if (random.nextInt(100) < 52) {
                    long at = slab.take();
                    assertThat(at == Slab.FULL).isEqualTo(taken.size() == 5000);
                    if (at != Slab.FULL) {
                        slab.memory().set(Layouts.I64, at, at);
                        slab.memory().set(Layouts.I64, at + 40, ~at);
                        taken.add(at);
                    }
                } else if (!taken.isEmpty()) {
                    int last = taken.size() - 1;
                    int which = random.nextInt(taken.size());
                    long at = taken.set(which, taken.get(last));
                    taken.remove(last);
                    assertThat(slab.memory().get(Layouts.I64, at)).isEqualTo(at);
                    assertThat(slab.memory().get(Layouts.I64, at + 40)).isEqualTo(~at);
                    slab.give(at);
                }
                assertThat(slab.live()).isEqualTo(taken.size());
                assertThat(Memory.of("test.slab").used()).isEqualTo(48L * taken.size());
            }
        }
        assertThat(Memory.of("test.slab")).isEqualTo(Memory.Use.NONE);
    }

    @Test
    void whatIsFreeIsTakenBeforeAnyMoreIsReserved() {
        try (var slab = new Slab("test.slab", 64, 1 << 20, STEP)) {
            for (int i = 0; i < 1024; i++) {
                slab.take();
            }
            long full = slab.reserved();
            for (int i = 0; i < 1024; i += 2) {
                slab.give(i * 64L);
            }
            for (int i = 0; i < 1024; i += 2) {
                assertThat(slab.take()).isBetween(0L, 1023 * 64L);
            }
            assertThat(slab.reserved()).isEqualTo(full);
            slab.take();
            assertThat(slab.reserved()).isGreaterThan(full);
        }
    }

    @Test
    void givingBackWhatIsNotTakenIsRefused() {
        try (var slab = new Slab("test.slab", 16, 100, STEP)) {
            long at = slab.take();
            slab.give(at);
            for (long wrong : new long[] {at, at + 8, at + 16, -16, 1 << 20}) {
                assertThatThrownBy(() -> slab.give(wrong))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("no record is taken at " + wrong);
            }
        }
    }

    @Test
    void trimmingARecordLeavesItsFirstBytesAndItsNeighbours() {
        int record = 10 * 4096 + 8;
        try (var slab = new Slab("test.slab", record, 3, record)) {
            for (int i = 0; i < 3; i++) {
                slab.memory().asSlice(slab.take(), record).fill((byte) 7);
            }
            slab.trim(record, 5000);
            slab.trim(2L * record, record + 1);
            for (long at :
                    new long[] {
                        0, record - 1, record, record + 4999, 2L * record, 3L * record - 1
                    }) {
                assertThat(slab.memory().get(Layouts.I8, at)).as("byte %d", at).isEqualTo((byte) 7);
            }
            byte middle = slab.memory().get(Layouts.I8, record + 5 * 4096L);
            assertThat(middle).isEqualTo((byte) (Mapping.takesAdvice() ? 0 : 7));
            slab.memory().set(Layouts.I8, record + 5 * 4096L, (byte) 9);
            assertThat(slab.memory().get(Layouts.I8, record + 5 * 4096L)).isEqualTo((byte) 9);
            slab.give(record);
            assertThat(slab.take()).isEqualTo(record);
        }
    }

    @Test
    void afterAResetNothingIsTakenOrReserved() {
        try (var slab = new Slab("test.slab", 16, 10_000, STEP)) {
            for (int i = 0; i < 10_000; i++) {
                slab.take();
            }
            assertThat(slab.take()).isEqualTo(Slab.FULL);
            slab.reset();
            assertThat(Memory.of("test.slab")).isEqualTo(Memory.Use.NONE);
            assertThatThrownBy(() -> slab.give(0)).isInstanceOf(IllegalArgumentException.class);
            assertThat(slab.take()).isZero();
        }
    }

    @Test
    void aRecordThatCannotHoldALinkIsRefused() {
        for (int bytes : new int[] {0, 4, 12}) {
            assertThatThrownBy(() -> new Slab("test.slab", bytes, 1, STEP))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
