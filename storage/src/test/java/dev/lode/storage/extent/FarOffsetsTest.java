package dev.lode.storage.extent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lode.base.CellKey;
import dev.lode.base.Layouts;
import dev.lode.storage.blob.BlobFile;
import dev.lode.storage.blob.BlobReader;
import dev.lode.storage.index.CellTree;
import dev.lode.storage.index.CellValue;
import dev.lode.storage.index.Checksum;
import dev.lode.storage.index.KeyShape;
import dev.lode.storage.index.TreeShape;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import net.jpountz.lz4.LZ4Factory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Heads and blobs beyond 4 GiB and 1 TiB of a file, most of which is a hole.
@Tag("either-search")
class FarOffsetsTest {
    private static final long GIB = 1L << 30;
    private static final long TIB = 1L << 40;
    private static final int PARTITION = 9;
    private static final int SPOTS = 500;
    private static final int DOCUMENT_MAX = 64;
    private static final long[] OFFSETS = {0, 4 * GIB - 3, 4 * GIB + 60, TIB - 1, 2 * TIB};

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(longs = {2 * GIB - 4096, 4 * GIB - (2L << 20), 4 * GIB, TIB - 4096, TIB, 3 * TIB})
    void anExtentIsReadWhereverItLies(long headsAt) throws IOException {
        Path path = folder.resolve("far");
        var plan = new ExtentPlan();
        plan.addRoom(PARTITION);
        for (int spot = 0; spot < SPOTS; spot++) {
            plan.addCell(PARTITION, 1, spot);
        }
        try (FileChannel file = sparse(path)) {
            var writer = new ExtentWriter(file, headsAt, plan);
            writer.room((long) PARTITION << 48, 0);
            for (int spot = 0; spot < SPOTS; spot++) {
                byte[] block = block(spot);
                int plain = document(spot).length();
                writer.cell(writer.key(1, spot), block, 0, block.length, plain);
            }
            ExtentPlace place = writer.finish(DOCUMENT_MAX);
            for (HeadMemory heads : HeadMemory.values()) {
                try (Extent extent = Extent.open(path, file, place, heads)) {
                    assertThat(extent.damages()).isEmpty();
                    assertThat(extent.find(CellKey.of(PARTITION, 0, 1, SPOTS), new CellRef()))
                            .isFalse();
                    mustBeRead(path, extent, List.of(0, 1, SPOTS / 2, SPOTS - 1));
                }
            }
        }
    }

    @Test
    void blobsOfOneChunkMayBeTebibytesApart() throws IOException {
        Path path = folder.resolve("apart");
        long blobBytes = OFFSETS[OFFSETS.length - 1] + 100;
        ExtentPlace place = writeApart(path, blobBytes);
        try (FileChannel file = FileChannel.open(path)) {
            for (HeadMemory heads : HeadMemory.values()) {
                try (Extent extent = Extent.open(path, file, place, heads)) {
                    assertThat(extent.damages()).isEmpty();
                    mustBeRead(path, extent, List.of(0, 1, 2, 3, 4));
                }
            }
        }
    }

    @Test
    void aPartitionIsRefusedWhereABlobLiesBehindItsBlobs() throws IOException {
        Path path = folder.resolve("behind");
        long blobBytes = OFFSETS[OFFSETS.length - 1] + 1;
        ExtentPlace place = writeApart(path, blobBytes);
        try (FileChannel file = FileChannel.open(path)) {
            for (HeadMemory heads : HeadMemory.values()) {
                try (Extent extent = Extent.open(path, file, place, heads)) {
                    assertThat(extent.damages()).containsOnlyKeys(PARTITION);
                    assertThat(extent.refusals()).contains("a cell whose blob lies outside");
                    assertThatExceptionOfType(DamagedChunk.class)
                            .isThrownBy(() ->
                                    extent.find(CellKey.of(PARTITION, 0, 1, 0), new CellRef()));
                }
            }
        }
    }

    @Test
    void aHeadOfMoreLeavesThanAreCountedIsRefusedBeforeItIsRead() throws IOException {
        long cells = (CellTree.LEAVES_MAX + 1L) * TreeShape.WIDE_SLOTS;
        var keys = new KeyShape(20, 8, 20);
        long headBytes = ChunkShape.of(1, keys, cells).headBytes();
        byte[] header =
                new ChunkHeader(PARTITION, 1, keys, cells, headBytes, 0, 0, List.of(), 0).bytes();
        long headAt = 4096 + Directory.BYTES;
        List<String> said = new ArrayList<>();
        try (FileChannel file =
                FileChannel.open(
                        folder.resolve("leaves"),
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(header), headAt);
            int check = ChunkHeader.read(header, 0).orElseThrow().check();
            var place = new ExtentPlace(4096, headAt + headBytes, 4096, 4096, 100);
            var chunk = new ChunkPlace(headAt, headBytes, 4096, check);
            assertThat(
                            new HeadCheck(file, place)
                                    .check(
                                            PARTITION,
                                            chunk,
                                            (_, _, what) -> said.add(what),
                                            (_, _, _, _) -> {}))
                    .isEmpty();
        }
        assertThat(said).containsExactly("chunk header of too many cells");
    }

