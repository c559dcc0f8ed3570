package dev.lode.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SyntheticWorldTest {
    private static final long[][] SHAPES = {
        {1, 0, 0}, {1, 5, 5}, {500, 3, 2}, {3000, 3000, 3000}, {200, 6001, 99}, {5000, 70, 7}
    };

    @Test
    void hidesTheKeyOfAGateInAnEarlierRoom() {
        for (long[] shape : SHAPES) {
            SyntheticWorld world = world(shape);
            Set<Long> roomOfKey = new HashSet<>();
            for (long room = 0; room < world.rooms(); room++) {
                long key = world.gateKey(room);
                if (key >= 0) {
                    long cell = key * (world.cells() / world.keys());
                    assertThat(world.keyOf(cell)).isEqualTo(key);
                    assertThat(world.roomOf(cell)).as("key of room %d", room).isLessThan(room);
                    roomOfKey.add(world.roomOf(cell));
                }
            }
            assertThat(roomOfKey.isEmpty()).isEqualTo(world.rooms() < 20);
        }
    }

    @Test
    void givesEveryCellOneRoomAndEveryKeyOneCell() {
        for (long[] shape : SHAPES) {
            SyntheticWorld world = world(shape);
            long keys = 0;
            for (long cell = 0; cell < world.cells(); cell++) {
                long room = world.roomOf(cell);
                assertThat(room).isBetween(0L, world.rooms() - 1);
                assertThat(cell).isBetween(world.firstCell(room), world.firstCell(room + 1) - 1);
                keys += world.keyOf(cell) >= 0 ? 1 : 0;
            }
            assertThat(keys).isEqualTo(world.keys());
        }
    }

    @Test
    void leadsOnlyToLaterRooms() {
        SyntheticWorld world = world(SHAPES[3]);
        for (long room = 0; room < world.rooms(); room++) {
            assertThat(world.firstChild(room)).isGreaterThan(room);
            long shortCut = world.shortCut(room);
            assertThat(shortCut == -1 || (shortCut > room && shortCut < world.rooms())).isTrue();
        }
    }

    private static SyntheticWorld world(long[] shape) {
        return new SyntheticWorld(shape[0], shape[1], shape[2], 5);
    }
}
