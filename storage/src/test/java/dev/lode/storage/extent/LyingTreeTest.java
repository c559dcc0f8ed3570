package dev.lode.storage.extent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.CellKey;
import dev.lode.base.Layouts;
import dev.lode.storage.Seeds;
import dev.lode.storage.index.Checksum;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Chunks whose checksums hold and whose inner nodes lie: no look-up leaves the chunk, and those of
/// a batch go where single ones go.
@Tag("either-search")
class LyingTreeTest {
    private static final int PARTITION = 9;
    private static final int CELLS = 2_000;

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void batchesGoWhereSingleLookUpsGo(boolean wide) throws IOException {
        var random = Seeds.random("batchesGoWhereSingleLookUpsGo", 51);
        List<LongUnaryOperator> lies =
                List.of(_ -> 0L, _ -> -1L, _ -> Long.MAX_VALUE, _ -> random.nextLong());
        for (int i = 0; i < lies.size(); i++) {
            Path path = folder.resolve("lie-" + i);
            int ordinal = wide ? CellKey.ORDINALS - 1 : 0;
            try (FileChannel file =
                    FileChannel.open(
                            path,
                            StandardOpenOption.CREATE_NEW,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE)) {
                ExtentPlace place = write(file, ordinal, wide ? 500 : 1);
                forge(file, place, lies.get(i));
                for (HeadMemory heads : List.of(HeadMemory.RESIDENT, HeadMemory.MAPPED)) {
                    try (Extent extent = Extent.open(path, file, place, heads)) {
                        assertThat(extent.damages()).isEmpty();
                        mustAgree(extent, ordinal, wide ? 500 : 1);
                    }
                }
            }
        }
    }

    private static ExtentPlace write(FileChannel file, int ordinal, int every) throws IOException {
        var plan = new ExtentPlan();
        plan.addRoom(PARTITION, ordinal);
        for (int cell = 0; cell < CELLS; cell++) {
            plan.addCell(PARTITION, 1, cell * every);
        }
        var writer = new ExtentWriter(file, 4096, plan);
        writer.room((long) PARTITION << 48, ordinal);
        byte[] block = {32, '{', '}'};
        for (int cell = 0; cell < CELLS; cell++) {
            writer.cell(writer.key(1, cell * every), block, 0, block.length, 2);
        }
        return writer.finish(2);
    }

    /// Overwrites the inner nodes, and makes all checksums fit again.
    private static void forge(FileChannel file, ExtentPlace place, LongUnaryOperator lie)
            throws IOException {
        long headAt = place.headsAt() + Directory.BYTES;
        byte[] head = new byte[(int) (place.headsEnd() - headAt)];
        var view = ByteBuffer.wrap(head);
        while (view.hasRemaining() && file.read(view, headAt + view.position()) > 0) {}
        var before = ChunkHeader.read(head, 0).orElseThrow();
        ChunkShape shape = before.shape();
        assertThat(shape.tree().levels()).as("levels of inner nodes").isGreaterThan(1);
        assertThat(shape.checksInHeader()).isFalse();
        var memory = MemorySegment.ofArray(head);
        for (long at = shape.treeAt(); at < shape.leavesAt(); at += 8) {
            memory.set(Layouts.I64, at, lie.applyAsLong(at));
        }
        var checksum = new Checksum();
        for (long page = 0; page < shape.pages(); page++) {
            int from = (int) ChunkShape.pageAt(page);
            int check = checksum.of(head, from, shape.pageBytes(page));
            memory.set(Layouts.I32, shape.checksAt() + 4 * page, check);
        }
        int checks = (int) shape.checksAt();
        byte[] header =
                new ChunkHeader(
                                PARTITION,
                                before.rooms(),
                                before.keys(),
                                before.cells(),
                                before.headBytes(),
                                before.blobBytes(),
                                checksum.of(head, checks, (int) shape.headBytes() - checks),
                                List.of(),
                                0)
                        .bytes();
        System.arraycopy(header, 0, head, 0, header.length);
        var directory = new Directory(new byte[Directory.ENTRY_BYTES], PARTITION);
        int check = ChunkHeader.read(head, 0).orElseThrow().check();
        directory.set(PARTITION, headAt, head.length, place.blobsAt(), check);
        file.write(ByteBuffer.wrap(head), headAt);
        file.write(
                ByteBuffer.wrap(directory.bytes()),
                place.headsAt() + (long) PARTITION * Directory.ENTRY_BYTES);
    }

    private static void mustAgree(Extent extent, int ordinal, int every) {
        var keys = new ArrayList<Long>();
        for (int cell = 0; cell < CELLS; cell++) {
            keys.add(CellKey.of(PARTITION, ordinal, 1, cell * every));
            keys.add(CellKey.of(PARTITION, ordinal, cell % 3, cell));
        }
        var batch = new CellBatch();
        var one = new CellRef();
        var other = new CellRef();
        for (int from = 0; from < keys.size(); from += CellBatch.CELLS) {
            List<Long> some = keys.subList(from, Math.min(keys.size(), from + CellBatch.CELLS));
            batch.clear();
            some.forEach(batch::add);
            extent.findBatch(batch, 5);
            assertThat(batch.refused()).isZero();
            for (int i = 0; i < some.size(); i++) {
                boolean found = extent.find(some.get(i), one);
                assertThat(batch.found(i)).as("cell %x", some.get(i)).isEqualTo(found);
                if (found) {
                    batch.place(i, other);
                    assertThat(other.offset).isEqualTo(one.offset);
                    assertThat(other.cell).isEqualTo(one.cell);
                }
            }
        }
    }
}
