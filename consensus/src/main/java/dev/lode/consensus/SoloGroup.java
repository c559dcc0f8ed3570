package dev.lode.consensus;

import dev.lode.base.Layouts;
import dev.lode.storage.archive.CommittedLog;
import dev.lode.storage.wal.LogFull;
import dev.lode.storage.wal.Wal;
import dev.lode.storage.wal.WalEntry;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A group of a single member: it leads from the start, and what its log has is committed.
///
/// Threads: as [RaftGroup]. The apply executor must run one task at a time, in order; a loop's own
/// queue serves, and so does a direct executor where only one thread ever proposes. The append is
/// made on the apply executor too, which waits for the device: once for all that waits.
public final class SoloGroup implements RaftGroup {
    /* Implementation: `waiting` and the flags are guarded by the lock; all else belongs to the apply
     * executor. `step` posts itself again while something waits, so that a loop gets to its other
     * work between two batches; where posting runs it at once (a direct executor), `again` turns the
     * recursion into a loop.
     */
    private static final System.Logger LOG = System.getLogger(SoloGroup.class.getName());
    private static final int RECORD_BYTES = 40;

    private enum Life {
        LEADING,
        CLOSED,
        FAILED
    }

    private record Proposal(MemorySegment entry, ProposalListener done) {}

    private final int id;
    private final Wal wal;
    private final SoloState state;
    private final Executor applyOn;
    private final SoloConfig config;
    private final long term;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private final ArrayDeque<Proposal> waiting = new ArrayDeque<>();
    private boolean scheduled;
    private volatile long stepping;
    private boolean again;
    private boolean full;
    private volatile Life life = Life.LEADING;

    private SoloGroup(
            int id, Wal wal, SoloState state, Executor applyOn, SoloConfig config, long term) {
        this.id = id;
        this.wal = wal;
        this.state = state;
        this.applyOn = applyOn;
        this.config = config;
        this.term = term;
    }

    /// Opens a group: loads the newest good snapshot, replays the log behind it, then leads in a
    /// new term.
    ///
    /// The state machine is brought up to date by the calling thread before this returns.
    ///
    /// @param id of the group and its log
    /// @param wal the node's log; not closed with the group
    /// @param folder for the snapshots of this group alone; created if need be
    /// @param machine gets the entries
    /// @param applyOn runs `apply` and the listeners
    /// @param config bounds
    /// @return the group, leading
    /// @throws DamagedSnapshot where snapshots and log together do not give the state
    /// @throws IOException where they cannot be read
    public static SoloGroup open(
            int id, Wal wal, Path folder, StateMachine machine, Executor applyOn, SoloConfig config)
            throws IOException {
        return open(id, wal, folder, machine, applyOn, config, LogKeeper.NONE);
    }

    /// Opens a group whose log is forgotten only as far as somebody else allows.
    ///
    /// @param id of the group and its log
    /// @param wal the node's log; not closed with the group
    /// @param folder for the snapshots of this group alone; created if need be
    /// @param machine gets the entries
    /// @param applyOn runs `apply` and the listeners
    /// @param config bounds
    /// @param keeper is asked before the log is truncated
    /// @return the group, leading
    /// @throws DamagedSnapshot where snapshots and log together do not give the state
    /// @throws IOException where they cannot be read
    public static SoloGroup open(
            int id,
            Wal wal,
            Path folder,
            StateMachine machine,
            Executor applyOn,
            SoloConfig config,
            LogKeeper keeper)
            throws IOException {
        var snapshots = new Snapshots(folder, id);
        snapshots.begin();
        byte[] metadata = wal.metadata(id);
        long term = 1;
        if (metadata != null) {
            term = MemorySegment.ofArray(metadata).get(Layouts.I64, 0) + 1;
        }
        var state = new SoloState(id, wal, snapshots, machine, keeper);
        state.bringUpToDate(folder);
        var group = new SoloGroup(id, wal, state, applyOn, config, term);
        byte[] next = new byte[Long.BYTES];
        MemorySegment.ofArray(next).set(Layouts.I64, 0, term);
        wal.putMetadata(id, next);
        wal.onFailure(_ -> group.end(Life.FAILED, Refusal.LOG_FAILED));
        wal.onPressure((log, upTo) -> {
            if (log == id) {
                group.makeRoom(upTo);
            }
        });
        return group;
    }

    @Override
    public int id() {
        return id;
    }

    @Override
    public boolean isLeader() {
        return life == Life.LEADING;
    }

    @Override
    public long term() {
        return term;
    }

    @Override
    public long appliedIndex() {
        return state.applied();
    }

    /// What the archive may read of this group, from any thread.
    ///
    /// @return its committed log
    public CommittedLog committed() {
        return state.log();
    }

    /// Why the last snapshot could not be taken; the group goes on without it and tries again.
    ///
    /// @return words; empty where nothing is wrong
    public String trouble() {
        return state.trouble();
    }

