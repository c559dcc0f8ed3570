package dev.lode.node;

import dev.lode.atlas.Atlas;
import dev.lode.atlas.AtlasAnswer;
import dev.lode.atlas.AtlasKnobs;
import dev.lode.atlas.ClusterKey;
import dev.lode.base.knob.Settings;
import dev.lode.base.time.MillisClock;
import dev.lode.consensus.LogKeeper;
import dev.lode.consensus.SoloConfig;
import dev.lode.consensus.SoloGroup;
import dev.lode.membership.AtlasFeed;
import dev.lode.membership.AtlasFollower;
import dev.lode.membership.GroupEntry;
import dev.lode.membership.NodeEntry;
import dev.lode.node.footing.ClaimKnobs;
import dev.lode.node.footing.NodeFolder;
import dev.lode.node.footing.NodeKnobs;
import dev.lode.node.view.ClusterView;
import dev.lode.storage.archive.CommittedLog;
import dev.lode.storage.wal.Wal;
import dev.lode.storage.wal.WalConfig;
import dev.lode.storage.wal.WalReport;
import dev.lode.transport.Endpoint;
import dev.lode.transport.Link;
import dev.lode.wire.Status;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A server of a cluster: hunters, content, claim groups and the atlas behind one endpoint.
///
/// Threads: any. Life: opened, serving, closed; closing it answers what was taken, writes hunters'
/// progress and gives the data folder back. Closing twice does nothing.
public final class Node implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Node.class.getName());
    private static final int WEIGHT = 1;
    private static final int DOMAIN = 0;

    private final Settings settings;
    private final int id;
    private final NodeFolder folder;
    private final Opened opened = new Opened();
    private boolean closed;

    /// What is open so far, to be closed in the opposite order.
    private static final class Opened {
        @Nullable Wal wal;
        @Nullable ScheduledExecutorService atlasThread;
        @Nullable Atlas atlas;
        @Nullable NodeCore core;
        @Nullable NodeArchive archive;
    }

    private Node(Settings settings, int id, NodeFolder folder) {
        this.settings = settings;
        this.id = id;
        this.folder = folder;
    }

    /// Opens a node that is its cluster's only one, or the first: it has the atlas.
    ///
    /// @param config folder, knobs, clocks
    /// @return the node, serving
    /// @throws IOException where the folder is in use, damaged or cannot be written; names the
    ///   place and the remedy
    public static Node open(NodeConfig config) throws IOException {
        Node node = lock(config, Math.toIntExact(config.settings().get(NodeKnobs.ID)));
        try {
            node.openWithAtlas(config, node.folder.begin(node.id));
            return node;
        } catch (IOException | RuntimeException e) {
            node.abandon(e);
            throw e;
        }
    }

    /// Opens a node under a view of its cluster that is kept elsewhere.
    static Node open(NodeConfig config, ClusterView view, List<Integer> groups) throws IOException {
        Node node = lock(config, view.self());
        try {
            node.openWal(node.folder.begin(view.self()));
            node.openCore(
                    config, view, config.millis(), groups, LogKeeper.NONE, NoCommands.INSTANCE);
            return node;
        } catch (IOException | RuntimeException e) {
            node.abandon(e);
            throw e;
        }
    }

    private static Node lock(NodeConfig config, int id) throws IOException {
        return new Node(config.settings(), id, NodeFolder.open(config.data()));
    }

    private Wal openWal(NodeFolder.Identity identity) throws IOException {
        Wal wal = Wal.open(folder.resolve("wal"), WalConfig.of(settings), identity.folder());
        opened.wal = wal;
        wal.onFailure(
                failed -> // told by a thread of the log, which must not wait
                Thread.ofPlatform()
                                .name("lode-wal-failure")
                                .daemon()
                                .start(() -> LOG.log(Level.ERROR, "{0}", failed.getMessage())));
        WalReport report = wal.report();
        String cut = report.cut() == null ? "" : "; cut from its end: " + report.cut();
        LOG.log(
                Level.INFO,
                "log: {0}, {1} segments, {2} of them by their index{3}",
                wal.device(),
                report.segments(),
                report.indexed(),
                cut);
        report.notes().forEach(note -> LOG.log(Level.INFO, "log: {0}", note));
        return wal;
    }

    private void openWithAtlas(NodeConfig config, NodeFolder.Identity identity) throws IOException {
        // The log's own folder tells whether anything was wrapped: the data folder may hold what an
        // edge put there.
        ClusterKey key =
                ClusterKey.readOrCreate(
                        keyFile(), folder.resolve("wal"), text -> LOG.log(Level.INFO, "{0}", text));
        NodeArchive archive = NodeArchive.of(settings, config.nanos());
        opened.archive = archive;
        List<CommittedLog> logs = new ArrayList<>();
        Wal wal = openWal(identity);
        var thread =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("lode-atlas").factory());
        opened.atlasThread = thread;
        Atlas atlas =
                Atlas.open(
                        key,
                        config.nanos(),
                        config.millis(),
                        settings,
                        machine -> {
                            SoloGroup group =
                                    SoloGroup.open(
                                            Atlas.GROUP,
                                            wal,
                                            snapshots(Atlas.GROUP),
                                            machine,
                                            thread,
                                            SoloConfig.of(settings),
                                            archive.keeper());
                            logs.add(group.committed());
                            return group;
                        });
        opened.atlas = atlas;
        bootstrap(atlas, identity);
        var feed = new AtlasFeed(settings);
        var cluster = new AtlasCluster(identity.node(), atlas, feed);
        cluster.refresh();
        var operations = new Operations(atlas, feed, folder, settings.get(NodeKnobs.COMMAND_MAX));
        List<Integer> groups = new ArrayList<>();
        for (GroupEntry group : atlas.view().groups()) {
            if (group.id() != Atlas.GROUP && group.leader() == identity.node()) {
                groups.add(group.id());
            }
        }
        NodeCore core =
                openCore(config, cluster, atlas.huntTime(), groups, archive.keeper(), operations);
        logs.addAll(core.logs());
        archive.start(atlas.view().cluster(), key, logs, config.archives());
        atlas.onChange(cluster::refresh);
        long tick = settings.get(NodeKnobs.ATLAS_TICK).toNanos();
        var _ =
                thread.scheduleWithFixedDelay(
                        () -> tick(atlas, cluster), 0, tick, TimeUnit.NANOSECONDS);
        LOG.log(
                Level.INFO,
                "node {0} of cluster {1}, start {2}: {3} hunts, claim groups {4}",
                identity.node(),
                atlas.view().cluster(),
                Long.toString(identity.incarnation()),
                core.book().hunts().size(),
                groups);
    }

    private NodeCore openCore(
            NodeConfig config,
            ClusterView view,
            MillisClock huntTime,
            List<Integer> groups,
            LogKeeper keeper,
            AdminLoop.Commands commands)
            throws IOException {
        Wal wal = opened.wal;
        if (wal == null) {
            throw new IllegalStateException("the log is opened first");
        }
        var base = new NodeCore.Base(config, folder, wal, view, huntTime, groups, keeper, commands);
        var core = new NodeCore(base);
        opened.core = core;
        if (commands instanceof Operations operations) {
            operations.serve(core);
        }
        core.start(base);
        return core;
    }

    private static void tick(Atlas atlas, AtlasCluster cluster) {
        try {
            atlas.tick();
            cluster.refresh();
        } catch (RuntimeException e) { // else the executor would never run it again
            LOG.log(Level.ERROR, "the atlas failed at what was due", e);
        }
    }

    private void bootstrap(Atlas atlas, NodeFolder.Identity identity) throws IOException {
        var self = new NodeEntry(identity.node(), identity.folder(), WEIGHT, DOMAIN, "");
        int groups = Math.toIntExact(settings.get(ClaimKnobs.GROUPS));
        Duration most = settings.get(NodeKnobs.COMMAND_MAX);
        try {
            AtlasAnswer answer =
                    atlas.bootstrap(self, groups).get(most.toMillis(), TimeUnit.MILLISECONDS);
            if (answer instanceof AtlasAnswer.Refused refused) {
                throw new IOException("the atlas cannot be begun: " + refused.text());
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the atlas was not begun within " + most, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the atlas was begun", e);
        }
    }

    /// The key file; a relative path lies in the data folder.
    private Path keyFile() {
        return folder.resolve(settings.get(AtlasKnobs.KEY_FILE).toString());
    }

    private Path snapshots(int group) {
        return folder.resolve("snapshots").resolve(Integer.toString(group));
    }

    /// This node's id in its cluster.
    ///
    /// @return 0 to 65,535
    public int id() {
        return id;
    }

    /// Where links to this node end.
    ///
    /// @return its endpoint
    public Endpoint endpoint() {
        return core();
    }

    /// Says which link leads to another node.
    ///
    /// @param node its id
    /// @param link sends to it
    public void connect(int node, Link link) {
        core().peers().node(node, link);
    }

    /// A follower of the atlas for an edge in this process: it knows what this node knows now, and
    /// hears of the rest over the edge's own links.
    ///
    /// @return a new follower
    public AtlasFollower edgeView() {
        var follower = new AtlasFollower(settings);
        Atlas atlas = opened.atlas;
        if (atlas != null) {
            follower.accept(atlas.view());
        }
        return follower;
    }

    NodeCore core() {
        NodeCore core = opened.core;
        if (core == null) {
            throw new IllegalStateException("the node is not open");
        }
        return core;
    }

    private void abandon(Exception why) {
        try {
            close();
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (folder) {
            if (opened.core != null) {
                opened.core.close();
            }
            if (opened.atlas != null) {
                opened.atlas.close();
            }
            if (opened.atlasThread != null) {
                opened.atlasThread.shutdown();
            }
            if (opened.archive != null) {
                opened.archive.close();
            }
            if (opened.wal != null) {
                opened.wal.close();
            }
        }
    }

    /// For a node that takes no commands.
    private enum NoCommands implements AdminLoop.Commands {
        INSTANCE;

        @Override
        public AdminLoop.Answer run(byte[] json) {
            return new AdminLoop.Answer(
                    Status.UNAVAILABLE,
                    "the atlas is on another node".getBytes(StandardCharsets.UTF_8),
                    0);
        }

        @Override
        public boolean other(MemorySegment frame, long at, int length) {
            return false;
        }
    }
}
