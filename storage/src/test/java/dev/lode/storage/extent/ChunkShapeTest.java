package dev.lode.storage.extent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.storage.index.KeyShape;
import org.junit.jupiter.api.Test;

class ChunkShapeTest {
    private static final double BYTES_MAX = 25.5;

    @Test
    void needsAtMostTwentyFiveAndAHalfBytesAnEntryInChunksOfEverySize() {
        var narrow = KeyShape.of(49, 15, 99);
        var wide = KeyShape.of((1 << 20) - 1, 255, (1 << 20) - 1);
        assertThat(bytesAnEntry(12, narrow, 183)).isLessThan(23);
        assertThat(bytesAnEntry(38, narrow, 183)).isLessThan(BYTES_MAX);
        assertThat(bytesAnEntry(100, narrow, 2_500)).isLessThan(21.2);
        assertThat(bytesAnEntry(1_000, KeyShape.of(999, 15, 99), 1_000_000)).isLessThan(20.4);
        assertThat(bytesAnEntry(100, wide, 2_500)).isBetween(25.0, 26.0);
        assertThat(bytesAnEntry(1_000, wide, 1_000_000)).isLessThan(BYTES_MAX);
    }

    /// Bytes of directory entry and head for each cell.
    private static double bytesAnEntry(int rooms, KeyShape keys, long cells) {
        var shape = ChunkShape.of(rooms, keys, cells);
        return (shape.headBytes() + Directory.ENTRY_BYTES) / (double) cells;
    }

    @Test
    void hasItsChecksumsInTheHeaderWhereFourAreEnough() {
        var keys = KeyShape.of(49, 15, 99);
        var four = ChunkShape.of(4, keys, 800);
        assertThat(four.pages()).isEqualTo(4);
        assertThat(four.checksInHeader()).isTrue();
        assertThat(four.headBytes()).isEqualTo(four.checksAt());
        var five = ChunkShape.of(4, keys, 900);
        assertThat(five.pages()).isEqualTo(5);
        assertThat(five.headBytes()).isEqualTo(five.checksAt() + 64);
        assertThat(ChunkShape.of(1, KeyShape.NONE, 0).headBytes()).isEqualTo(128);
    }
}