    @Override
    public void propose(byte[] entry, ProposalListener done) {
        Refusal refusal = null;
        boolean post = false;
        lock.lock();
        try {
            if (life != Life.LEADING) {
                refusal = life == Life.CLOSED ? Refusal.CLOSED : Refusal.LOG_FAILED;
            } else if (entry.length > wal.entryBytesMax()) {
                refusal = Refusal.TOO_LARGE;
            } else if (waiting.size() >= config.queueCount()) {
                refusal = Refusal.FULL;
            } else {
                waiting.add(new Proposal(MemorySegment.ofArray(entry), done));
                post = !scheduled;
                scheduled = true;
            }
        } finally {
            lock.unlock();
        }
        if (refusal != null) {
            done.refused(refusal);
        } else if (post) {
            post(this::step);
        }
    }

    private void post(Runnable task) {
        try {
            applyOn.execute(task);
        } catch (RejectedExecutionException e) {
            end(Life.CLOSED, Refusal.CLOSED); // the executor has ended: so has the group
        }
    }

    /// One batch: append, apply, answer; then itself again while something waits.
    private void step() {
        if (stepping == Thread.currentThread().threadId()) {
            again = true;
            return;
        }
        boolean whole = false;
        stepping = Thread.currentThread().threadId();
        try {
            do {
                again = false;
                runBatch();
                if (moreWaits()) {
                    post(this::step);
                }
            } while (again);
            whole = true;
        } finally {
            if (!whole) { // the machine or a listener threw: what the state is, nobody knows
                end(Life.FAILED, Refusal.LOG_FAILED);
            }
            finish();
        }
    }

    private void finish() {
        lock.lock();
        try {
            stepping = 0;
            idle.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean moreWaits() {
        lock.lock();
        try {
            scheduled = !waiting.isEmpty();
            return scheduled;
        } finally {
            lock.unlock();
        }
    }

    private void runBatch() {
        List<Proposal> batch = take();
        if (batch.isEmpty()) {
            return;
        }
        var entries = new ArrayList<WalEntry>(batch.size());
        long index = state.applied();
        for (Proposal proposal : batch) {
            entries.add(new WalEntry(++index, term, SoloState.DATA, proposal.entry()));
        }
        try {
            wal.append(id, entries);
        } catch (LogFull e) { // nothing was taken, and room may come
            if (!full) {
                LOG.log(
                        Level.WARNING,
                        "group {0}: {1} Entries are refused until there is room",
                        id,
                        e.getMessage());
            }
            full = true;
            batch.forEach(proposal -> proposal.done().refused(Refusal.LOG_FULL));
            return;
        } catch (IOException _) { // the log itself tells why to whoever reports it
            end(Life.FAILED, Refusal.LOG_FAILED);
            batch.forEach(proposal -> proposal.done().refused(Refusal.LOG_FAILED));
            return;
        }
        if (full) {
            LOG.log(Level.INFO, "group {0}: the log has room again", id);
            full = false;
        }
        applyAll(batch);
        if (state.bytesBehindSnapshot() >= config.snapshotEveryBytes()) {
            state.takeSnapshot();
        }
    }

    private void applyAll(List<Proposal> batch) {
        int answered = 0;
        try {
            for (Proposal proposal : batch) {
                long index = state.applied() + 1;
                state.apply(index, term, proposal.entry());
                answered++;
                proposal.done().committed(index);
            }
        } finally {
            batch.subList(answered, batch.size())
                    .forEach(proposal -> proposal.done().refused(Refusal.LOG_FAILED));
        }
    }

    private List<Proposal> take() {
        var batch = new ArrayList<Proposal>();
        long bytes = 0;
        lock.lock();
        try {
            while (life == Life.LEADING && batch.size() < config.batchCount()) {
                Proposal next = waiting.peek();
                if (next == null) {
                    break;
                }
                bytes += next.entry().byteSize() + RECORD_BYTES;
                if (!batch.isEmpty() && bytes > wal.entryBytesMax()) {
                    break;
                }
                batch.add(waiting.remove());
            }
        } finally {
            lock.unlock();
        }
        return batch;
    }

    @Override
    public void snapshot() {
        post(() -> {
            if (life == Life.LEADING) {
                state.takeSnapshot();
            }
        });
    }

    /// The log asks for room.
    private void makeRoom(long upTo) {
        post(() -> {
            if (life == Life.LEADING) {
                state.makeRoom(upTo);
            }
        });
    }

    private void end(Life how, Refusal why) {
        List<Proposal> refused;
        lock.lock();
        try {
            if (life == Life.LEADING) {
                life = how;
            }
            refused = List.copyOf(waiting);
            waiting.clear();
        } finally {
            lock.unlock();
        }
        if (refused.isEmpty()) {
            return;
        }
        Runnable tell = () -> refused.forEach(proposal -> proposal.done().refused(why));
        try {
            applyOn.execute(tell);
        } catch (RejectedExecutionException _) {
            tell.run(); // nothing else runs there any more
        }
    }

    /// Refuses what waits, lets a batch under way come to its end, and leaves.
    @Override
    public void close() {
        end(Life.CLOSED, Refusal.CLOSED);
        lock.lock();
        try {
            while (stepping != 0 && stepping != Thread.currentThread().threadId()) {
                idle.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }
}
