package dev.lode.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import net.jpountz.lz4.LZ4Factory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Documents as they are stored: what a client of `lode.v1.json+lz4` hears from a real server.
final class StoredDocumentsTest {
    private static final String PLAIN = "lode.v1.json";
    private static final String STORED = "lode.v1.json+lz4";
    private static final String TALE = "\"tale\":\"" + "round and ".repeat(90) + "\"}";
    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

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

    @Test
    void whoTakesStoredDocumentsIsSentTheBlockAndOthersTheJson() throws Exception {
        byte[] document = ("{" + TALE).getBytes(StandardCharsets.UTF_8); // the key is taken out
        try (var plain = new Client("plain", "tale", PLAIN);
                var stored = new Client("stored", "tale", PLAIN + ", " + STORED)) {
            assertThat(plain.subprotocol()).isEqualTo(PLAIN);
            assertThat(stored.subprotocol()).isEqualTo(STORED);

            JsonNode found = plain.text(plain.ask(3, "dig", "cell", "hall/0/1")).path("ok");
            ByteBuffer frame = ((ByteBuffer) stored.ask(3, "dig", "cell", "hall/0/1"));
            byte[] head = new byte[frame.order(ByteOrder.LITTLE_ENDIAN).getInt()];
            frame.get(head);
            JsonNode ok = JSON.readTree(head).path("ok");
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

            JsonNode small = stored.text(stored.ask(4, "dig", "cell", "hall/0/2")).path("ok");
            assertThat(small.path("blob").toString())
                    .as("LZ4 does not shorten it")
                    .isEqualTo("{\"a\":1}");
        }
    }

    @Test
    void whoTakesStoredDocumentsIsSentTheJsonWhereTheBlockWouldNeedADictionary() throws Exception {
        assertThat(CommandLine.of("inspect", temp.resolve("common.lode").toString()).out())
                .contains("dictionary   ");
        try (var stored = new Client("reader", "common", STORED)) {
            assertThat(stored.subprotocol()).isEqualTo(STORED);
            JsonNode ok = stored.text(stored.ask(3, "dig", "cell", "hall/0/1")).path("ok");
            assertThat(ok.path("blob")).isEqualTo(JSON.readTree("{" + TALE));
            assertThat(ok.path("ticket").asString()).hasSize(64);
        }
    }

    /// One hunter in the hall.
    private static final class Client implements WebSocket.Listener, AutoCloseable {
        private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();
        private final WebSocket socket;

        Client(String name, String hunt, String subprotocols) throws Exception {
            String[] all = subprotocols.split(", ", -1);
            String[] less = Arrays.copyOfRange(all, 1, all.length);
            socket =
                    HTTP.newWebSocketBuilder()
                            .subprotocols(all[0], less)
                            .buildAsync(server.webSocket(), this)
                            .get(20, TimeUnit.SECONDS);
            ask(1, "hello", "token", server.token(name), "hunt", hunt);
            ask(2, "enter", "to", "hall/0");
        }

        String subprotocol() {
            return socket.getSubprotocol();
        }

        /// Asks, and waits for the frame that answers: a text, or bytes.
        Object ask(long id, String operation, String... members) throws Exception {
            var request = JSON.createObjectNode().put("id", id);
            var body = request.putObject(operation);
            for (int i = 0; i < members.length; i += 2) {
                body.put(members[i], members[i + 1]);
            }
            socket.sendText(request.toString(), true).get(20, TimeUnit.SECONDS);
            Object answer = heard.poll(1, TimeUnit.MINUTES);
            assertThat(answer).as("answer to " + request).isNotNull();
            return answer;
        }

        JsonNode text(Object answer) {
            return JSON.readTree((String) answer);
        }

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                heard.add(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(
                WebSocket from, ByteBuffer data, boolean last) {
            assertThat(last).isTrue();
            var copy = ByteBuffer.allocate(data.remaining());
            copy.put(data).flip();
            heard.add(copy);
            from.request(1);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            heard.add(new UncheckedIOException(new IOException(error)));
        }

        @Override
        public void close() {
            socket.abort();
        }
    }
}
