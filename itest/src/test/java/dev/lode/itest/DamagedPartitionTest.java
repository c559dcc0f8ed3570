package dev.lode.itest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.app.play.GameClient.Refused;
import dev.lode.storage.extent.Directory;
import dev.lode.storage.pack.Pack;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server whose pack or whose additions are damaged in one partition: that one is refused, the
/// others are served.
final class DamagedPartitionTest {
    private static final String HUNT = "damaged";
    private static final List<String> ROOMS = List.of("hall", "attic", "cellar");
    private static final long HEADS_AT = 4096;
    private static final int ADDED = 500;
    private static final int CELLS_MAX = 1_000;

    @TempDir Path temp;

    @Test
    void isRefusedAloneWhereThePackOrTheAdditionsAreDamaged() throws Exception {
        SmallHunt hunt = SmallHunt.packWithLongCell(temp, HUNT, 3, 6_000);
        Path data = temp.resolve("data");
        String[] knobs = {"store.overlayBytes=1MiB"};
        try (var server = ServerProcess.start(data, knobs)) {
            server.open(hunt.pack(), HUNT);
            for (int i = 0; extents(data).isEmpty() && i < 3 * CELLS_MAX; i += 3) {
                server.operator().add(HUNT, cells(i));
            }
            server.terminate();
            server.await();
        }
        Path pack = file(data, "content.lode");
        Path extent = extents(data).getFirst();
        for (Path damaged : List.of(pack, extent)) {
            flip(damaged, headOfTheFirstPartition(damaged) + 70);
            try (var server = ServerProcess.start(data, knobs);
                    var player = Player.join(server, HUNT, server.token("hunter"))) {
                var refused = new TreeSet<String>();
                for (int i = 0; i < ROOMS.size(); i++) {
                    String room = ROOMS.get(i);
                    try {
                        String dug =
                                player.digAt(
                                                damaged.equals(pack)
                                                        ? hunt.cells().get(i)
                                                        : room + "/0/" + ADDED)
                                        .toString();
                        assertThat(dug)
                                .contains(damaged.equals(pack) ? "something" : "\"n\":" + ADDED);
                    } catch (Refused e) {
                        assertThat(e).hasMessageContaining("damaged");
                        refused.add(room);
                    }
                }
                assertThat(refused).as("of %s; %s", damaged, server.err()).hasSize(1);
                assertThat(server.err()).containsPattern(damaged.getFileName() + ".*damaged");
            }
            flip(damaged, headOfTheFirstPartition(damaged) + 70);
        }
    }

    private static String cells(int from) {
        var lines = new StringBuilder();
        var random = new SplittableRandom(from);
        for (int i = from; i < from + 3; i++) {
            for (String room : ROOMS) {
                lines.append(
                        "{\"room\":\"%s\",\"site\":0,\"spot\":%d,\"blob\":{\"n\":%d,\"text\":\"%s\"}}%n"
                                .formatted(room, ADDED + i, ADDED + i, text(random)));
            }
        }
        return lines.toString();
    }

    /// What no compressor makes shorter by much.
    private static String text(SplittableRandom random) {
        byte[] bytes = new byte[2_500];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static long headOfTheFirstPartition(Path file) throws IOException {
        boolean isPack = file.endsWith("content.lode");
        long directory = isPack ? Pack.placeOf(file).headsAt() : HEADS_AT;
        try (var open = new RandomAccessFile(file.toFile(), "r")) {
            for (int p = 0; p < Directory.PARTITIONS; p++) {
                open.seek(directory + (long) p * Directory.ENTRY_BYTES);
                long at = Long.reverseBytes(open.readLong());
                if (at != 0) {
                    return at;
                }
            }
        }
        throw new AssertionError("an empty extent");
    }

    private static void flip(Path file, long at) throws IOException {
        try (var open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(at);
            int value = open.read();
            open.seek(at);
            open.write(value ^ 0x10);
        }
    }

    private static List<Path> extents(Path data) throws IOException {
        try (var files = Files.list(file(data, "content.store"))) {
            return files.filter(file -> file.toString().endsWith(".lode")).sorted().toList();
        }
    }

    private static Path file(Path data, String name) throws IOException {
        try (var files = Files.walk(data)) {
            return files.filter(file -> file.endsWith(name)).findFirst().orElseThrow();
        }
    }
}
