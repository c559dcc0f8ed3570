package dev.lode.itest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.app.play.GameClient.Refused;
import dev.lode.router.Fingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A partition that an operator moves from one running server to another by the command line.
final class MovedPartitionTest {
    private static final String HUNT = "moving";
    private static final String ADDED = "attic/1/5000";

    @TempDir Path temp;

    private static Program.Run hunt(ServerProcess server, String... words) {
        List<String> all = new ArrayList<>(List.of("hunt"));
        all.addAll(List.of(words));
        all.addAll(
                List.of("--server", server.http().toString(), "--data", server.data().toString()));
        return CommandLine.of(all.toArray(String[]::new));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

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
        copy(one, other);
        String partition = Integer.toString(Fingerprint.partition(Fingerprint.room(HUNT, "attic")));
        Path slice = temp.resolve("attic.slice");
        Path cells =
                Files.writeString(
                        temp.resolve("cells.jsonl"),
                        "{\"room\":\"attic\",\"site\":1,\"spot\":5000,\"blob\":{\"n\":15}}\n");
        try (var from = ServerProcess.start(one);
                var to = ServerProcess.start(other);
                var player = Player.join(to, HUNT, to.token("alice"))) {
            assertThat(hunt(from, "add", HUNT, cells.toString()).status()).isZero();
            assertThat(dig(player)).isEqualTo("NO_CELL");

            var exported = hunt(from, "export", HUNT, partition, "-o", slice.toString());
            assertThat(exported.status()).as(exported.err()).isZero();
            Path cut = temp.resolve("cut.slice");
            byte[] bytes = Files.readAllBytes(slice);
            Files.write(cut, Arrays.copyOf(bytes, bytes.length - 1));
            var refused = hunt(to, "import", HUNT, cut.toString());
            assertThat(refused.status()).isEqualTo(1);
            assertThat(refused.err()).contains(cut.toString());
            assertThat(dig(player)).as("nothing of a cut slice is served").isEqualTo("NO_CELL");

            var imported = hunt(to, "import", HUNT, slice.toString());
            assertThat(imported.status()).as(imported.err()).isZero();
            assertThat(dig(player)).isEqualTo("{\"n\":15}");

            assertThat(hunt(to, "drop", HUNT, partition).status()).isZero();
            assertThat(dig(player)).isEqualTo("NO_CELL");
            assertThat(player.digAt(hunt.cells().get(1)).path("found").asBoolean()).isTrue();
        }
    }
}
