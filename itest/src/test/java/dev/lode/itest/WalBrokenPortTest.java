package dev.lode.itest;

import static dev.lode.itest.BatchBytes.BLOCK;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.storage.wal.Wal;
import dev.lode.storage.wal.WalConfig;
import dev.lode.storage.wal.WalEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// The crash harness must see a log that breaks its promises. Each break is made by a disk that
/// does to the log's bytes what a defect of the log would do, so that no switch is in shipped
/// classes; beside each stands the honest disk, with which the same work loses nothing.
///
/// `-Dlode.seed=N` runs one seed.
final class WalBrokenPortTest {
    private static final WalConfig CONFIG =
            new WalConfig(64 << 10, 8 << 10, 64L << 16, 2, WalConfig.Device.AUTO);
    private static final int SEEDS = 60;
    private static final int RECYCLING = 100;
    private static final int SECTOR = 512;
    private static final String SEGMENT = "segment-0000000000000001.wal";

    /// The sync is skipped: a write ends in the cache.
    private static final class SkipsTheSync extends CachingDisk {
        @Override
        void flush() {}
    }

    /// A write is acknowledged before it has completed: it does when the next one comes.
    private static final class AcknowledgesEarly extends CachingDisk {
        @Override
        void flush() throws IOException {
            Cached last = cache.removeLast();
            super.flush();
            cache.add(last);
        }
    }

    /// A reader that ends at the first bad place, whatever lies behind: so everything there is cut.
    private static final class EndsAtTheFirstBadPlace extends CachingDisk {
        private long bad = Long.MAX_VALUE;

        @Override
        byte[] seen(String name) throws IOException {
            byte[] file = super.seen(name);
            for (long at = bad; at < file.length; at++) {
                file[(int) at] = 0;
            }
            return file;
        }
    }

    /// The life is left out of checksum and head: what a segment holds of an earlier life is handed
    /// to the log as if it were of this one.
    private static final class ForgetsTheLife extends CachingDisk {
        @Override
        byte[] seen(String name) throws IOException {
            byte[] file = super.seen(name);
            if (name.endsWith(".wal")) {
                var segment = new BatchBytes(file);
                for (int at = BLOCK; at < file.length; at += BLOCK) {
                    if (segment.isWhole(at) && segment.life(at) != segment.segmentLife()) {
                        segment.adopt(at);
                    }
                }
            }
            return file;
        }
    }

    /// From a hole on it shows zeros, and keeps what is there: so the log finds a clean end, and
    /// goes on in the same segment after a cut.
    private static final class HidesWhatIsBehindAHole extends CachingDisk {
        private final String segment;
        private final int hole;

        HidesWhatIsBehindAHole(String segment, int hole) {
            this.segment = segment;
            this.hole = hole;
        }

        @Override
        byte[] seen(String name) throws IOException {
            byte[] file = super.seen(name);
            if (name.equals(segment)) {
                Arrays.fill(file, hole, file.length, (byte) 0);
            }
            return file;
        }
    }

    /// Once told to, it has two writes under way when the power goes.
    private static final class CutWithTwoInTheAir extends CachingDisk {
        private boolean holds;

        @Override
        synchronized void write(Cached write) throws IOException {
            if (!holds) {
                super.write(write);
                return;
            }
            cache.add(write);
            notifyAll();
            await(2);
            throw new IOException("the power is gone");
        }

        synchronized void hold() {
            holds = true;
        }

