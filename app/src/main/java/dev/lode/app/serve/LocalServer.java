package dev.lode.app.serve;

import dev.lode.app.archive.BucketModules;
import dev.lode.base.knob.Settings;
import dev.lode.base.memory.MemoryBudget;
import dev.lode.base.os.FullDisk;
import dev.lode.edge.EdgeServer;
import dev.lode.node.Node;
import dev.lode.node.NodeConfig;
import dev.lode.storage.extent.ExtentKnobs;
import dev.lode.storage.index.NodeSearch;
import dev.lode.storage.index.SearchKind;
import dev.lode.transport.LocalLinks;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// One node and one edge in this process, joined by Links that are pairs of rings.
///
/// Threads: any. Life: started, drained, closed; closing twice does nothing.
public final class LocalServer implements AutoCloseable {
    private final Node node;
    private final EdgeServer edge;
    private final InetSocketAddress address;
    private final Credentials credentials;
    private final MemoryBudget budget;
    private boolean closed;

    private LocalServer(
            Node node,
            EdgeServer edge,
            InetSocketAddress address,
            Credentials credentials,
            MemoryBudget budget) {
        this.node = node;
        this.edge = edge;
        this.address = address;
        this.credentials = credentials;
        this.budget = budget;
    }

    /// Opens the node, then the edge, then the port.
    ///
    /// @param settings values of all knobs
    /// @param data the data folder; made where it is missing
    /// @return the server, serving
    /// @throws IOException where folder, port, memory or content cannot be had; names it and the
    ///   remedy
    public static LocalServer start(Settings settings, Path data) throws IOException {
        MemoryBudget budget = ServerBudget.of(settings, data);
        Optional<String> refusal = budget.refusal();
        if (refusal.isPresent()) {
            throw new IOException(refusal.get());
        }
        chooseSearch(settings);
        Node node = null;
        EdgeServer edge = null;
        try {
            Credentials credentials = credentials(settings, data);
            node =
                    Node.open(
                            new NodeConfig(
                                    data, settings, credentials.hunters(), new BucketModules()));
            var opened = node;
            edge =
                    new EdgeServer(
                            settings,
                            node.edgeView(),
                            credentials.hunters(),
                            Optional.of(credentials.admin()));
            edge.join(
                    node.id(),
                    endpoint -> LocalLinks.connect(endpoint, opened.endpoint()).toSecond());
            return new LocalServer(node, edge, edge.start(), credentials, budget);
        } catch (IOException | RuntimeException e) {
            if (edge != null) {
                edge.close();
            }
            if (node != null) {
                node.close();
            }
            if (isDiskFull(e)) {
                throw new IOException(
                        "the disk of the data folder "
                                + data
                                + " is full ("
                                + e.getMessage()
                                + "): make room there; a new log alone takes wal.segmentBytes",
                        e);
            }
            throw e;
        }
    }

    private static void chooseSearch(Settings settings) throws IOException {
        try {
            NodeSearch.choose(SearchKind.of(settings.get(ExtentKnobs.SEARCH)));
        } catch (IllegalStateException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static boolean isDiskFull(Exception e) {
        return e instanceof IOException refused && FullDisk.caused(refused);
    }

    private static Credentials credentials(Settings settings, Path data) throws IOException {
        try {
            Files.createDirectories(data);
            return Credentials.load(settings, data);
        } catch (FileSystemException e) {
            if (e.getFile() == null || !Path.of(e.getFile()).startsWith(data)) {
                throw e; // a file that a knob names
            }
            throw new IOException(
                    "the data folder "
                            + data
                            + " cannot be used ("
                            + e.getMessage()
                            + "): make it a folder that this user may write, or name another",
                    e);
        }
    }

    /// Where it listens.
    ///
    /// @return host and port
    public InetSocketAddress address() {
        return address;
    }

    /// What memory it may need; known before anything was opened.
    ///
    /// @return the budget, which fits
    public MemoryBudget budget() {
        return budget;
    }

    /// Whom it believes.
    ///
    /// @return the credentials
    public Credentials credentials() {
        return credentials;
    }

    /// How sockets are read and written.
    ///
    /// @return `io_uring`, `epoll` or `nio`
    public String transport() {
        return edge.transport();
    }

    /// Goes down in peace: takes no more, answers what was taken, sends sessions away, writes what
    /// is in memory.
    ///
    /// @param deadline for the edge's sessions
    /// @return whether every session had ended by itself
    /// @throws IOException where the last writes fail
    public synchronized boolean drain(Duration deadline) throws IOException {
        if (closed) {
            return true;
        }
        boolean all = edge.drain(deadline);
        close();
        return all;
    }

    @Override
    public synchronized void close() throws IOException {
        if (!closed) {
            closed = true;
            edge.close();
            node.close();
        }
    }
}