    /// Writes an extent of one chunk whose blobs are far from each other.
    private ExtentPlace writeApart(Path path, long blobBytes) throws IOException {
        long headsAt = 4096;
        long headAt = headsAt + Directory.BYTES;
        long blobsAt = 5 * GIB;
        Path small = folder.resolve("small");
        byte[] head = headOf(small);
        var before = ChunkHeader.read(head, 0).orElseThrow();
        long values = before.shape().leavesAt() + 64;
        var memory = MemorySegment.ofArray(head);
        for (int i = 0; i < OFFSETS.length; i++) {
            long low = memory.get(Layouts.I64, values + 16L * i);
            long high = memory.get(Layouts.I64, values + 16L * i + 8);
            int stored = CellValue.storedBytes(low, high);
            memory.set(Layouts.I64, values + 16L * i, CellValue.low(OFFSETS[i], stored));
        }
        int page = new Checksum().of(head, 64, (int) before.shape().checksAt() - 64);
        byte[] header =
                new ChunkHeader(
                                PARTITION,
                                before.rooms(),
                                before.keys(),
                                before.cells(),
                                before.headBytes(),
                                blobBytes,
                                0,
                                List.of(page),
                                0)
                        .bytes();
        System.arraycopy(header, 0, head, 0, header.length);
        int check = ChunkHeader.read(head, 0).orElseThrow().check();
        var directory = new Directory(new byte[Directory.BYTES]);
        for (int p = 0; p < Directory.PARTITIONS; p++) {
            directory.set(p, 0, 0, 0, 0);
        }
        directory.set(PARTITION, headAt, head.length, blobsAt, check);
        try (FileChannel file = sparse(path)) {
            write(file, headsAt, directory.bytes());
            write(file, headAt, head);
            for (int i = 0; i < OFFSETS.length; i++) {
                write(file, blobsAt + OFFSETS[i], block(i));
            }
            return new ExtentPlace(
                    headsAt, headAt + head.length, blobsAt, blobsAt + blobBytes, DOCUMENT_MAX);
        }
    }

    /// The head of a chunk of as many cells, whose blobs lie close together.
    private static byte[] headOf(Path path) throws IOException {
        var plan = new ExtentPlan();
        plan.addRoom(PARTITION);
        for (int spot = 0; spot < OFFSETS.length; spot++) {
            plan.addCell(PARTITION, 1, spot);
        }
        try (FileChannel file = sparse(path)) {
            var writer = new ExtentWriter(file, 4096, plan);
            writer.room((long) PARTITION << 48, 0);
            for (int spot = 0; spot < OFFSETS.length; spot++) {
                byte[] block = block(spot);
                int plain = document(spot).length();
                writer.cell(writer.key(1, spot), block, 0, block.length, plain);
            }
            ExtentPlace place = writer.finish(DOCUMENT_MAX);
            long at = place.headsAt() + Directory.BYTES;
            var head = ByteBuffer.allocate((int) (place.headsEnd() - at));
            while (head.hasRemaining() && file.read(head, at + head.position()) > 0) {}
            return head.array();
        }
    }

    private static void mustBeRead(Path path, Extent extent, List<Integer> spots)
            throws IOException {
        byte[] out = new byte[DOCUMENT_MAX];
        var ref = new CellRef();
        for (boolean portable : new boolean[] {false, true}) {
            try (BlobFile blobs = portable ? BlobFile.openPortable(path) : BlobFile.open(path);
                    var reader = new BlobReader(blobs, DOCUMENT_MAX)) {
                for (int spot : spots) {
                    assertThat(extent.find(CellKey.of(PARTITION, 0, 1, spot), ref)).isTrue();
                    int length = reader.read(ref, MemorySegment.ofArray(out), 0, DOCUMENT_MAX);
                    assertThat(length).isEqualTo(document(spot).length());
                    assertThat(new String(out, 0, length, StandardCharsets.UTF_8))
                            .isEqualTo(document(spot));
                    int tried = reader.tryRead(ref, MemorySegment.ofArray(out), 0, DOCUMENT_MAX);
                    assertThat(tried).isIn(length, BlobReader.WOULD_BLOCK);
                }
            }
        }
    }

    private static String document(int spot) {
        return "{\"spot\":%d}".formatted(spot);
    }

    private static byte[] block(int spot) {
        byte[] plain = document(spot).getBytes(StandardCharsets.UTF_8);
        return LZ4Factory.fastestInstance().fastCompressor().compress(plain);
    }

    private static FileChannel sparse(Path path) throws IOException {
        return FileChannel.open(
                path,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.SPARSE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
    }

    private static void write(FileChannel file, long at, byte[] bytes) throws IOException {
        var view = ByteBuffer.wrap(bytes);
        while (view.hasRemaining()) {
            file.write(view, at + view.position());
        }
    }
}
