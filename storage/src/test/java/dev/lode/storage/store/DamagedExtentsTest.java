package dev.lode.storage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.base.memory.Epochs;
import dev.lode.storage.extent.CellRef;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A store one of whose extents is damaged: what is sound is served and merged, the rest is named.
class DamagedExtentsTest {
    @TempDir Path folder;
    private final Epochs epochs = new Epochs();
    private final Map<Long, Long> versions = new HashMap<>();
    private CellStore store;
    private StoreReader reader;
    private long position;

    @BeforeEach
    void open() throws IOException {
        store =
                CellStore.open(
                        folder,
                        Base.none(TestCells.CONTENT),
                        TestCells.ROOMS,
                        epochs,
                        TestCells.config(3));
        reader = store.reader();
    }

    @AfterEach
    void close() throws IOException {
        reader.close();
        store.close();
    }

    @Test
    void aDamagedPartitionIsRefusedAloneAndItsExtentIsNotMerged() throws IOException {
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < 100; i++) {
            add(TestCells.any(random), position + 1);
        }
        store.flush();
        add(TestCells.any(random), position + 1);
        store.flush();
        close();
        long cell = firstOf(0);
        // The first head lies right behind the partition directory.
        flip(StoreFiles.extent(folder, 1), 4096 + (2 << 20) + 70);
        open();
        assertThatThrownBy(() -> reader.find(cell, new CellRef()))
                .hasMessageContaining("extent-000001.lode")
                .hasMessageContaining("partition 0 is damaged");
        long other = firstOf(1);
        assertThat(TestCells.read(reader, other)).startsWith("{");
        assertThat(store.status().damages()).singleElement().asString().contains("000001");
        assertThat(store.mergeAll()).isFalse();
        assertThat(store.status().extents()).isEqualTo(2);
    }

    @Test
    void anExtentWithADamagedBlobIsNamedAndNotMerged() throws IOException {
        SplittableRandom random = new SplittableRandom(12);
        for (int extent = 0; extent < 3; extent++) {
            for (int i = 0; i < 20; i++) {
                add(TestCells.any(random), position + 1);
            }
            store.flush();
        }
        Path damaged = StoreFiles.extent(folder, 1);
        flip(damaged, lastBlob(damaged));
        assertThatThrownBy(() -> store.mergeAll())
                .isInstanceOf(DamagedSource.class)
                .hasMessageContaining("extent-000001.lode")
                .hasMessageContaining("is not merged");
        assertThat(store.mergeAll()).isTrue();
        assertThat(store.status().extents()).isEqualTo(2);
        assertThat(Files.exists(damaged)).isTrue();
    }

    @Test
    void whatIsMergedBelowADamagedExtentStaysBelowIt() throws IOException {
        SplittableRandom random = new SplittableRandom(13);
        long cell = TestCells.any(random);
        for (int extent = 1; extent <= 3; extent++) {
            add(cell, position + 1);
            while (store.status().overlayBytes() == 0 || versions.size() < 20 * extent) {
                add(TestCells.any(random), position + 1);
            }
            store.flush();
        }
        Path newest = StoreFiles.extent(folder, 3);
        flip(newest, lastBlob(newest));
        assertThatThrownBy(() -> store.mergeAll()).isInstanceOf(DamagedSource.class);
        assertThat(store.mergeAll()).isTrue();
        assertThat(store.status().extents()).isEqualTo(2);
        long version = Objects.requireNonNull(versions.get(cell));
        assertThat(TestCells.read(reader, cell)).isEqualTo(TestCells.text(cell, version));
        close();
        open();
        assertThat(TestCells.read(reader, cell)).isEqualTo(TestCells.text(cell, version));
    }

    private static long lastBlob(Path extent) throws IOException {
        return Files.size(extent) - 400;
    }

    private static void flip(Path file, long at) throws IOException {
        try (var channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            var one = ByteBuffer.allocate(1);
            channel.read(one, at);
            one.put(0, (byte) (one.get(0) ^ 0x10));
            channel.write(one.flip(), at);
        }
    }

    private long firstOf(int partition) {
        return versions.keySet().stream()
                .filter(cell -> cell >>> 48 == partition * 13_107L)
                .findFirst()
                .orElseThrow();
    }

    private Addition.Outcome add(long cell, long version) {
        Addition.Outcome outcome = store.add(TestCells.addition(version, cell, version));
        if (outcome == Addition.Outcome.ADDED) {
            position = version;
            versions.put(cell, version);
        }
        return outcome;
    }
}
