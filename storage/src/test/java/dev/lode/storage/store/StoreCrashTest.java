package dev.lode.storage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.base.memory.Epochs;
import dev.lode.storage.faulty.Change;
import dev.lode.storage.faulty.CrashState;
import dev.lode.storage.faulty.FaultyDisk;
import dev.lode.storage.faulty.Killed;
import dev.lode.storage.faulty.Op;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Power that fails, a process that is killed and a disk that is full, at every step of flushes and
/// merges: the store is as it was before or after the step, and says so.
class StoreCrashTest {
    private static final int CELLS = 16;
    private static final int PARTS = 3;
    private static final int VARIANTS = 3;

    /// What a rename may have done before its folder is forced has more shapes.
    private static final int VARIANTS_OF_A_RENAME = 16;

    @TempDir Path folder;

    /// What a cursor promises: the state of all cells when the log was at that position.
    private final List<Map<Long, Long>> history = new ArrayList<>();

    private final List<Addition> log = new ArrayList<>();

    StoreCrashTest() {
        var random = new SplittableRandom(1);
        var versions = new HashMap<Long, Long>();
        history.add(Map.of());
        for (int i = 1; i <= PARTS * CELLS; i++) {
            Addition addition = TestCells.addition(i, TestCells.any(random), i);
            log.add(addition);
            versions.put(addition.cell(), (long) i);
            history.add(Map.copyOf(versions));
        }
    }

    @Test
    void afterALossOfPowerTheStoreIsThatOfSomeCursorAndNoneThatWasPromisedIsLost()
            throws IOException {
        long seed = Long.getLong("lode.seed", 3);
        var disk = FaultyDisk.over(Files.createDirectories(folder.resolve("disk")));
        List<long[]> promises = new ArrayList<>();
        try (CellStore store = open(disk.root())) {
            work(store, () -> promises.add(new long[] {disk.changes(), store.cursor(0)}));
        }
        Set<Long> seen = new HashSet<>();
        List<CrashState> states =
                Stream.concat(
                                disk.crashes(seed, VARIANTS),
                                disk.crashes(seed + 1, VARIANTS_OF_A_RENAME)
                                        .filter(state -> isARename(disk, state)))
                        .filter(it -> seen.add(it.fingerprint()))
                        .toList();
        int number = 0;
        for (CrashState state : states) {
            Path again = state.materialise(folder.resolve("crash" + number++));
            long least =
                    promises.stream()
                            .filter(promise -> state.changes() >= promise[0])
                            .mapToLong(promise -> promise[1])
                            .max()
                            .orElse(0);
            assertWhole(again, least, state.toString());
            delete(again);
        }
        System.out.println(states.size() + " states after a loss of power");
    }

    private static boolean isARename(FaultyDisk disk, CrashState state) {
        return state.changes() > 0
                && disk.record().get(state.changes() - 1) instanceof Change.Names names
                && names.entries().size() == 2;
    }

    @Test
    void whoIsKilledAtAnyStepLeavesTheOldOrTheNewAndTheNextStartRemovesTheRest()
            throws IOException {
        var whole = FaultyDisk.over(Files.createDirectories(folder.resolve("whole")));
        try (CellStore store = open(whole.root())) {
            work(store, () -> {});
        }
        for (int changes = 0; changes < whole.changes(); changes++) {
            Path path = Files.createDirectories(folder.resolve("killed" + changes));
            var disk = FaultyDisk.over(path);
            disk.killAfter(changes);
            long[] cursor = {0};
            try (CellStore store = open(disk.root())) {
                work(store, () -> cursor[0] = store.cursor(0));
            } catch (Killed _) {
                // as planned
            }
            assertWhole(path, cursor[0], "killed after " + changes + " changes");
            delete(path);
        }
    }

    @Test
    void aFullDiskLeavesEverythingAsItWasAndTheWorkCanBeDoneLater() throws IOException {
        int flushesRefused = 0;
        int mergesRefused = 0;
        int done = 0;
        for (int room = 0; room < 5_000_000; room += 390_625) {
            Path path = Files.createDirectories(folder.resolve("full" + room));
            var disk = FaultyDisk.over(path);
            try (CellStore store = open(disk.root());
                    StoreReader reader = store.reader()) {
                log.subList(0, CELLS).forEach(store::add);
                store.flush();
                log.subList(CELLS, 2 * CELLS).forEach(store::add);
                disk.leaveRoom(room);
                boolean flushed = done(store::flush);
                boolean merged = done(store::mergeAll);
                TestCells.assertSame(reader, history.get(2 * CELLS));
                assertThat(names(path)).noneMatch(name -> name.endsWith(".lode.tmp"));
                disk.repair();
                store.flush();
                store.mergeAll();
                TestCells.assertSame(reader, history.get(2 * CELLS));
                assertThat(store.status().extents()).isEqualTo(1);
                assertThat(store.cursor(0)).isEqualTo(2 * CELLS);
                flushesRefused += flushed ? 0 : 1;
                mergesRefused += flushed && !merged ? 1 : 0;
                done += flushed && merged ? 1 : 0;
            }
            assertWhole(path, 2 * CELLS, "a disk with room for " + room);
            delete(path);
        }
        assertThat(List.of(flushesRefused, mergesRefused, done)).allMatch(times -> times > 0);
    }

    @Test
    void aForceThatFailsIsNoSuccess() throws IOException {
        for (int skipped = 0; skipped < 4; skipped++) {
            Path path = Files.createDirectories(folder.resolve("force" + skipped));
            var disk = FaultyDisk.over(path);
            try (CellStore store = open(disk.root())) {
                log.subList(0, CELLS).forEach(store::add);
                disk.fail(Op.FORCE, skipped, FaultyDisk.BROKEN);
                assertThatThrownBy(store::flush).hasMessageContaining(FaultyDisk.BROKEN);
                assertThat(store.cursor(0)).isEqualTo(-1);
                store.flush();
                assertThat(store.cursor(0)).isEqualTo(CELLS);
            }
            assertWhole(path, CELLS, "force " + skipped + " failed");
        }
    }

    /// Two flushes, a merge, another flush.
    private void work(CellStore store, Runnable promised) throws IOException {
        for (int part = 0; part < PARTS; part++) {
            log.subList(part * CELLS, (part + 1) * CELLS).forEach(store::add);
            store.flush();
            promised.run();
            if (part % 2 == 1) {
                store.mergeAll();
                promised.run();
            }
        }
    }

    private void assertWhole(Path path, long least, String what) throws IOException {
        try (CellStore store = open(path);
                StoreReader reader = store.reader()) {
            long cursor = Math.max(0, store.cursor(0));
            assertThat(cursor).as(what).isGreaterThanOrEqualTo(least);
            TestCells.assertSame(reader, history.get((int) cursor));
            assertThat(names(path)).hasSize(store.status().extents() + 2);
            log.forEach(store::add);
            store.flush();
            TestCells.assertSame(reader, history.getLast());
        }
    }

    private interface Step {
        boolean run() throws IOException;
    }

    private static boolean done(Step step) {
        try {
            step.run();
            return true;
        } catch (IOException e) {
            assertThat(e).hasMessageContaining(FaultyDisk.NO_SPACE);
            return false;
        }
    }

    private static CellStore open(Path path) throws IOException {
        return CellStore.open(
                path,
                Base.none(TestCells.CONTENT),
                TestCells.ROOMS,
                new Epochs(),
                TestCells.config(3));
    }

    private static List<String> names(Path path) throws IOException {
        try (var files = Files.list(path)) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        }
    }

    private static void delete(Path path) throws IOException {
        try (var files = Files.list(path)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(path);
    }
}
