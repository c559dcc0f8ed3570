package dev.lode.storage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.storage.extent.CellRef;
import dev.lode.storage.slice.SliceChunk;
import dev.lode.storage.slice.SliceChunk.Kind;
import dev.lode.storage.slice.SliceSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Partitions that would leave in more chunks than `slice.chunksMax`, which is 3 here.
class StoreSlicesMergeTest extends OverTwoStores {
    private static final int CHUNKS_MAX = 3;

    private static List<SliceChunk> chunks(TwoStores.Side side, int partition) throws IOException {
        try (SliceSource source = side.export(partition, Long.MAX_VALUE)) {
            return source.header().chunks();
        }
    }

    /// Without that it would have a chunk for each of its moves, and stop at the 64th.
    @Test
    void aPartitionMovesOnForEverInFewChunks() throws IOException {
        var random = new SplittableRandom(41);
        for (int move = 0; move < 30; move++) {
            both.write(random, 20);
            TwoStores.Side from = move % 2 == 0 ? one : two;
            from.follow(both.log.size());
            from.store.flush();
            if (from.store.isDue()) {
                from.store.mergeAll();
            }
            assertThat(chunks(from, 0)).as("move %d", move).hasSizeBetween(1, CHUNKS_MAX);
            TwoStores.move(from, move % 2 == 0 ? two : one, 0);
        }
        one.follow(both.log.size());
        two.follow(both.log.size());
        one.mustShowWhatItHas();
        two.mustShowWhatItHas();
        one.openAgain();
        one.follow(both.log.size());
        one.mustShowWhatItHas();
    }

    @Test
    void theNewestAreMergedWithWhatLiesInMemoryAndALargeOldOneIsSentAsItLies() throws IOException {
        var random = new SplittableRandom(42);
        for (int extent = 0; extent < CHUNKS_MAX; extent++) {
            both.write(random, 15);
            one.follow(both.log.size());
            one.store.flush();
        }
        both.write(random, 15);
        one.follow(both.log.size());
        List<SliceChunk> chunks = chunks(one, 0);
        assertThat(chunks).extracting(SliceChunk::kind).containsExactly(Kind.MERGED, Kind.PACK);
        assertThat(chunks.getFirst().origin()).isEqualTo(60);
        assertThat(one.folder.toFile().list())
                .as("what was written aside is gone")
                .noneMatch(name -> name.endsWith(".tmp"));
        TwoStores.move(one, two, 0);
        one.mustShowWhatItHas();
        two.mustShowWhatItHas();
    }

    @Test
    void theSameContentIsMergedToTheSameBytes() throws IOException {
        var random = new SplittableRandom(43);
        for (int extent = 0; extent < CHUNKS_MAX; extent++) {
            both.write(random, 40);
            one.follow(both.log.size());
            one.store.flush();
        }
        byte[] before;
        try (SliceSource source = one.export(0, Long.MAX_VALUE)) {
            before = TwoStores.bytes(source);
        }
        try (SliceSource source = one.export(0, Long.MAX_VALUE)) {
            assertThat(TwoStores.bytes(source)).isEqualTo(before);
        }
    }

    @Test
    void aDamagedBlobIsNamedAndNotMerged() throws IOException {
        var random = new SplittableRandom(44);
        for (int extent = 0; extent < CHUNKS_MAX; extent++) {
            both.write(random, 40);
            one.follow(both.log.size());
            one.store.flush();
        }
        var ref = new CellRef();
        long cell =
                both.log.stream()
                        .map(Addition::cell)
                        .filter(some -> some >>> 48 == 0)
                        .findFirst()
                        .orElseThrow();
        assertThat(one.reader.find(cell, ref)).isTrue();
        Path file = StoreFiles.extent(one.folder, ref.file);
        try (var open = FileChannel.open(file, StandardOpenOption.WRITE)) {
            int _ = open.write(ByteBuffer.allocate(1), ref.offset + 2);
        }
        assertThatThrownBy(() -> chunks(one, 0))
                .hasMessageContaining(file.toString())
                .hasMessageContaining("run lode verify");
        assertThat(one.folder.toFile().list()).noneMatch(name -> name.endsWith(".tmp"));
    }
}
