package dev.lode.edge;

import dev.lode.edge.json.ClientFrameReader;
import dev.lode.wire.Status;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// The way from an HTTP request to a WebSocket (RFC 6455, 4.2).
///
/// No extension is agreed, permessage-deflate least of all: compressed, a dig's answer would tell
/// by its length whether it brought a ticket or filler. The subprotocol for documents as they are
/// stored is safe: a block is the same with a key and without.
final class Upgrade {
    static final String SUBPROTOCOL = "lode.v1.json";
    static final String WITH_STORED = "lode.v1.json+lz4";
    static final String HANDLER = "gate";

    private static final String VERSION = "13";
    private static final int KEY_BYTES = 16;

    private final IoThread io;
    private final EdgeCore core;
    private final ClientFrameReader reader;

    Upgrade(IoThread io, EdgeCore core) {
        this.io = io;
        this.core = core;
        EdgeConfig config = core.config();
        reader = new ClientFrameReader(config.frameBytesMax(), config.sessionRoomsMax() + 1);
    }

    void start(HttpGate gate, HttpRequest request) {
        var headers = request.headers();
        boolean wanted =
                request.method().equals(HttpMethod.GET)
                        && headers.containsValue(
                                HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                        && headers.containsValue(
                                HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
        if (!wanted || !VERSION.equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
            gate.problem(
                    Problem.of(
                            HttpResponseStatus.UPGRADE_REQUIRED,
                            "UPGRADE",
                            "This path speaks WebSocket, version 13."),
                    Map.of("upgrade", "websocket", "sec-websocket-version", VERSION));
            return;
        }
        List<String> offers = headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
        boolean stored = offers(offers, WITH_STORED);
        if (!isKey(headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY, ""))) {
            gate.problem(
                    Problem.of(Status.MALFORMED, 0, "Sec-WebSocket-Key must be 16 random bytes."));
        } else if (!stored && !offers(offers, SUBPROTOCOL)) {
            gate.problem(
                    Problem.of(
                            HttpResponseStatus.BAD_REQUEST,
                            "SUBPROTOCOL",
                            "Sec-WebSocket-Protocol must offer "
                                    + SUBPROTOCOL
                                    + " or "
                                    + WITH_STORED
                                    + "."));
        } else if (io.connections.isDraining()) {
            gate.problem(
                    Problem.of(
                            Status.UNAVAILABLE,
                            io.config.busyRetryMillis(),
                            "This edge goes down."));
        } else {
            shake(gate, request, stored);
        }
    }

    private void shake(HttpGate gate, HttpRequest request, boolean stored) {
        Connection connection = gate.connection();
        var handshaker =
                new WebSocketServerHandshaker13(
                        request.uri(),
                        stored ? WITH_STORED : SUBPROTOCOL,
                        WebSocketDecoderConfig.newBuilder()
                                .expectMaskedFrames(true)
                                .allowExtensions(false)
                                .maxFramePayloadLength(core.config().frameBytesMax())
                                .closeOnProtocolViolation(false)
                                .build());
        var whole =
                new DefaultFullHttpRequest(
                        request.protocolVersion(),
                        request.method(),
                        request.uri(),
                        Unpooled.EMPTY_BUFFER,
                        request.headers(),
                        request.headers());
        var _ = handshaker.handshake(connection.channel, whole);
        connection
                .channel
                .pipeline()
                .replace(HANDLER, "socket", new Socket(io, core, connection, reader, stored));
    }

    private static boolean isKey(String text) {
        try {
            return Base64.getDecoder().decode(text).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean offers(List<String> headers, String subprotocol) {
        return headers.stream()
                .flatMap(header -> Arrays.stream(header.split(",", -1)))
                .anyMatch(offer -> offer.strip().equals(subprotocol));
    }
}
