package dev.lode.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.app.play.GameClient.Refused;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Cells that an operator adds by the command line while a hunt runs.
final class AddedCellsTest {
    private static final String HUNT = "growing";
    private static final int MANY = 2_000;

    @TempDir Path temp;

    private static Program.Run add(ServerProcess server, Path file) {
        return server.hunt("add", HUNT, file.toString());
    }

    private static String cell(int spot, String number) {
        return "{\"room\":\"attic\",\"site\":1,\"spot\":%d,\"blob\":{\"n\":%s}}%n"
                .formatted(spot, number);
    }

    @Test
    void areDugAtOnceAndAfterTheServerWasKilled() throws Exception {
        SmallHunt hunt = SmallHunt.pack(temp, HUNT, 6);
        Path data = temp.resolve("data");
        Path many =
                Files.writeString(
                        temp.resolve("many.jsonl"),
                        IntStream.range(0, MANY)
                                .mapToObj(i -> cell(5_000 + i, Integer.toString(i)))
                                .collect(Collectors.joining()));
        try (var server = ServerProcess.start(data)) {
            server.open(hunt.pack(), HUNT);
            try (var player = Player.join(server, HUNT, server.token("alice"))) {
                assertThatThrownBy(() -> player.digAt("attic/1/5000")).isInstanceOf(Refused.class);

                Program.Run run = add(server, many);

                assertThat(run.err()).isEmpty();
                assertThat(run.out()).contains("2,000 cells added to growing");
                assertThat(blob(player, 5_000)).isEqualTo("0");
                assertThat(blob(player, 5_000 + MANY - 1)).isEqualTo(Integer.toString(MANY - 1));
            }
            server.kill();
        }
        try (var server = ServerProcess.start(data);
                var player = Player.join(server, HUNT, server.token("bob"))) {
            assertThat(blob(player, 5_000)).isEqualTo("0");
            Path instead = Files.writeString(temp.resolve("instead.jsonl"), cell(5_000, "15"));
            assertThat(add(server, instead).status()).isZero();
            assertThat(blob(player, 5_000)).isEqualTo("15");
            assertThat(blob(player, 5_001)).isEqualTo("1");
        }
    }

    private static String blob(Player player, int spot) throws Exception {
        String dig = player.digAt("attic/1/" + spot).toString();
        return dig.replaceFirst("^.*\"n\":([0-9]+)[},].*$", "$1");
    }

    @Test
    void areRefusedWithFileLineAndRemedy() throws Exception {
        SmallHunt hunt = SmallHunt.pack(temp, HUNT, 3);
        Path file = temp.resolve("cells.jsonl");
        try (var server = ServerProcess.start(temp.resolve("data"))) {
            server.open(hunt.pack(), HUNT);

            Files.writeString(file, cell(1, "1") + cell(2, "2").replace("attic", "loft"));
            Program.Run noRoom = add(server, file);
            assertThat(noRoom.status()).isEqualTo(1);
            assertThat(noRoom.err()).contains("line 2", "no room 'loft'");

            Files.writeString(file, cell(1, "1").replace("{\"n\"", "{\"key\":\"k\",\"n\""));
            Program.Run key = add(server, file);
            assertThat(key.status()).isEqualTo(1);
            assertThat(key.err()).contains(file.toString(), "committed to before a hunt");

            assertThat(server.operator().state(HUNT, "FROZEN").path("state").asString())
                    .isEqualTo("FROZEN");
            Files.writeString(file, cell(1, "1"));
            Program.Run frozen = add(server, file);
            assertThat(frozen.status()).isEqualTo(1);
            assertThat(frozen.err()).contains("SEALED, OPEN or PAUSED");
        }
    }
}