        synchronized void await(int writes) throws IOException {
            try {
                while (cache.size() < writes) {
                    wait();
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        /// Of the first all but one sector has arrived, of the second all.
        synchronized CachingDisk torn() throws IOException {
            CachingDisk after = copyTo(new CachingDisk());
            for (Cached write : cache) {
                write.copy(0, after.file(write.name()), write.bytes().limit());
            }
            Cached first = cache.getFirst();
            Arrays.fill(
                    after.file(first.name()),
                    first.position() + 2 * SECTOR,
                    first.position() + 3 * SECTOR,
                    (byte) 0);
            return after;
        }
    }

    private static Wal open(CachingDisk disk) throws IOException {
        return Wal.open(disk, CONFIG, Runnable::run);
    }

    private static long fill(CachingDisk disk, SplittableRandom random) throws IOException {
        Wal wal = open(disk);
        long last = 0;
        for (int i = 1 + random.nextInt(40); i > 0; i--) {
            byte[] text = ("entry " + ++last + "x".repeat(random.nextInt(6000))).getBytes(UTF_8);
            wal.append(1, List.of(WalEntry.of(last, 1, (byte) 0, text)));
        }
        return last;
    }

    /// What is wrong with a log that must have so many entries; empty where nothing is.
    private static String wrong(CachingDisk disk, long acknowledged) {
        try {
            Wal wal = open(disk);
            if (wal.lastIndex(1) != acknowledged) {
                return "entries up to " + wal.lastIndex(1) + " of " + acknowledged;
            }
            for (long index = 1; index <= acknowledged; index++) {
                String text = new String(Objects.requireNonNull(wal.read(1, index)).bytes(), UTF_8);
                if (!text.startsWith("entry " + index + "x") && !text.equals("entry " + index)) {
                    return "entry " + index + " is another";
                }
            }
            return "";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static List<String> harness(Supplier<CachingDisk> port) throws IOException {
        var found = new ArrayList<String>();
        Long one = Long.getLong("lode.seed");
        long from = one == null ? 1 : one;
        for (long seed = from; seed < from + (one == null ? SEEDS : 1); seed++) {
            var random = new SplittableRandom(seed);
            CachingDisk disk = port.get();
            long acknowledged = fill(disk, random);
            String wrong = wrong(disk.cut(random), acknowledged);
            if (!wrong.isEmpty()) {
                found.add("-Dlode.seed=" + seed + ": " + wrong);
            }
        }
        return found;
    }

    @Test
    void aDiskThatKeepsItsPromisesLosesNothing() throws IOException {
        assertThat(harness(CachingDisk::new)).isEmpty();
    }

    @Test
    void aSkippedSyncIsCaught() throws IOException {
        assertThat(harness(SkipsTheSync::new)).hasSizeGreaterThan(SEEDS / 2);
    }

    @Test
    void anAcknowledgementBeforeTheCompletionIsCaught() throws IOException {
        assertThat(harness(AcknowledgesEarly::new)).hasSizeGreaterThan(SEEDS / 2);
    }

    @Test
    void cuttingAtAnyBadRecordIsCaught() throws IOException {
        var honest = new CachingDisk();
        var hiding = new EndsAtTheFirstBadPlace();
        for (CachingDisk disk : List.of(honest, hiding)) {
            Wal wal = open(disk);
            for (int i = 1; i <= 6; i++) {
                wal.append(1, List.of(WalEntry.of(i, 1, (byte) 0, new byte[100])));
            }
            disk.file(SEGMENT)[4 * BLOCK + 80] ^= 1; // entry 3, acknowledged long ago
        }
        assertThat(wrong(honest, 6)).contains("the log is damaged", SEGMENT, "offset 16384");
        hiding.bad = 4 * BLOCK;
        assertThat(wrong(hiding, 6)).isEqualTo("entries up to 2 of 6");
    }

    /// Appends, and truncates what is old, until segments have had several lives.
    private static Wal recycle(CachingDisk disk) throws IOException {
        Wal wal = open(disk);
        for (int i = 1; i <= RECYCLING; i++) {
            byte[] text = ("entry " + i + "x".repeat(2000)).getBytes(UTF_8);
            wal.append(1, List.of(WalEntry.of(i, 1, (byte) 0, text)));
            if (i % 8 == 0) {
                wal.truncatePrefix(1, i - 2);
            }
        }
        return wal;
    }

    @Test
    void theLifeLeftOutOfTheChecksumIsCaught() throws IOException {
        for (CachingDisk disk : List.of(new CachingDisk(), new ForgetsTheLife())) {
            Wal wal = recycle(disk);
            String wrong = "";
            try {
                Wal again = open(disk);
                assertThat(again.lastIndex(1)).isEqualTo(wal.lastIndex(1));
                assertThat(again.firstIndex(1)).isEqualTo(wal.firstIndex(1));
            } catch (IOException e) {
                wrong = String.valueOf(e.getMessage());
            }
            if (disk instanceof ForgetsTheLife) {
                assertThat(wrong).contains("the log is damaged", "stands where");
            } else {
                assertThat(wrong).isEmpty();
            }
        }
    }

    /// Two flights under way, of which the first is torn and the second arrives whole: neither was
    /// acknowledged.
    private static CachingDisk tornBeforeAWholeOne() throws Exception {
        var disk = new CutWithTwoInTheAir();
        Wal wal = Wal.open(disk, CONFIG.with(WalConfig.Device.AUTO, 2, null), Runnable::run);
        wal.append(1, List.of(WalEntry.of(1, 1, (byte) 0, text("kept"))));
        disk.hold();
        Thread first = Thread.ofPlatform().start(() -> fails(wal, 1, 2));
        disk.await(1);
        fails(wal, 2, 1);
        first.join();
        return disk.torn();
    }

    private static void fails(Wal wal, int log, long index) {
        assertThatThrownBy(() ->
                        wal.append(log, List.of(WalEntry.of(index, 1, (byte) 0, text("lost")))))
                .isInstanceOf(IOException.class);
    }

    private static byte[] text(String what) {
        return what.repeat(800).getBytes(UTF_8);
    }

    @Test
    void goingOnInTheSameSegmentAfterACutIsCaught() throws Exception {
        int hole = 3 * BLOCK; // behind header, opening, and the entry that was acknowledged
        for (boolean same : new boolean[] {false, true}) {
            CachingDisk torn = tornBeforeAWholeOne();
            CachingDisk disk =
                    torn.copyTo(
                            same ? new HidesWhatIsBehindAHole(SEGMENT, hole) : new CachingDisk());
            Wal wal = open(disk);
            assertThat(wal.lastIndex(1)).isEqualTo(1);
            assertThat(wal.lastIndex(2)).isZero();
            wal.append(1, List.of(WalEntry.of(2, 1, (byte) 0, text("anew"))));
            CachingDisk after = disk.copyTo(new CachingDisk());
            assertThat(new BatchBytes(after.file(SEGMENT)).isWhole(hole))
                    .as("the new entry lies where the torn flight was")
                    .isEqualTo(same);
            if (same) {
                assertThatThrownBy(() -> open(after))
                        .hasMessageContaining("the log is damaged")
                        .hasMessageContaining("offset " + 4 * BLOCK);
            } else {
                Wal again = open(after);
                assertThat(again.lastIndex(1)).isEqualTo(2);
                assertThat(again.lastIndex(2)).as("what was cut does not come back").isZero();
            }
        }
    }
}
