package dev.lode.app.play;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// One WebSocket of one hunter, speaking `lode.v1.json`: what the terminal commands and the bots
/// play with.
///
/// Threads: one caller at a time asks; answers and events arrive on the threads of the HTTP client.
/// Errors: [Refused] carries what the server said; [ConnectionLost] that the socket is gone, with
/// its close code.
public final class GameClient implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final Duration timeout;
    private final Consumer<JsonNode> events;
    private final ConcurrentHashMap<Long, CompletableFuture<JsonNode>> waiting =
            new ConcurrentHashMap<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final WebSocket socket;
    private long lastId;

    private GameClient(
            HttpClient http, URI address, Duration timeout, long lastId, Consumer<JsonNode> events)
            throws ConnectionLost, InterruptedException {
        this.timeout = timeout;
        this.events = events;
        this.lastId = lastId;
        try {
            socket =
                    http.newWebSocketBuilder()
                            .subprotocols("lode.v1.json")
                            .connectTimeout(timeout)
                            .buildAsync(address, new Incoming())
                            .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new ConnectionLost("no connection to " + address + ": " + causeOf(e), 0);
        }
    }

    /// Connects.
    ///
    /// @param http shared by many clients
    /// @param address such as `ws://127.0.0.1:8480/v1/ws`
    /// @param timeout how long a connection or an answer may take
    /// @param lastId the last request number used in the session that will be resumed, 0 for a new
    ///   one
    /// @param events takes frames that answer nothing: events, pushes
    /// @return a client that has not said hello yet
    /// @throws ConnectionLost where nobody answers
    /// @throws InterruptedException where the thread is interrupted
    public static GameClient connect(
            HttpClient http, URI address, Duration timeout, long lastId, Consumer<JsonNode> events)
            throws ConnectionLost, InterruptedException {
        return new GameClient(http, address, timeout, lastId, events);
    }

    /// Makes an empty JSON object to fill in.
    ///
    /// @return a new object
    public static ObjectNode body() {
        return JSON.createObjectNode();
    }

    /// Asks and waits for the answer.
    ///
    /// @param operation such as `dig`
    /// @param body its members
    /// @return what stands under `ok`
    /// @throws Refused where the server answered with an error
    /// @throws ConnectionLost where the socket is gone or no answer came in time
    /// @throws InterruptedException where the thread is interrupted
    public JsonNode ask(String operation, ObjectNode body)
            throws Refused, ConnectionLost, InterruptedException {
        return askAs(++lastId, operation, body);
    }

    /// Asks again under a number that was used before, and waits for the answer.
    ///
    /// @param id the number of the request
    /// @param operation such as `dig`
    /// @param body its members
    /// @return what stands under `ok`
    /// @throws Refused where the server answered with an error
    /// @throws ConnectionLost where the socket is gone or no answer came in time
    /// @throws InterruptedException where the thread is interrupted
    public JsonNode askAs(long id, String operation, ObjectNode body)
            throws Refused, ConnectionLost, InterruptedException {
        var answer = new CompletableFuture<JsonNode>();
        waiting.put(id, answer);
        var frame = JSON.createObjectNode();
        frame.put("id", id);
        frame.set(operation, body);
        try {
            socket.sendText(JSON.writeValueAsString(frame), true)
                    .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (closed.isDone() && !answer.isDone()) {
                throw new ConnectionLost("the server closed the connection", closed.join());
            }
            JsonNode reply = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            JsonNode ok = reply.get("ok");
            if (ok == null) {
                throw new Refused(reply.path("error"));
            }
            return ok;
        } catch (ExecutionException e) {
            throw new ConnectionLost("the connection broke: " + causeOf(e), closed.getNow(0));
        } catch (TimeoutException e) {
            throw new ConnectionLost(
                    "no answer to " + operation + " within " + timeout.toMillis() + " ms", 0);
        } finally {
            waiting.remove(id);
        }
    }

    /// The number of the last request.
    ///
    /// @return 0 before the first
    public long lastId() {
        return lastId;
    }

    /// Completes with the close code once the socket is gone.
    ///
    /// @return 1006 where it ended without one
    public CompletableFuture<Integer> closed() {
        return closed;
    }

    @Override
    public void close() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").exceptionally(_ -> socket);
        socket.abort();
    }

    private static String causeOf(Exception e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        String text = cause.getMessage();
        return text == null ? cause.getClass().getSimpleName() : text;
    }

    /// The server answered with an error.
    public static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        /// The word that names it.
        private final String reason;

        /// When to come back.
        private final long retryMillis;

        /// Whether a repeat makes sense.
        private final boolean temporary;

        Refused(JsonNode error) {
            super(
                    error.path("reason").asString("")
                            + (error.has("detail")
                                    ? ": " + error.path("detail").asString("")
                                    : ""));
            reason = error.path("reason").asString("");
            retryMillis = error.path("retry_ms").asLong(0);
            temporary = error.path("temporary").asBoolean(false);
        }

        /// The word that names it, such as `COOLDOWN`.
        ///
        /// @return the reason
        public String reason() {
            return reason;
        }

        /// When to come back.
        ///
        /// @return milliseconds, 0 for at once or never
        public long retryMillis() {
            return retryMillis;
        }

        /// Whether a repeat makes sense.
        ///
        /// @return as the server said
        public boolean temporary() {
            return temporary;
        }
    }

    /// The socket is gone, or nobody answers on it.
    public static final class ConnectionLost extends Exception {
        private static final long serialVersionUID = 1;

        /// The close code.
        private final int code;

        /// Makes one.
        ///
        /// @param message what happened
        /// @param code the WebSocket close code, 0 for none
        public ConnectionLost(String message, int code) {
            super(code == 0 ? message : message + " (close code " + code + ")");
            this.code = code;
        }

        /// The WebSocket close code.
        ///
        /// @return 0 where there was none
        public int code() {
            return code;
        }
    }

    /// Puts the parts of a frame together and gives it to who waits for it.
    private final class Incoming implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @org.jspecify.annotations.Nullable CompletionStage<?> onText(
                WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                JsonNode frame = JSON.readTree(text.toString());
                text.setLength(0);
                var answer = frame.has("id") ? waiting.get(frame.path("id").asLong()) : null;
                if (answer == null) {
                    events.accept(frame);
                } else {
                    answer.complete(frame);
                }
            }
            from.request(1);
            return null;
        }

        @Override
        public @org.jspecify.annotations.Nullable CompletionStage<?> onClose(
                WebSocket from, int code, String reason) {
            end(code, "closed by the server: " + code + " " + reason);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            end(1006, "the connection broke: " + error.getMessage());
        }

        private void end(int code, String text) {
            closed.complete(code);
            waiting.values()
                    .forEach(answer -> answer.completeExceptionally(new java.io.IOException(text)));
        }
    }
}
