package dev.lode.node.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The entry that adds cells, whole and broken.
class CellsEntryTest {
    private static final Id128 HUNT = new Id128(1, 2);
    private static final List<NewCell> CELLS =
            List.of(
                    new NewCell(-1L, 1, new byte[] {1}),
                    new NewCell(7, 300, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9}));

    private final byte[] entry = CellsEntry.bytes(HUNT, CELLS, 99);

    @Test
    void isReadAsItWasWritten() throws Exception {
        MemorySegment memory = MemorySegment.ofArray(entry);

        assertThat(CellsEntry.is(memory)).isTrue();
        assertThat(CellsEntry.hunt(memory)).isEqualTo(HUNT);
        assertThat(ClaimEntry.groupMillis(memory)).isEqualTo(99);
        var cells = new ArrayList<NewCell>();
        CellsEntry.read(
                memory,
                (number, cell, block, plainBytes) -> {
                    assertThat(number).isEqualTo(cells.size());
                    cells.add(new NewCell(cell, plainBytes, block.toArray(Layouts.I8)));
                });
        assertThat(cells).usingRecursiveComparison().isEqualTo(CELLS);
    }

    @Test
    void isAsLongAsItsPartsSay() {
        assertThat(entry)
                .hasSize(
                        CellsEntry.headBytes()
                                + CellsEntry.recordBytes(1)
                                + CellsEntry.recordBytes(9));
    }

    @Test
    void isRefusedWhereItIsCutOrTooLong() {
        for (int length = 0; length < entry.length + 8; length++) {
            if (length != entry.length) {
                MemorySegment other = MemorySegment.ofArray(Arrays.copyOf(entry, length));
                assertThatThrownBy(() -> CellsEntry.is(other))
                        .as("%d bytes", length)
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Test
    void isRefusedWhereALengthLies() {
        for (int lie : new int[] {0, -1, 2, 1 << 30, Integer.MIN_VALUE}) {
            byte[] lying = entry.clone();
            MemorySegment memory = MemorySegment.ofArray(lying);
            memory.set(Layouts.I32, CellsEntry.headBytes() + 12L, lie == 2 ? 9 : lie);
            assertThatThrownBy(() -> CellsEntry.is(memory))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void movesGroupTimeAndNothingElseInTheMachine() {
        var machine = new ClaimMachine(1, ClaimMachine.WinListener.NONE);

        machine.apply(1, 1, MemorySegment.ofArray(entry));

        assertThat(machine.groupMillis()).isEqualTo(99);
        assertThat(machine.ledgers()).isEmpty();
        assertThat(machine.decisions()).isEmpty();
    }
}
