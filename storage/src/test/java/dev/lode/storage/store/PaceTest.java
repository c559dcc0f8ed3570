package dev.lode.storage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.storage.Seeds;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// The compactor's pace against a clock that stands still while nobody sleeps.
class PaceTest {
    private static final long RATE = 1_000_000;
    private static final int PIECE_MAX = 40_000;
    private static final long LOOK_BYTES = 64 << 10;
    private static final long SYNC_BYTES = 8 << 20;

    private final StillClock clock = new StillClock();

    @Test
    void isNeverFasterThanSetAndNoSlower() throws Pace.Stopped {
        SplittableRandom random = Seeds.random("PaceTest", 1);
        var pace = new Pace(OptionalLong.of(RATE), clock);
        pace.begin();
        long bytes = 0;
        for (int i = 0; i < 5_000; i++) {
            int piece = 1 + random.nextInt(PIECE_MAX);
            pace.wrote(piece);
            bytes += piece;
            long due = clock.nanos() * RATE / 1_000_000_000;
            assertThat(bytes).isLessThanOrEqualTo(due + LOOK_BYTES + PIECE_MAX);
            assertThat(bytes).isGreaterThanOrEqualTo(due - 1);
        }
    }

    @Test
    void hasTheDiskWriteAlong() throws Pace.Stopped {
        SplittableRandom random = Seeds.random("PaceTest", 2);
        var pace = new Pace(OptionalLong.empty(), clock);
        pace.begin();
        long unsynced = 0;
        int syncs = 0;
        for (int i = 0; i < 5_000; i++) {
            int piece = 1 + random.nextInt(PIECE_MAX);
            unsynced += piece;
            if (pace.wrote(piece)) {
                syncs++;
                unsynced = 0;
            }
            assertThat(unsynced).isLessThan(SYNC_BYTES + LOOK_BYTES + PIECE_MAX);
        }
        assertThat(syncs).isPositive();
        assertThat(clock.nanos()).isZero();
    }

    @Test
    void countsEachPieceOfWorkAnew() throws Pace.Stopped {
        var pace = new Pace(OptionalLong.of(RATE), clock);
        for (int piece = 1; piece <= 3; piece++) {
            pace.begin();
            pace.wrote(LOOK_BYTES);
            assertThat(clock.nanos()).isEqualTo(piece * LOOK_BYTES * 1_000);
        }
    }

    @Test
    void givesUpWhereItIsStopped() throws Pace.Stopped {
        var pace = new Pace(OptionalLong.of(RATE), clock);
        pace.begin();
        pace.wrote(LOOK_BYTES);
        pace.stop();
        assertThatThrownBy(() -> pace.wrote(100 * LOOK_BYTES)).isInstanceOf(Pace.Stopped.class);
        assertThat(clock.nanos()).isEqualTo(LOOK_BYTES * 1_000);
    }
}
