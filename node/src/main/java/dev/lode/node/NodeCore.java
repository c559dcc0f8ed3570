package dev.lode.node;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import dev.lode.base.knob.Settings;
import dev.lode.base.memory.Epochs;
import dev.lode.base.time.MillisClock;
import dev.lode.consensus.LogKeeper;
import dev.lode.consensus.RaftGroup;
import dev.lode.consensus.SoloConfig;
import dev.lode.consensus.SoloGroup;
import dev.lode.game.hunter.HunterSlot;
import dev.lode.node.additions.AdditionDesk;
import dev.lode.node.additions.AdditionFeed;
import dev.lode.node.claim.ClaimConfig;
import dev.lode.node.claim.ClaimLoop;
import dev.lode.node.footing.NodeFolder;
import dev.lode.node.footing.NodeKnobs;
import dev.lode.node.footing.Peers;
import dev.lode.node.hunt.HuntBook;
import dev.lode.node.hunt.HuntLoader;
import dev.lode.node.hunt.HuntShelf;
import dev.lode.node.hunter.Count;
import dev.lode.node.hunter.DiskPool;
import dev.lode.node.hunter.HunterLoop;
import dev.lode.node.hunter.LoopConfig;
import dev.lode.node.hunter.TokenPool;
import dev.lode.node.slot.SlotJournal;
import dev.lode.node.slot.SlotRecovery;
import dev.lode.node.view.ClusterView;
import dev.lode.router.Fingerprint;
import dev.lode.router.PartitionTable;
import dev.lode.storage.archive.CommittedLog;
import dev.lode.storage.extent.ExtentKnobs;
import dev.lode.storage.index.NodeSearch;
import dev.lode.storage.index.SearchKind;
import dev.lode.storage.store.Compactor;
import dev.lode.storage.store.StoreConfig;
import dev.lode.storage.wal.Wal;
import dev.lode.transport.Endpoint;
import dev.lode.transport.Inbox;
import dev.lode.transport.Link;
import dev.lode.wire.ClaimFrame;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What of a node hunters talk to: hunter loops, claim groups and content, joined at one endpoint.
///
/// Threads: any. Folder, log and view are closed by whoever gave them, after this.
final class NodeCore implements Endpoint, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(NodeCore.class.getName());

    private final Duration closeMax;
    private final ClusterView view;
    private final Peers peers = new Peers();
    private final HuntShelf shelf = new HuntShelf();
    private final Epochs epochs = new Epochs();
    private final Compactor compactor = new Compactor(epochs);
    private final HuntLoader loader;
    private final List<HunterLoop> loops = new ArrayList<>();
    private final Map<Integer, ClaimLoop> claimLoops = new TreeMap<>();
    private final List<RaftGroup> groups = new ArrayList<>();
    private final List<CommittedLog> logs = new ArrayList<>();
    private final DiskPool disks;
    private final TokenPool tokens;
    private final SlotJournal journal;
    private final AdminLoop admin;
    private final AdditionFeed feed = new AdditionFeed(shelf);

    /// What a core stands on.
    ///
    /// @param config of the node
    /// @param folder locked
    /// @param wal open
    /// @param view of the cluster
    /// @param huntTime what digs and claims are stamped with
    /// @param groupIds claim groups that live here
    /// @param keeper is asked before a group's log is truncated
    /// @param commands carries out operators' commands
    record Base(
            NodeConfig config,
            NodeFolder folder,
            Wal wal,
            ClusterView view,
            MillisClock huntTime,
            List<Integer> groupIds,
            LogKeeper keeper,
            AdminLoop.Commands commands) {}

    /// Opens the content; [#start] begins to serve.
    NodeCore(Base base) throws IOException {
        Settings settings = base.config.settings();
        view = base.view;
        closeMax = settings.get(NodeKnobs.CLOSE_MAX);
        int loopCount =
                Math.toIntExact(
                        settings.get(NodeKnobs.LOOPS)
                                .orElse((long) Runtime.getRuntime().availableProcessors()));
        LoopConfig bounds = LoopConfig.of(settings, loopCount);
        journal =
                new SlotJournal(
                        base.folder.resolve("slots"),
                        SlotJournal.Config.of(settings),
                        loopCount,
                        base.huntTime);
        NodeSearch.choose(SearchKind.of(settings.get(ExtentKnobs.SEARCH)));
        loader =
                new HuntLoader(
                        base.folder.resolve(""),
                        base.view,
                        shelf,
                        StoreConfig.of(settings),
                        epochs,
                        compactor);
        loader.refresh();
        disks =
                new DiskPool(
                        Math.toIntExact(settings.get(NodeKnobs.READ_THREADS)),
                        bounds.readsWaitingMax() * loopCount,
                        closeMax,
                        epochs);
        tokens =
                new TokenPool(
                        base.config.tokens(),
                        base.huntTime,
                        Math.toIntExact(settings.get(NodeKnobs.TOKEN_THREADS)),
                        closeMax);
        admin =
                new AdminLoop(
                        settings.get(NodeKnobs.ADMIN_INBOX_BYTES),
                        peers,
                        bounds.retryMillis(),
                        base.commands);
        var shared =
                new HunterLoop.Shared(
                        bounds,
                        settings.get(NodeKnobs.LOOP_INBOX_BYTES),
                        base.view,
                        shelf,
                        peers,
                        disks,
                        tokens,
                        epochs,
                        base.huntTime,
                        base.config.nanos());
        for (int number = 0; number < loopCount; number++) {
            loops.add(new HunterLoop(number, shared, journal.feed(number)));
        }
    }

    /// Takes slots and ledgers from the disk, and begins to serve.
    void start(Base base) throws IOException {
        recoverSlots(base.folder);
        for (int group : base.groupIds) {
            openGroup(base, group, ClaimConfig.of(base.config.settings()));
        }
        feed.start(logs);
        loops.forEach(HunterLoop::start);
        admin.start();
        base.view.onChange(() -> admin.execute(this::refresh));
        admin.execute(this::refresh);
    }

    private void openGroup(Base base, int group, ClaimConfig bounds) throws IOException {
        var loop = new ClaimLoop(group, bounds, shelf, peers, base.huntTime);
        claimLoops.put(group, loop);
        var raft =
                SoloGroup.open(
                        group,
                        base.wal,
                        base.folder.resolve("snapshots").resolve(Integer.toString(group)),
                        loop.machine(),
                        loop,
                        SoloConfig.of(base.config.settings()),
                        (of, log, wanted) ->
                                base.keeper.keepFrom(of, log, feed.keepFrom(of, log, wanted)));
        groups.add(raft);
        logs.add(raft.committed());
        loop.start(raft);
    }

    private void recoverSlots(NodeFolder folder) throws IOException {
        HuntBook book = shelf.book();
        long[] unknown = new long[1];
        SlotRecovery.Report report =
                SlotRecovery.read(
                        folder.resolve("slots"),
                        (hunt, slot, offset) -> {
                            int number = book.find(hunt.high(), hunt.low());
                            if (number < 0) {
                                unknown[0]++;
                                return;
                            }
                            Id128 hunter = HunterSlot.hunter(slot, offset);
                            String name = book.hunt(number).facts().name();
                            int partition = Fingerprint.partition(Fingerprint.hunter(name, hunter));
                            int loop = HunterLoop.loopOf(partition, loops.size());
                            if (!loops.get(loop).restore(number, slot, offset)) {
                                unknown[0]++;
                            }
                        });
        if (report.slots() > 0) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "{0} slot versions read from {1} files, {2} of hunts that are gone or beyond"
                            + " node.huntersMax",
                    Long.toString(report.slots()),
                    Integer.toString(report.files()),
                    Long.toString(unknown[0]));
        }
    }

    /// Takes newer hunts in; on the admin thread.
    void refresh() {
        loader.refresh();
        claimLoops.values().forEach(loop -> loop.execute(() -> {}));
        feed.wake();
    }

    /// What the archive may read of the claim groups.
    List<CommittedLog> logs() {
        return logs;
    }

    /// What follows the claim groups for cells.
    AdditionFeed feed() {
        return feed;
    }

    /// Takes an operator's cells; on the admin thread.
    AdditionDesk additions() {
        return new AdditionDesk(shelf, claimLoops, feed);
    }

    HuntLoader loader() {
        return loader;
    }

    PartitionTable table() {
        return view.table();
    }

    HuntBook book() {
        return shelf.book();
    }

    Peers peers() {
        return peers;
    }

    Map<Integer, ClaimLoop> claimLoops() {
        return claimLoops;
    }

    SlotJournal journal() {
        return journal;
    }

    long counter(Count count) {
        return loops.stream().mapToLong(loop -> loop.counters().get(count)).sum();
    }

    @Override
    public int attach(Link toPeer) {
        return peers.attach(toPeer);
    }

    @Override
    public void detach(int number) {
        peers.detach(number);
        claimLoops.values().forEach(loop -> loop.detach(number));
    }

    @Override
    public Inbox inboxFor(MemorySegment frame, long offset) {
        byte type = FrameHeader.type(frame, offset);
        return switch (type) {
            case FrameType.HELLO,
                    FrameType.ENTER,
                    FrameType.MOVE,
                    FrameType.LOOK,
                    FrameType.DIG,
                    FrameType.BYE,
                    FrameType.READ ->
                    loops.get(HunterLoop.loopOf(FrameHeader.partition(frame, offset), loops.size()))
                            .inbox();
            case FrameType.CELL, FrameType.REFUSED, FrameType.MOVED -> {
                int loop = HunterLoop.loopOf(FrameHeader.correlation(frame, offset));
                yield loops.get(loop < loops.size() ? loop : 0).inbox();
            }
            case FrameType.CLAIM, FrameType.SUBSCRIBE, FrameType.UNSUBSCRIBE -> {
                // GROUP lies at the same place in all three.
                boolean named = FrameHeader.length(frame, offset) >= ClaimFrame.GROUP + 4;
                ClaimLoop loop =
                        named
                                ? claimLoops.get(frame.get(Layouts.I32, offset + ClaimFrame.GROUP))
                                : null;
                yield loop == null ? admin.inbox() : loop.inbox();
            }
            default -> admin.inbox();
        };
    }

    /// Takes nothing new, answers what was taken, and ends every thread.
    @Override
    public void close() throws IOException {
        loops.forEach(HunterLoop::stopAdmitting);
        claimLoops.values().forEach(ClaimLoop::stopAdmitting);
        boolean ended = admin.stop(closeMax);
        for (HunterLoop loop : loops) {
            ended &= loop.stop(closeMax);
        }
        for (ClaimLoop loop : claimLoops.values()) {
            ended &= loop.stop(closeMax);
        }
        groups.forEach(RaftGroup::close);
        feed.close();
        tokens.close();
        disks.close();
        compactor.close();
        journal.close();
        if (!ended) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "a thread did not end within {0}; its memory is kept until the process ends",
                    closeMax);
            return;
        }
        loops.forEach(HunterLoop::close);
        claimLoops.values().forEach(ClaimLoop::close);
        admin.close();
        loader.close();
    }
}
