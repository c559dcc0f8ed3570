package dev.lode.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HuntMapTest {
    @Test
    void rangesFollowEachOtherAndCoverAllPartitions() {
        for (int count : new int[] {1, 2, 3, 7, 72, 80, 1_000, 32_767, 32_768, 65_535, 65_536}) {
            HuntMap map = HuntMap.over(IntStream.range(0, count).toArray());
            int next = 0;
            int least = Fingerprint.PARTITIONS / count;
            for (HuntMap.Range range : map.ranges()) {
                assertThat(range.first()).isEqualTo(next);
                assertThat(range.last() - range.first() + 1).isBetween(least, least + 1);
                next = range.last() + 1;
            }
            assertThat(next).isEqualTo(Fingerprint.PARTITIONS);
        }
    }

    @Test
    void thePartitionsOfARangeAreItsGroups() {
        HuntMap map = HuntMap.over(40, 3, 9, 65_535, 32_768, 32_767, 0);
        for (HuntMap.Range range : map.ranges()) {
            for (int p = range.first(); p <= range.last(); p++) {
                assertThat(map.group(p)).isEqualTo(range.group());
            }
        }
        assertThat(map.groupOfRoom(-1L)).isEqualTo(65_535);
        assertThat(map.groupOfRoom(0)).isZero();
    }

    @Test
    void theOrderInWhichGroupsAreNamedDoesNotMatter() {
        assertThat(HuntMap.over(5, 1, 3))
                .isEqualTo(HuntMap.over(1, 3, 5))
                .hasToString(HuntMap.over(3, 5, 1).toString());
    }

    @Test
    void everyIdSurvivesTheCodec() {
        for (int[] ids :
                List.of(
                        new int[] {0},
                        new int[] {32_767},
                        new int[] {32_768},
                        new int[] {65_535},
                        new int[] {0, 32_767, 32_768, 65_535},
                        IntStream.rangeClosed(0, 65_535).toArray())) {
            HuntMap map = HuntMap.over(ids);
            HuntMap decoded = HuntMap.decode(MemorySegment.ofArray(map.encode()));
            assertThat(decoded).isEqualTo(map).hasSameHashCodeAs(map);
            assertThat(decoded.group(65_535)).isEqualTo(ids[ids.length - 1]);
        }
    }

    @Test
    void bytesThatAreNoMapAreRefused() {
        byte[] good = HuntMap.over(1, 2, 3).encode();
        assertRefused(new byte[0], "not a hunt map");
        assertRefused(changed(good, 0, 2), "not a hunt map");
        assertRefused(changed(good, 1, 1), "not a hunt map");
        assertRefused(changed(good, 4, 0), "cannot have 0 groups");
        assertRefused(changed(good, 7, 0x80), "groups");
        assertRefused(Arrays.copyOf(good, good.length - 1), "a hunt map of 13 bytes");
        assertRefused(Arrays.copyOf(good, good.length + 2), "a hunt map of 16 bytes");
        assertRefused(changed(good, 8, 2), "2 follows 2");
    }

    @Test
    void groupsThatAreNoneAreRefused() {
        assertThatThrownBy(HuntMap::over).hasMessageContaining("at least one claim group");
        assertThatThrownBy(() -> HuntMap.over(1, 1)).hasMessageContaining("named twice");
        assertThatThrownBy(() -> HuntMap.over(65_536)).hasMessageContaining("not 65536");
        assertThatThrownBy(() -> HuntMap.over(-1)).hasMessageContaining("not -1");
    }

    private static byte[] changed(byte[] bytes, int at, int value) {
        byte[] copy = bytes.clone();
        copy[at] = (byte) value;
        return copy;
    }

    private static void assertRefused(byte[] bytes, String why) {
        assertThatThrownBy(() -> HuntMap.decode(MemorySegment.ofArray(bytes)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }
}
