package dev.lode.storage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.base.Id128;
import dev.lode.base.memory.Epochs;
import dev.lode.storage.pack.PackProgress;
import dev.lode.storage.wal.FolderInUse;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One store and two processes: the second is refused while the first lives, and only then.
class TwoProcessesTest {
    @TempDir Path folder;

    @Test
    void theSecondIsRefusedUntilTheFirstIsKilledAndMayCheckMeanwhile() throws Exception {
        try (CellStore store = open()) {
            store.add(TestCells.addition(1, 5, 1));
            store.flush();
        }
        Process first = start();
        try {
            assertThat(first.inputReader().readLine()).startsWith("1 extents");
            assertThatThrownBy(this::open).isInstanceOf(FolderInUse.class);
            assertThat(StoreCheck.run(folder, 1, PackProgress.NONE).sound()).isTrue();
        } finally {
            first.destroyForcibly();
        }
        first.waitFor();
        try (CellStore store = open()) {
            assertThat(store.status().extents()).isEqualTo(1);
        }
    }

    private CellStore open() throws IOException {
        var base = Base.none(TestCells.CONTENT);
        return CellStore.open(folder, base, TestCells.ROOMS, new Epochs(), TestCells.config(3));
    }

    private Process start() throws Exception {
        Path base =
                Path.of(Id128.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        String.join(":", "target/classes", "target/test-classes", base.toString()),
                        StoreProcess.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
