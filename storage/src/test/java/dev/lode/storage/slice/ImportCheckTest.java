package dev.lode.storage.slice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.storage.extent.CellRef;
import dev.lode.storage.pack.VerifyReport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A folder of imports is checked beside one who serves from it.
class ImportCheckTest {
    private static final int BLOCK = 1000;
    private static final int DAMAGES_MAX = 10;

    @TempDir Path temp;
    private final ImportFixture fixture = new ImportFixture();
    private TestExtent extent = TestExtent.NONE;
    private Path in = Path.of("");

    @BeforeEach
    void writeExtent() throws IOException {
        in = temp.resolve("in");
        extent = TestExtent.write(temp.resolve("extent"), "one", 3, 40, 0, 77, 65_535);
    }

    private ImportedExtents open() throws IOException {
        var imports = fixture.open(in);
        for (int partition : new int[] {0, 77, 65_535}) {
            ImportFixture.take(imports, extent.slice(partition, BLOCK));
        }
        return imports;
    }

    private void flip(long at) throws IOException {
        try (var file =
                FileChannel.open(
                        ImportFixture.path(in, 1),
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            var one = ByteBuffer.allocate(1);
            int _ = file.read(one, at);
            one.put(0, (byte) (one.get(0) ^ 4));
            int _ = file.write(one.flip(), at);
        }
    }

    private List<VerifyReport.Damage> damages() throws IOException {
        return ImportCheck.beside(in, null, DAMAGES_MAX).reports().values().stream()
                .flatMap(report -> report.damages().stream())
                .toList();
    }

    @Test
    void findsNothingWrongAndChangesNothing() throws IOException {
        try (var _ = open()) {
            byte[] before = Files.readAllBytes(ImportFixture.path(in, 1));
            byte[] journal = Files.readAllBytes(in.resolve("journal"));
            var found = ImportCheck.beside(in, null, DAMAGES_MAX);
            assertThat(found.partitions()).isEqualTo(3);
            assertThat(found.reports()).containsOnlyKeys(ImportFixture.path(in, 1));
            assertThat(found.reports().values()).allMatch(VerifyReport::sound);
            assertThat(Files.readAllBytes(ImportFixture.path(in, 1))).isEqualTo(before);
            assertThat(Files.readAllBytes(in.resolve("journal"))).isEqualTo(journal);
        }
    }

    @Test
    void namesEachDamage() throws IOException {
        try (var imports = open()) {
            var ref = new CellRef();
            assertThat(ImportFixture.find(imports, extent.of(77).firstKey(), ref)).isTrue();
            flip(ref.offset + 3);
            var placement = ImportFixture.partition(imports, 65_535).placements().getFirst();
            flip(placement.headAt() + 70);
            flip(4096 + 32 * 65_535L + 9);
            assertThat(damages())
                    .extracting(VerifyReport.Damage::section, VerifyReport.Damage::partition)
                    .containsExactlyInAnyOrder(
                            org.assertj.core.groups.Tuple.tuple("blobs", 77),
                            org.assertj.core.groups.Tuple.tuple("heads", 65_535),
                            org.assertj.core.groups.Tuple.tuple("directory", 65_535));
        }
    }

    @Test
    void namesAFileThatIsGone() throws IOException {
        try (var _ = open()) {
            Files.delete(ImportFixture.path(in, 1));
            assertThat(damages()).hasSize(3).allMatch(one -> one.what().contains("it is gone"));
        }
    }

    /// Partitions come, are replaced and dropped, and their room is punched, while checks run.
    @Test
    void neverCallsDamagedWhatComesAndGoesMeanwhile() throws Exception {
        var other = TestExtent.write(temp.resolve("other"), "two", 3, 40, 77);
        byte[][] slices = {extent.slice(77, BLOCK), other.slice(77, BLOCK)};
        var done = new AtomicBoolean();
        try (var imports = open()) {
            var checking =
                    new FutureTask<>(() -> {
                        int checks = 0;
                        while (!done.get() || checks < 5) {
                            assertThat(damages()).isEmpty();
                            checks++;
                        }
                        return checks;
                    });
            Thread.ofPlatform().name("checker").start(checking);
            for (int i = 0; i < 60; i++) {
                ImportFixture.take(imports, slices[i % 2]);
                if (i % 3 == 0) {
                    assertThat(imports.drop(77)).isTrue();
                }
                fixture.epochs.reclaim();
            }
            done.set(true);
            assertThat(checking.get()).isPositive();
        }
    }
}
