package dev.lode.storage.slice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.base.Layouts;
import dev.lode.storage.extent.ChunkHeader;
import dev.lode.storage.extent.ChunkShape;
import dev.lode.storage.index.CellValue;
import dev.lode.storage.index.Checksum;
import dev.lode.storage.index.TreeShape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Slices whose blocks and checksums hold and whose index lies: nothing of them is served.
class ContentCheckTest {
    private static final int PARTITION = 77;
    private static final int BLOCK = 100;

    @TempDir Path temp;
    private final ImportFixture fixture = new ImportFixture(1 << 20, BLOCK);
    private SliceHeader header;
    private byte[] content = {};

    @BeforeEach
    void takeASlice() throws IOException {
        var extent = TestExtent.write(temp.resolve("extent"), "one", 1, 2, PARTITION);
        byte[] slice = extent.slice(PARTITION, 1 << 20);
        var reader = SliceReader.open("test", TestExtent.channel(slice));
        assertThat(reader.next()).isTrue();
        header = reader.header();
        content = new byte[(int) header.contentBytes()];
        reader.content().get(content);
    }

    @Test
    void takesWhatDoesNotLie() throws IOException {
        SliceChunk chunk = header.chunks().getFirst();
        try (var imports = fixture.open(temp.resolve("in"))) {
            ImportFixture.take(imports, stream(chunk, content));
            assertThat(ImportFixture.partition(imports, PARTITION).sources()).hasSize(1);
        }
    }

    @Test
    void refusesBlobsThatLieInAnotherOrderThanTheirCells() throws IOException {
        SliceChunk chunk = header.chunks().getFirst();
        var memory = MemorySegment.ofArray(content);
        ChunkShape shape = ChunkHeader.read(content, 0).orElseThrow().shape();
        long first = shape.leavesAt() + TreeShape.NODE_BYTES;
        long second = first + TreeShape.VALUE_BYTES;
        int one = stored(memory, first);
        int two = stored(memory, second);
        int blobs = (int) chunk.headBytes();
        byte[] before = Arrays.copyOfRange(content, blobs, blobs + one + two);
        System.arraycopy(before, one, content, blobs, two);
        System.arraycopy(before, 0, content, blobs + two, one);
        memory.set(Layouts.I64, first, CellValue.low(two, one));
        memory.set(Layouts.I64, second, CellValue.low(0, two));
        mustRefuse(stream(fitted(chunk, shape), content));
    }

    @Test
    void refusesFewerOrMoreBytesOfBlobsThanTheIndexHas() throws IOException {
        SliceChunk chunk = header.chunks().getFirst();
        for (int more : new int[] {-(int) chunk.blobBytes(), -1, 1}) {
            var lying =
                    new SliceChunk(
                            chunk.kind(),
                            chunk.origin(),
                            chunk.headBytes(),
                            chunk.blobBytes() + more,
                            chunk.headCheck());
            mustRefuse(stream(lying, Arrays.copyOf(content, content.length + more)));
        }
    }

    private static int stored(MemorySegment memory, long value) {
        return CellValue.storedBytes(
                memory.get(Layouts.I64, value), memory.get(Layouts.I64, value + 8));
    }

    /// The row of the chunk after its head was changed and its checksums were made to fit.
    private SliceChunk fitted(SliceChunk chunk, ChunkShape shape) {
        var before = ChunkHeader.read(content, 0).orElseThrow();
        int check = new Checksum().of(content, ChunkShape.HEADER_BYTES, shape.pageBytes(0));
        byte[] changed =
                new ChunkHeader(
                                PARTITION,
                                before.rooms(),
                                before.keys(),
                                before.cells(),
                                before.headBytes(),
                                before.blobBytes(),
                                0,
                                List.of(check),
                                0)
                        .bytes();
        System.arraycopy(changed, 0, content, 0, changed.length);
        int headCheck = ChunkHeader.read(content, 0).orElseThrow().check();
        return new SliceChunk(
                chunk.kind(), chunk.origin(), chunk.headBytes(), chunk.blobBytes(), headCheck);
    }

    private void mustRefuse(byte[] slice) throws IOException {
        try (var imports = fixture.open(temp.resolve("in"))) {
            assertThatThrownBy(() -> ImportFixture.take(imports, slice))
                    .isInstanceOf(DamagedSlice.class)
                    .hasMessageContaining("the index of a chunk contradicts itself");
            ImportFixture.mustServe(imports, PARTITION, Map.of());
            assertThat(imports.parts()).as("what may be gone on with").isEmpty();
        }
    }

    private byte[] stream(SliceChunk chunk, byte[] all) {
        var of =
                new SliceHeader(
                        PARTITION,
                        BLOCK,
                        header.secretId(),
                        header.hunt(),
                        header.epoch(),
                        header.logGroup(),
                        header.logPosition(),
                        header.blobBytesMax(),
                        List.of(chunk));
        var shape = of.shape();
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(of.bytes());
        long hash = of.hash();
        for (long number = 0; number < shape.blocks(); number++) {
            var block = new SliceBlock(BLOCK);
            int length = shape.contentOf(number);
            block.content(length).put(all, (int) number * BLOCK, length);
            hash = block.seal(number * BLOCK, length, hash);
            bytes.writeBytes(array(block.whole(length)));
        }
        var end = new SliceBlock(BLOCK);
        end.sealEnd(shape.contentBytes(), hash);
        bytes.writeBytes(array(end.end()));
        return bytes.toByteArray();
    }

    private static byte[] array(ByteBuffer from) {
        byte[] bytes = new byte[from.remaining()];
        from.get(bytes);
        return bytes;
    }
}
