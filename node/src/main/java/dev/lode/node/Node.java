package dev.lode.node;

import dev.lode.node.view.ClusterView;
import dev.lode.storage.wal.Wal;
import dev.lode.storage.wal.WalConfig;
import dev.lode.transport.Endpoint;
import dev.lode.transport.Link;
import dev.lode.wire.Status;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A server of a cluster: hunters, content and claim groups behind one endpoint.
///
/// Threads: any. Closing it answers what was taken, writes hunters' progress and gives the folder
/// back.
public final class Node implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Node.class.getName());

    private final NodeFolder folder;
    private final Wal wal;
    private final NodeCore core;

    private Node(NodeFolder folder, Wal wal, NodeCore core) {
        this.folder = folder;
        this.wal = wal;
        this.core = core;
    }

    /// Opens a node under a view of its cluster that is kept elsewhere.
    ///
    /// @param config folder, knobs, clocks
    /// @param view of the cluster
    /// @param groups claim groups that live here
    /// @return the node, serving
    /// @throws IOException where the folder is in use, damaged or cannot be written
    public static Node open(NodeConfig config, ClusterView view, List<Integer> groups)
            throws IOException {
        NodeFolder folder = NodeFolder.open(config.data(), view.self());
        Wal wal = null;
        try {
            wal = Wal.open(folder.resolve("wal"), WalConfig.of(config.settings()));
            LOG.log(System.Logger.Level.INFO, "log: {0}", wal.device());
            var commands =
                    new AdminLoop.Commands() {
                        @Override
                        public AdminLoop.Answer run(byte[] json) {
                            return new AdminLoop.Answer(
                                    Status.FORBIDDEN, "{}".getBytes(StandardCharsets.UTF_8));
                        }

                        @Override
                        public boolean other(MemorySegment frame, long at, int length) {
                            return false;
                        }
                    };
            var core = new NodeCore(new NodeCore.Base(config, folder, wal, view, groups, commands));
            return new Node(folder, wal, core);
        } catch (IOException | RuntimeException e) {
            if (wal != null) {
                wal.close();
            }
            folder.close();
            throw e;
        }
    }

    /// Where links to this node end.
    ///
    /// @return its endpoint
    public Endpoint endpoint() {
        return core;
    }

    /// Says which link leads to another node.
    ///
    /// @param node its id
    /// @param link sends to it
    public void connect(int node, Link link) {
        core.peers().node(node, link);
    }

    NodeCore core() {
        return core;
    }

    @Override
    public void close() throws IOException {
        core.close();
        wal.close();
        folder.close();
    }
}
