package dev.lode.storage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.storage.extent.CellRef;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A store one of whose extents is damaged: what is sound is served and merged, the rest is named.
class DamagedExtentsTest {
    @TempDir Path folder;
    private OneStore one;

    @BeforeEach
    void open() throws IOException {
        one = new OneStore(folder);
    }

    @AfterEach
    void close() throws IOException {
        one.close();
    }

    @Test
    void aDamagedPartitionIsRefusedAloneAndItsExtentIsNotMerged() throws IOException {
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < 100; i++) {
            one.addAny(random);
        }
        one.store.flush();
        one.addAny(random);
        one.store.flush();
        one.close();
        long cell = firstOf(0);
        // The first head lies right behind the partition directory.
        flip(StoreFiles.extent(folder, 1), 4096 + (2 << 20) + 70);
        one.open(TestCells.ROOMS);
        assertThatThrownBy(() -> one.reader.find(cell, new CellRef()))
                .hasMessageContaining("extent-000001.lode")
                .hasMessageContaining("partition 0 is damaged");
        long other = firstOf(1);
        assertThat(TestCells.read(one.reader, other)).startsWith("{");
        assertThat(one.store.status().damages()).singleElement().asString().contains("000001");
        assertThat(one.store.mergeAll()).isFalse();
        assertThat(one.store.status().extents()).isEqualTo(2);
    }

    @Test
    void anExtentWithADamagedBlobIsNamedAndNotMerged() throws IOException {
        SplittableRandom random = new SplittableRandom(12);
        for (int extent = 0; extent < 3; extent++) {
            for (int i = 0; i < 20; i++) {
                one.addAny(random);
            }
            one.store.flush();
        }
        Path damaged = StoreFiles.extent(folder, 1);
        flip(damaged, lastBlob(damaged));
        assertThatThrownBy(() -> one.store.mergeAll())
                .isInstanceOf(DamagedSource.class)
                .hasMessageContaining("extent-000001.lode")
                .hasMessageContaining("is not merged");
        assertThat(one.store.mergeAll()).isTrue();
        assertThat(one.store.status().extents()).isEqualTo(2);
        assertThat(Files.exists(damaged)).isTrue();
    }

    @Test
    void whatIsMergedBelowADamagedExtentStaysBelowIt() throws IOException {
        SplittableRandom random = new SplittableRandom(13);
        long cell = TestCells.any(random);
        for (int extent = 1; extent <= 3; extent++) {
            one.add(cell);
            while (one.store.status().overlayBytes() == 0 || one.versions.size() < 20 * extent) {
                one.addAny(random);
            }
            one.store.flush();
        }
        Path newest = StoreFiles.extent(folder, 3);
        flip(newest, lastBlob(newest));
        assertThatThrownBy(() -> one.store.mergeAll()).isInstanceOf(DamagedSource.class);
        assertThat(one.store.mergeAll()).isTrue();
        assertThat(one.store.status().extents()).isEqualTo(2);
        long version = Objects.requireNonNull(one.versions.get(cell));
        assertThat(TestCells.read(one.reader, cell)).isEqualTo(TestCells.text(cell, version));
        one.openAgain();
        assertThat(TestCells.read(one.reader, cell)).isEqualTo(TestCells.text(cell, version));
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
        return one.versions.keySet().stream()
                .filter(cell -> cell >>> 48 == partition * 13_107L)
                .findFirst()
                .orElseThrow();
    }
}
