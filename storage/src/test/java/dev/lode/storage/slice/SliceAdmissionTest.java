package dev.lode.storage.slice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.base.Id128;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which slices a folder lets in.
class SliceAdmissionTest {
    private static final int BLOCK = 1000;
    private static final Id128 OTHER = new Id128(-1, -1);

    @TempDir Path temp;
    private TestExtent extent;
    private ImportedExtents imports;

    @BeforeEach
    void open() throws IOException {
        extent = TestExtent.write(temp.resolve("extent"), "one", 1, 2, 77, 78);
        imports = new ImportFixture().open(temp.resolve("in"));
    }

    @AfterEach
    void close() throws IOException {
        imports.close();
    }

    @Test
    void aPartitionIsImportedByOneAtATime() throws IOException {
        SliceHeader header = header(77, TestExtent.SECRET, TestExtent.HUNT, 99);
        try (var first = imports.begin(header)) {
            assertThat(first.block()).isZero();
            assertThatThrownBy(() -> imports.begin(header))
                    .hasMessageContaining("partition 77 is being imported already");
            mustBeLetIn(header(78, TestExtent.SECRET, TestExtent.HUNT, 99));
        }
        mustBeLetIn(header);
    }

    @Test
    void onlyContentOfTheSameSecretAndHuntIsLetIn() throws IOException {
        for (SliceHeader other :
                List.of(
                        header(77, OTHER, TestExtent.HUNT, 99),
                        header(77, TestExtent.SECRET, OTHER, 99),
                        header(77, TestExtent.SECRET, Id128.ZERO, 99))) {
            assertThatThrownBy(() -> imports.begin(other))
                    .hasMessageContaining("import it into another folder");
        }
        mustBeLetIn(header(77, TestExtent.SECRET, Id128.ZERO, 0));
    }

    @Test
    void aSliceWithFewerAdditionsThanAreThereIsRefusedUntilThoseAreDropped() throws IOException {
        ImportFixture.take(imports, extent.slice(77, BLOCK));
        SliceHeader older = header(77, TestExtent.SECRET, TestExtent.HUNT, 98);
        assertThatThrownBy(() -> imports.begin(older))
                .hasMessageContaining("partition 77 is there with additions up to position 99")
                .hasMessageContaining("has them up to 98");
        mustBeLetIn(header(77, TestExtent.SECRET, TestExtent.HUNT, 99));
        mustBeLetIn(header(77, TestExtent.SECRET, TestExtent.HUNT, 100));
        assertThat(imports.drop(77)).isTrue();
        mustBeLetIn(older);
    }

    private void mustBeLetIn(SliceHeader header) throws IOException {
        try (var one = imports.begin(header)) {
            assertThat(one.block()).isZero();
        }
    }

    private SliceHeader header(int partition, Id128 secret, Id128 hunt, long logPosition)
            throws IOException {
        var origin = new SliceSource.Origin(secret, hunt, 7, 2, logPosition);
        var layers = List.of(extent.layer(SliceChunk.Kind.PACK, 0));
        try (var source = SliceSource.open(partition, origin, layers, BLOCK)) {
            return source.header();
        }
    }
}
