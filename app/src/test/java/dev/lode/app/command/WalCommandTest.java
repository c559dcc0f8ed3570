package dev.lode.app.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.app.CommandLineRun;
import dev.lode.storage.wal.Wal;
import dev.lode.storage.wal.WalConfig;
import dev.lode.storage.wal.WalEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `lode wal` on sound, damaged and foreign folders; it never changes one.
final class WalCommandTest {
    private static final WalConfig CONFIG =
            new WalConfig(128 << 10, 16 << 10, 8 << 20, 2, WalConfig.Device.FORCE);
    private static final String FIRST = "segment-0000000000000001.wal";
    private static final String INDEX = "segment-0000000000000001.index";

    @TempDir private Path temp;

    @BeforeEach
    void fill() throws IOException {
        try (Wal wal = Wal.open(temp, CONFIG)) {
            wal.putMetadata(2, new byte[] {7});
            for (int i = 1; i <= 40; i++) {
                byte[] data = ("entry " + i + " ".repeat(8000)).getBytes(UTF_8);
                wal.append(1, List.of(WalEntry.of(i, 3, (byte) 1, data)));
            }
        }
    }

    private CommandLineRun run(int status, String... more) throws IOException {
        var words = new ArrayList<>(List.of("wal"));
        words.addAll(List.of(more));
        words.add(temp.toString());
        var before = content();
        var run = CommandLineRun.of(words.toArray(String[]::new));
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).as(run.out()).isEqualTo(status);
        assertThat(content()).isEqualTo(before);
        return run;
    }

    private Map<String, Integer> content() throws IOException {
        var content = new TreeMap<String, Integer>();
        try (var files = Files.list(temp)) {
            for (Path file : files.toList()) {
                content.put(
                        file.getFileName().toString(), Arrays.hashCode(Files.readAllBytes(file)));
            }
        }
        return content;
    }

    private void flip(String name, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(temp.resolve(name));
        bytes[at] ^= 1;
        Files.write(temp.resolve(name), bytes);
    }

    @Test
    void showsSegmentsLogsAndIndexes() throws IOException {
        assertThat(run(0, "inspect").out())
                .contains(FIRST + " sealed, behind life 0, from batch 1", "index: good", " active")
                .contains("entries 1 to 40", "nothing wrong was found");
        assertThat(run(0, "verify").out()).contains(" batches, ", "nothing wrong was found");
        JsonNode json = JsonMapper.shared().readTree(run(0, "verify", "--json").out());
        assertThat(json.path("logs").path(0).path("last").asLong()).isEqualTo(40);
        assertThat(json.path("segments").path(0).path("index").asString()).isEqualTo("good");
        assertThat(json.path("id").asString()).hasSize(32);
    }

    @Test
    void printsTheRecordsThatWereAskedFor() throws IOException {
        var some = run(0, "dump", "--log", "1", "--from", "5", "--to", "7").out();
        assertThat(some.lines()).hasSize(3);
        assertThat(some)
                .contains("ENTRY", "log 1 index 6 term 3 type 1, 8007 bytes 656e7472792036");
        assertThat(run(0, "dump").out()).contains("OPENING 1", "METADATA", "MARK");
        String line = run(0, "dump", "--json", "--log", "1", "--to", "1").out();
        assertThat(JsonMapper.shared().readTree(line).path("bytes").asInt()).isEqualTo(8007);
    }

    @Test
    void namesThePlaceOfDamageAndDumpsTheRest() throws IOException {
        flip(FIRST, 30_000);
        assertThat(run(1, "verify").out()).contains("DAMAGED", FIRST + " at offset 28672");
        assertThat(run(1, "dump").out()).contains("index 2 ", "index 9 ", "DAMAGED");
        assertThat(run(0, "inspect").out()).contains("index: good");
    }

    @Test
    void saysThatAnIndexDoesNotCountAndThatNothingIsLost() throws IOException {
        flip(INDEX, 120);
        assertThat(run(0, "inspect").out())
                .contains("index: has an index that fails its checksum", "it was read whole");
    }

    @Test
    void looksEvenWhereTheLogWouldNotOpen() throws IOException {
        flip("log.meta", 20);
        assertThat(run(1, "inspect").out()).contains("log.meta at offset 0", FIRST + " sealed");
        assertThat(run(1, "dump").out()).contains("ENTRY");
        Files.delete(temp.resolve("log.meta"));
        assertThat(run(1, "inspect").out()).contains("log.meta at offset 0", FIRST + " sealed");
        Files.delete(temp.resolve(FIRST));
        assertThat(run(1, "inspect").out()).contains("DAMAGED");
    }

    @Test
    void refusesWhatIsNoLogOrIsInUse() throws IOException {
        var none = CommandLineRun.of("wal", "inspect", temp.resolve("none").toString());
        assertThat(none.err()).contains("there is no such file");
        assertThat(none.status()).isNotZero();
        try (Wal _ = Wal.open(temp, CONFIG)) {
            var busy = CommandLineRun.of("wal", "verify", temp.toString());
            assertThat(busy.err()).contains("in use");
            assertThat(busy.status()).isNotZero();
        }
    }
}
