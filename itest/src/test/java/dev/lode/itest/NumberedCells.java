package dev.lode.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;

/// Cells that are added to a small hunt by number, 5 KB each, and tell by their text which they
/// are.
///
/// @param hunt its name
record NumberedCells(String hunt) {
    private static final int TEXT_BYTES = 5_000;
    private static final int DIGS_A_HUNTER = 500;

    /// A hunt that such cells can be added to.
    SmallHunt pack(Path temp) throws IOException {
        return SmallHunt.packWithLongCell(temp, hunt, 3, TEXT_BYTES + 1_000);
    }

    /// The line that adds a cell.
    String line(int number) {
        return "{\"room\":\"attic\",\"site\":1,\"spot\":%d,\"blob\":{\"n\":%d,\"text\":\"%s\"}}%n"
                .formatted(number, number, text(number));
    }

    /// What no compressor makes shorter by much.
    private static String text(int number) {
        var random = new SplittableRandom(number);
        var text = new StringBuilder();
        while (text.length() < TEXT_BYTES) {
            text.append(Long.toString(random.nextLong(), Character.MAX_RADIX));
        }
        return text.toString();
    }

    /// Digs the first so many, or some of them.
    void mustBeThere(ServerProcess server, int cells, int step) throws Exception {
        int next = 0;
        for (int hunter = 0; next < cells; hunter++) {
            try (var player = Player.join(server, hunt, server.token("hunter-" + hunter))) {
                player.enter("attic/1");
                for (int digs = 0; digs < DIGS_A_HUNTER && next < cells; digs++, next += step) {
                    String dug = player.dig("attic/1/" + next).toString();
                    assertThat(dug).contains("\"n\":" + next + ",", text(next));
                }
            }
        }
    }
}
