package dev.lode.storage.slice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.base.Layouts;
import dev.lode.storage.Seeds;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The stream of a slice: what is written is read back, and nothing else is believed.
class SliceStreamTest {
    private static final int BLOCK = 1000;
    private static final int[] PARTITIONS = {0, 77, 65_535};

    @TempDir Path folder;
    private TestExtent extent = TestExtent.NONE;

    @BeforeEach
    void writeAnExtent() throws IOException {
        extent = TestExtent.write(folder.resolve("extent"), "one", 3, 40, PARTITIONS);
    }

    @Test
    void isReadBackAsItWasWritten() throws IOException {
        for (int partition : PARTITIONS) {
            for (int blockBytes : new int[] {64, BLOCK, 1 << 20}) {
                byte[] slice = extent.slice(partition, blockBytes);
                try (var source = extent.open(partition, blockBytes)) {
                    assertThat(slice).hasSize((int) source.header().shape().streamBytes());
                    var read = SliceReader.open("test", TestExtent.channel(slice));
                    assertThat(read.header()).isEqualTo(source.header());
                    assertThat(read.header().partition()).isEqualTo(partition);
                    assertThat(contentOf(read)).isEqualTo(contentInTheFile(source.header()));
                }
            }
        }
    }

    @Test
    void ofAnEmptyPartitionHasAHeaderAndAnEnd() throws IOException {
        byte[] slice = extent.slice(5, BLOCK);
        assertThat(slice).hasSize(SliceHeader.FIXED_BYTES + SliceShape.END_BYTES);
        var read = SliceReader.open("test", TestExtent.channel(slice));
        assertThat(read.header().chunks()).isEmpty();
        assertThat(read.next()).isFalse();
    }

