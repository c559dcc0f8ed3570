package dev.lode.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.base.Id128;
import dev.lode.router.PartitionEntry;
import dev.lode.router.PartitionTable;
import dev.lode.wire.HuntState;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class AtlasViewTest {
    private static final PartitionTable TABLE = PartitionTable.initial(5);

    private static AtlasView decode(byte[] bytes, AtlasView held) {
        return AtlasView.decode(MemorySegment.ofArray(bytes), held).orElseThrow();
    }

    @Test
    void isTheSameAfterEncodingAndDecoding() {
        AtlasView view = Views.view(7, TABLE);
        assertThat(decode(view.encode(), AtlasView.NONE)).isEqualTo(view);
    }

    @Test
    void findsHuntsNodesAndLeaders() {
        AtlasView view = Views.view(7, TABLE);
        assertThat(view.hunt("world").orElseThrow().state()).isEqualTo(HuntState.OPEN);
        assertThat(view.hunt(new Id128(9, 1)).orElseThrow().state()).isEqualTo(HuntState.SETTLED);
        assertThat(view.hunt("none")).isEmpty();
        assertThat(view.leader(32_768)).isEqualTo(65_535);
        assertThat(view.leader(5)).isEqualTo(AtlasView.NO_NODE);
        assertThat(view.leader(65_535)).isEqualTo(AtlasView.NO_NODE);
        assertThat(view.node(65_535).orElseThrow().address()).isEqualTo("c:1");
        assertThat(view.node(1)).isEmpty();
    }

    @Test
    void aDeltaIsSmallAndFitsOneVersionOnly() {
        AtlasView old = Views.view(7, TABLE);
        PartitionTable next = TABLE.with(65_535, new PartitionEntry(65_535, 32_768, 1, 9));
        AtlasView view = Views.view(8, next.with(32_768, new PartitionEntry(3, -1, -1, 2)));
        byte[] delta = view.encodeSince(old);
        assertThat(delta.length).isLessThan(2000);
        assertThat(decode(delta, old)).isEqualTo(view);
        assertThat(AtlasView.decode(MemorySegment.ofArray(delta), Views.view(6, TABLE))).isEmpty();
    }

    @Test
    void anyChangedByteIsRefused() {
        byte[] good = Views.view(8, TABLE).encodeSince(Views.view(7, TABLE));
        var random = new SplittableRandom(Long.getLong("lode.seed", 5));
        for (int at = 0; at < good.length; at++) {
            byte[] bad = good.clone();
            bad[at] ^= (byte) (1 << random.nextInt(8));
            assertThatThrownBy(() -> decode(bad, Views.view(7, TABLE)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThatThrownBy(() -> decode(cut, Views.view(7, TABLE)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void runsOfEntriesCarryAnyTable() {
        for (int nodes : new int[] {1, 2, 7}) {
            PartitionTable table = PartitionTable.initial(nodes);
            byte[] runs = TableRuns.encode(table, null);
            PartitionTable again =
                    TableRuns.apply(PartitionTable.initial(3), MemorySegment.ofArray(runs));
            assertThat(again).isEqualTo(table);
        }
        assertThat(TableRuns.encode(PartitionTable.initial(1), null)).hasSize(TableRuns.RUN_BYTES);
        assertThat(TableRuns.encode(TABLE, TABLE)).isEmpty();
    }
}
