package dev.lode.storage.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Crash states: the disk cut off after every change, with the next one torn at 512 bytes or 4 KiB,
/// and cut off again during the recovery or behind it, when what was never synced may be gone.
///
/// `-Dlode.seed=N` runs one seed.
final class WalCrashTest {
    private static final Executor AT_ONCE = Runnable::run;
    private static final int SEGMENT = 64 << 10;
    private static final WalConfig CONFIG =
            new WalConfig(SEGMENT, 8 << 10, 100L * SEGMENT, 2, WalConfig.Device.AUTO)
                    .with(new UpkeepConfig(0.5, 2, 1L << 40, 0.75));
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
                MemoryDevice start = crashed.copy();
                String where = "-Dlode.seed=" + seed + ", change " + cut + ", variant " + variant;
                List<LogModel> possible = work.possible(cut);
                LogModel found = checkFound(crashed, possible, where);
                if (variant == 2) {
                    crashAgain(start, found, possible, random.split(), where);
                }
            }
        }
    }

    private static LogModel checkFound(MemoryDevice crashed, List<LogModel> possible, String where)
            throws IOException {
        LogModel found;
        try {
            found = LogModel.of(open(crashed));
        } catch (IOException | RuntimeException | AssertionError e) {
            throw new AssertionError(where + ": " + e.getMessage(), e);
        }
        assertThat(possible).as(where).contains(found);
        return found;
    }

    /// What was cut away must not come back, what the second life acknowledged must stay, and a cut
    /// during the recovery leaves what the first one could have left.
    private static void crashAgain(
            MemoryDevice start,
            LogModel found,
            List<LogModel> earlier,
            SplittableRandom random,
            String where)
            throws IOException {
        MemoryDevice disk = start.copy();
        var work = new WalWorkload(random.nextLong(), disk, "b");
        work.run(open(disk), found, SECOND_STEPS);
        int opened = work.steps.getFirst().changes();
        int cut =
                random.nextBoolean()
                        ? random.nextInt(opened + 1)
                        : random.nextInt(disk.changes.size() + 1);
        MemoryDevice crashed = disk.replayOnto(start.copy(), cut, random.split());
        var possible = new ArrayList<>(work.possible(cut));
        if (cut < opened) {
            possible.addAll(earlier);
        }
        checkFound(crashed, possible, where + ", second crash at " + cut + " of " + opened);
    }

    @Test
    void theWorkIsWorthCrashing() throws IOException {
        var disk = new MemoryDevice();
        new WalWorkload(1, disk, "a").run(open(disk), LogModel.empty(), STEPS);
        assertThat(disk.changes)
                .anyMatch(change ->
                        change instanceof MemoryDevice.Put put && Format.isIndex(put.name()));
        assertThat(disk.changes)
                .anyMatch(change ->
                        change instanceof MemoryDevice.Rename rename
                                && Format.isSpare(rename.to()));
        assertThat(
                        disk.changes.stream()
                                .filter(MemoryDevice.Write.class::isInstance)
                                .map(MemoryDevice.Write.class::cast)
                                .filter(WalCrashTest::copies)
                                .count())
                .isGreaterThan(3);
    }

    /// Whether the first record of a write is a copy.
    private static boolean copies(MemoryDevice.Write write) {
        return write.position() > 0
                && write.bytes().get(Format.Batch.BYTES + (int) Format.LogRecord.KIND)
                        == Format.LogRecord.COPY;
    }
}
