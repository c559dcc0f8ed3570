package dev.lode.edge;

import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;

/// Why a WebSocket is closed: 4000 to 4499 mean come back, 4500 and up mean stop.
enum CloseCode {
    NORMAL(1000, "bye"),
    PROTOCOL(1002, "the frame breaks RFC 6455"),
    NOT_TEXT(1003, "frames are text"),
    NOT_UTF8(1007, "text is UTF-8"),
    TOO_BIG(1009, "the message is too long"),
    GOING_AWAY(4001, "this edge goes down; resume at another"),
    NO_HELLO(4002, "no hello came in time"),
    EXPIRED(4003, "the token has run out; come back with a new one"),
    NOT_NOW(4004, "the session cannot be opened now"),
    SLOW_READER(4008, "too much waits to be read; resume"),
    SILENT(4009, "nothing was heard for too long; resume"),
    REPLACED(4010, "the session was resumed elsewhere"),
    NOT_HELLO(4500, "the first frame must be a hello"),
    REFUSED(4501, "the hello was refused");

    private final int code;
    private final String reason;

    CloseCode(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    int code() {
        return code;
    }

    CloseWebSocketFrame frame() {
        return new CloseWebSocketFrame(code, reason);
    }
}
