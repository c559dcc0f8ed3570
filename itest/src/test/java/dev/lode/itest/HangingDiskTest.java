package dev.lode.itest;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lode.app.play.GameClient.Refused;
import dev.lode.node.LedgerReader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server whose disk stops answering: an ext4 file system in a file, frozen while it plays.
final class HangingDiskTest {
    private static final String FIRST = "%032x".formatted(1);
    private static final String HANGING = "%032x".formatted(2);
    private static final String LATER = "%032x".formatted(3);
    private static final long DISK_BYTES = 64 << 20;

    @TempDir Path temp;

    @Test
    void saysThatTheDiskHangsAndLetsHuntersDigOnAndKeepsWhatItAcknowledged() throws Exception {
        SmallHunt hunt = SmallHunt.pack(temp, "stuck", 3);
        Path data = Files.createDirectory(temp.resolve("data"));
        Path image = temp.resolve("disk");
        try (var file = Files.newByteChannel(image, Set.of(CREATE_NEW, WRITE))) {
            file.position(DISK_BYTES - 1);
            file.write(ByteBuffer.allocate(1));
        }
        DataFolderTest.mount("mkfs.ext4", "-q", image.toString());
        DataFolderTest.mount("mount", "-o", "loop", image.toString(), data.toString());
        try {
            Files.delete(data.resolve("lost+found"));
            playsWhileTheDiskHangs(hunt, data);
            try (var server = start(data);
                    var player = Player.join(server, "stuck", server.token("carol"))) {
                assertThat(player.digAt(hunt.cells().get(0)).has("blob")).isTrue();
                var found = player.digAt(hunt.cells().get(2));
                var claim = player.claim(found.path("ticket").asString(""), LATER);
                assertThat(claim.path("result").asString("")).isEqualTo("WON");
                server.kill();
            }
            assertThat(LedgerReader.read(data).stream().flatMap(ledger -> ledger.wins().stream()))
                    .extracting(win -> win.claimId().toString())
                    .contains(FIRST, LATER);
        } finally {
            DataFolderTest.mount("umount", data.toString());
        }
    }

    private static ServerProcess start(Path data) throws Exception {
        return ServerProcess.start(
                data, "wal.segmentBytes=1MiB", "wal.diskBudget=12MiB", "wal.hangMillis=300");
    }

    private static void playsWhileTheDiskHangs(SmallHunt hunt, Path data) throws Exception {
        try (var server = start(data)) {
            server.open(hunt.pack(), "stuck");
            try (var alice = Player.join(server, "stuck", server.token("alice"));
                    var bob = Player.join(server, "stuck", server.token("bob"))) {
                String ticket = alice.digAt(hunt.cells().get(0)).path("ticket").asString("");
                assertThat(alice.claim(ticket, FIRST).path("result").asString("")).isEqualTo("WON");
                String next = bob.digAt(hunt.cells().get(1)).path("ticket").asString("");
                DataFolderTest.mount("fsfreeze", "-f", data.toString());
                try {
                    var refused =
                            CompletableFuture.supplyAsync(() ->
                                    catchThrowableOfType(
                                            Refused.class, () -> bob.claim(next, HANGING)));
                    Eventually.holds(
                            "the hang is said",
                            () -> server.err().contains("the log's disk hangs: writing segment-"));
                    assertThat(alice.dig(hunt.cells().get(0)).has("blob")).isTrue();
                    assertThat(refused.get().temporary()).isTrue();
                    assertThat(alice.dig(hunt.cells().get(0)).has("blob")).isTrue();
                } finally {
                    DataFolderTest.mount("fsfreeze", "-u", data.toString());
                }
            }
            server.kill();
        }
    }
}
