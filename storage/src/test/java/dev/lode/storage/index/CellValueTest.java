package dev.lode.storage.index;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CellValueTest {
    @Test
    void keepsTheSmallestAndTheLargestOfEachField() {
        long[] offsets = {0, 1, 1L << 32, 1L << 40, (1L << 48) - 1};
        int[] lengths = {0, 1, 0xFFFF, 0x10000, (1 << 24) - 1};
        int[] checksums = {0, 1, -1, Integer.MIN_VALUE};
        for (long offset : offsets) {
            for (int stored : lengths) {
                for (int plain : lengths) {
                    for (int checksum : checksums) {
                        long low = CellValue.low(offset, stored);
                        long high = CellValue.high(stored, plain, checksum);
                        assertThat(
                                        CellValue.offset(low) == offset
                                                && CellValue.storedBytes(low, high) == stored
                                                && CellValue.plainBytes(high) == plain
                                                && CellValue.checksum(high) == checksum)
                                .isTrue();
                    }
                }
            }
        }
    }
}
