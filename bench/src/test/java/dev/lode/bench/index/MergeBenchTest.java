package dev.lode.bench.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.bench.BenchRow;
import dev.lode.storage.extent.CellRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergeBenchTest {
    @TempDir Path folder;

    @Test
    void everyCellIsThereBeforeAndAfterAMerge() throws IOException {
        HuntCells.write(CellShape.ONE_NODE.fewer(500), 3, folder);
        try (var cells = SortedCells.open(folder);
                var store = new MergeStore(cells, Files.createDirectory(folder.resolve("s")));
                var participant = store.join();
                var reader = store.reader()) {
            var ref = new CellRef();
            store.adopt(24);
            assertThat(store.extents()).isEqualTo(2);
            for (int merged = 0; merged < 2; merged++) {
                participant.online();
                for (int i = 0; i < cells.cells(); i++) {
                    assertThat(reader.find(cells.key(i), ref)).isTrue();
                    assertThat(ref.checksum).isEqualTo((int) (cells.high(i) >>> 32));
                }
                participant.offline();
                store.merge();
                assertThat(store.extents()).isEqualTo(1);
            }
        }
    }

    @Test
    void aStandstillIsShownAsZeroAndWithoutARatio() {
        var turns = new Turns();
        var figures = new HashMap<String, Double>();
        for (String name :
                List.of("p50", "p99", "p999", "p9999", "max", "offCpuMillis", "waitMillis")) {
            figures.put(name, 120.0);
        }
        for (String name :
                List.of("safepointMillis", "minorFaults", "majorFaults", "yields", "preemptions")) {
            figures.put(name, 0.0);
        }
        figures.put("seconds", 5.0);
        for (String when : List.of("quiet, before it", "merge", "quiet, behind it")) {
            turns.add("reader", when, figures);
        }
        List<BenchRow> rows = MergeBench.rows(CellShape.ONE_NODE, turns);
        assertThat(rows)
                .filteredOn(row -> row.goal() != null)
                .hasSize(2)
                .allMatch(row -> Boolean.TRUE.equals(row.met()));
        assertThat(rows)
                .filteredOn(row -> row.what().contains("faults"))
                .allMatch(row -> row.ratio() == null && row.lode() == 0);
    }

    @Test
    void theLongestSafepointIsFoundInTheLog() {
        List<String> lines =
                List.of(
                        "[0.1s] Safepoint \"ZMarkEndOld\", Time since last: 1 ns, Total:      700 ns",
                        "[0.2s] Safepoint \"Cleanup\", Time since last: 1 ns, Total:     9000 ns",
                        "[0.2s] something else");
        assertThat(SafepointLog.longest(lines)).isEqualTo(9000);
        assertThat(SafepointLog.longest(List.of())).isZero();
    }

    @Test
    void aTraceIsWhatWasCountedInBetween() {
        List<String> status =
                List.of(
                        "Name:\tx",
                        "voluntary_ctxt_switches:\t5",
                        "nonvoluntary_ctxt_switches:\t7");
        ReaderTrace trace =
                ReaderTrace.parse("10 20 30\n", "1 (a b) R 2 3 4 5 6 7 88 9 99 1 1", status);
        assertThat(trace).isEqualTo(new ReaderTrace(20, 88, 99, 5, 7));
        assertThat(trace.since(trace)).isEqualTo(new ReaderTrace(0, 0, 0, 0, 0));
    }
}
