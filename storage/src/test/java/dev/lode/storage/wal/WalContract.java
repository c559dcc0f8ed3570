package dev.lode.storage.wal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a log does, whatever writes it.
abstract class WalContract {
    static final int SEGMENT = 128 << 10;
    static final int FLIGHT = 16 << 10;

    @TempDir private Path temp;

    abstract WalConfig.Device device();

    WalConfig config() {
        return new WalConfig(SEGMENT, FLIGHT, 64L * SEGMENT, 2, device());
    }

    Path folder() {
        return temp.resolve("wal");
    }

    Wal open() throws IOException {
        return Wal.open(folder(), config());
    }

    static WalEntry entry(long index, String text) {
        return WalEntry.of(index, 1, (byte) 7, text.getBytes(UTF_8));
    }

    static String text(Wal wal, int log, long index) throws IOException {
        return new String(Objects.requireNonNull(wal.read(log, index)).bytes(), UTF_8);
    }

    @Test
    void readsWhatWasAppendedAndAgainAfterAReopening() throws IOException {
        try (Wal wal = open()) {
            assertThat(wal.firstIndex(3)).isEqualTo(1);
            assertThat(wal.lastIndex(3)).isZero();
            wal.append(3, List.of(entry(1, "one"), entry(2, "")));
            wal.append(65_535, List.of(entry(1, "other")));
            wal.append(3, List.of(new WalEntry(3, 9, (byte) -1, entry(3, "three").data())));
            assertThat(text(wal, 3, 1)).isEqualTo("one");
        }
        try (Wal wal = open()) {
            assertThat(wal.report().cut()).isNull();
            assertThat(wal.logs()).containsExactly(3, 65_535);
            assertThat(wal.lastIndex(3)).isEqualTo(3);
            assertThat(text(wal, 3, 2)).isEmpty();
            assertThat(text(wal, 65_535, 1)).isEqualTo("other");
            WalEntry third = Objects.requireNonNull(wal.read(3, 3));
            assertThat(third.term()).isEqualTo(9);
            assertThat(third.type()).isEqualTo((byte) -1);
            assertThat(wal.read(3, 4)).isNull();
            assertThat(wal.read(4, 1)).isNull();
        }
    }

    @Test
    void keepsMetadataBesideTheEntries() throws IOException {
        try (Wal wal = open()) {
            assertThat(wal.metadata(1)).isNull();
            wal.putMetadata(1, new byte[] {1, 2});
            wal.putMetadata(1, new byte[] {3});
            wal.append(1, List.of(entry(1, "x")));
        }
        try (Wal wal = open()) {
            assertThat(wal.metadata(1)).containsExactly(3);
            assertThat(wal.metadata(2)).isNull();
        }
    }

