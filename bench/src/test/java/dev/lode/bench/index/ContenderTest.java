package dev.lode.bench.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.bench.BenchFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ContenderTest {
    private static final int QUERIES = 4096;

    @TempDir Path folder;

    @BeforeEach
    void writeInput() throws IOException {
        HuntCells.write(CellShape.ONE_NODE.fewer(500), 3, folder);
        try (var cells = SortedCells.open(folder)) {
            HuntCells.writeQueries(cells, QUERIES, 4, folder);
        }
    }

    @ParameterizedTest
    @EnumSource(Peer.class)
    void everyStoreAnswersAsTheInputSays(Peer peer) throws IOException {
        Path place = Files.createDirectory(folder.resolve("store"));
        try (var cells = SortedCells.open(folder)) {
            peer.build(cells, place);
            assertThat((double) peer.fileBytes(place) / cells.cells()).isBetween(20.0, 200.0);
            try (Contender store = peer.open(place);
                    var queries = new Queries(folder)) {
                assertThat(store.scan()).isEqualTo(cells.sum());
                var times = new GetTimes(store, queries);
                assertThat(times.independent(QUERIES)).isPositive();
                assertThat(times.chained(QUERIES)).isPositive();
                assertThat(times.batch(QUERIES)).isPositive();
                assertThat(times.single(QUERIES)).isSorted();
            }
        }
    }

    @Test
    void aWrongAnswerIsNotTimed() throws IOException {
        Contender liar =
                new Contender() {
                    @Override
                    public long get(long key) {
                        return 1;
                    }

                    @Override
                    public long scan() {
                        return 0;
                    }

                    @Override
                    public void close() {}
                };
        try (var queries = new Queries(folder)) {
            var times = new GetTimes(liar, queries);
            assertThatThrownBy(() -> times.independent(64))
                    .isInstanceOf(BenchFailed.class)
                    .hasMessageContaining("another cell's value");
        }
    }

    @Test
    void lodeReadsTheDocumentOfACell() throws IOException {
        Path place = Files.createDirectory(folder.resolve("store"));
        try (var cells = SortedCells.open(folder)) {
            LodeCells.build(cells, place);
            try (LodeCells store = LodeCells.open(place)) {
                assertThat(store.document(cells.key(cells.cells() / 2))).isEqualTo(2);
            }
        }
    }
}
