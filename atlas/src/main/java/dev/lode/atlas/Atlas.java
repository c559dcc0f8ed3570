package dev.lode.atlas;

import dev.lode.atlas.AtlasAnswer.Done;
import dev.lode.atlas.AtlasAnswer.Reason;
import dev.lode.atlas.AtlasAnswer.Refused;
import dev.lode.base.Id128;
import dev.lode.base.knob.Settings;
import dev.lode.base.time.MillisClock;
import dev.lode.base.time.NanoClock;
import dev.lode.consensus.ProposalListener;
import dev.lode.consensus.RaftGroup;
import dev.lode.consensus.Refusal;
import dev.lode.membership.AtlasView;
import dev.lode.membership.GroupEntry;
import dev.lode.membership.HuntEntry;
import dev.lode.membership.NodeEntry;
import dev.lode.membership.TableRuns;
import dev.lode.router.HuntMap;
import dev.lode.router.Move;
import dev.lode.router.Names;
import dev.lode.router.PartitionTable;
import dev.lode.router.Pins;
import dev.lode.wire.HuntState;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/// The cluster's state: proposes changes, hands out what is committed.
///
/// Threads: any calls anything; `tick` belongs to one. Futures are completed on the group's apply
/// executor and never exceptionally: a refusal is an answer.
public final class Atlas implements AutoCloseable {
    /// The atlas' group and log.
    public static final int GROUP = 0;

    private static final int PIECE_BYTES = 4096 * TableRuns.RUN_BYTES;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final AtlasVault vault;
    private final AtlasMachine machine;
    private final RaftGroup group;
    private final HuntClock clock;
    private final NanoClock monotonic;
    private final Settings settings;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile AtlasView view = AtlasView.NONE;
    private volatile AtlasKeys keys = AtlasKeys.NONE;
    private volatile boolean tableSet;
    private long tickedNanos;

    private Atlas(
            AtlasVault vault,
            AtlasMachine machine,
            RaftGroup group,
            HuntClock clock,
            NanoClock monotonic,
            Settings settings) {
        this.vault = vault;
        this.machine = machine;
        this.group = group;
        this.clock = clock;
        this.monotonic = monotonic;
        this.settings = settings;
        tickedNanos = monotonic.nanos();
    }

    /// Opens it.
    ///
    /// @param clusterKey opens the secrets
    /// @param monotonic carries hunt time on
    /// @param wall what hunt time follows
    /// @param settings for [AtlasKnobs]
    /// @param opener opens group 0
    /// @return the atlas, up to date with its log
    /// @throws IOException where the log cannot be read, or is of another cluster key
    public static Atlas open(
            ClusterKey clusterKey,
            NanoClock monotonic,
            MillisClock wall,
            Settings settings,
            GroupOpener opener)
            throws IOException {
        var machine = new AtlasMachine(Math.toIntExact(settings.get(AtlasKnobs.COMMANDS_KEPT)));
        RaftGroup group = opener.open(machine);
        AtlasState state = machine.state();
        if (!state.cluster.equals(Id128.ZERO) && state.keyCheck != clusterKey.check()) {
            group.close();
            throw new IOException(
                    "the cluster key is not that of cluster "
                            + state.cluster
                            + ": name the right file by cluster.keyFile");
        }
        var clock =
                new HuntClock(
                        state.timeMillis, monotonic, wall, settings.get(AtlasKnobs.TIME_SLEW));
        var vault = new AtlasVault(clusterKey);
        var atlas = new Atlas(vault, machine, group, clock, monotonic, settings);
        atlas.publish();
        return atlas;
    }

    /// The newest committed version.
    ///
    /// @return what everybody may see
    public AtlasView view() {
        return view;
    }

    /// The secrets of the newest committed version.
    ///
    /// @return opened
    public AtlasKeys keys() {
        return keys;
    }

    /// Hunt time.
    ///
    /// @return a clock that any thread may read
    public MillisClock huntTime() {
        return clock;
    }

    /// Whether commands are taken here.
    ///
    /// @return false where another node leads, and after a failure
    public boolean isLeader() {
        return group.isLeader();
    }

