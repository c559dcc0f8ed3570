package dev.lode.game.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.CellKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A mapped graph whose file is cut while it is read, in a process of its own, so that a JVM that
/// dies is seen.
class CutGraphTest {
    private static final int DOCUMENT_BYTES = 32 << 20;

    @TempDir Path folder;

    @Test
    void refusesAGraphWhoseFileIsCutWhileItIsOpened() throws Exception {
        Path file = folder.resolve("graph");
        // Nearly all of the time goes into the checksums, so that is where the cut comes.
        var entries = new BitSet();
        var room = new RoomRecord(7, "a", 1, entries, List.of(), "x".repeat(DOCUMENT_BYTES));
        Files.write(file, Graphs.bytes(0, List.of(room)));
        var process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-Xmx512m",
                                "-XX:ErrorFile=" + folder.resolve("hs_err.log"),
                                "-XX:-CreateCoredumpOnCrash",
                                "-cp",
                                path(HuntGraph.class)
                                        + ":"
                                        + path(Graphs.class)
                                        + ":"
                                        + path(CellKey.class),
                                "dev.lode.game.graph.CutGraphProcess",
                                file.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains("hunt graph damaged at offset");
    }

    private static Path path(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
