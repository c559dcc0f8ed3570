package dev.lode.edge;

import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.List;

/// The connections of one I/O thread: their deadlines, and those that wait for a flush.
///
/// Threads: owned by one I/O thread.
final class Connections {
    private final EdgeConfig config;
    private final List<Connection> all = new ArrayList<>();
    private final List<Connection> dirty = new ArrayList<>();
    private boolean draining;

    Connections(EdgeConfig config) {
        this.config = config;
    }

    Connection open(Channel channel) {
        var connection = new Connection(channel, this);
        connection.index = all.size();
        connection.within(config.httpTimeoutMillis());
        all.add(connection);
        return connection;
    }

    void closed(Connection connection) {
        Connection last = all.removeLast();
        if (last != connection) {
            all.set(connection.index, last);
            last.index = connection.index;
        }
    }

    void touched(Connection connection) {
        dirty.add(connection);
    }

    void flush() {
        for (int i = 0; i < dirty.size(); i++) {
            dirty.get(i).flush();
        }
        dirty.clear();
    }

    /// Looks at every deadline.
    void sweep() {
        long now = IoThread.now();
        for (int i = all.size() - 1; i >= 0; i--) {
            if (i < all.size()) {
                Connection connection = all.get(i);
                connection.look(now);
                if (draining) {
                    connection.drain();
                }
            }
        }
    }

    /// From now on every look also asks idle connections to end.
    void drain() {
        draining = true;
        sweep();
        flush();
    }

    boolean isDraining() {
        return draining;
    }

    void closeAll() {
        for (Connection connection : List.copyOf(all)) {
            connection.close();
        }
    }

    /// Bytes that clients have not taken yet.
    long waiting() {
        return all.stream().mapToLong(Connection::waiting).sum();
    }

    int size() {
        return all.size();
    }
}
