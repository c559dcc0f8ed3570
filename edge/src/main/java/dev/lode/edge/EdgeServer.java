package dev.lode.edge;

import dev.lode.base.knob.Settings;
import dev.lode.base.memory.OffHeap;
import dev.lode.membership.AtlasFollower;
import dev.lode.membership.auth.AdminToken;
import dev.lode.membership.auth.HunterTokens;
import dev.lode.transport.Endpoint;
import dev.lode.transport.Link;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// What hunters connect to: HTTP and WebSocket on one port, links to nodes behind it, no state that
/// cannot be lost.
///
/// Threads: any thread calls any method. Life: made, joined to nodes, started, drained, closed.
/// Memory: one ring for each I/O thread, account `edge.inbox`; close it after the nodes have ended.
public final class EdgeServer implements AutoCloseable {
    /// Read from a socket in one go; so much a client that floods is read beyond its rate at a
    /// time.
    private static final int READ_BYTES = 16 << 10;

    private final EdgeConfig config;
    private final Transport transport;
    private final MultiThreadIoEventLoopGroup group;
    private final OffHeap memory = OffHeap.of("edge.inbox");
    private final List<IoThread> threads = new ArrayList<>();
    private final Map<EventLoop, IoThread> byLoop = new HashMap<>();
    private final Map<EventLoop, HttpRoutes> routes = new HashMap<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final TokenDesk tokens;
    private final AtlasFollower atlas;
    private volatile @Nullable Channel listener;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean draining;

    /// Makes an edge; it listens only after [#start].
    ///
    /// @param settings values of [EdgeKnobs]
    /// @param atlas what is known of the cluster; pulled over the links as long as they are open
    /// @param hunterTokens whose tokens are believed
    /// @param adminToken the operator's; without it no command is taken
    /// @throws IllegalStateException where the machine lacks the transport that is set
    public EdgeServer(
            Settings settings,
            AtlasFollower atlas,
            HunterTokens hunterTokens,
            Optional<AdminToken> adminToken) {
        config = EdgeConfig.of(settings);
        this.atlas = atlas;
        transport = Transport.of(config.transport());
        group = new MultiThreadIoEventLoopGroup(config.ioThreads(), transport.handlers());
        tokens = new TokenDesk(hunterTokens, config.tokenThreads(), config.tokenQueue());
        var core =
                new EdgeCore(
                        config, atlas, tokens, new TicketReceipts(config.ticketsMax()), threads);
        for (EventExecutor executor : group) {
            EventLoop loop = (EventLoop) executor;
            var io = new IoThread(loop, config, atlas, threads.isEmpty(), memory);
            threads.add(io);
            byLoop.put(loop, io);
            var upgrade = new Upgrade(io, core);
            routes.put(loop, new HttpRoutes(io, upgrade, adminToken, tokens, this::isReady));
        }
        threads.forEach(IoThread::start);
    }

    /// Connects every I/O thread to a node; a later connection to the same node takes over.
    ///
    /// @param node its number, as the view has it
    /// @param connect makes the link of one I/O thread, such as by `LocalLinks.connect`
    public void join(int node, Function<Endpoint, Link> connect) {
        for (IoThread io : threads) {
            io.join(node, connect.apply(io));
        }
    }

