package dev.lode.storage.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.memory.Epochs;
import dev.lode.storage.Seeds;
import dev.lode.storage.extent.HeadMemory;
import dev.lode.storage.faulty.FaultyDisk;
import dev.lode.storage.faulty.Op;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.ResourceBundle;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The compactor's thread, by a clock that goes on only where it sleeps.
class CompactorTest {
    private static final long RATE = 128 << 10;
    private static final long SECOND = 1_000_000_000;

    @TempDir Path folder;
    private final Epochs epochs = new Epochs();
    private final StillClock clock = new StillClock();
    private final Map<Long, Long> versions = new HashMap<>();
    private final Said said = new Said();
    private final SplittableRandom random = Seeds.random("CompactorTest", 1);
    private long position;

    /// What is said to the log.
    private static final class Said implements System.Logger {
        final List<String> lines = new CopyOnWriteArrayList<>();

        long count(String part) {
            return lines.stream().filter(line -> line.contains(part)).count();
        }

        @Override
        public String getName() {
            return "said";
        }

        @Override
        public boolean isLoggable(Level level) {
            return true;
        }

        @Override
        public void log(
                Level level,
                @Nullable ResourceBundle bundle,
                @Nullable String line,
                @Nullable Throwable why) {
            lines.add(level + ": " + line);
        }

        @Override
        public void log(
                Level level,
                @Nullable ResourceBundle bundle,
                @Nullable String format,
                @Nullable Object... values) {
            lines.add(level + ": " + format);
        }
    }

    @Test
    void writesAndMergesAtItsPaceAndNothingIsLost() throws IOException {
        try (CellStore store = open(folder, OptionalLong.of(RATE), 2);
                StoreReader reader = store.reader();
                var compactor = new Compactor(epochs, clock, said)) {
            compactor.add("paced", store);
            for (int i = 0; i < 20_000; i++) {
                addOnceThereIsRoom(store);
            }
            await(() -> !store.isDue());
            TestCells.assertSame(reader, versions);
            assertThat(store.status().extents()).isBetween(1, 2);
        }
        // Each extent, merged ones too, has at least the cells of a full overlay: 40 KiB and more.
        long compactions = said.count("compacted in");
        long paced = clock.nanos() * RATE / SECOND;
        assertThat(compactions).isGreaterThan(3);
        assertThat(paced).isGreaterThan(compactions * 40 * 1024);
        assertThat(paced).isLessThan(compactions * 400 * 1024);
    }

    @Test
    void triesAgainLaterAndLaterUntilTheDiskIsMended() throws IOException {
        var disk = FaultyDisk.over(folder);
        try (CellStore store = open(disk.root(), OptionalLong.empty(), 2);
                StoreReader reader = store.reader();
                var compactor = new Compactor(epochs, clock, said)) {
            disk.failAlways(Op.FORCE, FaultyDisk.BROKEN);
            fill(store);
            compactor.add("broken", store);
            await(() -> clock.sleeps().size() >= 9);
            TestCells.assertSame(reader, versions);
            fill(store);
            TestCells.assertSame(reader, versions);
            disk.repair();
            await(() -> !store.isDue());
            TestCells.assertSame(reader, versions);
            addOnceThereIsRoom(store);
        }
        List<Long> waits = clock.sleeps().stream().map(nanos -> nanos / SECOND).toList();
        assertThat(waits.subList(0, 9)).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
        assertThat(said.count("WARNING")).isEqualTo(1);
        assertThat(said.count("goes on")).isEqualTo(1);
    }

    @Test
    void closingInTheMiddleOfAMergeLeavesTheOldStateAndNoLeftovers() throws IOException {
        try (CellStore store = open(folder, OptionalLong.empty(), 12)) {
            for (int extent = 0; extent < 3; extent++) {
                fill(store);
                store.flush();
                store.flush();
            }
        }
        clock.hold();
        try (CellStore store = open(folder, OptionalLong.of(RATE), 1);
                StoreReader reader = store.reader()) {
            int before = store.status().extents();
            assertThat(before).isGreaterThan(1);
            try (var compactor = new Compactor(epochs, clock, said)) {
                compactor.add("closing", store);
                await(() -> !clock.sleeps().isEmpty());
                assertThat(temps()).hasSize(1);
            }
            assertThat(temps()).isEmpty();
            assertThat(store.status().extents()).isEqualTo(before);
            TestCells.assertSame(reader, versions);
        }
        try (CellStore store = open(folder, OptionalLong.empty(), 1);
                StoreReader reader = store.reader()) {
            assertThat(store.mergeAll()).isTrue();
            TestCells.assertSame(reader, versions);
        }
    }

    @Test
    void closesWhatWasReplacedOnceTheLastReaderHasPassed() throws IOException {
        var participant = epochs.join("reader");
        try (CellStore store = open(folder, OptionalLong.empty(), 1);
                var compactor = new Compactor(epochs, clock, said)) {
            participant.online();
            fill(store);
            store.flush();
            fill(store);
            store.flush();
            store.flush();
            compactor.add("retiring", store);
            await(() -> store.status().extents() == 1);
            // It looks again and again, by a clock that never waits, while the reader holds on.
            await(() -> clock.sleeps().size() > 20);
            assertThat(extents()).hasSizeGreaterThan(1);
            participant.offline();
            await(() -> epochs.waiting() == 0);
            assertThat(extents()).hasSize(1);
        }
        participant.close();
    }

    /// Adds until no more is taken.
    private void fill(CellStore store) {
        while (add(store) != Addition.Outcome.FULL) {}
    }

    private void addOnceThereIsRoom(CellStore store) {
        await(() -> add(store) != Addition.Outcome.FULL);
    }

    private Addition.Outcome add(CellStore store) {
        long cell = TestCells.any(random);
        var outcome = store.add(TestCells.addition(position + 1, cell, position + 1));
        if (outcome == Addition.Outcome.ADDED) {
            versions.put(cell, ++position);
        }
        return outcome;
    }

    private CellStore open(Path at, OptionalLong rate, int extentsMax) throws IOException {
        return CellStore.open(
                at,
                Base.none(TestCells.CONTENT),
                TestCells.ROOMS,
                epochs,
                new StoreConfig(
                        1 << 20,
                        extentsMax,
                        rate,
                        Duration.ofMinutes(1),
                        TestCells.config(1).documentBytesMax(),
                        HeadMemory.MAPPED,
                        new SliceConfig(4096, 1 << 20, 1 << 30, 3)));
    }

    private List<String> temps() throws IOException {
        return names().stream().filter(name -> name.endsWith(".lode.tmp")).toList();
    }

    private List<String> extents() throws IOException {
        return names().stream().filter(name -> name.endsWith(".lode")).toList();
    }

    private List<String> names() throws IOException {
        var names = new ArrayList<String>();
        try (var files = Files.list(folder)) {
            files.forEach(file -> names.add(String.valueOf(file.getFileName())));
        }
        return names;
    }

    private static void await(BooleanSupplier condition) {
        long giveUp = System.nanoTime() + 60 * SECOND;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - giveUp).as("has come by now").isNegative();
            Thread.onSpinWait();
        }
    }
}
