package dev.lode.itest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.app.play.GameClient.Refused;
import dev.lode.router.Fingerprint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A partition that an operator moves from one running server to another by the command line.
final class MovedPartitionTest {
    private static final String HUNT = "moving";
    private static final String ADDED = "attic/1/5000";

    @TempDir Path temp;

    private static String dig(Player player) throws Exception {
        try {
            return player.digAt(ADDED).path("blob").toString();
        } catch (Refused e) {
            return e.reason();
        }
    }

    @Test
    void bringsWhatWasAddedIsServedAtOnceAndGoesWhenItIsDropped() throws Exception {
        SmallHunt hunt = SmallHunt.pack(temp, HUNT, 6);
        Path one = temp.resolve("one");
        Path other = temp.resolve("other");
        try (var server = ServerProcess.start(one)) {
            server.open(hunt.pack(), HUNT);
            server.terminate();
            assertThat(server.await()).isZero();
        }
        ServerProcess.copy(one, other);
        String partition = Integer.toString(Fingerprint.partition(Fingerprint.room(HUNT, "attic")));
        Path slice = temp.resolve("attic.slice");
        Path cells =
                Files.writeString(
                        temp.resolve("cells.jsonl"),
                        "{\"room\":\"attic\",\"site\":1,\"spot\":5000,\"blob\":{\"n\":15}}\n");
        try (var from = ServerProcess.start(one);
                var to = ServerProcess.start(other);
                var player = Player.join(to, HUNT, to.token("alice"))) {
            assertThat(from.hunt("add", HUNT, cells.toString()).status()).isZero();
            assertThat(dig(player)).isEqualTo("NO_CELL");

            var exported = from.hunt("export", HUNT, partition, "-o", slice.toString());
            assertThat(exported.status()).as(exported.err()).isZero();
            Path cut = temp.resolve("cut.slice");
            byte[] bytes = Files.readAllBytes(slice);
            Files.write(cut, Arrays.copyOf(bytes, bytes.length - 1));
            var refused = to.hunt("import", HUNT, cut.toString());
            assertThat(refused.status()).isEqualTo(1);
            assertThat(refused.err()).contains(cut.toString());
            assertThat(dig(player)).as("nothing of a cut slice is served").isEqualTo("NO_CELL");

            var imported = to.hunt("import", HUNT, slice.toString());
            assertThat(imported.status()).as(imported.err()).isZero();
            assertThat(dig(player)).isEqualTo("{\"n\":15}");

            assertThat(to.hunt("drop", HUNT, partition).status()).isZero();
            assertThat(dig(player)).isEqualTo("NO_CELL");
            assertThat(player.digAt(hunt.cells().get(1)).path("found").asBoolean()).isTrue();
        }
    }
}
