package dev.lode.node.hunter;

import dev.lode.base.CellKey;
import dev.lode.base.Layouts;
import dev.lode.base.memory.Slab;
import dev.lode.game.graph.HuntGraph;
import dev.lode.storage.blob.BlobReader;
import dev.lode.storage.extent.CellRef;
import dev.lode.storage.extent.DamagedChunk;
import dev.lode.wire.CellFrame;
import dev.lode.wire.FindFrame;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import dev.lode.wire.ReadFrame;
import dev.lode.wire.Status;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Where a loop gets cells from: its own store, the pool that waits for the disk, the cache, or a
/// holder over a link; and how it serves cells to other homes.
///
/// Threads: owned by its loop. A document, or its block as it is stored, is left in the scope's
/// reply with its lengths, where a find has them.
final class CellReader implements AutoCloseable {
    /// What became of a read that does not wait.
    enum Outcome {
        /// It lies in the reply.
        READ,

        /// The hunt has no such cell.
        NO_CELL,

        /// It must be read from the disk: [#fromDisk].
        WAIT_DISK,

        /// It must be asked of a holder: [#fromHolder].
        WAIT_HOLDER
    }

    private final LoopScope scope;
    private final CellCache cache;
    private final DiskPool pool;
    private final TaskRing tasks;
    private final CellFetches fetches;
    private final CellRef ref = new CellRef();
    private final ArrayDeque<DiskRead> idleReads = new ArrayDeque<>();
    private final Slab buffers;
    private final int bufferBytes;
    private @Nullable Digs digs;

    CellReader(LoopScope scope, DiskPool pool, TaskRing tasks, WaitingDigs waiting) {
        this.scope = scope;
        this.pool = pool;
        this.tasks = tasks;
        cache = new CellCache(scope.account, scope.config.cacheBytes());
        fetches = new CellFetches(scope, waiting, cache);
        // Room for the longest block; of a buffer, pages that no block reached are never taken.
        int stored = LoopScope.storedBytesMax(scope.config.blobBytesMax());
        bufferBytes = FrameHeader.BYTES + stored + 7 & -8;
        buffers = new Slab("node.reads", bufferBytes, scope.config.readsWaitingMax(), bufferBytes);
    }

    CellCache cache() {
        return cache;
    }

    /// Says who is told of cells that were waited for.
    void tell(Digs told) {
        digs = told;
        fetches.tell(told);
    }

    /// Reads a cell without waiting.
    ///
    /// @param takesStored whether the block will do as it is stored; it is given where it is at
    ///   hand and shorter than the document
    Outcome read(HuntDesk desk, long cell, boolean takesStored) {
        if (!scope.table.isHolder(CellKey.partition(cell), scope.self)) {
            int cached =
                    cache.get(
                            desk.number,
                            cell,
                            scope.reply,
                            FindFrame.BYTES,
                            scope.config.blobBytesMax());
            if (cached == 0) {
                return Outcome.WAIT_HOLDER;
            }
            scope.counters.add(Count.CACHE_HITS);
            FindFrame.blob(scope.reply, cached, 0);
            return Outcome.READ;
        }
        try {
            if (!desk.reader.find(cell, ref)) {
                return Outcome.NO_CELL;
            }
        } catch (DamagedChunk e) {
            return Outcome.WAIT_HOLDER;
        }
        boolean stored = takesStored && isShorterStored(ref);
        int max = scope.config.blobBytesMax();
        int got =
                stored
                        ? desk.reader.tryReadStored(ref, scope.reply, FindFrame.BYTES, max)
                        : BlobReader.NEEDS_DICTIONARY;
        if (got == BlobReader.NEEDS_DICTIONARY) {
            stored = false;
            got = desk.reader.tryRead(ref, scope.reply, FindFrame.BYTES, max);
        }
        if (got > 0) {
            FindFrame.blob(scope.reply, ref.plainBytes, stored ? got : 0);
            return Outcome.READ;
        }
        return got == BlobReader.WOULD_BLOCK ? Outcome.WAIT_DISK : Outcome.WAIT_HOLDER;
    }

    private static boolean isShorterStored(CellRef cell) {
        return cell.storedBytes < cell.plainBytes;
    }

    /// Has the pool read the cell that [#read] found last.
    ///
    /// @return OK, or why it cannot
    Status fromDisk(HuntDesk desk, int dig, boolean takesStored) {
        boolean stored = takesStored && isShorterStored(ref);
        return submit(desk, dig, stored, MemorySegment.NULL, 0) ? Status.OK : Status.BUSY;
    }

    /// Asks the holders of a cell.
    ///
    /// @return OK, or why it cannot
    Status fromHolder(HuntDesk desk, long cell, long roomFp, int dig) {
        return fetches.wait(desk, cell, roomFp, dig);
    }

