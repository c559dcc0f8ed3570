package dev.lode.edge;

import dev.lode.edge.json.ClientFrameReader;
import dev.lode.edge.json.ClientRequest;
import dev.lode.wire.Status;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One WebSocket: gathers messages, holds them to their limits, and carries frames both ways.
///
/// A client that sends too fast or does not read is not read either, so it cannot make memory grow;
/// one that lets too much wait is closed.
///
/// Threads: owned by one I/O thread.
final class Socket extends ChannelInboundHandlerAdapter {
    private static final int SILENT_PINGS = 3;

    private final IoThread io;
    private final EdgeCore core;
    private final Connection connection;
    private final ClientFrameReader reader;
    private final RateLimit rate;
    private final boolean takesStored;
    private @Nullable Session session;
    private boolean saidHello;
    private boolean gone;
    private boolean paused;
    private int gathered;
    private int fragments;
    private boolean gathering;
    private byte[] parts = new byte[0];
    private long heardMillis;

    /// Makes one that waits for its hello.
    ///
    /// @param takesStored whether the client takes documents as they are stored
    Socket(
            IoThread io,
            EdgeCore core,
            Connection connection,
            ClientFrameReader reader,
            boolean takesStored) {
        this.io = io;
        this.core = core;
        this.connection = connection;
        this.reader = reader;
        this.takesStored = takesStored;
        EdgeConfig config = core.config();
        rate =
                new RateLimit(
                        config.sessionMessagesPerSecond(),
                        config.sessionMessagesBurst(),
                        System.nanoTime());
        connection.roles(() -> close(CloseCode.NO_HELLO), this::drain);
        connection.within(config.helloTimeoutMillis());
    }

    /// The hello was accepted.
    void opened(Session opened) {
        session = opened;
        connection.roles(this::onDeadline, this::drain);
        heard();
    }

    /// Writes a whole frame; `frame` is given away.
    void write(ByteBuf frame) {
        if (gone) {
            frame.release();
            return;
        }
        if (connection.waiting() + frame.readableBytes() > core.config().sessionSlowBytes()) {
            frame.release();
            close(CloseCode.SLOW_READER);
            return;
        }
        connection.write(frame);
    }

    void error(long id, Status status, long retryMillis, String detail) {
        write(Answers.error(io.loopAllocator(), id, status, retryMillis, detail));
    }

    /// Says why and ends.
    void close(CloseCode code) {
        if (!gone) {
            leave();
            connection.end(code.frame(), core.config().closeLingerMillis());
        }
    }

    boolean takesStored() {
        return takesStored;
    }

    boolean isGone() {
        return gone;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (!gone && message instanceof WebSocketFrame frame) {
                onFrame(frame);
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
        readOrNot();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        leave();
        io.connections.closed(connection);
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof CorruptedWebSocketFrameException corrupted) {
            boolean big =
                    corrupted.closeStatus().code() == WebSocketCloseStatus.MESSAGE_TOO_BIG.code();
            close(big ? CloseCode.TOO_BIG : CloseCode.PROTOCOL);
        } else {
            connection.close(); // the peer is gone, or we are broken: nothing more can be said
        }
    }

    private void onFrame(WebSocketFrame frame) {
        switch (frame) {
            case TextWebSocketFrame text -> first(text.content(), text.isFinalFragment());
            case ContinuationWebSocketFrame more -> next(more.content(), more.isFinalFragment());
            case PingWebSocketFrame ping -> {
                long early = rate.take(System.nanoTime());
                if (early > 0) {
                    pause(TimeUnit.NANOSECONDS.toMillis(early) + 1);
                } else {
                    heard();
                    connection.write(new PongWebSocketFrame(ping.content().retain()));
                }
            }
            case PongWebSocketFrame _ -> heard();
            case CloseWebSocketFrame bye -> {
                leave();
                int code = bye.statusCode() < 0 ? CloseCode.NORMAL.code() : bye.statusCode();
                connection.end(
                        new CloseWebSocketFrame(code, ""), core.config().closeLingerMillis());
            }
            case BinaryWebSocketFrame _ -> close(CloseCode.NOT_TEXT);
            default -> close(CloseCode.PROTOCOL);
        }
    }

