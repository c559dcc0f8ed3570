package dev.lode.node.claim;

import dev.lode.base.Id128;
import dev.lode.base.memory.FrameRing;
import dev.lode.base.memory.OffHeap;
import dev.lode.base.time.MillisClock;
import dev.lode.consensus.ProposalListener;
import dev.lode.consensus.RaftGroup;
import dev.lode.consensus.Refusal;
import dev.lode.game.claim.ClaimLedger;
import dev.lode.node.footing.LoopThread;
import dev.lode.node.footing.Peers;
import dev.lode.node.hunt.HuntShelf;
import dev.lode.transport.Inbox;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import dev.lode.wire.Status;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Function;

/// The thread of one claim group: it checks claims, proposes them, applies the group's log,
/// answers, and sends events. It is the apply executor of its group.
///
/// Threads: [#start], [#inbox], [#execute], [#stop] and [#ask] from any; everything else on the
/// loop. Claims that arrive while a write is under way go into the next entry together.
public final class ClaimLoop implements FrameRing.Reader, Executor, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ClaimLoop.class.getName());

    private final int group;
    private final ClaimConfig config;
    private final OffHeap account = OffHeap.of("node.claims");
    private final Inbox inbox;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final ClaimDesks desks;
    private final ClaimMachine machine;
    private final EventFeed events;
    private final Verdicts verdicts;
    private final ClaimProposer proposer;
    private final LoopThread thread = new LoopThread();
    private volatile boolean admitting = true;
    private long tickAtNanos;

    /// Makes a loop whose group is not open yet.
    ///
    /// @param group its number
    /// @param config bounds
    /// @param shelf has the newest hunts
    /// @param peers the links
    /// @param clock stamps group time
    public ClaimLoop(
            int group, ClaimConfig config, HuntShelf shelf, Peers peers, MillisClock clock) {
        this.group = group;
        this.config = config;
        inbox = new Inbox(new FrameRing(account, config.inboxBytes()), thread::wake);
        desks = new ClaimDesks(shelf);
        desks.refresh();
        events = new EventFeed(group, config, peers, desks, account);
        machine = new ClaimMachine(group, events::won);
        events.read(machine);
        verdicts = new Verdicts(peers, account, config);
        proposer = new ClaimProposer(group, config, machine, desks, verdicts, clock);
    }

    /// The group that it serves.
    ///
    /// @return its number
    public int group() {
        return group;
    }

    /// Where frames for this loop go.
    ///
    /// @return its inbox
    public Inbox inbox() {
        return inbox;
    }

    /// What the group's log feeds.
    ///
    /// @return the machine; to be touched by the group alone
    public ClaimMachine machine() {
        return machine;
    }

    /// Begins to serve.
    ///
    /// @param raft the open group, whose apply executor is this
    public void start(RaftGroup raft) {
        proposer.serve(raft);
        thread.start("lode-claims-" + group, this::run);
    }

    /// Runs a task on the loop, behind those that wait.
    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        thread.wake();
    }

    /// Asks for something about a ledger.
    ///
    /// @param <T> of what type
    /// @param hunt whose
    /// @param question is put to the ledger, on the loop
    /// @param none where the hunt has none here
    /// @return the answer, later
    public <T> CompletableFuture<T> ask(Id128 hunt, Function<ClaimLedger, T> question, T none) {
        var answer = new CompletableFuture<T>();
        execute(() -> {
            ClaimLedger ledger = machine.ledger(hunt);
            answer.complete(ledger == null ? none : question.apply(ledger));
        });
        return answer;
    }

    /// Adds cells to a hunt whose partitions belong to this group.
    ///
    /// @param hunt its id
    /// @param cells what, at least one; together they fit into one entry
    /// @return the index of the entry once it is in the log; fails with [NotAdded]
    public CompletableFuture<Long> add(Id128 hunt, List<NewCell> cells) {
        var added = new CompletableFuture<Long>();
        execute(() ->
                proposer.add(
                        hunt,
                        cells,
                        new ProposalListener() {
                            @Override
                            public void committed(long index) {
                                added.complete(index);
                            }

                            @Override
                            public void refused(Refusal why) {
                                added.completeExceptionally(new NotAdded(why));
                            }
                        }));
        return added;
    }

    /// Cells that the group's log did not take.
    public static final class NotAdded extends Exception {
        private static final long serialVersionUID = 1;

        /// Why.
        public final Refusal why;

        NotAdded(Refusal why) {
            super("the claim group's log did not take the cells: " + why);
            this.why = why;
        }
    }

    /// Forgets what a link asked for.
    ///
    /// @param link its number
    public void detach(int link) {
        execute(() -> events.detach(link));
    }

    /// Takes no more claims.
    public void stopAdmitting() {
        admitting = false;
        thread.wake();
    }

    /// Ends the loop once every claim that was taken is answered.
    ///
    /// @param waitMax how long to wait for that
    /// @return false where it has not ended by then
    public boolean stop(Duration waitMax) {
        return thread.stop(waitMax);
    }

    /// Gives the memory back, after it was stopped and its group closed.
    @Override
    public void close() {
        account.close();
    }

    private void run() {
        while (true) {
            desks.refresh();
            proposer.proposeStates();
            int done = drain() + runTasks();
            tickIfDue();
            if (done == 0) {
                if (thread.isStopping()
                        && inbox.used() == 0
                        && tasks.isEmpty()
                        && proposer.isIdle()) {
                    events.tick();
                    break;
                }
                sleep();
            }
        }
    }

    /// Takes claims as long as there is room for them in the log's queue, and sends them on.
    private int drain() {
        if (!proposer.hasRoom()) {
            return 0;
        }
        int most = Math.min(config.drainFrames(), proposer.batchRoom());
        int frames = inbox.drain(this, most);
        proposer.propose();
        return frames;
    }

    private int runTasks() {
        int ran = 0;
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            ran++;
            try {
                task.run();
            } catch (RuntimeException e) {
                failed("a task", e);
            }
        }
        return ran;
    }

    private void tickIfDue() {
        long now = System.nanoTime();
        if (!events.isIdle() && now - tickAtNanos >= 0) {
            events.tick();
            tickAtNanos = now + config.tickNanos();
        }
    }

    private void sleep() {
        thread.beforeSleep();
        // While the log has no room for more claims, the inbox may hold some: then only a task
        // wakes the loop.
        boolean may = inbox.park() || !proposer.hasRoom();
        if (may && tasks.isEmpty()) {
            if (events.isIdle()) {
                thread.sleep();
            } else {
                thread.sleep(config.tickNanos());
            }
        }
        inbox.unpark();
        thread.afterSleep();
    }

    /// Takes one frame; for the ring alone.
    @Override
    public void onFrame(MemorySegment memory, long offset, int length) {
        if (length < FrameHeader.BYTES || FrameHeader.length(memory, offset) != length) {
            return;
        }
        try {
            dispatch(memory, offset, length);
        } catch (RuntimeException e) {
            failed("a frame of type " + FrameHeader.type(memory, offset), e);
            verdicts.refuse(memory, offset, Status.FAILED);
        }
    }

    private void dispatch(MemorySegment memory, long offset, int length) {
        if (!admitting) {
            verdicts.refuse(memory, offset, Status.UNAVAILABLE);
            return;
        }
        switch (FrameHeader.type(memory, offset)) {
            case FrameType.CLAIM -> proposer.onClaim(memory, offset, length);
            case FrameType.SUBSCRIBE -> {
                Status status = events.subscribe(memory, offset, length);
                if (status != Status.OK) {
                    verdicts.refuse(memory, offset, status);
                }
            }
            case FrameType.UNSUBSCRIBE -> events.unsubscribe(memory, offset, length);
            default -> verdicts.refuse(memory, offset, Status.MALFORMED);
        }
    }

    private void failed(String at, RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, "claim group " + group + " failed at " + at, e);
    }
}
