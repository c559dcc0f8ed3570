package dev.lode.storage.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.base.CellKey;
import dev.lode.base.Id128;
import dev.lode.base.memory.Epochs;
import dev.lode.storage.blob.CellSource;
import dev.lode.storage.extent.HeadMemory;
import dev.lode.storage.pack.ExtentFile;
import dev.lode.storage.slice.SliceChunk;
import dev.lode.storage.slice.SliceIntake.Outcome;
import dev.lode.storage.slice.SliceReader;
import dev.lode.storage.slice.SliceSource;
import dev.lode.storage.slice.SliceWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/// Two stores that follow one log, one over a pack, and partitions that move between them.
final class TwoStores implements AutoCloseable {
    static final Id128 HUNT = new Id128(3, 5);
    static final int PARTITIONS = 5;
    static final long BASE_VERSION = 1_000_000;

    final List<Addition> log = new ArrayList<>();
    final Map<Long, Long> sealed = new HashMap<>();
    final Side one;
    final Side two;
    private final ExtentFile pack;

    /// A store, and what it must show.
    final class Side {
        final Path folder;
        final Base base;
        final StoreConfig config;
        final Epochs epochs = new Epochs();
        CellStore store;
        StoreReader reader;
        int given;
        final Map<Integer, Import> imports = new HashMap<>();

        Side(Path folder, Base base, HeadMemory heads) throws IOException {
            this.folder = folder;
            this.base = base;
            config = TestCells.config(3, heads);
            store = CellStore.open(folder, base, TestCells.ROOMS, epochs, config);
            reader = store.reader();
        }

        void openAgain() throws IOException {
            close();
            store = CellStore.open(folder, base, TestCells.ROOMS, epochs, config);
            reader = store.reader();
            given = (int) Math.max(0, store.cursor(TestCells.GROUP));
        }

        void close() throws IOException {
            reader.close();
            store.close();
        }

        void follow(int upTo) throws IOException {
            while (given < upTo) {
                if (store.add(log.get(given)) == Addition.Outcome.FULL) {
                    store.flush();
                } else {
                    given++;
                }
            }
        }

        boolean hasBase(int partition) {
            Import there = imports.get(partition);
            return there == null ? base.sealed().isPresent() : there.withBase();
        }

        int position(int partition) {
            Import there = imports.get(partition);
            return there == null ? given : Math.max(given, there.position());
        }

        void mustShowWhatItHas() {
            Map<Long, Long> versions = new HashMap<>();
            sealed.forEach((cell, version) -> {
                if (hasBase(CellKey.partition(cell))) {
                    versions.put(cell, version);
                }
            });
            for (int i = 0; i < log.size(); i++) {
                long cell = log.get(i).cell();
                if (i < position(CellKey.partition(cell))) {
                    versions.put(cell, (long) i + 1);
                }
            }
            TestCells.assertSame(reader, versions);
        }

        SliceSource export(int partition, long positionMax) throws IOException {
            return store.slices().export(partition, TestCells.GROUP, 1, positionMax);
        }
    }

    record Import(int position, boolean withBase) {}

    TwoStores(Path temp) throws IOException {
        this(temp, HeadMemory.MAPPED);
    }

    TwoStores(Path temp, HeadMemory heads) throws IOException {
        var random = new SplittableRandom(7);
        Path folder = temp.resolve("sealed");
        try (var store =
                CellStore.open(
                        folder,
                        Base.none(TestCells.CONTENT),
                        TestCells.ROOMS,
                        new Epochs(),
                        TestCells.config(3))) {
            for (int i = 1; i <= 300; i++) {
                long cell = TestCells.any(random);
                store.add(TestCells.addition(i, cell, BASE_VERSION + i));
                sealed.put(cell, BASE_VERSION + i);
            }
            store.flush();
        }
        Path file = StoreFiles.extent(folder, 1);
        pack = ExtentFile.open(file, HeadMemory.RESIDENT);
        var base =
                new Base(
                        TestCells.CONTENT,
                        HUNT,
                        Optional.of(
                                new Base.Sealed(
                                        new CellSource(Base.NUMBER, pack.extent(), pack.blobs()),
                                        new SliceSource.Layer(
                                                SliceChunk.Kind.PACK, 0, file, pack.place()))));
        one = new Side(temp.resolve("one"), base, heads);
        two = new Side(temp.resolve("two"), Base.none(TestCells.CONTENT).playedIn(HUNT), heads);
    }

    @Override
    public void close() throws IOException {
        one.close();
        two.close();
        pack.close();
    }

    void write(SplittableRandom random, int count) {
        for (int i = 0; i < count; i++) {
            long position = log.size() + 1L;
            log.add(TestCells.addition(position, TestCells.any(random), position));
        }
    }

    static int partition(SplittableRandom random) {
        return random.nextInt(PARTITIONS) * 13_107;
    }

    static byte[] bytes(SliceSource source) throws IOException {
        var bytes = new ByteArrayOutputStream();
        new SliceWriter(source).write(Channels.newChannel(bytes));
        return bytes.toByteArray();
    }

    static SliceReader reader(byte[] slice) throws IOException {
        return SliceReader.open("link", Channels.newChannel(new ByteArrayInputStream(slice)));
    }

    static Outcome take(Side to, byte[] slice) throws IOException {
        return to.store.slices().take(reader(slice)).outcome();
    }

    static void move(Side from, Side to, int partition) throws IOException {
        Import next = new Import(from.position(partition), from.hasBase(partition));
        Import there = to.imports.get(partition);
        byte[] slice;
        try (SliceSource source = from.export(partition, Long.MAX_VALUE)) {
            slice = bytes(source);
        }
        if (there != null && there.position() > next.position()) {
            assertThatThrownBy(() -> take(to, slice)).hasMessageContaining("export it anew");
            return;
        }
        if (take(to, slice) != Outcome.EMPTY) {
            to.imports.put(partition, next);
        }
    }
}
