package dev.lode.storage.slice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.CellKey;
import dev.lode.base.memory.Epochs;
import dev.lode.storage.blob.BlobReader;
import dev.lode.storage.extent.CellRef;
import dev.lode.storage.extent.HeadMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What tests of imports have in common: a folder, opened again and again, and what it must say.
final class ImportFixture {
    static final ImportId ID = new ImportId(TestExtent.SECRET, TestExtent.HUNT);

    final Epochs epochs = new Epochs();
    final List<String> notes = new ArrayList<>();
    private final long headAreaBytes;
    private final long checkpointBytes;

    ImportFixture(long headAreaBytes, long checkpointBytes) {
        this.headAreaBytes = headAreaBytes;
        this.checkpointBytes = checkpointBytes;
    }

    ImportFixture() {
        this(1 << 20, 1 << 30);
    }

    ImportedExtents open(Path folder) throws IOException {
        notes.clear();
        return ImportedExtents.open(
                folder,
                ID,
                epochs,
                new ImportOptions(
                        headAreaBytes,
                        checkpointBytes,
                        HeadMemory.MAPPED,
                        SliceProgress.noting(notes::add)));
    }

    static Path path(Path folder, int number) {
        return ImportFile.path(folder, number);
    }

    static void take(ImportedExtents into, byte[] slice) throws IOException {
        var reader = SliceReader.open("test", TestExtent.channel(slice));
        try (var one = into.begin(reader.header())) {
            assertThat(one.block()).isZero();
            one.take("test", reader);
        }
    }

    /// Every cell of a partition is found, with its document, and none beside it.
    static void mustServe(ImportedExtents imports, int partition, Map<Long, String> documents)
            throws IOException {
        var ref = new CellRef();
        var out = MemorySegment.ofArray(new byte[TestExtent.LONGEST]);
        for (var cell : documents.entrySet()) {
            assertThat(find(imports, cell.getKey(), ref)).as("cell %x", cell.getKey()).isTrue();
            assertThat(document(imports, ref, out)).isEqualTo(cell.getValue());
        }
        if (documents.isEmpty()) {
            assertThat(imports.partition(partition) != null).isFalse();
            assertThat(find(imports, CellKey.of(partition, 0, 0, 0), ref)).isFalse();
        } else {
            assertThat(imports.partition(partition) != null).isTrue();
            assertThat(find(imports, CellKey.of(partition, 0, 0, 1), ref)).isFalse();
        }
    }

    static boolean find(ImportedExtents imports, long cell, CellRef ref) {
        var partition = imports.partition(CellKey.partition(cell));
        return partition != null && partition.find(0, cell, ref);
    }

    static String document(ImportedExtents imports, CellRef ref, MemorySegment out) {
        return document(partition(imports, CellKey.partition(ref.cell)), ref, out);
    }

    static ImportedPartition partition(ImportedExtents imports, int partition) {
        return Objects.requireNonNull(imports.partition(partition));
    }

    static String document(ImportedPartition from, CellRef ref, MemorySegment out) {
        var source = Objects.requireNonNull(from.source(ref.file));
        try (var reader = new BlobReader(source.blobs(), TestExtent.LONGEST)) {
            int got = reader.read(ref, out, 0, TestExtent.LONGEST);
            byte[] bytes = new byte[Math.max(0, got)];
            MemorySegment.copy(out, 0, MemorySegment.ofArray(bytes), 0, bytes.length);
            return got < 0 ? "result " + got : new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
