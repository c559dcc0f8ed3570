package dev.lode.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Cells that are added while the disk fills up: refused in the end, and none is lost that was
/// acknowledged.
final class FullDiskAdditionsTest {
    private static final String HUNT = "brimful";
    private static final int BATCH = 8;
    private static final int CELLS_MAX = 8_000;

    private final NumberedCells cells = new NumberedCells(HUNT);
    @TempDir Path temp;

    @Test
    void areRefusedInTheEndAndThoseAcknowledgedAreThere() throws Exception {
        SmallHunt hunt = cells.pack(temp);
        Path disk = Files.createDirectory(temp.resolve("disk"));
        DataFolderTest.mount(
                "mount", "-t", "tmpfs", "-o", "size=48m", "lode-test", disk.toString());
        try {
            Path data = disk.resolve("data");
            int acknowledged;
            try (var server = start(data)) {
                server.open(hunt.pack(), HUNT);
                acknowledged = add(server, 0, 10 * BATCH);
                assertThat(acknowledged).isEqualTo(10 * BATCH);
                DataFolderTest.fill(disk.resolve("filler"));
                acknowledged = add(server, acknowledged, CELLS_MAX);
                assertThat(acknowledged).isLessThan(CELLS_MAX);
                cells.mustBeThere(server, acknowledged, 7);
                server.kill();
            }
            Files.delete(disk.resolve("filler"));
            try (var server = start(data)) {
                cells.mustBeThere(server, acknowledged, 3);
                assertThat(add(server, acknowledged, acknowledged + BATCH))
                        .isEqualTo(acknowledged + BATCH);
                server.terminate();
                assertThat(server.await()).isZero();
            }
        } finally {
            DataFolderTest.mount("umount", disk.toString());
        }
    }

    /// Adds until a number or until it is refused.
    ///
    /// @return how many were acknowledged
    private int add(ServerProcess server, int from, int to) throws InterruptedException {
        var operator = server.operator();
        for (int first = from; first < to; first += BATCH) {
            var lines = new StringBuilder();
            for (int i = first; i < first + BATCH; i++) {
                lines.append(cells.line(i));
            }
            try {
                assertThat(operator.add(HUNT, lines.toString())).isEqualTo(BATCH);
            } catch (IOException e) {
                return first;
            }
        }
        return to;
    }

    private static ServerProcess start(Path data) throws IOException {
        return ServerProcess.start(
                data,
                "wal.segmentBytes=1MiB",
                "wal.diskBudget=12MiB",
                "wal.spareSegments=0",
                "store.overlayBytes=1MiB",
                "edge.session.messagesPerSecond=1000000",
                "edge.session.messagesBurst=1000000");
    }
}
