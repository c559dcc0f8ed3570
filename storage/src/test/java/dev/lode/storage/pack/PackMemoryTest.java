package dev.lode.storage.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What packing holds of memory does not grow with the cells, in order or not.
class PackMemoryTest {
    /// Two bytes for each cell that is more.
    private static final long HEAP_MORE_BYTES_MAX =
            2L * (PackMemoryProcess.MANY_CELLS - PackMemoryProcess.CELLS);

    /// Buffers of files beside the memory of the sort.
    private static final long BUFFER_BYTES_MAX = 8 << 20;

    @TempDir Path folder;

    /// @param cells of the hunt
    /// @param heapBytes that lived on the heap at most
    /// @param offHeapBytes that were reserved at most
    private record Held(long cells, long heapBytes, long offHeapBytes) {
        static Held of(String line) {
            long[] numbers =
                    Arrays.stream(line.split(" ", -1)).mapToLong(Long::parseLong).toArray();
            return new Held(numbers[0], numbers[1], numbers[2]);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void doesNotGrowWithTheCells(boolean inOrder) throws Exception {
        var process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:MarkSweepDeadRatio=0", // a collection leaves nothing dead
                                "-Xmx64m",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                CutPackTest.classPath(),
                                PackMemoryProcess.class.getName(),
                                folder.toString(),
                                Boolean.toString(inOrder))
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        List<Held> held =
                Stream.of(said.split("\n", -1))
                        .filter(line -> !line.isEmpty())
                        .map(Held::of)
                        .toList();
        assertThat(held).hasSize(3);
        Held few = held.get(1);
        Held many = held.get(2);
        assertThat(many.cells).isEqualTo(4 * few.cells);
        assertThat(many.heapBytes - few.heapBytes)
                .as("heap for %d cells more: %s", many.cells - few.cells, said)
                .isLessThan(HEAP_MORE_BYTES_MAX);
        assertThat(many.offHeapBytes)
                .as(said)
                .isLessThan(PackMemoryProcess.SORT_BYTES + BUFFER_BYTES_MAX);
    }
}
