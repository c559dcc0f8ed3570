package dev.lode.node.claim;

import dev.lode.base.CellKey;
import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import dev.lode.base.time.MillisClock;
import dev.lode.consensus.ProposalListener;
import dev.lode.consensus.RaftGroup;
import dev.lode.consensus.Refusal;
import dev.lode.game.claim.Claim;
import dev.lode.game.claim.ClaimDecision;
import dev.lode.game.claim.ClaimLedger;
import dev.lode.game.graph.HuntGraph;
import dev.lode.game.proof.Proof;
import dev.lode.game.proof.Tickets;
import dev.lode.node.claim.ClaimEntry.HuntStanding;
import dev.lode.node.hunt.HuntContent;
import dev.lode.wire.ClaimFrame;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.HuntState;
import dev.lode.wire.Status;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Turns claims into entries of the group's log, and what was decided there into answers.
///
/// Threads: owned by the claim loop. A ticket is checked before its claim is proposed; what the
/// ledger says already is answered without the log; everything else is answered once it is durable.
final class ClaimProposer {
    private final int group;
    private final ClaimConfig config;
    private final ClaimMachine machine;
    private final ClaimDesks desks;
    private final Verdicts verdicts;
    private final MillisClock clock;
    private final ClaimEntry entry;
    private List<Waiting> batch = new ArrayList<>();
    private @Nullable RaftGroup raft;
    private int inFlight;
    private long groupMillis = Long.MIN_VALUE;

    private record Waiting(MemorySegment header, ClaimDesks.Desk desk, HuntContent content) {}

    ClaimProposer(
            int group,
            ClaimConfig config,
            ClaimMachine machine,
            ClaimDesks desks,
            Verdicts verdicts,
            MillisClock clock) {
        this.group = group;
        this.config = config;
        this.machine = machine;
        this.desks = desks;
        this.verdicts = verdicts;
        this.clock = clock;
        entry = new ClaimEntry(config.batchMax());
    }

    void serve(RaftGroup leader) {
        raft = leader;
    }

    boolean hasRoom() {
        return inFlight < config.batchesInFlight() && batch.size() < config.batchMax();
    }

    int batchRoom() {
        return config.batchMax() - batch.size();
    }

    boolean isIdle() {
        return inFlight == 0 && batch.isEmpty();
    }

    void onClaim(MemorySegment frame, long at, int length) {
        if (length != ClaimFrame.BYTES) {
            verdicts.refuse(frame, at, Status.MALFORMED);
            return;
        }
        ClaimDesks.Desk desk = desks.of(frame, at);
        if (desk == null) {
            verdicts.refuse(frame, at, Status.NO_HUNT);
            return;
        }
        HuntContent content = desk.content;
        if (content == null) {
            verdicts.refuse(frame, at, Status.UNAVAILABLE);
            return;
        }
        long ticket = at + ClaimFrame.TICKET;
        Proof proof =
                desk.tickets.verify(
                        frame,
                        ticket,
                        Tickets.BYTES,
                        frame.get(Layouts.I64_BIG, at + FrameHeader.HUNTER),
                        frame.get(Layouts.I64_BIG, at + FrameHeader.HUNTER + 8));
        if (proof != Proof.VALID) {
            verdicts.notDug(frame, at, machine.groupMillis());
            return;
        }
        long cell = Tickets.cellKey(frame, ticket);
        if (desk.facts.map().group(CellKey.partition(cell)) != group) {
            verdicts.refuse(frame, at, Status.MALFORMED);
            return;
        }
        Id128 hunter = FrameHeader.hunter(frame, at);
        Id128 claimId = Id128.read(frame, at + ClaimFrame.CLAIM_ID);
        ClaimLedger ledger = machine.ledger(desk.id());
        Optional<ClaimDecision> known =
                ledger == null ? Optional.empty() : ledger.lookUp(hunter, cell, claimId);
        if (known.isPresent()) {
            verdicts.answer(frame, at, content, points(desk), known.get(), machine.groupMillis());
            return;
        }
        if (desk.facts.state() != HuntState.OPEN && !machine.isOpen(desk.id())) {
            verdicts.closed(frame, at, machine.groupMillis());
            return;
        }
        HuntGraph graph = content.graph();
        int room = graph.room(CellKey.partition(cell), CellKey.ordinal(cell));
        var claim =
                new Claim(
                        hunter,
                        cell,
                        claimId,
                        graph.fingerprint(room),
                        Tickets.prize(frame, ticket),
                        Tickets.stock(frame, ticket),
                        Tickets.issuedMillis(frame, ticket),
                        frame.get(Layouts.I64, at + ClaimFrame.RECEIPT));
        entry.add(desk.id(), claim);
        byte[] header = frame.asSlice(at, FrameHeader.BYTES).toArray(Layouts.I8);
        batch.add(new Waiting(MemorySegment.ofArray(header), desk, content));
        if (batch.size() == config.batchMax()) {
            propose();
        }
    }

