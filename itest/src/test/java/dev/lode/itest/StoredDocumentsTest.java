package dev.lode.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jpountz.lz4.LZ4Factory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Documents as they are stored: what a client of `lode.v1.json+lz4` hears from a real server.
final class StoredDocumentsTest {
    private static final String PLAIN = DocumentSocket.PLAIN;
    private static final String STORED = DocumentSocket.STORED;
    private static final String TALE = "\"tale\":\"" + "round and ".repeat(90) + "\"}";
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir static Path temp;
    private static ServerProcess server;

    @BeforeAll
    static void serve() throws Exception {
        Path folder = Files.createDirectories(temp.resolve("tale"));
        Files.writeString(
                folder.resolve("rooms.jsonl"),
                "{\"room\":\"hall\",\"sites\":[{\"entry\":true}]}\n");
        Files.writeString(
                folder.resolve("cells.jsonl"),
                """
                {"room":"hall","site":0,"spot":1,"blob":%s}
                {"room":"hall","site":0,"spot":2,"blob":{"a":1}}
                """
                        .formatted("{\"key\":\"crown\"," + TALE));
        server = ServerProcess.start(temp.resolve("data"));
        for (String hunt : new String[] {"tale", "common"}) {
            Files.writeString(
                    folder.resolve("hunt.yaml"),
                    """
                    name: %s
                    title: A tale
                    rules: {cooldown: 0ms, digs_per_minute: 60000, dig_burst: 1000}
                    prizes:
                      - {id: gold-crown, key: crown}
                    """
                            .formatted(hunt));
            Path pack = temp.resolve(hunt + ".lode");
            var run =
                    CommandLine.of(
                            "pack",
                            folder.toString(),
                            "-o",
                            pack.toString(),
                            "--set",
                            "pack.dictionaryBytes=" + (hunt.equals("common") ? "4KiB" : "0"));
            assertThat(run.status()).as(run.err()).isZero();
            server.open(pack, hunt);
        }
    }

    @AfterAll
    static void end() throws IOException {
        server.close();
    }

    private static DocumentSocket inTheHall(String name, String hunt, String... subprotocols)
            throws Exception {
        var socket = DocumentSocket.join(server, hunt, name, subprotocols);
        socket.ask("enter", "to", "hall/0");
        return socket;
    }

    @Test
    void whoTakesStoredDocumentsIsSentTheBlockAndOthersTheJson() throws Exception {
        byte[] document = ("{" + TALE).getBytes(StandardCharsets.UTF_8); // the key is taken out
        try (var plain = inTheHall("plain", "tale", PLAIN);
                var stored = inTheHall("stored", "tale", PLAIN, STORED)) {
            assertThat(plain.subprotocol()).isEqualTo(PLAIN);
            assertThat(stored.subprotocol()).isEqualTo(STORED);

            JsonNode found = plain.json(plain.ask("dig", "cell", "hall/0/1"));
            ByteBuffer frame = (ByteBuffer) stored.ask("dig", "cell", "hall/0/1");
            JsonNode ok = DocumentSocket.head(frame);
            assertThat(ok.propertyNames())
                    .containsExactly(
                            "cell", "found", "ticket", "pass", "cooldown_ms", "blob_bytes");
            assertThat(ok.path("cell").asString()).isEqualTo("hall/0/1");
            assertThat(ok.path("found").asBoolean()).isTrue();
            assertThat(ok.path("ticket").asString()).hasSize(64);
            assertThat(ok.path("blob_bytes").asInt()).isEqualTo(document.length);
            byte[] block = new byte[frame.remaining()];
            frame.get(block);
            assertThat(block).hasSizeLessThan(document.length);
            byte[] decoded =
                    LZ4Factory.safeInstance().fastDecompressor().decompress(block, document.length);
            assertThat(decoded).isEqualTo(document);
            assertThat(found.path("blob")).isEqualTo(JSON.readTree(decoded));

            JsonNode small = stored.json(stored.ask("dig", "cell", "hall/0/2"));
            assertThat(small.path("blob").toString())
                    .as("LZ4 does not shorten it")
                    .isEqualTo("{\"a\":1}");
        }
    }

    @Test
    void whoTakesStoredDocumentsIsSentTheJsonWhereTheBlockWouldNeedADictionary() throws Exception {
        assertThat(CommandLine.of("inspect", temp.resolve("common.lode").toString()).out())
                .contains("dictionary   ");
        try (var stored = inTheHall("reader", "common", STORED)) {
            assertThat(stored.subprotocol()).isEqualTo(STORED);
            JsonNode ok = stored.json(stored.ask("dig", "cell", "hall/0/1"));
            assertThat(ok.path("blob")).isEqualTo(JSON.readTree("{" + TALE));
            assertThat(ok.path("ticket").asString()).hasSize(64);
        }
    }
}
