package dev.lode.itest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.storage.pack.Pack;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `lode slice import`, killed at points of its way: the partition is absent or whole, and the next
/// import goes on.
final class SliceKillTest {
    private static final int ROUNDS = 4;
    private static final int PARTITIONS = 65_536;

    private final long seed = Long.getLong("lode.seed", System.nanoTime());

    @TempDir Path temp;
    private Path slice = Path.of("");
    private int partition;

    @BeforeEach
    void exportTheOnlyPartition() throws IOException {
        System.out.println("SliceKillTest: seed " + seed + " (-Dlode.seed=N)");
        Path folder = temp.resolve("hunt");
        Path pack = temp.resolve("hunt.lode");
        mustDo("generate", folder.toString(), "--rooms=1", "--cells=40000", "--keys=3");
        mustDo("pack", folder.toString(), "-o", pack.toString());
        partition = onlyPartition(pack);
        slice = temp.resolve("one.slice");
        mustDo("slice", "export", pack.toString(), "" + partition, "-o", slice.toString());
    }

    @Test
    void leavesAPartitionAbsentOrWholeAndTheNextGoesOn() throws Exception {
        var random = new Random(seed);
        long bytes = Files.size(slice);
        int killed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Path in = temp.resolve("in-" + round);
            long enough = (3L << 20) + random.nextLong(bytes);
            killed += killOnceWritten(in, enough) ? 1 : 0;
            if (Files.exists(in.resolve("journal"))) {
                var verified = CommandLine.of("verify", in.toString());
                assertThat(verified.status()).as(verified.out() + verified.err()).isZero();
                assertThat(verified.out()).containsAnyOf("0 partitions", "1 partitions");
            }
            var again =
                    CommandLine.of("slice", "import", slice.toString(), "--into", in.toString());
            assertThat(again.status()).as("seed %d: %s", seed, again.err()).isZero();
            var verified = CommandLine.of("verify", in.toString());
            assertThat(verified.status()).as(verified.out()).isZero();
            assertThat(verified.out()).contains("1 partitions in 1 files");
        }
        assertThat(killed).as("imports killed on their way, seed %d", seed).isPositive();
    }

    /// Kills an import once its folder has so many bytes.
    ///
    /// @return whether it was killed before its end
    private boolean killOnceWritten(Path in, long enough) throws Exception {
        Path output = Files.createTempFile(temp, "import", ".txt");
        var process =
                Program.lode(
                                temp,
                                "slice",
                                "import",
                                slice.toString(),
                                "--into",
                                in.toString(),
                                "--set",
                                "slice.checkpointBytes=1MiB",
                                "--set",
                                "slice.headAreaBytes=1MiB")
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            Eventually.holds(
                    "bytes of the import, seed " + seed,
                    () -> !process.isAlive() || written(in) > enough);
        } finally {
            process.destroyForcibly();
        }
        int status = process.waitFor();
        assertThat(status).as(Files.readString(output)).isIn(0, 128 + 9);
        return status != 0;
    }

    private static long written(Path in) throws IOException {
        Path file = in.resolve("import-000001.lode");
        return Files.exists(file) ? Files.size(file) : 0;
    }

    static int onlyPartition(Path pack) throws IOException {
        long at = Pack.placeOf(pack).headsAt();
        try (var file = FileChannel.open(pack, StandardOpenOption.READ)) {
            var directory = java.nio.ByteBuffer.allocate(PARTITIONS * 32);
            while (directory.hasRemaining()) {
                assertThat(file.read(directory, at + directory.position())).isPositive();
            }
            directory.order(java.nio.ByteOrder.LITTLE_ENDIAN);
            for (int p = 0; p < PARTITIONS; p++) {
                if (directory.getLong(p * 32) != 0) {
                    return p;
                }
            }
        }
        throw new AssertionError("an empty pack");
    }

    private static void mustDo(String... words) {
        var run = CommandLine.of(words);
        assertThat(run.status()).as(run.err()).isZero();
    }
}
