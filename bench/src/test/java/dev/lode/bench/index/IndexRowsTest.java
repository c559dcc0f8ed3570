package dev.lode.bench.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.bench.BenchRow;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IndexRowsTest {
    @Test
    void ratiosStandBesideThePeersOfTheSameRounds() {
        List<BenchRow> rows = rows(true);
        BenchRow get = row(rows, "183 a chunk: point get", Peer.LMDB.title());
        assertThat(get.lode()).isEqualTo(200);
        assertThat(get.ratio()).isEqualTo(4);
        assertThat(get.goal()).isEqualTo(4);
        assertThat(get.met()).isTrue();
        BenchRow miss = row(rows, "183 a chunk: chained get", "chained miss, huge pages");
        assertThat(miss.ratio()).isEqualTo(0.5);
        assertThat(miss.met()).isTrue();
    }

    @Test
    void withoutGoalsTheSameRowsAreShown() {
        List<BenchRow> with = rows(true);
        List<BenchRow> without = rows(false);
        assertThat(without)
                .extracting(BenchRow::what)
                .isEqualTo(with.stream().map(BenchRow::what).toList());
        assertThat(without).extracting(BenchRow::goal).containsOnlyNulls();
        assertThat(without).extracting(BenchRow::met).containsOnlyNulls();
    }

    @Test
    void withoutGccTheColumnOfTheCProgramIsEmpty() {
        assertThat(rows(true))
                .filteredOn(row -> row.what().equals("183 a chunk: chained get"))
                .anyMatch(row -> row.peerName() == null && row.lode() == 200);
    }

    private static List<BenchRow> rows(boolean goals) {
        var turns = new Turns();
        for (String who : List.of(Peer.LODE.title(), Peer.LMDB.title())) {
            double nanos = who.equals(Peer.LODE.title()) ? 200 : 800;
            for (String op : List.of("independent", "chained", "batch", "scan", "build")) {
                turns.add(who, op, Map.of("nanos", nanos));
                turns.add(who, op, Map.of("nanos", nanos + 2));
                turns.add(who, op, Map.of("nanos", nanos - 2));
            }
            turns.add(who, "single", Map.of("p50", nanos, "p99", nanos, "p999", nanos));
            turns.add(who, "file", Map.of("bytes", 25.0));
        }
        for (String pages : List.of("small", "huge")) {
            turns.add(ShapeBench.CHASE, pages, Map.of("nanos", 100.0));
            turns.add(ShapeBench.CHASE, pages, Map.of("nanos", 101.0));
            turns.add(ShapeBench.CHASE, pages, Map.of("nanos", 99.0));
        }
        return new IndexRows(CellShape.ONE_NODE, goals, turns).rows();
    }

    private static BenchRow row(List<BenchRow> rows, String what, String peer) {
        return rows.stream()
                .filter(row -> row.what().equals(what) && peer.equals(row.peerName()))
                .findFirst()
                .orElseThrow();
    }
}
