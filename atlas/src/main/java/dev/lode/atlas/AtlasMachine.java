package dev.lode.atlas;

import dev.lode.atlas.AtlasAnswer.Done;
import dev.lode.atlas.AtlasAnswer.Reason;
import dev.lode.atlas.AtlasAnswer.Refused;
import dev.lode.base.Id128;
import dev.lode.consensus.StateMachine;
import dev.lode.membership.HuntEntry;
import dev.lode.membership.TableRuns;
import dev.lode.router.HuntMap;
import dev.lode.router.PartitionTable;
import dev.lode.router.Pins;
import dev.lode.wire.HuntState;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.util.Iterator;

/// The atlas as a state machine: the same commands give the same state on every node.
///
/// Threads: owned by the group's apply executor.
final class AtlasMachine implements StateMachine {
    private final int commandsKept;
    private AtlasState state = new AtlasState();
    private AtlasAnswer last = new Done(0, Id128.ZERO);

    AtlasMachine(int commandsKept) {
        this.commandsKept = commandsKept;
    }

    AtlasState state() {
        return state;
    }

    /// What became of the command that was applied last.
    AtlasAnswer last() {
        return last;
    }

    @Override
    public void apply(long index, long term, MemorySegment entry) {
        AtlasCommand.Decoded decoded = AtlasCommand.decode(entry);
        AtlasCommand.Head head = decoded.head();
        state.timeMillis = Math.max(state.timeMillis, head.timeMillis());
        AtlasAnswer before = state.answered.get(head.id());
        if (before != null) {
            last = before;
            return;
        }
        last = carryOut(decoded.command());
        if (decoded.command() instanceof AtlasCommand.Tick) {
            return;
        }
        state.answered.put(head.id(), last);
        Iterator<Id128> oldest = state.answered.keySet().iterator();
        while (state.answered.size() > commandsKept) {
            oldest.next();
            oldest.remove();
        }
    }

    private AtlasAnswer carryOut(AtlasCommand command) {
        return switch (command) {
            case AtlasCommand.Found it -> found(it);
            case AtlasCommand.PutNode it -> {
                boolean same = it.node().equals(state.nodes.put(it.node().id(), it.node()));
                yield same ? unchanged() : done(Id128.ZERO);
            }
            case AtlasCommand.PutGroup it -> {
                boolean same = it.group().equals(state.groups.put(it.group().id(), it.group()));
                yield same ? unchanged() : done(Id128.ZERO);
            }
            case AtlasCommand.FirstTable it -> firstTable(it);
            case AtlasCommand.MoveEntries it -> moveEntries(it);
            case AtlasCommand.PutPins it -> {
                state.pins = Pins.decode(MemorySegment.ofArray(it.pins()));
                yield done(Id128.ZERO);
            }
            case AtlasCommand.CreateHunt it -> createHunt(it);
            case AtlasCommand.SetState it -> setState(it);
            case AtlasCommand.AddTicketKey it -> addTicketKey(it);
            case AtlasCommand.Tick _ -> unchanged();
        };
    }

    private Done unchanged() {
        return new Done(state.version, Id128.ZERO);
    }

    private Done done(Id128 id) {
        return new Done(++state.version, id);
    }

    private AtlasAnswer found(AtlasCommand.Found it) {
        if (!state.cluster.equals(Id128.ZERO)) {
            return new Refused(Reason.CONFLICT, "the cluster is " + state.cluster + " already");
        }
        state.cluster = it.cluster();
        state.keyCheck = it.keyCheck();
        return done(Id128.ZERO);
    }

    private AtlasAnswer firstTable(AtlasCommand.FirstTable it) {
        if (state.tableSet) {
            return new Refused(Reason.CONFLICT, "there is a partition table already");
        }
        if (it.piece() == 0) {
            state.staging = state.table;
            state.stagedPieces = 0;
        }
        PartitionTable staged = state.staging;
        if (staged == null || it.piece() != state.stagedPieces || it.piece() >= it.pieces()) {
            return new Refused(Reason.CONFLICT, "another first table is being made");
        }
        staged = TableRuns.apply(staged, MemorySegment.ofArray(it.runs()));
        state.stagedPieces++;
        state.staging = staged;
        if (state.stagedPieces < it.pieces()) {
            return unchanged();
        }
        state.table = staged;
        state.tableSet = true;
        state.staging = null;
        return done(Id128.ZERO);
    }

