package dev.lode.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A hunter's client in a test: a WebSocket of the JDK, its texts in a queue.
final class Player implements WebSocket.Listener, AutoCloseable {
    private static final Pattern SESSION = Pattern.compile("\"session\":\"([^\"]+)\"");

    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final StringBuilder part = new StringBuilder();
    private final WebSocket socket;

    Player(HttpClient http, InetSocketAddress at) {
        socket =
                http.newWebSocketBuilder()
                        .subprotocols("lode.v1.json")
                        .buildAsync(URI.create("ws://127.0.0.1:" + at.getPort() + "/v1/ws"), this)
                        .join();
    }

    Player say(String text) {
        socket.sendText(text.replace('\'', '"'), true).join();
        return this;
    }

    /// Says something and takes the next text.
    String ask(String text) {
        say(text);
        return hear();
    }

    String hear() {
        try {
            String text = texts.poll(20, TimeUnit.SECONDS);
            assertThat(text).as("a text within 20 s").isNotNull();
            return text;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    int closeCode() {
        return closed.orTimeout(20, TimeUnit.SECONDS).join();
    }

    static String sessionIn(String welcome) {
        Matcher found = SESSION.matcher(welcome);
        assertThat(found.find()).as(welcome).isTrue();
        return found.group(1);
    }

    WebSocket socket() {
        return socket;
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        part.append(data);
        if (last) {
            texts.add(part.toString());
            part.setLength(0);
        }
        webSocket.request(1);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed.complete(statusCode);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.complete(-1);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
