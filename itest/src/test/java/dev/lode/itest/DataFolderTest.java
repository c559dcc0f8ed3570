package dev.lode.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.app.play.GameClient.ConnectionLost;
import dev.lode.app.play.GameClient.Refused;
import dev.lode.base.Id128;
import dev.lode.game.claim.Win;
import dev.lode.node.LedgerReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that cannot have its folder, its port, or room on the disk: says where and what to do.
final class DataFolderTest {
    @TempDir Path temp;

    static void mount(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = process.inputReader().lines().collect(Collectors.joining("\n"));
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as("%s (this test needs a user who may mount): %s", List.of(command), said)
                .isZero();
    }

    private static Program.Run serve(Path data, String... knobs)
            throws IOException, InterruptedException {
        return Program.finish(
                data.toAbsolutePath().getParent(), ServerProcess.prepare(data, knobs));
    }

    private static void refused(Program.Run run, String... texts) {
        assertThat(run.err().lines().filter(line -> line.startsWith("lode: ")))
                .singleElement()
                .asString()
                .contains(texts);
        assertThat(run.err()).doesNotContain("defect of Lode").doesNotContain("\tat ");
        assertThat(run.out()).doesNotContain("serving");
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    void refusesABudgetThatDoesNotFitBeforeAnythingIsMade() throws Exception {
        Path data = temp.resolve("data");
        refused(
                serve(data, "node.memoryBytesMax=1GiB"),
                "the memory budget does not fit",
                "1,024 MiB may be used (node.memoryBytesMax)",
                "heap 512 MiB (bound: -Xmx)");
        assertThat(data).doesNotExist();
    }

    @Test
    void refusesVectorsThatAreNotThereBeforeAnythingIsMade() throws Exception {
        Path data = temp.resolve("data");
        refused(
                serve(data, "storage.search=vector"),
                "storage.search=vector needs",
                "--add-modules jdk.incubator.vector",
                "take auto or scalar");
        assertThat(data).doesNotExist();
    }

    @Test
    void refusesAFolderThatAnotherProcessHasAndAPortThatIsTaken() throws Exception {
        Path data = temp.resolve("data");
        try (var server = ServerProcess.start(data)) {
            refused(serve(data, "edge.port=0"), data.toString(), "process " + server.pid());
            String port = Integer.toString(server.http().getPort());
            refused(serve(temp.resolve("other"), "edge.port=" + port), port, "edge.port");
            assertThat(server.operator().list().path("hunts").isArray()).isTrue();
            server.terminate();
            assertThat(server.await()).isZero();
        }
        try (var again = ServerProcess.start(temp.resolve("other"))) {
            assertThat(again.isAlive()).isTrue();
        }
    }

    @Test
    void refusesAPortThatAStrangerHas() throws Exception {
        try (var stranger = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(stranger.getLocalPort());
            refused(serve(temp.resolve("data"), "edge.port=" + port), port, "edge.port");
        }
    }

    @Test
    void refusesAFileInPlaceOfTheFolder() throws Exception {
        Path file = Files.writeString(temp.resolve("data"), "no folder");
        refused(serve(file, "edge.port=0"), file.toString(), "folder");
        assertThat(Files.readString(file)).isEqualTo("no folder");
    }

    @Test
    void refusesAFolderThatItMayNotWrite() throws Exception {
        Path data = Files.createDirectory(temp.resolve("data"));
        mount("mount", "-t", "tmpfs", "-o", "ro,size=1m", "lode-test", data.toString());
        try {
            refused(serve(data, "edge.port=0"), data.toString(), "may write");
        } finally {
            mount("umount", data.toString());
        }
    }

    @Test
    void refusesToStartOnADiskThatIsFull() throws Exception {
        Path disk = Files.createDirectory(temp.resolve("disk"));
        mount("mount", "-t", "tmpfs", "-o", "size=4m", "lode-test", disk.toString());
        try {
            Path data = disk.resolve("data");
            refused(
                    Program.finish(temp, ServerProcess.prepare(data, "edge.port=0")),
                    data.toString(),
                    "wal.diskBudget",
                    "give the disk room");
        } finally {
            mount("umount", disk.toString());
        }
    }

    @Test
    void losesNothingThatItAcknowledgedWhenTheDiskFillsUp() throws Exception {
        SmallHunt hunt = SmallHunt.pack(temp, "full", 1000);
        Path disk = Files.createDirectory(temp.resolve("disk"));
        mount("mount", "-t", "tmpfs", "-o", "size=24m", "lode-test", disk.toString());
        try {
            Path data = disk.resolve("data");
            List<String> won = new ArrayList<>();
            try (var server = startSmall(data)) {
                server.open(hunt.pack(), "full");
                try (var player = Player.join(server, "full", server.token("alice"))) {
                    won.add(win(player, hunt, 0));
                    fill(disk.resolve("filler"));
                    int refusedAt = claimUntilRefused(player, hunt, won);
                    assertThat(refusedAt).isLessThan(hunt.cells().size());
                    assertThat(server.err()).contains("the log is full: ", "until there is room");
                }
                server.kill();
            }
            assertThat(Files.deleteIfExists(disk.resolve("filler"))).isTrue();
            heldByLedger(data, won);
            try (var server = startSmall(data);
                    var player = Player.join(server, "full", server.token("bob"))) {
                won.add(win(player, hunt, hunt.cells().size() - 1));
                server.terminate();
                assertThat(server.await()).isZero();
            }
            heldByLedger(data, won);
        } finally {
            mount("umount", disk.toString());
        }
    }

    private static ServerProcess startSmall(Path data) throws IOException {
        return ServerProcess.start(
                data,
                "wal.segmentBytes=1MiB",
                "wal.diskBudget=12MiB",
                "wal.spareSegments=0",
                "edge.session.messagesPerSecond=100000",
                "edge.session.messagesBurst=100000");
    }

    private static int claimUntilRefused(Player player, SmallHunt hunt, List<String> won)
            throws Refused, ConnectionLost, InterruptedException {
        for (int prize = 1; prize < hunt.cells().size(); prize++) {
            try {
                won.add(win(player, hunt, prize));
            } catch (Refused e) {
                assertThat(e.reason()).isEqualTo("LOG_FULL");
                assertThat(e.temporary()).isTrue();
                assertThat(e.retryMillis()).as("node.logFullRetry").isEqualTo(1000);
                int next = Math.min(prize + 1, hunt.cells().size() - 1);
                assertThat(player.digAt(hunt.cells().get(next)).has("ticket")).isTrue();
                return prize;
            }
        }
        return hunt.cells().size();
    }

    private static String win(Player player, SmallHunt hunt, int prize)
            throws Refused, ConnectionLost, InterruptedException {
        String id = "%032x".formatted(prize + 1);
        var found = player.digAt(hunt.cells().get(prize));
        var claim = player.claim(found.path("ticket").asString(""), id);
        assertThat(claim.path("result").asString("")).isEqualTo("WON");
        return id;
    }

    static void fill(Path file) throws IOException {
        assertThatThrownBy(
                        () -> {
                            try (var out = Files.newOutputStream(file)) {
                                byte[] page = new byte[4096];
                                while (true) {
                                    out.write(page);
                                }
                            }
                        })
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(FileSystemException.class);
    }

    private static void heldByLedger(Path data, List<String> won) throws IOException {
        var held =
                LedgerReader.read(data).stream()
                        .flatMap(ledger -> ledger.wins().stream())
                        .map(Win::claimId)
                        .map(Id128::toString)
                        .toList();
        assertThat(held).doesNotHaveDuplicates().containsAll(won);
    }
}
