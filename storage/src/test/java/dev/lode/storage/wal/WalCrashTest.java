package dev.lode.storage.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Crash states: the disk cut off after every change, with the next one torn at 512 bytes.
///
/// `-Dlode.seed=N` runs one seed.
final class WalCrashTest {
    private static final Executor AT_ONCE = Runnable::run;
    private static final int SEGMENT = 64 << 10;
    private static final WalConfig CONFIG =
            new WalConfig(SEGMENT, 8 << 10, 100L * SEGMENT, 2, WalConfig.Device.AUTO);
    private static final int STEPS = 120;
    private static final int SECOND_STEPS = 12;

    static LongStream seeds() {
        Long one = Long.getLong("lode.seed");
        return one == null ? LongStream.rangeClosed(1, 5) : LongStream.of(one);
    }

    private static Wal open(MemoryDevice disk) throws IOException {
        return Wal.open(disk, CONFIG, AT_ONCE);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyCrashLeavesWhatWasAcknowledgedAndNoTornRecord(long seed) throws IOException {
        var disk = new MemoryDevice();
        var work = new WalWorkload(seed, disk, "a");
        work.run(open(disk), LogModel.empty(), STEPS);
        var random = new SplittableRandom(seed);
        for (int cut = 0; cut <= disk.changes.size(); cut++) {
            for (int variant = 0; variant < 3; variant++) {
                MemoryDevice crashed = disk.after(cut, variant == 0 ? null : random.split());
                String where = "-Dlode.seed=" + seed + ", change " + cut + ", variant " + variant;
                LogModel found = checkFound(crashed, work, cut, where);
                if (variant == 2) {
                    crashAgain(crashed, found, random.split(), where);
                }
            }
        }
    }

    private static LogModel checkFound(
            MemoryDevice crashed, WalWorkload work, int cut, String where) throws IOException {
        LogModel found = LogModel.of(open(crashed));
        assertThat(work.possible(cut)).as(where).contains(found);
        return found;
    }

    /// What was cut away must not come back, and what the second life acknowledged must stay.
    private static void crashAgain(
            MemoryDevice disk, LogModel found, SplittableRandom random, String where)
            throws IOException {
        disk.changes.clear();
        MemoryDevice start = disk.copy();
        var work = new WalWorkload(random.nextLong(), disk, "b");
        work.run(open(disk), found, SECOND_STEPS);
        int cut = random.nextInt(disk.changes.size() + 1);
        MemoryDevice crashed = disk.replayOnto(start, cut, random.split());
        checkFound(crashed, work, cut, where + ", second crash at " + cut);
    }
}
