package dev.lode.bench.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lode.base.CellKey;
import dev.lode.storage.index.CellValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HuntCellsTest {
    private static final CellShape SMALL = CellShape.ONE_OF_FORTY.fewer(100);
    private static final long SEED = 5;

    @TempDir Path folder;

    @Test
    void keysRiseAndRoomsRiseWithTheirOrdinals() throws IOException {
        HuntCells.write(SMALL, SEED, folder);
        try (var cells = SortedCells.open(folder)) {
            int cell = 0;
            for (int room = 0; room < cells.rooms(); room++) {
                long fp = cells.roomFp(room);
                int partition = (int) (fp >>> 48);
                if (room > 0) {
                    long before = cells.roomFp(room - 1);
                    assertThat(Long.compareUnsigned(before, fp)).isNegative();
                    boolean same = before >>> 48 == partition;
                    assertThat(cells.ordinal(room))
                            .isEqualTo(same ? cells.ordinal(room - 1) + 1 : 0);
                }
                for (int end = cell + cells.cellsOf(room); cell < end; cell++) {
                    long key = cells.key(cell);
                    assertThat(CellKey.partition(key)).isEqualTo(partition);
                    assertThat(CellKey.ordinal(key)).isEqualTo(cells.ordinal(room));
                    if (cell > 0) {
                        assertThat(Long.compareUnsigned(cells.key(cell - 1), key)).isNegative();
                    }
                }
            }
            assertThat(cell).isEqualTo(cells.cells());
        }
    }

    @Test
    void chunksAndCellsAreAsManyAsTheShapeSays() throws IOException {
        HuntCells.write(SMALL, SEED, folder);
        try (var cells = SortedCells.open(folder)) {
            Set<Long> partitions = new HashSet<>();
            for (int room = 0; room < cells.rooms(); room++) {
                partitions.add(cells.roomFp(room) >>> 48);
            }
            assertThat(partitions).hasSize(SMALL.chunks());
            assertThat((double) cells.cells())
                    .isCloseTo(SMALL.cells(), within(0.1 * SMALL.cells()));
        }
    }

    @Test
    void roomsHaveRunsAndGaps() throws IOException {
        HuntCells.write(SMALL, SEED, folder);
        try (var cells = SortedCells.open(folder)) {
            int next = 0;
            int far = 0;
            int wide = 0;
            for (int i = 1; i < cells.cells(); i++) {
                long step = cells.key(i) - cells.key(i - 1);
                next += step == 1 ? 1 : 0;
                far += step > 1 && step < CellKey.SPOTS ? 1 : 0;
                wide += CellKey.spot(cells.key(i)) >= 1 << 12 ? 1 : 0;
            }
            assertThat(next).isGreaterThan(cells.cells() / 4);
            assertThat(far).isGreaterThan(cells.cells() / 4);
            assertThat(wide).isBetween(1, cells.cells() / 20);
        }
    }

    @Test
    void theSameSeedWritesTheSameBytes() throws IOException {
        Path again = Files.createDirectory(folder.resolve("again"));
        HuntCells.write(SMALL, SEED, folder);
        HuntCells.write(SMALL, SEED, again);
        for (String file : new String[] {SortedCells.ROOMS, SortedCells.CELLS}) {
            assertThat(Files.mismatch(folder.resolve(file), again.resolve(file))).isEqualTo(-1);
        }
    }

    @Test
    void queriesAskForCellsThatAreThereAndKnowTheAnswers() throws IOException {
        HuntCells.write(SMALL, SEED, folder);
        Set<Long> keys = new HashSet<>();
        try (var cells = SortedCells.open(folder)) {
            HuntCells.writeQueries(cells, 1000, SEED, folder);
            long checks = 0;
            for (int i = 0; i < cells.cells(); i++) {
                keys.add(cells.key(i));
                checks |= CellValue.checksum(cells.high(i));
            }
            assertThat(checks).isNotZero();
        }
        try (var queries = new Queries(folder)) {
            long[] first = new long[600];
            queries.take(first);
            long sum = queries.sum(first.length);
            assertThat(Arrays.stream(first).boxed().toList()).isSubsetOf(keys);
            long[] rest = new long[1000];
            queries.take(rest);
            assertThat(queries.sum(1000) - queries.sum(600)).isPositive();
            assertThat(rest[400]).isEqualTo(first[0]);
            assertThat(sum).isEqualTo(queries.sum(600));
        }
    }
}