    @Test
    void refusesGapsRepeatsAndWhatIsTooLarge() throws IOException {
        try (Wal wal = open()) {
            wal.append(1, List.of(entry(1, "a")));
            assertThatThrownBy(() -> wal.append(1, List.of(entry(3, "gap"))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("goes on at 2");
            assertThatThrownBy(() -> wal.append(1, List.of(entry(1, "again"))))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() ->
                            wal.append(1, List.of(WalEntry.of(2, 1, (byte) 0, new byte[FLIGHT]))))
                    .hasMessageContaining("wal.flightBytes");
            assertThatThrownBy(() -> wal.append(65_536, List.of(entry(1, "no"))))
                    .hasMessageContaining("65535");
            wal.append(1, List.of(entry(2, "b")));
            assertThat(wal.lastIndex(1)).isEqualTo(2);
        }
    }

    @Test
    void truncatesAtBothEndsAndGoesOnFromThere() throws IOException {
        try (Wal wal = open()) {
            for (int i = 1; i <= 10; i++) {
                wal.append(1, List.of(entry(i, "a" + i)));
            }
            wal.truncateSuffix(1, 7);
            wal.append(1, List.of(entry(8, "b8")));
            wal.truncatePrefix(1, 5);
            wal.reset(2, 100);
            wal.append(2, List.of(entry(100, "hundred")));
            wal.truncatePrefix(3, 50);
            wal.append(3, List.of(entry(50, "fifty")));
        }
        try (Wal wal = open()) {
            assertThat(wal.firstIndex(1)).isEqualTo(5);
            assertThat(wal.lastIndex(1)).isEqualTo(8);
            assertThat(wal.read(1, 4)).isNull();
            assertThat(text(wal, 1, 7)).isEqualTo("a7");
            assertThat(text(wal, 1, 8)).isEqualTo("b8");
            assertThat(text(wal, 2, 100)).isEqualTo("hundred");
            assertThat(wal.firstIndex(2)).isEqualTo(100);
            assertThat(text(wal, 3, 50)).isEqualTo("fifty");
        }
    }

    @Test
    void rotatesAndGivesSegmentsBackAsTheirEntriesGo() throws IOException {
        long last = 0;
        try (Wal wal = open()) {
            wal.putMetadata(9, new byte[] {42});
            wal.append(8, List.of(entry(1, "kept for long")));
            for (int round = 0; round < 40; round++) {
                for (int i = 0; i < 5; i++) {
                    wal.append(1, List.of(entry(++last, "x".repeat(9000) + last)));
                }
                wal.truncatePrefix(1, last - 1);
                if (round == 20) {
                    wal.append(8, List.of(entry(2, "kept")));
                    wal.truncatePrefix(8, 2);
                }
            }
        }
        try (Wal wal = open()) {
            assertThat(wal.report().segments()).isLessThan(15);
            assertThat(text(wal, 1, last)).endsWith("x" + last);
            assertThat(text(wal, 8, 2)).isEqualTo("kept");
            assertThat(wal.metadata(9)).containsExactly(42);
            assertThat(wal.firstIndex(1)).isEqualTo(last - 1);
            wal.truncatePrefix(8, 3);
            wal.append(8, List.of(entry(3, "y")));
            assertThat(wal.lastIndex(8)).isEqualTo(3);
        }
        try (var files = Files.list(folder())) {
            assertThat(files.filter(f -> f.toString().endsWith(".wal")).count()).isLessThan(8);
        }
    }

    @Test
    void anEntryListLargerThanAFlightIsSplit() throws IOException {
        var entries = new ArrayList<WalEntry>();
        for (int i = 1; i <= 50; i++) {
            entries.add(entry(i, "z".repeat(3000) + i));
        }
        try (Wal wal = open()) {
            wal.append(1, entries);
        }
        try (Wal wal = open()) {
            var seen = new ArrayList<Long>();
            wal.replay(
                    1,
                    10,
                    e -> {
                        assertThat(new String(e.bytes(), UTF_8)).endsWith("z" + e.index());
                        seen.add(e.index());
                    });
            assertThat(seen).hasSize(41).first().isEqualTo(10L);
        }
    }

    @Test
    void manyThreadsShareFlightsAndEachFindsItsOwn() throws Exception {
        int threads = 16;
        int each = 60;
        try (Wal wal = open();
                var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<Void>>();
            for (int t = 0; t < threads; t++) {
                int log = t;
                Callable<Void> work =
                        () -> {
                            for (int i = 1; i <= each; i++) {
                                wal.append(log, List.of(entry(i, log + ":" + i)));
                                assertThat(wal.lastIndex(log)).isEqualTo(i);
                                assertThat(text(wal, log, i)).isEqualTo(log + ":" + i);
                                if (i % 20 == 0) {
                                    wal.truncatePrefix(log, i - 5);
                                }
                            }
                            return null;
                        };
                running.add(pool.submit(work));
            }
            for (Future<Void> task : running) {
                task.get();
            }
        }
        try (Wal wal = open()) {
            for (int log = 0; log < threads; log++) {
                assertThat(wal.firstIndex(log)).isEqualTo(each - 5);
                assertThat(text(wal, log, each)).isEqualTo(log + ":" + each);
            }
            assertThat(wal.report().batches()).isLessThan((long) threads * each);
        }
    }

    @Test
    void aSubmittedEntryIsDurableOnceAwaited() throws IOException {
        try (Wal wal = open()) {
            long first = wal.submit(1, List.of(entry(1, "a")));
            long second = wal.submit(2, List.of(entry(1, "b")));
            assertThat(wal.lastIndex(1)).isZero();
            wal.await(second);
            wal.await(first);
            assertThat(text(wal, 1, 1)).isEqualTo("a");
            wal.submit(1, List.of(entry(2, "written by close")));
        }
        try (Wal wal = open()) {
            assertThat(text(wal, 1, 2)).isEqualTo("written by close");
        }
    }

    @Test
    void aReaderSeesItAllAndChangesNothing() throws IOException {
        try (Wal wal = open()) {
            wal.append(1, List.of(entry(1, "a")));
            assertThatThrownBy(() -> Wal.openReadOnly(folder())).isInstanceOf(FolderInUse.class);
        }
        try (Wal one = Wal.openReadOnly(folder());
                Wal two = Wal.openReadOnly(folder())) {
            assertThat(text(one, 1, 1)).isEqualTo("a");
            assertThat(text(two, 1, 1)).isEqualTo("a");
            assertThatThrownBy(() -> one.append(1, List.of(entry(2, "b"))))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(this::open).isInstanceOf(FolderInUse.class);
        }
        assertThatThrownBy(() -> Wal.openReadOnly(folder().resolve("none")))
                .hasMessageContaining("no such folder");
    }

    @Test
    void saysWhichDeviceAndWhy() throws IOException {
        try (Wal wal = open()) {
            String named =
                    switch (device()) {
                        case FORCE -> "force";
                        case URING -> "io_uring"; // also where it says why it is not that
                        default -> "FileChannel";
                    };
            assertThat(wal.device()).contains(named);
        }
    }

    @Test
    void aBudgetThatIsUsedUpRefusesAppendsUntilRoomIsMade() throws IOException {
        var config = new WalConfig(SEGMENT, FLIGHT, 4L * SEGMENT, 2, device());
        try (Wal wal = Wal.open(folder(), config)) {
            long last = 0;
            LogFull full = null;
            while (full == null) {
                assertThat(last).isLessThan(100);
                try {
                    wal.append(1, List.of(entry(last + 1, "x".repeat(9000))));
                    last++;
                } catch (LogFull e) {
                    full = e;
                }
            }
            assertThat(full).hasMessageContaining("wal.diskBudget");
            assertThat(wal.lastIndex(1)).isEqualTo(last).isGreaterThan(20);
            wal.putMetadata(1, new byte[] {1});
            wal.truncatePrefix(1, last);
            for (int tries = 0; wal.lastIndex(1) == last; tries++) {
                assertThat(tries).isLessThan(1_000_000);
                try {
                    wal.append(1, List.of(entry(last + 1, "room again")));
                } catch (LogFull e) {
                    Thread.onSpinWait(); // the background still takes segments back
                }
            }
        }
        try (Wal wal = Wal.open(folder(), config)) {
            assertThat(text(wal, 1, wal.lastIndex(1))).isEqualTo("room again");
        }
    }
}
