package dev.lode.node.hunter;

import dev.lode.base.CellKey;
import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import dev.lode.router.PartitionEntry;
import dev.lode.storage.blob.BlobDecoder;
import dev.lode.wire.CellFrame;
import dev.lode.wire.FindFrame;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import dev.lode.wire.ReadFrame;
import dev.lode.wire.Status;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The cells of one loop that are on their way from other holders: one fetch a cell, however many
/// digs wait for it.
///
/// Threads: owned by its loop. Off the hot path: a fetch allocates a little. What arrives is
/// checked and decoded here; a holder that is silent, damaged or busy is followed by the next.
final class CellFetches implements AutoCloseable {
    /* Implementation: a correlation is loop 16 bits, a number of this loop 48 bits, so that the node finds the loop. */
    private static final int LOOP_SHIFT = 48;
    private static final int LOOKS_A_TIMEOUT = 8;

    private final LoopScope scope;
    private final WaitingDigs waiting;
    private final CellCache cache;
    private final BlobDecoder decoder;
    private final MemorySegment request;
    private final Map<Wanted, Fetch> byCell = new HashMap<>();
    private final Map<Long, Fetch> byCorrelation = new HashMap<>();
    private @Nullable Digs digs;
    private long lastNumber;
    private long lookAtNanos;

    private record Wanted(int hunt, long cell) {}

    private static final class Fetch {
        final Wanted wanted;
        final long roomFp;
        final long correlation;
        int firstWaiting = WaitingDigs.NONE;
        int tries;
        long deadlineNanos;
        Status last = Status.UNAVAILABLE;

        Fetch(Wanted wanted, long roomFp, long correlation) {
            this.wanted = wanted;
            this.roomFp = roomFp;
            this.correlation = correlation;
        }
    }

    CellFetches(LoopScope scope, WaitingDigs waiting, CellCache cache) {
        this.scope = scope;
        this.waiting = waiting;
        this.cache = cache;
        lookAtNanos = scope.nowNanos;
        decoder = new BlobDecoder(scope.config.blobBytesMax());
        request = scope.account.allocate(ReadFrame.BYTES);
    }

    static int loopOf(long correlation) {
        return (int) (correlation >>> LOOP_SHIFT);
    }

    void tell(Digs told) {
        digs = told;
    }

    boolean isIdle() {
        return byCell.isEmpty();
    }

    /// Has a dig wait for a cell, which is asked for unless it is on its way already.
    ///
    /// @return OK, or why it cannot be had
    Status wait(HuntDesk desk, long cell, long roomFp, int dig) {
        var wanted = new Wanted(desk.number, cell);
        Fetch fetch = byCell.get(wanted);
        if (fetch == null) {
            if (byCell.size() == scope.config.fetchesMax()) {
                return Status.BUSY;
            }
            long number = ++lastNumber & (1L << LOOP_SHIFT) - 1;
            fetch = new Fetch(wanted, roomFp, (long) scope.number << LOOP_SHIFT | number);
            if (!ask(fetch)) {
                boolean ours = scope.table.isHolder(CellKey.partition(cell), scope.self);
                return ours ? Status.DAMAGED : Status.UNAVAILABLE;
            }
            byCell.put(wanted, fetch);
            byCorrelation.put(fetch.correlation, fetch);
        }
        waiting.next(dig, fetch.firstWaiting);
        fetch.firstWaiting = dig;
        return Status.OK;
    }

    void onReply(MemorySegment frame, long at, int length) {
        Fetch fetch = byCorrelation.get(FrameHeader.correlation(frame, at));
        if (fetch == null) {
            return; // it comes too late, or a second time
        }
        Status status = FrameHeader.status(frame, at);
        if (FrameHeader.type(frame, at) != FrameType.CELL) {
            if (status == Status.NO_CELL || status == Status.NO_HUNT) {
                end(fetch, 0, Status.NO_CELL);
            } else {
                next(fetch, status == Status.MOVED ? Status.UNAVAILABLE : status);
            }
            return;
        }
        int plain = decode(frame, at, length, fetch.wanted.cell);
        if (plain <= 0) {
            next(fetch, Status.DAMAGED);
            return;
        }
        cache.put(fetch.wanted.hunt, fetch.wanted.cell, scope.reply, FindFrame.BYTES, plain);
        end(fetch, plain, null);
    }