    /// Asks to be told of changes.
    ///
    /// @param listener called on the apply executor after `view` or `keys` has changed; must not
    ///   block
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /// Makes what a cluster needs and does not have yet: its identity, this node, its claim groups,
    /// the first partition table, the first ticket key.
    ///
    /// @param self this node
    /// @param claimGroups how many it leads, numbered from 1
    /// @return the last answer, or the first refusal
    public CompletableFuture<AtlasAnswer> bootstrap(NodeEntry self, int claimGroups) {
        var commands = new ArrayList<AtlasCommand>();
        AtlasView held = view;
        if (held.cluster().equals(Id128.ZERO)) {
            commands.add(new AtlasCommand.Found(randomId(), vault.check()));
        }
        if (!held.node(self.id()).filter(self::equals).isPresent()) {
            commands.add(new AtlasCommand.PutNode(self));
        }
        for (int id = GROUP; id <= claimGroups; id++) {
            if (held.leader(id) == AtlasView.NO_NODE) {
                commands.add(
                        new AtlasCommand.PutGroup(
                                new GroupEntry(id, self.id(), List.of(self.id()))));
            }
        }
        if (!tableSet) {
            commands.addAll(firstTable(PartitionTable.initial(List.of(self.spec()))));
        }
        if (keys.tickets().isEmpty()) {
            commands.add(ticketKey(clock.millis()));
        }
        CompletableFuture<AtlasAnswer> all =
                CompletableFuture.completedFuture(new Done(held.version(), Id128.ZERO));
        for (AtlasCommand command : commands) {
            all =
                    all.thenCompose(answer ->
                            answer instanceof Refused
                                    ? CompletableFuture.completedFuture(answer)
                                    : propose(randomId(), command));
        }
        return all;
    }

    private static List<AtlasCommand> firstTable(PartitionTable table) {
        byte[] runs = TableRuns.encode(table, null);
        int pieces = Math.ceilDiv(runs.length, PIECE_BYTES);
        var commands = new ArrayList<AtlasCommand>();
        for (int piece = 0; piece < pieces; piece++) {
            int from = piece * PIECE_BYTES;
            byte[] part = Arrays.copyOfRange(runs, from, Math.min(runs.length, from + PIECE_BYTES));
            commands.add(new AtlasCommand.FirstTable(piece, pieces, part));
        }
        return commands;
    }

    /// Makes a hunt, in state DRAFT, over the claim groups that are there.
    ///
    /// @param hunt what it is to be
    /// @return done with its identity, or refused
    public CompletableFuture<AtlasAnswer> createHunt(NewHunt hunt) {
        return createHunt(randomId(), hunt);
    }

    /// Makes a hunt once, however often it is asked for under one command.
    ///
    /// @param command drawn by who asks
    /// @param hunt what it is to be
    /// @return done with the identity of the hunt that the first of them made, or refused
    public CompletableFuture<AtlasAnswer> createHunt(Id128 command, NewHunt hunt) {
        String fault = Names.faultOfHunt(hunt.name()).orElse("");
        if (!fault.isEmpty()) {
            return refused(Reason.BAD_NAME, "the name of the hunt " + fault);
        }
        if (!hunt.merkleRoot().matches("[0-9a-f]{64}") || hunt.packSecret().length == 0) {
            return refused(
                    Reason.MALFORMED, "a hunt needs a Merkle root of 64 hex digits and a secret");
        }
        Id128 id = randomId();
        var entry =
                new HuntEntry(
                        id,
                        hunt.name(),
                        hunt.title(),
                        HuntState.DRAFT,
                        1,
                        HuntMap.over(1), // the state machine knows the groups
                        hunt.blobBytesMax(),
                        hunt.merkleRoot(),
                        clock.millis(),
                        hunt.rules());
        var wrapped = vault.newHunt(id, hunt.packSecret());
        return propose(command, new AtlasCommand.CreateHunt(entry, wrapped));
    }

    /// Changes the state of a hunt.
    ///
    /// @param hunt its identity
    /// @param next the state
    /// @return done, or refused
    public CompletableFuture<AtlasAnswer> setState(Id128 hunt, HuntState next) {
        return propose(randomId(), new AtlasCommand.SetState(hunt, next));
    }

    /// Adds a ticket key, which signs once `ticketKey.lead` has passed.
    ///
    /// @return done, or refused
    public CompletableFuture<AtlasAnswer> addTicketKey() {
        long lead = settings.get(AtlasKnobs.TICKET_KEY_LEAD).toMillis();
        return propose(randomId(), ticketKey(clock.millis() + lead));
    }

