package dev.lode.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The HTTP side of a connection: gathers a request within its limits, has it answered, and lets a
/// WebSocket take over.
///
/// Threads: owned by one I/O thread.
final class HttpGate extends ChannelInboundHandlerAdapter {
    private final IoThread io;
    private final Connection connection;
    private final HttpRoutes routes;
    private final boolean tooMany;
    private @Nullable HttpRequest head;
    private ByteArrayOutputStream body = new ByteArrayOutputStream(0);
    private boolean answering;
    private boolean keepAlive;

    HttpGate(IoThread io, Connection connection, HttpRoutes routes, boolean tooMany) {
        this.io = io;
        this.connection = connection;
        this.routes = routes;
        this.tooMany = tooMany;
        connection.roles(this::onDeadline, this::drain);
        connection.within(tooMany ? io.config.closeLingerMillis() : io.config.httpTimeoutMillis());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (!connection.isEnding() && message instanceof HttpObject object) {
                onObject(context, object);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        io.connections.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        // who asks without reading the answers is not read either
        connection.readWhile(connection.channel.isWritable());
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        io.connections.closed(connection);
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        connection.close(); // the peer is gone, or we are broken: nothing more can be said
    }

    /// Sends a response; the request is over.
    void answer(
            HttpResponseStatus status, String type, ByteBuf content, Map<String, String> headers) {
        boolean close = !keepAlive || io.connections.isDraining();
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, content);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, type)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, content.readableBytes())
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set("x-content-type-options", "nosniff");
        headers.forEach(response.headers()::set);
        answering = false;
        head = null;
        if (close) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            connection.end(response, io.config.closeLingerMillis());
        } else {
            connection.write(response);
            connection.within(io.config.httpTimeoutMillis());
        }
    }

    void problem(Problem problem, Map<String, String> headers) {
        ByteBuf document = problem.document(io.loopAllocator());
        answer(problem.http(), Problem.TYPE, document, headers);
    }

    void problem(Problem problem) {
        problem(problem, Map.of());
    }

    /// Waits longer than for a client: a node is at work.
    void waitFor(long millis) {
        connection.within(millis);
    }

    boolean isGone() {
        return connection.isEnding() || !connection.channel.isActive();
    }

    Connection connection() {
        return connection;
    }

    private void onObject(ChannelHandlerContext context, HttpObject object) {
        if (object instanceof HttpRequest request) {
            if (answering) {
                keepAlive = false; // pipelined behind a slow one: the client asks again
                return;
            }
            onHead(context, request);
        }
        if (object instanceof HttpContent content && head != null && !answering) {
            onBody(content);
        }
    }

    private void onHead(ChannelHandlerContext context, HttpRequest request) {
        keepAlive = false;
        if (tooMany) {
            problem(
                    new Problem(
                            HttpResponseStatus.SERVICE_UNAVAILABLE,
                            "TOO_MANY_CONNECTIONS",
                            "This edge has as many connections as it may; try again.",
                            true,
                            io.config.busyRetryMillis()),
                    Map.of("retry-after", "1"));
            return;
        }
        Problem wrong = wrongWith(request);
        if (wrong != null) {
            problem(wrong);
            return;
        }
        head = request;
        body = new ByteArrayOutputStream(0);
        connection.within(io.config.httpTimeoutMillis());
        if (HttpUtil.is100ContinueExpected(request)) {
            var go =
                    new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1,
                            HttpResponseStatus.CONTINUE,
                            context.alloc().buffer(0));
            connection.write(go);
        }
        keepAlive = HttpUtil.isKeepAlive(request);
    }

    private @Nullable Problem wrongWith(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return switch (request.decoderResult().cause()) {
                case TooLongHttpLineException _ ->
                        Problem.of(
                                HttpResponseStatus.REQUEST_URI_TOO_LONG,
                                "LINE_TOO_LONG",
                                "A request line has at most "
                                        + io.config.lineBytesMax()
                                        + " bytes.");
                case TooLongHttpHeaderException _ ->
                        Problem.of(
                                HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                                "HEADERS_TOO_LONG",
                                "The head of a request has at most "
                                        + io.config.headerBytesMax()
                                        + " bytes.");
                default -> malformed("This is not HTTP/1.1.");
            };
        }
        if (request.protocolVersion().majorVersion() != 1) {
            return Problem.of(
                    HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED,
                    "HTTP_VERSION",
                    "This edge speaks HTTP/1.1.");
        }
        if (request.headers().getAll(HttpHeaderNames.HOST).size() != 1
                && request.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
            return malformed("A request of HTTP/1.1 has one Host header.");
        }
        if (request.headers().contains(HttpHeaderNames.EXPECT)
                && !HttpUtil.is100ContinueExpected(request)) {
            return Problem.of(
                    HttpResponseStatus.EXPECTATION_FAILED,
                    "EXPECTATION",
                    "Only 100-continue can be expected.");
        }
        try {
            return HttpUtil.getContentLength(request, 0L) > io.config.bodyBytesMax()
                    ? tooLong()
                    : null;
        } catch (NumberFormatException e) {
            return malformed("Content-Length is not a number.");
        }
    }

    private void onBody(HttpContent content) {
        if (content.decoderResult().isFailure()) {
            keepAlive = false;
            problem(malformed("The body is not sent as HTTP/1.1 has it."));
            return;
        }
        ByteBuf bytes = content.content();
        if (body.size() + bytes.readableBytes() > io.config.bodyBytesMax()) {
            keepAlive = false;
            problem(tooLong());
            return;
        }
        byte[] part = new byte[bytes.readableBytes()];
        bytes.getBytes(bytes.readerIndex(), part);
        body.writeBytes(part);
        HttpRequest request = head;
        if (content instanceof LastHttpContent && request != null) {
            answering = true;
            if (request.method().equals(HttpMethod.CONNECT)) {
                keepAlive = false;
            }
            routes.handle(this, request, body.toByteArray());
        }
    }

    private Problem tooLong() {
        return Problem.of(
                HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                "BODY_TOO_LONG",
                "A body has at most " + io.config.bodyBytesMax() + " bytes.");
    }

    private static Problem malformed(String detail) {
        return Problem.of(HttpResponseStatus.BAD_REQUEST, "MALFORMED", detail);
    }

    private void onDeadline() {
        if (head == null || answering) {
            connection.close();
            return;
        }
        keepAlive = false;
        problem(
                Problem.of(
                        HttpResponseStatus.REQUEST_TIMEOUT,
                        "REQUEST_TIMEOUT",
                        "The request did not arrive whole in time."));
    }

    private void drain() {
        if (head == null && !answering) {
            connection.close();
        }
    }
}
