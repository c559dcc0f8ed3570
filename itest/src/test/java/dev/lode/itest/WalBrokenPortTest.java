package dev.lode.itest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.storage.wal.Wal;
import dev.lode.storage.wal.WalConfig;
import dev.lode.storage.wal.WalEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// The crash harness must see a disk that breaks its promises: each break here is one, and is
/// caught.
///
/// Two breaks are not of the port but of the log itself: the life left out of the checksum, and
/// going on in the same segment after a cut. They were made by hand:
/// docs/decisions/0008-wal-index-and-room.md. `-Dlode.seed=N` runs one seed.
final class WalBrokenPortTest {
    private static final WalConfig CONFIG =
            new WalConfig(64 << 10, 8 << 10, 64L << 16, 2, WalConfig.Device.AUTO);
    private static final int SEEDS = 60;

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
        String segment = "segment-0000000000000001.wal";
        var honest = new CachingDisk();
        var hiding = new EndsAtTheFirstBadPlace();
        for (CachingDisk disk : List.of(honest, hiding)) {
            Wal wal = open(disk);
            for (int i = 1; i <= 6; i++) {
                wal.append(1, List.of(WalEntry.of(i, 1, (byte) 0, new byte[100])));
            }
            disk.file(segment)[4 * 4096 + 80] ^= 1; // entry 3, acknowledged long ago
        }
        assertThat(wrong(honest, 6)).contains("the log is damaged", segment, "offset 16384");
        hiding.bad = 4 * 4096;
        assertThat(wrong(hiding, 6)).isEqualTo("entries up to 2 of 6");
    }
}
