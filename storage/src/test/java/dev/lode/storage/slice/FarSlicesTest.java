package dev.lode.storage.slice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.storage.extent.HeadMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Slices that come from beyond 4 GiB and 1 TiB of a file, lie there, and are as long.
class FarSlicesTest {
    private static final long GIB = 1L << 30;
    private static final long TIB = 1L << 40;
    private static final int BLOCK = 1000;
    private static final int PARTITION = 77;

    @TempDir Path temp;

    @ParameterizedTest
    @ValueSource(longs = {4 * GIB - (2L << 20), 4 * GIB, 3 * TIB})
    void theSameStreamComesFromWhereverTheChunkLies(long at) throws IOException {
        var near = TestExtent.write(temp.resolve("near"), "one", 3, 40, PARTITION);
        var far = TestExtent.writeAt(at, temp.resolve("far"), "one", 3, 40, PARTITION);
        assertThat(far.slice(PARTITION, BLOCK)).isEqualTo(near.slice(PARTITION, BLOCK));
    }

    /// Blobs lie behind the area of the heads, which is a hole but for its end.
    @Test
    void anImportIsTakenServedAndSentOnFromBeyondFourGibibytes() throws IOException {
        var extent = TestExtent.write(temp.resolve("extent"), "one", 3, 40, PARTITION);
        byte[] slice = extent.slice(PARTITION, BLOCK);
        var fixture = new ImportFixture(5 * GIB, BLOCK);
        Path in = temp.resolve("in");
        try (var imports = fixture.open(in)) {
            ImportFixture.take(imports, slice);
            var placement = ImportFixture.partition(imports, PARTITION).placements().getFirst();
            assertThat(placement.blobsAt()).isGreaterThan(5 * GIB);
            ImportFixture.mustServe(imports, PARTITION, extent.of(PARTITION));
        }
        assertThat(ImportCheck.beside(in, null, 5).reports().values()).allMatch(one -> one.sound());
        try (var imports = fixture.open(in)) {
            ImportFixture.mustServe(imports, PARTITION, extent.of(PARTITION));
            assertThat(sentOn(imports)).isEqualTo(slice);
            assertThat(imports.drop(PARTITION)).isTrue();
            fixture.epochs.reclaim();
            ImportFixture.mustServe(imports, PARTITION, Map.of());
        }
    }

    private static byte[] sentOn(ImportedExtents imports) throws IOException {
        var origin = new SliceSource.Origin(TestExtent.SECRET, TestExtent.HUNT, 7, 2, 99);
        var imported = java.util.Optional.ofNullable(imports.partition(PARTITION));
        try (var source = SliceSource.open(PARTITION, origin, List.of(), imported, 0, BLOCK)) {
            return TestExtent.slice(source);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {4 * GIB - 5, 4 * GIB, TIB})
    void aChunkIsWrittenReadAndFoundWhereverItsRoomIs(long before) throws IOException {
        var extent = TestExtent.write(temp.resolve("extent"), "one", 3, 40, PARTITION);
        byte[] slice = extent.slice(PARTITION, BLOCK);
        var reader = SliceReader.open("test", TestExtent.channel(slice));
        SliceHeader header = reader.header();
        SliceChunk chunk = header.chunks().getFirst();
        Path in = Files.createDirectory(temp.resolve("in"));
        var kind = HeadMemory.MAPPED;
        long area = before + (1 << 20);
        try (var file = ImportFile.create(in, 1, ImportFixture.ID, area, 4096, kind)) {
            file.take(3, new Placement(1, before / 64 * 64, 2 * before), chunk);
            Placement placement = file.give(PARTITION, chunk);
            assertThat(placement.headAt()).isGreaterThan(before);
            assertThat(placement.blobsAt()).isGreaterThan(2 * before);
            var what =
                    new ImportedPartition(
                            1, header, List.of(placement), List.of(file), 1 << 30, null);
            try (var writer = new ContentWriter("test", what)) {
                while (reader.next()) {
                    reader.room(writer.take(reader.room(), reader.content(), reader.offset()));
                }
                writer.end();
            }
            what.enter();
            mustServe(what, extent);
        }
        try (var file = ImportFile.open(in, 1, ImportFixture.ID, kind)) {
            long at = file.extent().cells(PARTITION);
            assertThat(at).isEqualTo(extent.of(PARTITION).size());
        }
    }

    private static void mustServe(ImportedPartition what, TestExtent extent) {
        var ref = new dev.lode.storage.extent.CellRef();
        var out = java.lang.foreign.MemorySegment.ofArray(new byte[TestExtent.LONGEST]);
        extent.of(PARTITION)
                .forEach((cell, document) -> {
                    assertThat(what.find(0, cell, ref)).isTrue();
                    assertThat(ImportFixture.document(what, ref, out)).isEqualTo(document);
                });
    }

    @ParameterizedTest
    @ValueSource(longs = {4 * GIB - 1, 4 * GIB + 1, 3 * TIB})
    void positionsAndContentFollowFromEachOther(long contentBytes) {
        var shape = new SliceShape(160, contentBytes, SliceHeader.BLOCK_BYTES);
        for (long offset :
                new long[] {0, 2 * GIB - 1, 2 * GIB, contentBytes / 2, contentBytes - 1}) {
            long block = shape.blockOf(shape.positionOf(offset));
            assertThat(block).isEqualTo(offset / SliceHeader.BLOCK_BYTES);
            assertThat(shape.positionOf(offset))
                    .isEqualTo(
                            shape.blockAt(block)
                                    + SliceShape.BLOCK_HEADER_BYTES
                                    + offset % SliceHeader.BLOCK_BYTES);
            assertThat(shape.contentOf(block)).isBetween(1, SliceHeader.BLOCK_BYTES);
        }
        long last = shape.blocks() - 1;
        assertThat(shape.blockAt(last) + SliceShape.BLOCK_HEADER_BYTES + shape.contentOf(last))
                .isEqualTo(shape.endAt());
        assertThat(shape.streamBytes()).isEqualTo(shape.endAt() + SliceShape.END_BYTES);
    }
}
