package dev.lode.storage.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.CellKey;
import dev.lode.base.memory.Epochs;
import dev.lode.storage.Seeds;
import dev.lode.storage.faulty.FaultyDisk;
import dev.lode.storage.slice.SliceReader;
import dev.lode.storage.slice.SliceSource;
import dev.lode.storage.slice.SliceWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A store that takes slices in, drops them and writes extents between, on a disk that loses power
/// at every step: it has what a step has made or what was before it, in every partition.
class StoreSlicesCrashTest {
    private static final int ONE = 0;
    private static final int TWO = 13_107;
    private static final int LOG = 160;
    private static final int NONE = -1;
    private static final int VARIANTS = 1;

    @TempDir Path temp;
    private final List<Addition> log = new ArrayList<>();
    private byte[] early = {};
    private byte[] late = {};
    private byte[] other = {};

    /// What a start must find.
    ///
    /// @param cursor of the group, 0 for none
    /// @param one log position of the import of the first partition, or [#NONE]
    /// @param two that of the second
    private record Found(long cursor, long one, long two) {}

    private record Promise(int changes, Found found) {}

    @BeforeEach
    void makeSlices() throws IOException {
        var random = new SplittableRandom(31);
        for (int i = 1; i <= LOG; i++) {
            log.add(TestCells.addition(i, TestCells.any(random), i));
        }
        try (var sender = open(temp.resolve("sender"))) {
            log.subList(0, 100).forEach(sender::add);
            early = slice(sender, ONE);
            sender.flush();
            log.subList(100, 150).forEach(sender::add);
            late = slice(sender, ONE);
            other = slice(sender, TWO);
        }
    }

    @Test
    void leavesEveryPartitionAsItWasOrAsItWasToBeWhereverThePowerFails() throws IOException {
        long seed = Seeds.random("leavesEveryPartitionAsItWas", 32).nextLong();
        var disk = FaultyDisk.over(Files.createDirectory(temp.resolve("disk")));
        var promises = new ArrayList<Promise>();
        promises.add(new Promise(0, new Found(0, NONE, NONE)));
        try (var store = open(disk.root())) {
            work(store, () -> promises.add(new Promise(disk.changes(), found(store))));
        }
        assertThat(promises).extracting(Promise::found).contains(new Found(120, 150, 150));
        Set<Long> seen = new HashSet<>();
        Set<Found> all = new HashSet<>();
        int number = 0;
        for (var state :
                disk.crashes(seed, VARIANTS).filter(it -> seen.add(it.fingerprint())).toList()) {
            Path again = state.materialise(temp.resolve("crash" + number++));
            int last = 0;
            while (last + 1 < promises.size()
                    && promises.get(last + 1).changes() <= state.changes()) {
                last++;
            }
            Found before = promises.get(last).found();
            Found after = promises.get(Math.min(last + 1, promises.size() - 1)).found();
            try (var store = open(again);
                    var reader = store.reader()) {
                Found found = found(store);
                assertThat(found).as(state.toString()).isIn(before, after);
                TestCells.assertSame(reader, model(found));
                all.add(found);
            }
            delete(again);
        }
        assertThat(all)
                .as("what was found in %d states", number)
                .hasSameSizeAs(promises.stream().map(Promise::found).distinct().toList());
    }

    /// Each step changes one thing.
    private void work(CellStore store, Runnable promised) throws IOException {
        log.subList(0, 60).forEach(store::add);
        step(store.flush(), promised);
        step(take(store, early), promised);
        log.subList(60, 120).forEach(store::add);
        step(store.flush(), promised);
        step(take(store, other), promised);
        step(take(store, late), promised);
        step(store.mergeAll(), promised);
        step(store.slices().drop(TWO), promised);
        log.subList(120, LOG).forEach(store::add);
        step(store.flush(), promised);
        step(store.slices().drop(ONE), promised);
    }

    private static void step(boolean done, Runnable promised) {
        assertThat(done).isTrue();
        promised.run();
    }

    private Map<Long, Long> model(Found found) {
        Map<Long, Long> versions = new HashMap<>();
        for (Addition addition : log) {
            int partition = CellKey.partition(addition.cell());
            long imported = partition == ONE ? found.one : partition == TWO ? found.two : NONE;
            if (addition.position() <= Math.max(found.cursor, imported)) {
                versions.put(addition.cell(), addition.position());
            }
        }
        return versions;
    }

    private static Found found(CellStore store) {
        return new Found(
                Math.max(0, store.cursor(TestCells.GROUP)),
                position(store, ONE),
                position(store, TWO));
    }

    private static long position(CellStore store, int partition) {
        var entry = store.view().imported(partition);
        return entry == null ? NONE : entry.from().header().logPosition();
    }

    private static boolean take(CellStore store, byte[] slice) throws IOException {
        var in = Channels.newChannel(new ByteArrayInputStream(slice));
        var _ = store.slices().take(SliceReader.open("test", in));
        return true;
    }

    private static byte[] slice(CellStore store, int partition) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (SliceSource source =
                store.slices().export(partition, TestCells.GROUP, 1, Long.MAX_VALUE)) {
            new SliceWriter(source).write(Channels.newChannel(bytes));
        }
        return bytes.toByteArray();
    }

    private static CellStore open(Path path) throws IOException {
        return CellStore.open(
                path,
                Base.none(TestCells.CONTENT),
                TestCells.ROOMS,
                new Epochs(),
                TestCells.config(3));
    }

    private static void delete(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        }
    }
}
