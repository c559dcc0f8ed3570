package dev.lode.storage.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.base.Layouts;
import dev.lode.storage.blob.BlobReader;
import dev.lode.storage.extent.CellRef;
import dev.lode.storage.extent.ChunkHeader;
import dev.lode.storage.extent.DamagedChunk;
import dev.lode.storage.index.CellValue;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Packs whose checksums hold and whose numbers lie.
class LyingPackTest {
    /// Where the footer says where the heads begin.
    private static final int HEADS_AT = 136;

    private static final int FIRST_VALUE = 64 + 64 + 64;

    @TempDir Path folder;
    private Path file = Path.of("");
    private byte[] whole = {};

    @BeforeEach
    void packOneCell() throws IOException {
        if (whole.length > 0) {
            Files.write(file, whole);
            return;
        }
        file = folder.resolve("lying.lode");
        var hunt = new TestHunt();
        hunt.rooms.add(1L);
        hunt.cells.put(new TestHunt.Place(1, 0, 0), "{\"true\":1}");
        hunt.pack(file);
        whole = Files.readAllBytes(file);
    }

    @Test
    void refusesSectionsThatLieOutsideOfTheFile() throws IOException {
        long[] lies = {-1, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 40};
        for (int row = 0; row < 5; row++) {
            for (int field : new int[] {8, 16, 24}) {
                for (long lie : lies) {
                    if (row < 2 && field == 24) {
                        continue;
                    }
                    packOneCell();
                    long at = 128 + 32L * row + field;
                    TestForger.footer(file, footer -> footer.set(Layouts.I64, at, lie));
                    assertThatThrownBy(() -> Pack.open(file))
                            .as("row %d, field %d, %d", row, field, lie)
                            .isInstanceOf(DamagedPack.class)
                            .hasMessageContaining("outside of the file");
                    assertThat(Pack.verify(file, 5, PackProgress.NONE).sound()).isFalse();
                }
            }
        }
    }

    @Test
    void refusesAFooterThatContradictsItself() throws IOException {
        TestForger.footer(file, footer -> footer.set(Layouts.I32, 12, Integer.MAX_VALUE));
        mustRefuse("contradicts itself");
        packOneCell();
        TestForger.footer(file, footer -> footer.set(Layouts.I64, 40, 1L << 60));
        mustRefuse("contradicts itself");
        packOneCell();
        TestForger.footer( // heads that do not begin at a line
                file,
                footer -> footer.set(Layouts.I64, HEADS_AT, footer.get(Layouts.I64, HEADS_AT) - 8));
        mustRefuse("contradicts itself");
        packOneCell();
        TestForger.footer(file, footer -> footer.set(Layouts.I64, 16, 17));
        mustRefuse("another file");
    }

    @Test
    void refusesAPartitionThatClaimsMoreThanItsHeadCanHold() throws IOException {
        long[] lies = {9, 1L << 47, Long.MAX_VALUE, -1};
        for (long lie : lies) {
            packOneCell();
            TestForger.header(file, 0, h -> lying(h, h.rooms(), lie, h.headBytes(), h.blobBytes()));
            mustRefuseThePartition();
            packOneCell();
            TestForger.header(file, 0, h -> lying(h, h.rooms(), h.cells(), lie, h.blobBytes()));
            mustRefuseThePartition();
        }
        for (int lie : new int[] {0, 5, Integer.MAX_VALUE, -1}) {
            packOneCell();
            TestForger.header(file, 0, h -> lying(h, lie, h.cells(), h.headBytes(), h.blobBytes()));
            mustRefuseThePartition();
        }
        for (long lie : new long[] {1 << 20, Long.MAX_VALUE, -1}) {
            packOneCell();
            TestForger.header(file, 0, h -> lying(h, h.rooms(), h.cells(), h.headBytes(), lie));
            mustRefuseThePartition();
        }
    }

    @Test
    void refusesABlobThatLiesOutsideOfItsPartition() throws IOException {
        lieAboutTheBlob((1L << 48) - 1, 10, 10);
        mustRefuseThePartition();
        lieAboutTheBlob(0, (1 << 24) - 1, 10);
        mustRefuseThePartition();
    }

    @Test
    void refusesADocumentThatClaimsToBeHuge() throws IOException {
        lieAboutTheBlob(0, 5, (1 << 24) - 1);
        assertThat(read()).isEqualTo(BlobReader.TOO_LARGE);
        assertThat(Pack.verify(file, 5, PackProgress.NONE).damages())
                .anyMatch(damage -> damage.what().contains("impossible"));
    }

    @Test
    void refusesADocumentWhoseLengthIsNotWhatTheIndexSays() throws IOException {
        for (int plain : new int[] {0, 1, 9}) {
            packOneCell();
            lieAboutTheBlob(0, 5, plain);
            assertThat(read()).isEqualTo(BlobReader.DAMAGED);
        }
    }

    private int read() throws IOException {
        try (var pack = Pack.open(file);
                var reader = pack.reader()) {
            var ref = new CellRef();
            assertThat(pack.extent().find(0, ref)).isTrue();
            byte[] out = new byte[64];
            int length = reader.read(ref, MemorySegment.ofArray(out), 0, 64);
            assertThat(out).containsOnly(0);
            return length;
        }
    }

    private void lieAboutTheBlob(long offset, int stored, int plain) throws IOException {
        TestForger.body(
                file,
                0,
                head -> {
                    int checksum = CellValue.checksum(head.get(Layouts.I64, FIRST_VALUE + 8L));
                    head.set(Layouts.I64, FIRST_VALUE, CellValue.low(offset, stored));
                    head.set(
                            Layouts.I64, FIRST_VALUE + 8L, CellValue.high(stored, plain, checksum));
                });
    }

    private static ChunkHeader lying(
            ChunkHeader header, int rooms, long cells, long headBytes, long blobBytes) {
        return new ChunkHeader(
                header.partition(),
                rooms,
                header.keys(),
                cells,
                headBytes,
                blobBytes,
                header.pagesCheck(),
                header.pageChecks(),
                0);
    }

    private void mustRefuse(String message) {
        assertThatThrownBy(() -> Pack.open(file))
                .isInstanceOf(DamagedPack.class)
                .hasMessageContaining(message);
    }

    private void mustRefuseThePartition() throws IOException {
        assertThat(Pack.verify(file, 5, PackProgress.NONE).sound()).isFalse();
        try (var pack = Pack.open(file)) {
            assertThatThrownBy(() -> pack.extent().find(0, new CellRef()))
                    .isInstanceOf(DamagedChunk.class);
            assertThat(pack.extent().find(1L << 50, new CellRef())).isFalse();
        }
    }
}