    /// Brings the states of hunts that have changed into the log, before any claim that saw them.
    void proposeStates() {
        for (ClaimDesks.Desk desk : desks.all()) {
            long version = desk.facts.version();
            boolean ours = desk.facts.map().ranges().stream().anyMatch(r -> r.group() == group);
            if (!ours || version <= machine.version(desk.id()) || version <= desk.proposedVersion) {
                continue;
            }
            desk.proposedVersion = version;
            var standing =
                    new HuntStanding(desk.id(), version, desk.facts.state(), desk.facts.rules());
            leader().propose(ClaimEntry.state(standing, stamp()), new StateListener(desk));
        }
    }

    /// Adds cells to a hunt.
    ///
    /// @param hunt its id
    /// @param cells what, at least one; together they fit into one entry
    /// @param done told when they are in the log, or why they are not
    void add(Id128 hunt, List<NewCell> cells, ProposalListener done) {
        leader().propose(CellsEntry.bytes(hunt, cells, stamp()), done);
    }

    /// Sends the batch on its way, however small it is.
    void propose() {
        if (batch.isEmpty()) {
            return;
        }
        List<Waiting> waiting = batch;
        batch = new ArrayList<>();
        inFlight++;
        leader().propose(entry.take(stamp()), new BatchListener(waiting));
    }

    private long stamp() {
        groupMillis = Math.max(Math.max(groupMillis, machine.groupMillis()), clock.millis());
        return groupMillis;
    }

    private RaftGroup leader() {
        RaftGroup leader = raft;
        if (leader == null) {
            throw new IllegalStateException("the group has not been opened");
        }
        return leader;
    }

    private static long points(ClaimDesks.Desk desk) {
        return desk.facts.rules().pointsPerKey();
    }

    private final class BatchListener implements ProposalListener {
        private final List<Waiting> waiting;

        BatchListener(List<Waiting> waiting) {
            this.waiting = waiting;
        }

        @Override
        public void committed(long index) {
            inFlight--;
            List<ClaimDecision> decisions = machine.decisions();
            for (int number = 0; number < waiting.size(); number++) {
                Waiting claim = waiting.get(number);
                verdicts.answer(
                        claim.header,
                        0,
                        claim.content,
                        points(claim.desk),
                        decisions.get(number),
                        machine.groupMillis());
            }
        }

        @Override
        public void refused(Refusal why) {
            inFlight--;
            Status status =
                    switch (why) {
                        case FULL -> Status.BUSY;
                        case TOO_LARGE -> Status.FAILED;
                        case LOG_FULL -> Status.LOG_FULL;
                        case NOT_LEADER, CLOSED, LOG_FAILED -> Status.UNAVAILABLE;
                    };
            for (Waiting claim : waiting) {
                verdicts.refuse(claim.header, 0, status);
            }
        }
    }

    private final class StateListener implements ProposalListener {
        private final ClaimDesks.Desk desk;

        StateListener(ClaimDesks.Desk desk) {
            this.desk = desk;
        }

        @Override
        public void committed(long index) {
            // The machine has taken it.
        }

        @Override
        public void refused(Refusal why) {
            desk.proposedVersion = machine.version(desk.id());
        }
    }
}
