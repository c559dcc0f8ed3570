package dev.lode.node.hunter;

import dev.lode.base.memory.Epochs;
import dev.lode.base.memory.FrameRing;
import dev.lode.base.memory.OffHeap;
import dev.lode.base.time.MillisClock;
import dev.lode.base.time.NanoClock;
import dev.lode.node.footing.LoopThread;
import dev.lode.node.footing.Peers;
import dev.lode.node.hunt.HuntShelf;
import dev.lode.node.slot.SlotFeed;
import dev.lode.node.view.ClusterView;
import dev.lode.transport.Inbox;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import dev.lode.wire.Status;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/// One thread that owns hunters: it answers their requests one after the other, and never waits for
/// another thread, a disk or a peer.
///
/// Threads: [#start], [#inbox], [#stop] and counters from any; everything else on the loop itself.
/// Memory: its slots, cache and buffers are accounted to `node.loop`. What a frame breaks by a bug
/// of ours is logged and counted, and the loop goes on.
public final class HunterLoop implements FrameRing.Reader, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HunterLoop.class.getName());

    private final LoopScope scope;
    private final WaitingDigs waiting;
    private final Inbox inbox;
    private final OffHeap inboxAccount;
    private final TaskRing tasks;
    private final CellReader cells;
    private final Digs digs;
    private final Steps steps;
    private final Looks looks;
    private final Hellos hellos;
    private final SlotFeed feed;
    private final LoopConfig config;
    private final Epochs.Participant participant;
    private final LoopThread thread = new LoopThread();
    private volatile boolean admitting = true;
    private long flushAtNanos = System.nanoTime();
    private int sweep;

    /// What the loops of a node have in common.
    ///
    /// @param config bounds of each loop
    /// @param inboxBytes size of each inbox, a power of two
    /// @param view of the cluster
    /// @param shelf has the newest hunts
    /// @param peers the links
    /// @param disks reads what is not in memory
    /// @param tokens verifies hunters' tokens
    /// @param epochs that each loop takes part in while it works
    /// @param millis hunt time
    /// @param nanos time for waits
    public record Shared(
            LoopConfig config,
            long inboxBytes,
            ClusterView view,
            HuntShelf shelf,
            Peers peers,
            DiskPool disks,
            TokenPool tokens,
            Epochs epochs,
            MillisClock millis,
            NanoClock nanos) {}

    /// Makes a loop that has not begun.
    ///
    /// @param number of the loop, from 0
    /// @param shared what the loops of a node have in common
    /// @param feed takes its changed slots
    public HunterLoop(int number, Shared shared, SlotFeed feed) {
        config = shared.config();
        this.feed = feed;
        participant = shared.epochs().join("lode-loop-" + number);
        inboxAccount = OffHeap.of("node.inbox");
        inbox = new Inbox(new FrameRing(inboxAccount, shared.inboxBytes()), thread::wake);
        tasks = new TaskRing(config.readsWaitingMax() + config.tokensWaitingMax(), thread::wake);
        scope =
                new LoopScope(
                        number,
                        config,
                        shared.view(),
                        shared.shelf(),
                        shared.peers(),
                        shared.millis(),
                        shared.nanos());
        waiting = new WaitingDigs(config.digsWaitingMax());
        cells = new CellReader(scope, shared.disks(), tasks, waiting);
        digs = new Digs(scope, cells, waiting);
        cells.tell(digs);
        var places = new Places(scope);
        steps = new Steps(scope, places);
        looks = new Looks(scope);
        hellos = new Hellos(scope, places, shared.tokens(), tasks);
    }

    /// Where frames for this loop go.
    ///
    /// @return its inbox
    public Inbox inbox() {
        return inbox;
    }

    /// What it has counted.
    ///
    /// @return live counters
    public LoopCounters counters() {
        return scope.counters;
    }

    /// The loop that a correlation of READ names.
    ///
    /// @param correlation of a frame
    /// @return number of the loop, to be held against how many there are
    public static int loopOf(long correlation) {
        return CellFetches.loopOf(correlation);
    }

    /// The loop that owns a partition's hunters.
    ///
    /// @param partition 0 to 65,535
    /// @param loops how many there are
    /// @return number of the loop
    public static int loopOf(int partition, int loops) {
        return (int) (((long) partition * loops) >>> 16);
    }

    /// Takes a hunter's slot in, before the loop begins; one that is there already is replaced.
    ///
    /// @param hunt number of the hunt in this process
    /// @param slot memory of the slot
    /// @param offset of its first byte
    /// @return false where there is no room
    public boolean restore(int hunt, MemorySegment slot, long offset) {
        return scope.slots.restore(hunt, slot, offset);
    }

    /// Begins.
    public void start() {
        thread.start("lode-loop-" + scope.number, this::run);
    }

    /// Takes no more requests of hunters; what other nodes read is still served.
    public void stopAdmitting() {
        admitting = false;
        thread.wake();
    }

    /// Ends the loop once nobody waits for it: its inbox is drained, and its slots are handed over.
    ///
    /// @param waitMax how long to wait for that
    /// @return false where it has not ended by then
    public boolean stop(Duration waitMax) {
        return thread.stop(waitMax);
    }

    /// Gives the memory back, after it was stopped.
    @Override
    public void close() {
        cells.close();
        participant.close();
        waiting.close();
        scope.close();
        inboxAccount.close();
    }

    LoopScope scope() {
        return scope;
    }

    CellReader cells() {
        return cells;
    }

    private void run() {
        long idleSince = 0;
        while (true) {
            if (turn() > 0) {
                idleSince = 0;
            } else if (thread.isStopping()
                    && inbox.used() == 0
                    && hellos.isIdle()
                    && cells.isIdle()) {
                break;
            } else if (idleSince == 0) {
                idleSince = scope.nowNanos | 1;
            } else if (scope.nowNanos - idleSince >= config.spinNanos()) {
                sleep();
                idleSince = 0;
            } else {
                Thread.onSpinWait();
            }
        }
        lastFlush();
    }

    /// Takes what has come: frames of the inbox, what was waited for, the hour of the next flush.
    /// Of a loop that was not begun the caller's thread is the owner.
    ///
    /// @return how many frames and ended waits it took
    public int turn() {
        participant.online();
        round();
        int done = inbox.drain(this, config.drainFrames()) + tasks.run();
        cells.onTimer();
        participant.offline();
        flushIfDue();
        return done;
    }

    private void round() {
        try {
            scope.refresh();
        } catch (RuntimeException e) {
            failed("a change of the hunts", e);
        }
    }

    private void sleep() {
        thread.beforeSleep();
        if (inbox.park() && tasks.isEmpty()) {
            long nanos =
                    cells.isIdle()
                            ? config.flushNanos()
                            : Math.min(config.flushNanos(), config.fetchNanos() / 4);
            thread.sleep(Math.max(1, nanos));
        }
        inbox.unpark();
        thread.afterSleep();
    }

    /// Takes one frame; for the ring alone.
    @Override
    public void onFrame(MemorySegment memory, long offset, int length) {
        if (length < FrameHeader.BYTES || FrameHeader.length(memory, offset) != length) {
            scope.counters.add(Count.MALFORMED);
            return;
        }
        // A frame may have come during this round: it must not be judged by a time before it was
        // sent.
        scope.readMillis();
        try {
            dispatch(memory, offset, length);
        } catch (RuntimeException e) {
            failed("a frame of type " + FrameHeader.type(memory, offset), e);
            scope.refuse(memory, offset, Status.FAILED, 0);
        }
    }

    private void dispatch(MemorySegment memory, long offset, int length) {
        byte type = FrameHeader.type(memory, offset);
        switch (type) {
            case FrameType.READ -> cells.onRead(memory, offset, length);
            case FrameType.CELL, FrameType.REFUSED, FrameType.MOVED ->
                    cells.onReply(memory, offset, length);
            case FrameType.BYE -> hellos.onBye(memory, offset);
            default -> {
                if (!admitting) {
                    scope.refuse(memory, offset, Status.UNAVAILABLE, config.retryMillis());
                } else {
                    request(type, memory, offset, length);
                }
            }
        }
    }

    private void request(byte type, MemorySegment memory, long offset, int length) {
        switch (type) {
            case FrameType.DIG -> digs.onDig(memory, offset, length);
            case FrameType.ENTER, FrameType.MOVE -> steps.onStep(memory, offset, length);
            case FrameType.LOOK -> looks.onLook(memory, offset, length);
            case FrameType.HELLO -> hellos.onHello(memory, offset, length);
            default -> scope.refuse(memory, offset, Status.MALFORMED, 0);
        }
    }

    private void flushIfDue() {
        if (scope.nowNanos - flushAtNanos < 0) {
            return;
        }
        if (feed.sweep() != sweep) {
            sweep = feed.sweep();
            scope.slots.touchAll();
        }
        boolean all = handOver();
        flushAtNanos = scope.nowNanos + (all ? config.flushNanos() : config.flushNanos() / 8);
    }

    private boolean handOver() {
        if (!feed.begin()) {
            return false;
        }
        boolean all =
                scope.slots.takeDirty((hunt, slot, offset) ->
                        feed.put(scope.book().hunt(hunt).facts().id(), slot, offset));
        feed.end(all ? sweep : SlotFeed.NO_SWEEP);
        return all;
    }

    private void lastFlush() {
        while (!handOver() && feed.awaitFree()) {
            Thread.onSpinWait();
        }
    }

    private void failed(String at, RuntimeException e) {
        scope.counters.add(Count.FAILURES);
        LOG.log(System.Logger.Level.ERROR, "loop " + scope.number + " failed at " + at, e);
    }
}