    private AtlasCommand ticketKey(long signFromMillis) {
        List<TicketSecret> held = keys.tickets();
        int number = held.isEmpty() ? 1 : held.getLast().number() + 1;
        int kept = Math.toIntExact(settings.get(AtlasKnobs.TICKET_KEYS_KEPT));
        return new AtlasCommand.AddTicketKey(
                number, vault.newTicketKey(number), signFromMillis, kept);
    }

    /// Adds or changes a node.
    ///
    /// @param node the node
    /// @return done, or refused
    public CompletableFuture<AtlasAnswer> putNode(NodeEntry node) {
        return propose(randomId(), new AtlasCommand.PutNode(node));
    }

    /// Adds or changes a group, such as its leader.
    ///
    /// @param entry the group
    /// @return done, or refused
    public CompletableFuture<AtlasAnswer> putGroup(GroupEntry entry) {
        return propose(randomId(), new AtlasCommand.PutGroup(entry));
    }

    /// Carries out moves of partitions: all of them, or none where one is out of date.
    ///
    /// @param moves each partition at most once, as a plan over the newest table gave them
    /// @return done, or refused
    public CompletableFuture<AtlasAnswer> move(List<Move> moves) {
        PartitionTable table = view.table();
        byte[] runs = TableRuns.encode(table.with(moves), table);
        return propose(randomId(), new AtlasCommand.MoveEntries(runs));
    }

    /// Replaces the pins.
    ///
    /// @param pins all of them
    /// @return done, or refused
    public CompletableFuture<AtlasAnswer> putPins(Pins pins) {
        return propose(randomId(), new AtlasCommand.PutPins(pins.encode()));
    }

    /// Does what is due: steers and commits hunt time, changes ticket keys. Call it about every
    /// second.
    public void tick() {
        long every = settings.get(AtlasKnobs.TIME_EVERY).toNanos();
        long now = monotonic.nanos();
        if (!group.isLeader() || now - tickedNanos < every) {
            return;
        }
        tickedNanos = now;
        clock.follow(every / 1_000_000);
        var _ = propose(randomId(), new AtlasCommand.Tick()); // a lost one is made up by the next
        List<TicketSecret> tickets = keys.tickets();
        long due = settings.get(AtlasKnobs.TICKET_KEY_EVERY).toMillis();
        if (!tickets.isEmpty() && clock.millis() - tickets.getLast().signFromMillis() >= due) {
            var _ = addTicketKey(); // refused, it is due at the next tick again
        }
    }

    /// Asks the group for a snapshot.
    public void snapshot() {
        group.snapshot();
    }

    private CompletableFuture<AtlasAnswer> propose(Id128 command, AtlasCommand what) {
        var future = new CompletableFuture<AtlasAnswer>();
        byte[] entry = what.encode(new AtlasCommand.Head(command, clock.millis()));
        group.propose(
                entry,
                new ProposalListener() {
                    @Override
                    public void committed(long index) {
                        publish();
                        future.complete(machine.last());
                    }

                    @Override
                    public void refused(Refusal why) {
                        future.complete(answer(why));
                    }
                });
        return future;
    }

    private static CompletableFuture<AtlasAnswer> refused(Reason why, String text) {
        return CompletableFuture.completedFuture(new Refused(why, text));
    }

    private static Refused answer(Refusal why) {
        return switch (why) {
            case NOT_LEADER -> new Refused(Reason.NOT_LEADER, "another node leads the atlas");
            case FULL -> new Refused(Reason.BUSY, "too many commands wait: try again");
            case LOG_FULL -> new Refused(Reason.BUSY, "the log has no room: see wal.diskBudget");
            case TOO_LARGE ->
                    new Refused(Reason.MALFORMED, "the command is longer than wal.flightBytes");
            case CLOSED -> new Refused(Reason.FAILED, "the node is ending");
            case LOG_FAILED ->
                    new Refused(
                            Reason.FAILED,
                            "the log failed; whether it was done is known after a restart");
        };
    }

    private void publish() {
        AtlasState state = machine.state();
        if (state.version == view.version()) {
            return;
        }
        keys = vault.open(state, keys);
        tableSet = state.tableSet;
        view = state.view();
        listeners.forEach(Runnable::run);
    }

    private static Id128 randomId() {
        return new Id128(RANDOM.nextLong(), RANDOM.nextLong());
    }

    @Override
    public void close() {
        group.close();
    }
}
