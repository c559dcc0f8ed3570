package dev.lode.bench.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.lode.bench.BenchFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CProgramTest {
    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(ints = {500, 100})
    void theProgramFindsEveryCell(int fewer) throws IOException {
        Path c = Files.createDirectory(folder.resolve("c"));
        Optional<Path> program = CProgram.compile("cells", c);
        assumeThat(program).as("gcc").isPresent();
        CellShape shape = fewer == 500 ? CellShape.ONE_NODE : CellShape.CROWDED;
        HuntCells.write(shape.fewer(fewer), 6, folder);
        try (var cells = SortedCells.open(folder)) {
            HuntCells.writeQueries(cells, 3200, 6, folder);
        }
        try (var process =
                new StoreProcess(
                        "C", List.of(program.orElseThrow().toString(), folder.toString()))) {
            for (String what : List.of("independent", "chained", "batch", "scan")) {
                assertThat(process.ask(what, 3200)).containsOnlyKeys("nanos");
            }
        }
    }

    @Test
    void anEndInTheMiddleIsSaid() {
        assertThatThrownBy(() -> new StoreProcess("it", List.of("false")).close())
                .isInstanceOf(BenchFailed.class)
                .hasMessageContaining("it ended with 1");
    }

    @Test
    void figuresAreReadByName() {
        assertThat(StoreProcess.figures("p50=12 p99=3.5"))
                .containsEntry("p50", 12.0)
                .containsEntry("p99", 3.5);
        assertThatThrownBy(() -> StoreProcess.figures("Exception in thread"))
                .hasMessageContaining("no figure");
    }
}