    /// Listens.
    ///
    /// @return the address, with the port that was taken
    /// @throws IOException where it cannot; names address and remedy
    public InetSocketAddress start() throws IOException {
        var address = new InetSocketAddress(config.bind(), config.port());
        var bootstrap =
                new ServerBootstrap()
                        .group(group)
                        .channel(transport.channel)
                        .option(ChannelOption.SO_BACKLOG, config.backlog())
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new FixedRecvByteBufAllocator(READ_BYTES).maxMessagesPerRead(1))
                        .childOption(
                                ChannelOption.WRITE_BUFFER_WATER_MARK,
                                new WriteBufferWaterMark(
                                        config.sessionPauseBytes() / 2, config.sessionPauseBytes()))
                        .childHandler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel channel) {
                                        accept(channel);
                                    }
                                });
        var bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot listen on "
                            + address
                            + ": "
                            + bound.cause().getMessage()
                            + "; set edge.port or edge.bind to what is free",
                    bound.cause());
        }
        listener = bound.channel();
        return (InetSocketAddress) bound.channel().localAddress();
    }

    /// How sockets are read and written.
    ///
    /// @return `io_uring`, `epoll` or `nio`
    public String transport() {
        return transport.word;
    }

    /// Whether hunters can be served: the cluster is known, a node is linked, and no drain is on.
    ///
    /// @return as /readyz tells
    public boolean isReady() {
        return !draining && atlas.isReady() && threads.stream().allMatch(IoThread::hasLink);
    }

    /// What it does now.
    ///
    /// @return the sums over all I/O threads, each taken on its own thread
    public EdgeStatus status() {
        return new EdgeStatus(
                connections.get(),
                (int) sum(io -> io.sessions.size()),
                (int) sum(io -> io.pending.used()),
                sum(io -> io.pending.reserved()),
                (int) sum(io -> io.feeds.size()),
                sum(io -> io.connections.waiting()),
                sum(IoThread::lateReplies),
                sum(IoThread::brokenReplies));
    }

    /// Goes down in peace: accepts no more, is no longer ready, lets requests under way end, sends
    /// sessions away with 4001.
    ///
    /// @param deadline after which what is still open is closed
    /// @return whether everything had ended by itself
    public boolean drain(Duration deadline) {
        draining = true;
        Channel listening = listener;
        if (listening != null) {
            listening.close().awaitUninterruptibly();
        }
        threads.forEach(io -> io.loop.execute(io.connections::drain));
        long end = System.nanoTime() + deadline.toNanos();
        synchronized (connections) {
            while (connections.get() > 0) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                try {
                    connections.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
        }
        return true;
    }

    /// Ends it at once: what is open is closed, links too. Closing twice does nothing.
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        draining = true;
        Channel listening = listener;
        if (listening != null) {
            listening.close().awaitUninterruptibly();
        }
        for (IoThread io : threads) {
            on(
                    io,
                    _ -> {
                        io.stop();
                        io.connections.closeAll();
                        return 0;
                    });
        }
        tokens.close();
        group.shutdownGracefully(0, config.closeLingerMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly();
        memory.close();
    }

    private void accept(SocketChannel channel) {
        int open = connections.incrementAndGet();
        channel.closeFuture().addListener(_ -> left());
        if (open > config.connectionsMax() + config.refusedMax()) {
            ChannelFuture _ = channel.close();
            return;
        }
        IoThread io = byLoop.get(channel.eventLoop());
        HttpRoutes handler = routes.get(channel.eventLoop());
        if (io == null || handler == null) {
            throw new IllegalStateException("a connection on a foreign event loop");
        }
        Connection connection = io.connections.open(channel);
        channel.pipeline()
                .addLast(
                        "http",
                        new HttpServerCodec(
                                new HttpDecoderConfig()
                                        .setMaxInitialLineLength(config.lineBytesMax())
                                        .setMaxHeaderSize(config.headerBytesMax())
                                        .setMaxChunkSize(config.bodyBytesMax())))
                .addLast(
                        Upgrade.HANDLER,
                        new HttpGate(io, connection, handler, open > config.connectionsMax()));
    }

    private void left() {
        connections.decrementAndGet();
        if (draining) {
            synchronized (connections) {
                connections.notifyAll();
            }
        }
    }

    private long sum(ToLongFunction<IoThread> what) {
        return threads.stream().mapToLong(io -> on(io, what)).sum();
    }

    private static long on(IoThread io, ToLongFunction<IoThread> what) {
        try {
            return io.loop.submit(() -> what.applyAsLong(io)).get(10, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("an I/O thread does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }
}
