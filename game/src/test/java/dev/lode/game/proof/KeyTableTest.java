package dev.lode.game.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.base.CellKey;
import dev.lode.base.memory.Memory;
import dev.lode.base.memory.OffHeap;
import dev.lode.game.Seeds;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyTableTest {
    @Test
    void everyKeyIsFoundAndNoOtherCell() {
        var random = Seeds.of("KeyTableTest.everyKey");
        for (int round = 0; round < 20; round++) {
            try (var account = OffHeap.of("test.keys")) {
                int keys = random.nextInt(3_000);
                var table = new KeyTable(account, random.nextBoolean() ? keys : 0);
                Map<Long, Long> model = new HashMap<>();
                while (model.size() < keys) {
                    long cell =
                            random.nextBoolean()
                                    ? random.nextLong()
                                    : CellKey.of(random.nextInt(4), 0, 0, random.nextInt(4_000));
                    int stock = random.nextInt(1, Integer.MAX_VALUE);
                    int prize = random.nextInt(Integer.MAX_VALUE);
                    if (model.putIfAbsent(cell, (long) stock << 32 | prize) == null) {
                        table.put(cell, stock, prize);
                    }
                }
                assertThat(table.size()).isEqualTo(keys);
                model.forEach((cell, found) -> {
                    assertThat(KeyTable.stock(table.find(cell))).isEqualTo((int) (found >>> 32));
                    assertThat(KeyTable.prize(table.find(cell))).isEqualTo((int) (long) found);
                });
                for (int probe = 0; probe < 5_000; probe++) {
                    long cell = random.nextLong() >> random.nextInt(64);
                    if (!model.containsKey(cell)) {
                        assertThat(table.find(cell)).isEqualTo(KeyTable.MISS);
                    }
                }
            }
        }
    }

    @Test
    void theCellsWhoseBitsAreAllZeroOrAllOneAreCellsLikeAnyOther() {
        try (var account = OffHeap.of("test.keys")) {
            var table = new KeyTable(account, 2);
            assertThat(table.find(0)).isEqualTo(KeyTable.MISS);
            assertThat(table.find(-1)).isEqualTo(KeyTable.MISS);
            table.put(0, 1, 0);
            table.put(-1, 2, 5);
            assertThat(KeyTable.stock(table.find(0))).isEqualTo(1);
            assertThat(KeyTable.prize(table.find(0))).isZero();
            assertThat(KeyTable.stock(table.find(-1))).isEqualTo(2);
        }
    }

    @Test
    void aCellHidesOneKeyAndAKeyHasAStock() {
        try (var account = OffHeap.of("test.keys")) {
            var table = new KeyTable(account, 1);
            table.put(5, 1, 0);
            assertThatThrownBy(() -> table.put(5, 1, 1)).hasMessage("cell 5 hides two keys");
            assertThatThrownBy(() -> table.put(6, 0, 1))
                    .hasMessageContaining("stock of at least 1");
        }
    }

    @Test
    void itsMemoryIsAccountedTo() {
        try (var account = OffHeap.of("test.keys.bytes")) {
            var _ = new KeyTable(account, 1024);
            assertThat(Memory.of("test.keys.bytes").reserved()).isEqualTo(64L * 1024);
        }
    }
}
