package dev.lode.node.slot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.Id128;
import dev.lode.game.hunter.HunterSlot;
import dev.lode.node.TestWorld;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlotJournalTest {
    private static final Id128 HUNT = TestWorld.id(1);
    private static final SlotJournal.Config CONFIG =
            new SlotJournal.Config(4096, 6_000, 5_000_000, Duration.ofSeconds(10));

    @TempDir Path folder;

    private static void await(BooleanSupplier condition) {
        for (int tries = 0; !condition.getAsBoolean(); tries++) {
            assertThat(tries).as("tries").isLessThan(10_000);
            LockSupport.parkNanos(1_000_000);
        }
    }

    /// Writes one slot as one batch, with the room as its version.
    private static void write(SlotFeed feed, int hunter, long room, int sweep) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment slot = arena.allocate(HunterSlot.BYTES);
            HunterSlot.init(slot, 0, 7, hunter);
            HunterSlot.arrive(slot, 0, room, 0);
            await(feed::begin);
            assertThat(feed.put(HUNT, slot, 0)).isTrue();
            feed.end(sweep);
        }
    }

    private SlotJournal open() throws IOException {
        return new SlotJournal(folder, CONFIG, 1, () -> 0);
    }

    private Map<Long, Long> recover() throws IOException {
        Map<Long, Long> rooms = new HashMap<>();
        SlotRecovery.Report _ =
                SlotRecovery.read(
                        folder,
                        (hunt, slot, offset) -> {
                            assertThat(hunt).isEqualTo(HUNT);
                            rooms.put(
                                    HunterSlot.hunterLow(slot, offset),
                                    HunterSlot.roomFp(slot, offset));
                        });
        return rooms;
    }

    private long files() throws IOException {
        try (var list = Files.list(folder)) {
            return list.count();
        }
    }

    @Test
    void theNewestVersionOfEachSlotIsRecovered() throws Exception {
        try (SlotJournal journal = open()) {
            for (int version = 1; version <= 5; version++) {
                write(journal.feed(0), 1, version, SlotFeed.NO_SWEEP);
                write(journal.feed(0), 2, 10 + version, SlotFeed.NO_SWEEP);
            }
        }
        assertThat(recover()).isEqualTo(Map.of(1L, 5L, 2L, 15L));
    }

    @Test
    void aTornOrDamagedTailLosesItsOwnBatchOnly() throws Exception {
        try (SlotJournal journal = open()) {
            write(journal.feed(0), 1, 1, SlotFeed.NO_SWEEP);
            write(journal.feed(0), 2, 2, SlotFeed.NO_SWEEP);
        }
        Path file = SlotRecovery.file(folder, 1);
        byte[] whole = Files.readAllBytes(file);
        for (int cut = 1; cut < SlotFormat.BATCH_HEAD + SlotFormat.RECORD; cut += 7) {
            Files.write(file, Arrays.copyOf(whole, whole.length - cut));
            assertThat(recover()).isEqualTo(Map.of(1L, 1L));
        }
        byte[] flipped = whole.clone();
        flipped[whole.length - 50] ^= 4;
        Files.write(file, flipped);
        assertThat(recover()).isEqualTo(Map.of(1L, 1L));
        Files.write(file, whole);
        Files.write(file, new byte[4096], StandardOpenOption.APPEND);
        assertThat(recover()).isEqualTo(Map.of(1L, 1L, 2L, 2L));
    }

    @Test
    void aNewFileGetsEverySlotBeforeTheOldOneIsDeleted() throws Exception {
        try (SlotJournal journal = open()) {
            SlotFeed feed = journal.feed(0);
            write(feed, 1, 100, SlotFeed.NO_SWEEP);
            write(feed, 2, 200, feed.sweep());
            int sweep = feed.sweep();
            for (int version = 0; feed.sweep() == sweep; version++) {
                write(feed, 3, version, SlotFeed.NO_SWEEP);
            }
            assertThat(files()).isEqualTo(2);
            assertThat(recover()).containsEntry(1L, 100L).containsEntry(2L, 200L);
            write(feed, 1, 101, SlotFeed.NO_SWEEP);
            assertThat(files()).as("not all slots are in the new file").isEqualTo(2);
            write(feed, 2, 201, feed.sweep());
            await(() -> !Files.exists(SlotRecovery.file(folder, 1)));
        }
        assertThat(recover()).containsEntry(1L, 101L).containsEntry(2L, 201L);
    }

    @Test
    void aDiskThatRefusesIsSaidAndTriedAgainWhileSlotsKeepComing() throws Exception {
        try (SlotJournal journal = open()) {
            SlotFeed feed = journal.feed(0);
            write(feed, 1, 1, feed.sweep());
            Path full = SlotRecovery.file(folder, 2);
            Files.createSymbolicLink(full, Path.of("/dev/full"));
            for (int version = 0; !journal.isFailing(); version++) {
                write(feed, 2, version, SlotFeed.NO_SWEEP);
            }
            assertThat(journal.failures()).isPositive();
            write(feed, 3, 33, SlotFeed.NO_SWEEP);
            Files.delete(full);
            await(() -> !journal.isFailing());
            write(feed, 4, 44, SlotFeed.NO_SWEEP);
        }
        assertThat(recover()).containsEntry(3L, 33L).containsEntry(4L, 44L);
    }
}