    void onTimer() {
        if (byCell.isEmpty() || scope.nowNanos - lookAtNanos < 0) {
            return;
        }
        lookAtNanos = scope.nowNanos + scope.config.fetchNanos() / LOOKS_A_TIMEOUT;
        List<Fetch> late = new ArrayList<>();
        for (Fetch fetch : byCell.values()) {
            if (scope.nowNanos - fetch.deadlineNanos >= 0) {
                late.add(fetch);
            }
        }
        for (Fetch fetch : late) {
            next(fetch, fetch.last);
        }
    }

    private int decode(MemorySegment frame, long at, int length, long cell) {
        if (length < CellFrame.BYTES || frame.get(Layouts.I64, at + CellFrame.CELL) != cell) {
            return -1;
        }
        int stored = frame.get(Layouts.I32, at + CellFrame.STORED_LENGTH);
        int plain = frame.get(Layouts.I32, at + CellFrame.PLAIN_LENGTH);
        if ((stored == 0 ? plain : stored) != length - CellFrame.BYTES) {
            return -1;
        }
        int checksum = frame.get(Layouts.I32, at + CellFrame.CHECKSUM);
        if (stored == 0) {
            return decoder.copyPlain(
                    cell,
                    checksum,
                    frame,
                    at + CellFrame.BYTES,
                    plain,
                    scope.reply,
                    FindFrame.BYTES,
                    scope.config.blobBytesMax());
        }
        return decoder.decode(
                cell,
                checksum,
                plain,
                frame,
                at + CellFrame.BYTES,
                stored,
                scope.reply,
                FindFrame.BYTES,
                scope.config.blobBytesMax());
    }

    private void next(Fetch fetch, Status why) {
        scope.counters.add(Count.FETCH_RETRIES);
        fetch.last = why;
        if (fetch.tries >= scope.config.fetchTries() || !ask(fetch)) {
            end(fetch, 0, why);
        }
    }

    /// Asks the next holder.
    ///
    /// @return false where nobody else holds it
    private boolean ask(Fetch fetch) {
        int partition = CellKey.partition(fetch.wanted.cell);
        int[] holders = new int[3];
        int count = 0;
        int primary = scope.table.primary(partition);
        if (primary != scope.self) {
            holders[count++] = primary;
        }
        for (int which = 0; which < 2; which++) {
            int replica = scope.table.replica(partition, which);
            if (replica != PartitionEntry.NONE && replica != scope.self) {
                holders[count++] = replica;
            }
        }
        if (count == 0) {
            return false;
        }
        int holder = holders[fetch.tries % count];
        fetch.tries++;
        fetch.deadlineNanos = scope.nowNanos + scope.config.fetchNanos();
        scope.counters.add(Count.FETCHES);
        FrameHeader.begin(request, 0, FrameType.READ, ReadFrame.BYTES);
        request.set(Layouts.I16, FrameHeader.PARTITION, (short) partition);
        request.set(Layouts.I32, FrameHeader.EPOCH, scope.table.epoch(partition));
        request.set(Layouts.I64, FrameHeader.CORRELATION, fetch.correlation);
        Id128 hunt = scope.book().hunt(fetch.wanted.hunt).facts().id();
        hunt.write(request, FrameHeader.HUNT);
        request.set(Layouts.I64, ReadFrame.ROOM, fetch.roomFp);
        request.set(Layouts.I32, ReadFrame.SITE, CellKey.site(fetch.wanted.cell));
        request.set(Layouts.I32, ReadFrame.SPOT, CellKey.spot(fetch.wanted.cell));
        // A frame that finds no room counts as lost: the next holder is asked when the time is up.
        scope.peers.sendToNode(holder, request, ReadFrame.BYTES);
        return true;
    }

    private void end(Fetch fetch, int plain, @Nullable Status refusal) {
        byCell.remove(fetch.wanted);
        byCorrelation.remove(fetch.correlation);
        Digs told = digs;
        if (told == null) {
            throw new IllegalStateException("nobody is told of cells");
        }
        FindFrame.blob(scope.reply, plain, 0);
        int dig = fetch.firstWaiting;
        while (dig != WaitingDigs.NONE) {
            int behind = waiting.next(dig);
            told.arrived(dig, refusal);
            dig = behind;
        }
    }

    @Override
    public void close() {
        decoder.close();
    }
}
