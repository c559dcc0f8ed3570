package dev.lode.edge;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import org.jspecify.annotations.Nullable;

/// The ways in which sockets can be read and written, best first.
///
/// io_uring runs without Netty's buffer ring, which hung (docs/decisions).
enum Transport {
    IO_URING("io_uring", IoUringServerSocketChannel.class),
    EPOLL("epoll", EpollServerSocketChannel.class),
    NIO("nio", NioServerSocketChannel.class);

    final String word;
    final Class<? extends ServerSocketChannel> channel;

    Transport(String word, Class<? extends ServerSocketChannel> channel) {
        this.word = word;
        this.channel = channel;
    }

    /// The one that a knob names, or the first that the machine has.
    ///
    /// @throws IllegalStateException where the machine has not what is named; says why
    static Transport of(String word) {
        for (Transport transport : values()) {
            Throwable missing = transport.missing();
            if (word.equals("auto") && missing == null) {
                return transport;
            }
            if (word.equals(transport.word)) {
                if (missing != null) {
                    throw new IllegalStateException(
                            "this machine has no "
                                    + word
                                    + " ("
                                    + missing.getMessage()
                                    + "); set edge.transport to auto",
                            missing);
                }
                return transport;
            }
        }
        throw new IllegalArgumentException("there is no transport '" + word + "'");
    }

    IoHandlerFactory handlers() {
        return switch (this) {
            case IO_URING -> IoUringIoHandler.newFactory();
            case EPOLL -> EpollIoHandler.newFactory();
            case NIO -> NioIoHandler.newFactory();
        };
    }

    private @Nullable Throwable missing() {
        return switch (this) {
            case IO_URING -> IoUring.isAvailable() ? null : IoUring.unavailabilityCause();
            case EPOLL -> Epoll.isAvailable() ? null : Epoll.unavailabilityCause();
            case NIO -> null;
        };
    }
}
