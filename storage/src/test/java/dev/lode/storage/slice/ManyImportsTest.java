package dev.lode.storage.slice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// More chunks than a process may have maps (65,530).
class ManyImportsTest {
    private static final int PARTITIONS = 4_400;
    private static final int CHUNKS_EACH = 16;
    private static final int BLOCK = 1 << 16;
    private static final int MAPS_MAX = 1_000;
    private static final Path MEMORY = Path.of("/dev/shm");

    private Path temp = Path.of("");

    /// In memory where there is such a folder: what counts here is no force to a disk.
    @BeforeEach
    void makeFolder() throws IOException {
        temp =
                Files.isWritable(MEMORY)
                        ? Files.createTempDirectory(MEMORY, "lode-many-")
                        : Files.createTempDirectory("lode-many-");
    }

    @AfterEach
    void removeFolder() throws IOException {
        try (var all = Files.walk(temp)) {
            for (Path one : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(one);
            }
        }
    }

    @Test
    void shareAFewFilesAndMaps() throws IOException {
        var extent =
                TestExtent.write(
                        temp.resolve("extent"),
                        "one",
                        1,
                        1,
                        IntStream.range(0, PARTITIONS).toArray());
        var layers = new ArrayList<SliceSource.Layer>();
        for (int i = 0; i < CHUNKS_EACH; i++) {
            layers.add(extent.layer(SliceChunk.Kind.ADDED, i));
        }
        var fixture = new ImportFixture(2 << 20, 1 << 30);
        Path in = temp.resolve("in");
        long before = maps();
        try (var imports = fixture.open(in)) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                try (var source = TestExtent.open(partition, BLOCK, layers)) {
                    ImportFixture.take(imports, TestExtent.slice(source));
                }
            }
            mustServe(imports, extent);
            assertThat(imports.use().files()).isEqualTo(CHUNKS_EACH);
            assertThat(maps() - before).isLessThan(MAPS_MAX);
        }
        try (var imports = fixture.open(in)) {
            mustServe(imports, extent);
            assertThat(maps() - before).isLessThan(MAPS_MAX);
        }
    }

    private static void mustServe(ImportedExtents imports, TestExtent extent) throws IOException {
        assertThat(imports.partitions()).hasSize(PARTITIONS);
        for (int partition : List.of(0, PARTITIONS / 2, PARTITIONS - 1)) {
            ImportFixture.mustServe(imports, partition, Map.copyOf(extent.of(partition)));
        }
    }

    /// How many maps this process has.
    private static long maps() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.count();
        }
    }
}
