package dev.lode.node;

import dev.lode.base.Id128;
import dev.lode.base.knob.Settings;
import dev.lode.membership.auth.HunterTokens;
import dev.lode.membership.auth.Issuers;
import dev.lode.membership.auth.TokenSigner;
import dev.lode.node.view.HuntFacts;
import dev.lode.router.PartitionTable;
import dev.lode.transport.Endpoint;
import dev.lode.transport.Inbox;
import dev.lode.transport.Link;
import dev.lode.transport.LocalLinks;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Nodes of one process over real logs in a temporary folder, and the edges that tests play.
final class TestCluster implements AutoCloseable {
    static final String ISSUER = "https://test";

    final TestView view;
    final AtomicLong now = new AtomicLong(1_800_000_000_000L);
    private final Path folder;
    private final TokenSigner signer = TokenSigner.generate(ISSUER);
    private final TreeMap<Integer, Node> nodes = new TreeMap<>();
    private final List<TestEdge> edges = new ArrayList<>();
    private final int groups;
    private final Settings settings;
    private final @Nullable FaultyNetwork network;

    TestCluster(Path folder, PartitionTable table, int groups) {
        this(folder, table, groups, TestSettings.small(), null);
    }

    TestCluster(
            Path folder,
            PartitionTable table,
            int groups,
            Settings settings,
            @Nullable FaultyNetwork network) {
        this.folder = folder;
        this.groups = groups;
        this.settings = settings;
        this.network = network;
        view = new TestView(table);
    }

    /// Adds a hunt and its content on nodes that are not open yet.
    void hunt(TestWorld world, HuntFacts facts, int... onNodes) throws IOException {
        for (int node : onNodes) {
            world.install(data(node), facts);
        }
        view.hunt(facts);
    }

    /// Opens a node; group g (from 1) lives on node (g - 1) modulo the nodes of the table.
    Node open(int number, int nodeCount) throws IOException {
        List<Integer> mine = new ArrayList<>();
        for (int group = 1; group <= groups; group++) {
            if ((group - 1) % nodeCount == number) {
                mine.add(group);
            }
        }
        var tokens = new HunterTokens(Issuers.of(ISSUER, signer.publicKey()), 0, 4096);
        var config = new NodeConfig(data(number), settings, tokens, now::get, System::nanoTime);
        Node node = Node.open(config, view.of(number), mine);
        nodes.put(number, node);
        return node;
    }

    /// Joins two nodes.
    void join(int one, int other) {
        var first = new Catching(node(one).endpoint());
        var second = new Catching(node(other).endpoint());
        if (network == null) {
            LocalLinks.connect(first, second);
        } else {
            LocalLinks.connect(network.behind(first), network.behind(second));
        }
        node(one).connect(other, first.caught());
        node(other).connect(one, second.caught());
    }

    Node node(int number) {
        return Objects.requireNonNull(nodes.get(number));
    }

    void close(int number) throws IOException {
        edges.forEach(TestEdge::close);
        edges.clear();
        Node node = nodes.remove(number);
        if (node != null) {
            node.close();
        }
    }

    static Id128 hunter(int number) {
        return HunterTokens.hunter(ISSUER, "hunter-" + number);
    }

    String token(int hunter, String hunt) {
        return signer.sign("hunter-" + hunter, now.get() + 3_600_000, Optional.of(hunt));
    }

    /// An edge of the calling thread for one hunter, connected to every open node.
    TestEdge edge(HuntFacts hunt, int hunter, long session) {
        int nodeCount = Math.max(1, nodes.size());
        var edge =
                new TestEdge(
                        hunt,
                        view.table(),
                        group -> (group - 1) % nodeCount,
                        hunter(hunter),
                        session);
        nodes.forEach((number, node) -> edge.connect(number, node.endpoint(), network));
        synchronized (edges) {
            edges.add(edge);
        }
        return edge;
    }

    Path data(int node) {
        return folder.resolve("node-" + node);
    }

    @Override
    public void close() throws IOException {
        edges.forEach(TestEdge::close);
        for (Node node : nodes.values()) {
            node.close();
        }
        if (network != null) {
            network.close();
        }
    }

    /// Remembers the link that an endpoint is given.
    private static final class Catching implements Endpoint {
        private final Endpoint real;
        private @Nullable Link caught;

        Catching(Endpoint real) {
            this.real = real;
        }

        Link caught() {
            return Objects.requireNonNull(caught);
        }

        @Override
        public int attach(Link toPeer) {
            caught = toPeer;
            return real.attach(toPeer);
        }

        @Override
        public void detach(int number) {
            real.detach(number);
        }

        @Override
        public Inbox inboxFor(MemorySegment frame, long offset) {
            return real.inboxFor(frame, offset);
        }
    }
}