    /// Answers another home.
    void onRead(MemorySegment frame, long at, int length) {
        if (length != ReadFrame.BYTES) {
            scope.refuse(frame, at, Status.MALFORMED, 0);
            return;
        }
        HuntDesk desk = scope.desk(frame, at);
        if (desk == null) {
            return;
        }
        long roomFp = frame.get(Layouts.I64, at + ReadFrame.ROOM);
        int partition = (int) (roomFp >>> 48);
        if (!scope.table.isHolder(partition, scope.self)) {
            scope.moved(frame, at, partition);
            return;
        }
        int spot = frame.get(Layouts.I32, at + ReadFrame.SPOT);
        HuntGraph graph = desk.content.graph();
        int room = graph.room(roomFp);
        try {
            if (room < 0
                    || spot < 0
                    || spot >= CellKey.SPOTS
                    || !desk.reader.find(key(frame, at, graph, room), ref)) {
                scope.refuse(frame, at, Status.NO_CELL, 0);
                return;
            }
        } catch (DamagedChunk e) {
            scope.refuse(frame, at, Status.DAMAGED, 0);
            return;
        }
        int max = (int) scope.reply.byteSize() - CellFrame.BYTES;
        int got = desk.reader.tryReadStored(ref, scope.reply, CellFrame.BYTES, max);
        boolean plain = got == BlobReader.NEEDS_DICTIONARY;
        if (plain) {
            got = desk.reader.tryRead(ref, scope.reply, CellFrame.BYTES, max);
        }
        if (got == BlobReader.WOULD_BLOCK) {
            if (!submit(desk, DiskRead.NO_DIG, true, frame, at)) {
                scope.refuse(frame, at, Status.BUSY, scope.config.retryMillis());
            }
        } else {
            int checksum = plain && got > 0 ? desk.reader.plainChecksum(ref) : ref.checksum;
            answer(frame, at, ref, got, !plain, checksum);
        }
    }

    /// Takes a holder's answer.
    void onReply(MemorySegment frame, long at, int length) {
        fetches.onReply(frame, at, length);
    }

    /// Looks for holders that have not answered in time.
    void onTimer() {
        fetches.onTimer();
    }

    /// Whether a dig or another home waits for something.
    boolean isIdle() {
        return fetches.isIdle() && idleReads.size() == buffers.live();
    }

    /// Takes a read that the pool has done; on the loop.
    void onDiskRead(DiskRead read) {
        scope.counters.add(Count.DISK_READS);
        int result = read.result;
        if (read.dig == DiskRead.NO_DIG) {
            if (result > 0) {
                MemorySegment.copy(read.buffer, 0, scope.reply, CellFrame.BYTES, result);
            }
            answer(read.header, 0, read.ref, result, read.isStored(), read.checksum);
        } else if (result > 0) {
            MemorySegment.copy(read.buffer, 0, scope.reply, FindFrame.BYTES, result);
            FindFrame.blob(scope.reply, read.ref.plainBytes, read.isStored() ? result : 0);
            told().arrived(read.dig, null);
        } else {
            elsewhere(read);
        }
        if (read.result > LoopConfig.READ_KEPT_BYTES) {
            buffers.trim(read.place, LoopConfig.READ_KEPT_BYTES);
        }
        idleReads.push(read);
    }

    /// A damaged block of our own is not the end while another holder may have a sound one.
    private void elsewhere(DiskRead read) {
        long cell = read.ref.cell;
        HuntDesk desk = scope.desk(read.hunt());
        HuntGraph graph = desk.content.graph();
        int room = graph.room(CellKey.partition(cell), CellKey.ordinal(cell));
        Status refusal = fetches.wait(desk, cell, graph.fingerprint(room), read.dig);
        if (refusal != Status.OK) {
            told().arrived(read.dig, refusal);
        }
    }

    private boolean submit(HuntDesk desk, int dig, boolean stored, MemorySegment frame, long at) {
        DiskRead read = idleReads.poll();
        if (read == null) {
            long place = buffers.take();
            if (place == Slab.FULL) {
                return false;
            }
            MemorySegment buffer = buffers.memory().asSlice(place, bufferBytes);
            read = new DiskRead(desk, place, buffer, tasks, this);
        }
        read.prepare(desk, ref, dig, stored);
        if (dig == DiskRead.NO_DIG) {
            MemorySegment.copy(frame, at, read.header, 0, FrameHeader.BYTES);
        }
        if (!pool.submit(read)) {
            idleReads.push(read);
            return false;
        }
        return true;
    }

    /// Sends what lies in the reply: a block, or the document where its block is of no use to
    /// others.
    private void answer(
            MemorySegment frame, long at, CellRef cell, int got, boolean stored, int checksum) {
        if (got <= 0) {
            scope.refuse(frame, at, Status.DAMAGED, 0);
            return;
        }
        int link = FrameHeader.link(frame, at);
        int length = CellFrame.BYTES + got;
        FrameHeader.reply(scope.reply, 0, FrameType.CELL, length, Status.OK, frame, at);
        scope.reply.set(Layouts.I64, CellFrame.CELL, cell.cell);
        scope.reply.set(Layouts.I32, CellFrame.PLAIN_LENGTH, cell.plainBytes);
        scope.reply.set(Layouts.I32, CellFrame.STORED_LENGTH, stored ? got : 0);
        scope.reply.set(Layouts.I64, CellFrame.CHECKSUM, Integer.toUnsignedLong(checksum));
        scope.counters.add(Count.READS_SERVED);
        scope.peers.send(link, scope.reply, length);
    }

    private static long key(MemorySegment frame, long at, HuntGraph graph, int room) {
        return CellKey.of(
                (int) (graph.fingerprint(room) >>> 48),
                graph.ordinal(room),
                frame.get(Layouts.I8, at + ReadFrame.SITE) & 0xFF,
                frame.get(Layouts.I32, at + ReadFrame.SPOT));
    }

    private Digs told() {
        Digs told = digs;
        if (told == null) {
            throw new IllegalStateException("nobody is told of cells");
        }
        return told;
    }

    @Override
    public void close() {
        fetches.close();
        buffers.close();
    }
}
