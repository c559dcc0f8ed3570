package dev.lode.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import net.jpountz.lz4.LZ4Factory;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One hunter at one connection that may take documents as they are stored.
///
/// Threads: one.
final class DocumentSocket implements WebSocket.Listener, AutoCloseable {
    static final String PLAIN = "lode.v1.json";
    static final String STORED = "lode.v1.json+lz4";

    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final WebSocket socket;
    private long asked;

    /// What a dig brought.
    ///
    /// @param document the JSON
    /// @param isBlock whether it came as it is stored
    record Dug(JsonNode document, boolean isBlock) {}

    private DocumentSocket(ServerProcess server, String[] subprotocols) throws Exception {
        String[] less = Arrays.copyOfRange(subprotocols, 1, subprotocols.length);
        socket =
                HTTP.newWebSocketBuilder()
                        .subprotocols(subprotocols[0], less)
                        .buildAsync(server.webSocket(), this)
                        .get(20, TimeUnit.SECONDS);
    }

    /// Connects and says hello.
    ///
    /// @param subprotocols the most wanted first
    static DocumentSocket join(
            ServerProcess server, String hunt, String name, String... subprotocols)
            throws Exception {
        var joined = new DocumentSocket(server, subprotocols);
        joined.json(joined.ask("hello", "token", server.token(name), "hunt", hunt));
        return joined;
    }

    String subprotocol() {
        return socket.getSubprotocol();
    }

    /// Digs a cell of the site where the hunter stands.
    Dug dig(String cell) throws Exception {
        Object answer = ask("dig", "cell", cell);
        if (!(answer instanceof ByteBuffer frame)) {
            return new Dug(json(answer).path("blob"), false);
        }
        int length = head(frame).path("blob_bytes").asInt();
        byte[] block = new byte[frame.remaining()];
        frame.get(block);
        byte[] document = LZ4Factory.safeInstance().fastDecompressor().decompress(block, length);
        return new Dug(JSON.readTree(document), true);
    }

    /// Asks, and waits for the frame that answers: a text, or bytes.
    Object ask(String operation, String... members) throws Exception {
        var request = JSON.createObjectNode().put("id", ++asked);
        var body = request.putObject(operation);
        for (int i = 0; i < members.length; i += 2) {
            body.put(members[i], members[i + 1]);
        }
        socket.sendText(request.toString(), true).get(20, TimeUnit.SECONDS);
        Object answer = heard.poll(1, TimeUnit.MINUTES);
        assertThat(answer).as("answer to " + request).isNotNull().isNotInstanceOf(Throwable.class);
        return answer;
    }

    /// What a text says under `ok`.
    JsonNode json(Object answer) {
        JsonNode frame = JSON.readTree((String) answer);
        assertThat(frame.has("ok")).as("%s", frame).isTrue();
        return frame.path("ok");
    }

    /// What a frame of bytes says under `ok`; the block is left in the frame.
    static JsonNode head(ByteBuffer frame) {
        byte[] head = new byte[frame.order(ByteOrder.LITTLE_ENDIAN).getInt()];
        frame.get(head);
        return JSON.readTree(head).path("ok");
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            heard.add(text.toString());
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        byte[] part = new byte[data.remaining()];
        data.get(part);
        bytes.writeBytes(part);
        if (last) {
            heard.add(ByteBuffer.wrap(bytes.toByteArray()));
            bytes.reset();
        }
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
