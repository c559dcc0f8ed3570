package dev.lode.storage.wal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.storage.wal.HeldDevice.Held;
import dev.lode.storage.wal.HeldDevice.Landed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Crash states of the whole log with several flights in the air: its issuing thread hands them
/// over, they land in random order, and the disk is cut off after every change with each flight in
/// the air arrived, torn or lost.
///
/// `-Dlode.seed=N` runs one seed; what lands before what also hangs on the threads, so a seed gives
/// the same work and the same choices, not always the same states.
final class WalIssuerCrashTest {
    private static final int SEGMENT = 128 << 10;
    private static final int FLIGHTS = 4;
    private static final int STEPS = 40;
    private static final int BURST = 14;
    private static final WalConfig CONFIG =
            new WalConfig(SEGMENT, 8 << 10, 200L * SEGMENT, 2, WalConfig.Device.AUTO)
                    .with(WalConfig.Device.AUTO, FLIGHTS, null)
                    .with(new UpkeepConfig(0, 1000, 1L << 40, 1));

    static LongStream seeds() {
        Long one = Long.getLong("lode.seed");
        return one == null ? LongStream.rangeClosed(1, 12) : LongStream.of(one);
    }

    private static Wal open(LogDevice disk) throws IOException {
        return Wal.open(disk, CONFIG, Runnable::run);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whateverIsInTheAirWhatWasAcknowledgedStays(long seed) throws IOException {
        var disk = new MemoryDevice();
        var device = new HeldDevice(disk, true);
        var random = new SplittableRandom(seed);
        device.shuffle(random.split());
        var work = new WalWorkload(seed, disk, "a", BURST);
        work.run(open(device), LogModel.empty(), STEPS);
        int most = 0;
        for (int cut = 0; cut <= disk.changes.size(); cut++) {
            MemoryDevice crashed = disk.after(cut, null);
            int inAir = 0;
            for (Landed landed : device.landed) {
                Held write = landed.write();
                if (write.begun() <= cut && landed.ended() >= cut) {
                    inAir++;
                    crash(crashed, write, random);
                }
            }
            most = Math.max(most, inAir);
            String where = "-Dlode.seed=" + seed + ", change " + cut;
            LogModel found;
            try {
                found = LogModel.of(open(crashed));
            } catch (IOException | RuntimeException | AssertionError e) {
                throw new AssertionError(where + ": " + e.getMessage(), e);
            }
            assertThat(work.possible(cut)).as(where).contains(found);
            assertThat(LogModel.of(open(crashed))).as(where).isEqualTo(found);
        }
        assertThat(most).isGreaterThan(1);
        long rotations =
                disk.changes.stream().filter(MemoryDevice.Create.class::isInstance).count();
        assertThat(rotations).isGreaterThan(3);
    }

    private static void crash(MemoryDevice disk, Held held, SplittableRandom random)
            throws IOException {
        var write =
                new MemoryDevice.Write(
                        held.name(), (int) held.position(), ByteBuffer.wrap(held.bytes()));
        switch (random.nextInt(3)) {
            case 0 -> disk.arrive(write);
            case 1 -> disk.tear(write, random);
            default -> {}
        }
    }
}