    private AtlasAnswer moveEntries(AtlasCommand.MoveEntries it) {
        PartitionTable next = TableRuns.apply(state.table, MemorySegment.ofArray(it.runs()));
        for (int p = 0; p < PartitionTable.PARTITIONS; p++) {
            int held = state.table.epoch(p);
            boolean same = next.epoch(p) == held && next.entry(p).equals(state.table.entry(p));
            if (!same && next.epoch(p) != held + 1) {
                return new Refused(
                        Reason.CONFLICT,
                        "partition "
                                + p
                                + " is in epoch "
                                + held
                                + ": its next entry cannot have epoch "
                                + next.epoch(p));
            }
        }
        state.table = next;
        return done(Id128.ZERO);
    }

    private AtlasAnswer createHunt(AtlasCommand.CreateHunt it) {
        HuntEntry wanted = it.hunt();
        for (HuntEntry hunt : state.hunts.values()) {
            if (hunt.name().equals(wanted.name()) && hunt.state() != HuntState.SETTLED) {
                return new Refused(
                        Reason.NAME_TAKEN,
                        "a hunt named "
                                + hunt.name()
                                + " is "
                                + hunt.state()
                                + ": settle it first, or take another name");
            }
        }
        int[] claimGroups =
                state.groups.keySet().stream().mapToInt(id -> id).filter(id -> id > 0).toArray();
        if (claimGroups.length == 0) {
            return new Refused(Reason.NO_GROUPS, "there is no claim group yet: start a node");
        }
        if (state.hunts.containsKey(wanted.id())) {
            return new Refused(Reason.CONFLICT, "the identity " + wanted.id() + " is taken");
        }
        var hunt =
                new HuntEntry(
                        wanted.id(),
                        wanted.name(),
                        wanted.title(),
                        HuntState.DRAFT,
                        1,
                        HuntMap.over(claimGroups),
                        wanted.blobBytesMax(),
                        wanted.merkleRoot(),
                        state.timeMillis,
                        wanted.rules());
        state.hunts.put(hunt.id(), hunt);
        state.secrets.put(hunt.id(), it.secrets());
        return done(hunt.id());
    }

    private AtlasAnswer setState(AtlasCommand.SetState it) {
        HuntEntry hunt = state.hunts.get(it.hunt());
        if (hunt == null) {
            return new Refused(Reason.NO_HUNT, "there is no hunt " + it.hunt());
        }
        if (!hunt.state().canBecome(it.next())) {
            return new Refused(
                    Reason.WRONG_STATE,
                    "the hunt "
                            + hunt.name()
                            + " is "
                            + hunt.state()
                            + " and cannot become "
                            + it.next());
        }
        state.hunts.put(hunt.id(), hunt.in(it.next()));
        return done(hunt.id());
    }

    private AtlasAnswer addTicketKey(AtlasCommand.AddTicketKey it) {
        int newest = state.tickets.isEmpty() ? 0 : state.tickets.getLast().number();
        if (it.number() != newest + 1) {
            return new Refused(Reason.CONFLICT, "the newest ticket key has number " + newest);
        }
        state.tickets.add(
                new AtlasState.WrappedTicket(it.number(), it.wrapped(), it.signFromMillis()));
        while (state.tickets.size() > Math.max(2, it.kept())) {
            state.tickets.removeFirst();
        }
        return done(Id128.ZERO);
    }

    @Override
    public void save(OutputStream out) throws IOException {
        out.write(state.encode());
    }

    @Override
    public void load(InputStream in) throws IOException {
        try {
            state = AtlasState.decode(MemorySegment.ofArray(in.readAllBytes()));
        } catch (IllegalArgumentException e) {
            throw new IOException("the atlas' snapshot makes no sense: " + e.getMessage(), e);
        }
    }
}