    private void first(ByteBuf content, boolean last) {
        gathered = 0;
        fragments = 0;
        gathering = !last;
        if (last) {
            int length = content.readableBytes();
            content.getBytes(content.readerIndex(), io.scratch(), 0, length);
            message(io.scratch(), length);
        } else {
            gather(content);
        }
    }

    private void next(ByteBuf content, boolean last) {
        if (!gathering) {
            close(CloseCode.PROTOCOL);
        } else if (gather(content) && last) {
            gathering = false;
            byte[] whole = parts;
            parts = new byte[0];
            message(whole, gathered);
        }
    }

    private boolean gather(ByteBuf content) {
        int length = content.readableBytes();
        fragments++; // each costs a byte, so that empty ones end too
        if (gathered + length + fragments > core.config().frameBytesMax()) {
            close(CloseCode.TOO_BIG);
            return false;
        }
        if (gathered + length > parts.length) {
            int room = Math.max(gathered + length, 2 * parts.length);
            parts = Arrays.copyOf(parts, room);
        }
        content.getBytes(content.readerIndex(), parts, gathered, length);
        gathered += length;
        return true;
    }

    private void message(byte[] bytes, int length) {
        if (!Utf8.isValid(bytes, length)) {
            close(CloseCode.NOT_UTF8);
            return;
        }
        heard();
        ClientRequest request = reader.read(bytes, length);
        long early = rate.take(System.nanoTime());
        if (early > 0) {
            long retry = TimeUnit.NANOSECONDS.toMillis(early) + 1;
            error(request.id(), Status.RATE, retry, Details.of(Status.RATE));
            pause(retry);
            return;
        }
        Session open = session;
        if (open != null) {
            open.on(request);
        } else {
            hello(request);
        }
    }

    private void hello(ClientRequest request) {
        if (saidHello) {
            error(
                    request.id(),
                    Status.IN_FLIGHT,
                    core.config().busyRetryMillis(),
                    "The hello is still being answered.");
            return;
        }
        saidHello = true;
        switch (request) {
            case ClientRequest.Hello hello -> Opening.hello(io, core, this, hello);
            case ClientRequest.Resume resume -> Opening.resume(io, core, this, resume);
            case ClientRequest.Malformed bad -> {
                error(bad.id(), Status.MALFORMED, 0, bad.detail());
                close(CloseCode.NOT_HELLO);
            }
            default -> {
                error(request.id(), Status.MALFORMED, 0, "the first frame must be a hello");
                close(CloseCode.NOT_HELLO);
            }
        }
    }

    /// Reads on only when the client may send again.
    private void pause(long millis) {
        if (!paused && !gone) {
            paused = true;
            readOrNot();
            var _ =
                    io.loop.schedule(
                            () -> {
                                paused = false;
                                readOrNot();
                            },
                            millis,
                            TimeUnit.MILLISECONDS);
        }
    }

    private void readOrNot() {
        connection.readWhile(!paused && connection.channel.isWritable());
    }

    private void heard() {
        heardMillis = IoThread.now();
        Session open = session;
        if (open != null) {
            long left = open.expiresMillis() - System.currentTimeMillis();
            connection.within(Math.min(left, silenceMillis()));
        }
    }

    private long silenceMillis() {
        return (long) SILENT_PINGS * core.config().pingMillis();
    }

    private void onDeadline() {
        boolean silent = IoThread.now() - heardMillis >= silenceMillis();
        close(silent ? CloseCode.SILENT : CloseCode.EXPIRED);
    }

    private void drain() {
        Session open = session;
        if (open == null ? !saidHello : open.isIdle()) {
            close(CloseCode.GOING_AWAY);
        }
    }

    private void leave() {
        if (!gone) {
            gone = true;
            Session open = session;
            if (open != null) {
                open.end(true);
            }
        }
    }
}
