package dev.lode.edge;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;

/// One TCP connection: its channel, and the next moment at which something must have happened.
///
/// Threads: owned by its I/O thread.
final class Connection {
    final Channel channel;
    private final Connections all;
    private Runnable onDeadline;
    private Runnable onDrain;
    private long deadlineMillis;
    private boolean dirty;
    private boolean ending;

    /// Place in [Connections], kept by it.
    int index;

    Connection(Channel channel, Connections all) {
        this.channel = channel;
        this.all = all;
        this.onDeadline = this::close;
        this.onDrain = this::close;
    }

    /// Sets who acts for it.
    ///
    /// @param atDeadline runs when the deadline has passed
    /// @param atDrain runs again and again while the edge goes down
    void roles(Runnable atDeadline, Runnable atDrain) {
        onDeadline = atDeadline;
        onDrain = atDrain;
    }

    /// Sets the next deadline, from now on.
    void within(long millis) {
        deadlineMillis = IoThread.now() + millis;
    }

    /// Writes; it goes out with the next flush of the thread. `message` is given away.
    void write(Object message) {
        if (ending) {
            ReferenceCountUtil.release(message);
            return;
        }
        ChannelFuture _ = channel.write(message, channel.voidPromise());
        touch();
    }

    /// Reads on, or not; a connection that ends is read on until it has ended.
    void readWhile(boolean wanted) {
        if (!ending) {
            channel.config().setAutoRead(wanted);
        }
    }

    /// Closes it without a word.
    void close() {
        ChannelFuture _ = channel.close();
    }

    /// Has this flushed with the others.
    private void touch() {
        if (!dirty) {
            dirty = true;
            all.touched(this);
        }
    }

    /// Says a last word, then no more; the connection ends when the peer does, or soon after.
    void end(Object lastWord, long lingerMillis) {
        if (ending) {
            ReferenceCountUtil.release(lastWord);
            return;
        }
        ending = true;
        roles(this::close, () -> {});
        within(lingerMillis);
        channel.config().setAutoRead(true); // to see the peer's end
        var _ =
                channel.writeAndFlush(lastWord)
                        .addListener(
                                (ChannelFutureListener)
                                        done -> {
                                            if (done.isSuccess()
                                                    && channel instanceof DuplexChannel duplex) {
                                                var _ = duplex.shutdownOutput();
                                            }
                                        });
    }

    boolean isEnding() {
        return ending;
    }

    /// Bytes that the peer has not taken yet.
    long waiting() {
        var buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    void flush() {
        dirty = false;
        channel.flush();
    }

    void drain() {
        onDrain.run();
    }

    void look(long now) {
        if (now >= deadlineMillis) {
            onDeadline.run();
        }
    }
}