    @Test
    void givesAnyRangeOfItself() throws IOException {
        var random = Seeds.random("givesAnyRangeOfItself", 1);
        byte[] slice = extent.slice(77, BLOCK);
        try (var source = extent.open(77, BLOCK)) {
            var used = new SliceWriter(source);
            for (int i = 0; i < 300; i++) {
                int from = random.nextInt(slice.length + 1);
                int to = from + random.nextInt(slice.length - from + 1);
                var writer = i % 2 == 0 ? used : new SliceWriter(source);
                var range = new ByteArrayOutputStream();
                writer.write(Channels.newChannel(range), from, to - from);
                assertThat(range.toByteArray()).isEqualTo(Arrays.copyOfRange(slice, from, to));
            }
            var nowhere = Channels.newChannel(new ByteArrayOutputStream());
            assertThatThrownBy(() -> used.write(nowhere, 0, slice.length + 1L))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void tellsWhereContentIsAndWhatIsWhere() throws IOException {
        byte[] slice = extent.slice(77, BLOCK);
        var header = SliceReader.open("test", TestExtent.channel(slice)).header();
        var shape = header.shape();
        byte[] content = contentInTheFile(header);
        for (int offset = 0; offset < content.length; offset++) {
            assertThat(slice[(int) shape.positionOf(offset)]).isEqualTo(content[offset]);
        }
        for (long block = 0; block < shape.blocks(); block++) {
            assertThat(shape.blockOf(shape.blockAt(block))).isEqualTo(block);
            assertThat(shape.blockOf(shape.blockAt(block + 1) - 1)).isEqualTo(block);
        }
        assertThat(shape.blockOf(shape.streamBytes() - 1)).isEqualTo(shape.blocks());
    }

    @Test
    void goesOnAtEveryBlock() throws IOException {
        byte[] slice = extent.slice(77, BLOCK);
        var first = SliceReader.open("test", TestExtent.channel(slice));
        byte[] content = contentInTheFile(first.header());
        long blocks = first.header().shape().blocks();
        assertThat(blocks).isGreaterThan(5);
        for (long block = 0; block <= blocks; block++) {
            var rest = new ByteArrayOutputStream();
            try (var source = extent.open(77, BLOCK)) {
                new SliceWriter(source).resume(Channels.newChannel(rest), block, first.hash());
            }
            var reader =
                    SliceReader.resume(
                            "test",
                            TestExtent.channel(rest.toByteArray()),
                            first.header(),
                            block,
                            first.hash());
            int from = (int) Math.min(content.length, block * BLOCK);
            assertThat(contentOf(reader))
                    .isEqualTo(Arrays.copyOfRange(content, from, content.length));
            if (block < blocks) {
                assertThat(first.next()).isTrue();
            }
        }
    }

    @Test
    void isNotContinuedWhereTheContentHasChanged() throws IOException {
        byte[] slice = extent.slice(77, BLOCK);
        var reader = SliceReader.open("test", TestExtent.channel(slice));
        assertThat(reader.next()).isTrue();
        assertThat(reader.next()).isTrue();
        var other = TestExtent.write(folder.resolve("other"), "two", 3, 40, PARTITIONS);
        try (var source = other.open(77, BLOCK)) {
            var out = new ByteArrayOutputStream();
            assertThatThrownBy(() ->
                            new SliceWriter(source)
                                    .resume(
                                            Channels.newChannel(out),
                                            reader.block(),
                                            reader.hash()))
                    .isInstanceOf(SliceChanged.class)
                    .hasMessageContaining("partition 77")
                    .hasMessageContaining("begin the slice anew");
            assertThat(out.size()).isZero();
        }
    }

    @Test
    void believesNoByteThatWasFlipped() throws IOException {
        var random = Seeds.random("believesNoByteThatWasFlipped", 2);
        byte[] slice = extent.slice(77, BLOCK);
        for (int at = 0; at < slice.length; at++) {
            byte[] damaged = slice.clone();
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            mustBeRefused(damaged, "byte " + at);
        }
    }

    @Test
    void believesNoCut() throws IOException {
        byte[] slice = extent.slice(77, BLOCK);
        for (int length = 0; length < slice.length; length += 7) {
            mustBeRefused(Arrays.copyOf(slice, length), "length " + length);
        }
    }

    @Test
    void believesNoBlockOfAnotherPlaceOrSlice() throws IOException {
        var random = Seeds.random("believesNoBlockOfAnotherPlaceOrSlice", 3);
        byte[] slice = extent.slice(77, BLOCK);
        byte[] other = extent.slice(0, BLOCK);
        var shape = SliceReader.open("test", TestExtent.channel(slice)).header().shape();
        int length = BLOCK + SliceShape.BLOCK_HEADER_BYTES;
        for (int i = 0; i < 500; i++) {
            int a = random.nextInt((int) shape.blocks() - 1);
            int b = random.nextInt((int) shape.blocks() - 1);
            byte[] from = i % 2 == 0 ? slice : other;
            byte[] damaged = slice.clone();
            System.arraycopy(from, (int) shape.blockAt(b), damaged, (int) shape.blockAt(a), length);
            if (!Arrays.equals(damaged, slice)) {
                mustBeRefused(damaged, "block " + b + " in place of " + a);
            }
        }
        byte[] header = slice.clone();
        System.arraycopy(other, 0, header, 0, shape.headerBytes());
        mustBeRefused(header, "the header of another partition");
        byte[] end = slice.clone();
        System.arraycopy(
                other,
                other.length - SliceShape.END_BYTES,
                end,
                end.length - SliceShape.END_BYTES,
                SliceShape.END_BYTES);
        mustBeRefused(end, "the end of another slice");
    }

    @Test
    void believesNoHeaderThatLies() throws IOException {
        var random = Seeds.random("believesNoHeaderThatLies", 4);
        byte[] slice = extent.slice(77, BLOCK);
        var tails = List.of(0L, 1L, -1L, 1L << 62, Long.MIN_VALUE, 1L << 48, 63L);
        int accepted = 0;
        for (int i = 0; i < 4_000; i++) {
            byte[] lying = slice.clone();
            var memory = MemorySegment.ofArray(lying);
            int at = 8 * random.nextInt((SliceHeader.FIXED_BYTES + SliceHeader.ROW_BYTES) / 8);
            long was = memory.get(Layouts.I64, at);
            long now =
                    i % 2 == 0
                            ? tails.get(random.nextInt(tails.size()))
                            : was ^ (1L << random.nextInt(64));
            memory.set(Layouts.I64, at, now);
            fitHeader(lying);
            if (!Arrays.equals(lying, slice)) {
                try {
                    var reader = SliceReader.open("test", TestExtent.channel(lying));
                    assertThat(reader.header().contentBytes()).isNotNegative();
                    assertThatThrownBy(() -> contentOf(reader)).isInstanceOf(DamagedSlice.class);
                    accepted++;
                } catch (DamagedSlice e) {
                    assertThat(e.position()).isLessThan(slice.length);
                }
            }
        }
        assertThat(accepted).as("headers that could be true, but fit no block").isPositive();
    }

    @Test
    void isWrittenToAFileOnceItIsWhole() throws IOException {
        byte[] slice = extent.slice(77, BLOCK);
        Path file = folder.resolve("77.slice");
        Path part = folder.resolve("77.slice.part");
        var random = Seeds.random("isWrittenToAFileOnceItIsWhole", 5);
        for (int i = 0; i < 40; i++) {
            byte[] begun = Arrays.copyOf(slice, random.nextInt(slice.length));
            String must = leave(random, part, begun);
            var notes = new StringBuilder();
            try (var source = extent.open(77, BLOCK)) {
                SliceFile.export(
                        source,
                        file,
                        SliceProgress.noting(text -> notes.append(text).append('\n')));
            }
            assertThat(Files.readAllBytes(file)).isEqualTo(slice);
            assertThat(part).doesNotExist();
            assertThat(notes.toString()).as("after %d bytes", begun.length).contains(must);
            Files.delete(file);
        }
    }

    @Test
    void isNotWrittenByTwoAtOnce() throws IOException {
        Path part = folder.resolve("77.slice.part");
        try (var held =
                        java.nio.channels.FileChannel.open(
                                part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = held.lock();
                var source = extent.open(77, BLOCK)) {
            assertThat(lock.isValid()).isTrue();
            assertThatThrownBy(() ->
                            SliceFile.export(
                                    source, folder.resolve("77.slice"), SliceProgress.NONE))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use");
        }
    }

    /// Leaves a part as an export that was ended would, or as damage would make it.
    private String leave(SplittableRandom random, Path part, byte[] begun) throws IOException {
        if (begun.length < SliceHeader.FIXED_BYTES + SliceHeader.ROW_BYTES) {
            Files.write(part, begun);
            return begun.length == 0 ? "" : "begins anew";
        }
        return switch (random.nextInt(3)) {
            case 0 -> {
                Files.write(part, begun);
                yield "goes on at byte";
            }
            case 1 -> {
                // What the disk had not written yet reads as zeros.
                int at = SliceHeader.FIXED_BYTES + SliceHeader.ROW_BYTES;
                int from = at + random.nextInt(begun.length - at + 1);
                Arrays.fill(begun, from, begun.length, (byte) 0);
                Files.write(part, begun);
                yield "goes on at byte";
            }
            default -> {
                Files.write(part, extent.slice(0, BLOCK));
                yield "the beginning of another slice; begins anew";
            }
        };
    }

    private static void fitHeader(byte[] slice) {
        var memory = MemorySegment.ofArray(slice);
        var check = new dev.lode.storage.index.Checksum();
        memory.set(
                Layouts.I32, 120, check.of(slice, SliceHeader.FIXED_BYTES, SliceHeader.ROW_BYTES));
        memory.set(Layouts.I32, 124, check.of(slice, 0, 124));
    }

    private static void mustBeRefused(byte[] slice, String how) {
        assertThatThrownBy(() -> contentOf(SliceReader.open("test", TestExtent.channel(slice))))
                .as(how)
                .isInstanceOf(DamagedSlice.class)
                .hasMessageStartingWith("test: ")
                .hasMessageContaining("fetch or export the slice again");
    }

    private static byte[] contentOf(SliceReader reader) throws IOException {
        var content = new ByteArrayOutputStream();
        while (reader.next()) {
            byte[] bytes = new byte[reader.content().remaining()];
            reader.content().get(bytes);
            content.writeBytes(bytes);
        }
        return content.toByteArray();
    }

    private byte[] contentInTheFile(SliceHeader header) throws IOException {
        byte[] file = Files.readAllBytes(extent.file);
        byte[] entries =
                Arrays.copyOfRange(file, 4096, 4096 + dev.lode.storage.extent.Directory.BYTES);
        var directory = new dev.lode.storage.extent.Directory(entries);
        var content = new ByteArrayOutputStream();
        int head = (int) directory.headAt(header.partition());
        int blobs = (int) directory.blobsAt(header.partition());
        var chunk = header.chunks().getFirst();
        content.write(file, head, (int) chunk.headBytes());
        content.write(file, blobs, (int) chunk.blobBytes());
        return content.toByteArray();
    }
}
