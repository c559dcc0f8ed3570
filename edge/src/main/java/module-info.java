/** What hunters connect to: HTTP and WebSocket, sessions, limits, fan-out. */
@org.jspecify.annotations.NullMarked
module dev.lode.edge {
    requires transitive dev.lode.game;
    requires transitive dev.lode.membership;
    requires java.logging;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.common;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.classes.io_uring;
    requires io.netty.transport.epoll.linux.x86_64;
    requires io.netty.transport.io_uring.linux.x86_64;
    requires tools.jackson.core;

    exports dev.lode.edge;
}
