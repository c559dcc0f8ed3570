package dev.lode.storage.wal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.Id128;
import dev.lode.storage.wal.BatchWriter.End;
import dev.lode.storage.wal.Format.Batch;
import dev.lode.storage.wal.Format.LogRecord;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Crash states with several writes in the air, which land in any order and each be torn.
///
/// The flights are made here, by the writer of the log itself, in one thread: so that a seed gives
/// the same states each time, which a log with an issuing thread does not. `-Dlode.seed=N` runs one
/// seed.
final class WalFlightsCrashTest {
    private static final Executor AT_ONCE = Runnable::run;
    private static final int SEGMENT = 256 << 10;
    private static final WalConfig CONFIG =
            new WalConfig(SEGMENT, 16 << 10, 100L * SEGMENT, 2, WalConfig.Device.AUTO);
    private static final int IN_AIR = 6;
    private static final int FLIGHTS = 30;

    static LongStream seeds() {
        Long one = Long.getLong("lode.seed");
        return one == null ? LongStream.rangeClosed(1, 500) : LongStream.of(one);
    }

    private static Wal open(MemoryDevice disk) throws IOException {
        return Wal.open(disk, CONFIG, AT_ONCE);
    }

    /// A flight in the air.
    private record Flying(MemoryDevice.Write write, long sequence, long lastIndex) {}

    /// Flies until somebody pulls the plug.
    private static final class Pilot {
        final MemoryDevice disk = new MemoryDevice();
        final SplittableRandom random;
        final List<Flying> inAir = new ArrayList<>();
        final List<Flying> landed = new ArrayList<>();
        private final BatchWriter writer;
        private final Checksum checksum;
        private final LogBuffer buffer;
        private long durable;
        long acknowledged;
        long index;

        Pilot(long seed) throws IOException {
            random = new SplittableRandom(seed);
            Wal wal = open(disk);
            wal.append(1, List.of(WalEntry.of(1, 1, (byte) 0, text(1))));
            acknowledged = 1;
            index = 1;
            byte[] meta = Objects.requireNonNull(disk.get(Format.META));
            Id128 id = Format.Meta.id(meta);
            checksum = new Checksum(id);
            buffer = disk.buffer(CONFIG.flightBytes());
            Recovery.Outcome found = Recovery.run(disk, meta, true);
            End end = Objects.requireNonNull(found.end());
            writer = new BatchWriter(id, buffer, end);
            durable = writer.lastSequence();
        }

        static byte[] text(long index) {
            return ("entry" + index + "x".repeat((int) (index * 131 % 700))).getBytes(UTF_8);
        }

        void takeOff() {
            int fill = Batch.BYTES;
            int records = 1 + random.nextInt(8);
            for (int i = 0; i < records; i++) {
                MemorySegment data = MemorySegment.ofArray(text(++index));
                RecordEncoder.encode(
                        buffer, fill, checksum, LogRecord.ENTRY, (byte) 0, 1, index, 1, data);
                fill += LogRecord.size(data.byteSize());
            }
            long at = writer.stamp(buffer, fill, records, 0, durable);
            byte[] copy = new byte[Format.padded(fill)];
            buffer.view().clear().get(0, copy);
            var write =
                    new MemoryDevice.Write(writer.active().name(), (int) at, ByteBuffer.wrap(copy));
            inAir.add(new Flying(write, writer.lastSequence(), index));
        }

        /// One write ends, whichever; all from the oldest that have are acknowledged.
        void land() throws IOException {
            Flying flying = inAir.remove(random.nextInt(inAir.size()));
            flying.write()
                    .bytes()
                    .get(
                            0,
                            disk.file(flying.write().name()),
                            flying.write().position(),
                            flying.write().bytes().limit());
            landed.add(flying);
            for (boolean more = true; more; ) {
                more = false;
                for (Flying one : landed) {
                    if (one.sequence() == durable + 1) {
                        durable++;
                        acknowledged = one.lastIndex();
                        more = true;
                    }
                }
            }
        }

        void crash() throws IOException {
            for (Flying flying : inAir) {
                switch (random.nextInt(3)) {
                    case 0 -> disk.arrive(flying.write());
                    case 1 -> disk.tear(flying.write(), random);
                    default -> {}
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatWasAcknowledgedStaysAndWhatLiesBehindAHoleNeverComesBack(long seed)
            throws IOException {
        String where = "-Dlode.seed=" + seed;
        var pilot = new Pilot(seed);
        int flights = pilot.random.nextInt(FLIGHTS);
        for (int i = 0; i < flights; i++) {
            pilot.takeOff();
            while (pilot.inAir.size() == IN_AIR
                    || (!pilot.inAir.isEmpty() && pilot.random.nextInt(3) == 0)) {
                pilot.land();
            }
        }
        pilot.crash();
        MemoryDevice disk = pilot.disk;
        long last = check(disk, pilot.acknowledged, pilot.index, where);
        Wal wal = open(disk);
        for (int i = 0; i < pilot.random.nextInt(4); i++) {
            wal.append(1, List.of(WalEntry.of(++last, 2, (byte) 0, "anew".getBytes(UTF_8))));
        }
        for (int more = 0; more < 2; more++) {
            assertThat(check(disk, last, last, where)).as(where).isEqualTo(last);
        }
    }

    /// Opens a copy; the last index that it has.
    private static long check(MemoryDevice disk, long atLeast, long atMost, String where)
            throws IOException {
        Wal wal = open(disk.copy());
        assertThat(wal.firstIndex(1)).as(where).isEqualTo(1);
        long last = wal.lastIndex(1);
        assertThat(last).as(where).isBetween(atLeast, atMost);
        wal.replay(
                1,
                1,
                entry -> {
                    if (entry.term() == 1) {
                        assertThat(entry.bytes()).as(where).isEqualTo(Pilot.text(entry.index()));
                    }
                });
        return last;
    }
}
