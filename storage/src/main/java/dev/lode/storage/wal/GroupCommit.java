package dev.lode.storage.wal;

import dev.lode.base.Id128;
import dev.lode.storage.wal.Format.Batch;
import dev.lode.storage.wal.Format.LogRecord;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The appending side of a log: records gather in one buffer while the other is being written.
///
/// Threads: any. The thread that finds the log idle writes the flight for all who wait.
final class GroupCommit {
    /* Implementation: 1. Under the lock records go into `filling`; the flight being written is only
     * touched by its writer. 2. A waiter of flight n waits on done[n & 1]: at most two flights exist.
     * When one ends, all its waiters wake, and one waiter of the next, which writes it. 3. Room is
     * reserved when a record is taken in, so that a flight never lacks it: either the rest of the
     * active segment holds it, or the next segment is ready, and both flights fit into that. 4. What
     * is durable (`logs`) changes when a flight has ended, by the code that also reads the log at a
     * start. What was taken in but not yet written is in `tails`.
     */
    private static final int RESERVE_SHARE = 16;

    private final ReentrantLock lock;
    private final Condition[] done;
    private final Condition prepared;
    private final Logs logs;
    private final SegmentStore store;
    private final BatchWriter writer;
    private final Executor background;
    private final Checksum checksum;
    private final LogBuffer header;
    private final List<Consumer<LogFailed>> listeners = new ArrayList<>();
    private LogBuffer filling;
    private LogBuffer other;
    private int fill = Batch.BYTES;
    private int fillRecords;
    private long fillFlight = 1;
    private long inFlight;
    private long durableFlight;
    private boolean writing;
    private boolean closed;
    private long room;
    private long activeLife;
    private @Nullable Segment next;
    private boolean preparing;
    private @Nullable LogFull obstacle;
    private @Nullable LogFailed failure;
    private final Tails tails;
    private Runnable upkeep = () -> {};
    private Runnable full = () -> {};

    GroupCommit(
            ReentrantLock lock,
            LogDevice device,
            WalConfig config,
            Id128 id,
            Logs logs,
            SegmentStore store,
            BatchWriter writer,
            Executor background) {
        this.lock = lock;
        this.logs = logs;
        this.store = store;
        this.writer = writer;
        this.background = background;
        done = new Condition[] {lock.newCondition(), lock.newCondition()};
        prepared = lock.newCondition();
        checksum = new Checksum(id);
        header = device.buffer(Format.BLOCK);
        filling = device.buffer(config.flightBytes());
        other = device.buffer(config.flightBytes());
        room = writer.remaining();
        activeLife = writer.active().life();
        tails = new Tails(logs);
    }

    /// Starts what runs beside the appends.
    ///
    /// @param beside is posted when a segment has been left
    /// @param whenFull is called when no next segment can be had
    void start(Runnable beside, Runnable whenFull) {
        lock.lock();
        try {
            upkeep = beside;
            full = whenFull;
            preparing = true;
        } finally {
            lock.unlock();
        }
        background.execute(this::prepare);
        background.execute(upkeep);
    }

    /// Takes entries in.
    long submit(int log, List<WalEntry> entries) throws IOException {
        lock.lock();
        try {
            check();
            tails.check(log, entries, entryBytesMax());
            for (int from = 0; from < entries.size(); ) {
                int to = from;
                int bytes = 0;
                int most = filling.view().capacity() - Batch.BYTES;
                while (to < entries.size() && bytes + size(entries.get(to)) <= most) {
                    bytes += size(entries.get(to++));
                }
                reserve(bytes, false);
                for (; from < to; from++) {
                    WalEntry entry = entries.get(from);
                    encode(
                            LogRecord.ENTRY,
                            entry.type(),
                            log,
                            entry.index(),
                            entry.term(),
                            entry.data());
                    tails.append(log, entry.index());
                }
            }
            return fillFlight;
        } finally {
            lock.unlock();
        }
    }

    private static int size(WalEntry entry) {
        return LogRecord.size(entry.data().byteSize());
    }

    int entryBytesMax() {
        return filling.view().capacity() - Batch.BYTES - LogRecord.BYTES;
    }

    /// Takes in a record that is no entry.
    long control(byte kind, int log, long index, MemorySegment data) throws IOException {
        lock.lock();
        try {
            tails.check(log, List.of(), 0);
            reserve(LogRecord.size(data.byteSize()), true);
            encode(kind, (byte) 0, log, index, 0, data);
            tails.control(kind, log, index);
            return fillFlight;
        } finally {
            lock.unlock();
        }
    }

    /// Takes in a copy of an entry that is durable elsewhere.
    ///
    /// @param place where it was read; the copy is not made where it lies elsewhere by now, or will
    ///   be gone once what was taken in is done
    /// @return the flight; 0 where no copy was made, also for want of a next segment: whoever makes
    ///   that may be the caller, so this does not wait for it
    long copy(int log, WalEntry entry, long place) throws IOException {
        lock.lock();
        try {
            int bytes = size(entry);
            check();
            while (fill + bytes > filling.view().capacity()) {
                if (writing) {
                    done[(int) inFlight & 1].awaitUninterruptibly();
                } else {
                    writeFlight();
                }
                check();
            }
            if (!hasRoom(bytes, false)) {
                return 0;
            }
            LogState state = logs.get(log);
            if (state == null
                    || state.placeOf(entry.index()) != place
                    || !tails.keeps(state, entry.index())) {
                return 0;
            }
            encode(LogRecord.COPY, entry.type(), log, entry.index(), entry.term(), entry.data());
            return fillFlight;
        } finally {
            lock.unlock();
        }
    }

    private void encode(byte kind, byte type, int log, long index, long term, MemorySegment data) {
        RecordEncoder.encode(filling, fill, checksum, kind, type, log, index, term, data);
        fill += LogRecord.size(data.byteSize());
        fillRecords++;
    }

    /// Returns when `filling` and the disk have room for some bytes; the lock is given up
    /// meanwhile.
    private void reserve(int bytes, boolean control) throws IOException {
        while (true) {
            check();
            if (fill + bytes > filling.view().capacity()) {
                if (writing) {
                    done[(int) inFlight & 1].awaitUninterruptibly();
                } else {
                    writeFlight();
                }
                continue;
            }
            if (hasRoom(bytes, control)) {
                return;
            }
            LogFull why = obstacle;
            if (why != null) {
                obstacle = null;
                throw why;
            }
            if (preparing) {
                prepared.awaitUninterruptibly();
            } else {
                preparing = true;
                lock.unlock();
                try {
                    background.execute(this::prepare);
                } finally {
                    lock.lock();
                }
            }
        }
    }

    private boolean hasRoom(int bytes, boolean control) {
        long kept = control ? 0 : writer.active().bytes() / RESERVE_SHARE;
        return next != null || Format.padded(fill + bytes) <= room - kept;
    }

    private void check() throws LogFailed {
        LogFailed failed = failure;
        if (failed != null) {
            throw failed.again();
        }
        if (closed) {
            throw new IllegalStateException("the log is closed");
        }
    }

    /// Waits until a flight is durable, or writes it.
    void await(long flight) throws IOException {
        lock.lock();
        try {
            while (durableFlight < flight) {
                check();
                if (writing) {
                    done[(int) flight & 1].awaitUninterruptibly();
                } else {
                    writeFlight();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /// Writes `filling`; the lock is held before and after, not while the device works.
    private void writeFlight() throws LogFailed {
        LogBuffer flight = filling;
        int length = fill;
        int count = fillRecords;
        filling = other;
        other = flight;
        fill = Batch.BYTES;
        fillRecords = 0;
        inFlight = fillFlight++;
        int padded = Format.padded(length);
        Segment fresh = null;
        if (padded > writer.remaining()) {
            fresh = Objects.requireNonNull(next, "room is reserved before a record is taken in");
            next = null;
            preparing = true;
            room = fresh.bytes() - Format.BLOCK - BatchWriter.openingBytes(logs);
        }
        room -= padded;
        writing = true;
        lock.unlock();
        LogFailed failed = null;
        try {
            if (fresh != null) {
                writer.rotate(fresh, logs);
                store.use(fresh);
            }
            writer.write(flight, length, count, 0);
        } catch (IOException | RuntimeException | Error e) { // whatever it is, the log has ended
            failed = new LogFailed(writer.active().name(), writer.position(), e);
        } finally {
            lock.lock();
        }
        writing = false;
        if (failed != null) {
            fail(failed);
            throw failed;
        }
        String nonsense =
                logs.apply(flight.memory(), writer.active().life(), writer.position() - padded);
        assert nonsense == null : nonsense;
        durableFlight = inFlight;
        room = writer.remaining();
        done[(int) inFlight & 1].signalAll();
        done[(int) fillFlight & 1].signal();
        if (fresh != null) {
            activeLife = fresh.life();
            lock.unlock();
            try {
                background.execute(this::prepare);
                background.execute(upkeep);
            } finally {
                lock.lock();
            }
        }
    }

    private void fail(LogFailed failed) {
        failure = failed;
        done[0].signalAll();
        done[1].signalAll();
        prepared.signalAll();
        List<Consumer<LogFailed>> told = List.copyOf(listeners);
        lock.unlock();
        try {
            told.forEach(listener -> listener.accept(failed));
        } finally {
            lock.lock();
        }
    }

    void onFailure(Consumer<LogFailed> listener) {
        LogFailed failed;
        lock.lock();
        try {
            listeners.add(listener);
            failed = failure;
        } finally {
            lock.unlock();
        }
        if (failed != null) {
            listener.accept(failed);
        }
    }

    private void prepare() {
        Segment ready = null;
        LogFull why = null;
        try {
            ready = store.prepare(header, activeLifeNow());
        } catch (LogFull e) {
            why = e;
        } catch (IOException | RuntimeException e) { // kept for whoever needs the segment
            why =
                    new LogFull(
                            "the next segment cannot be made: "
                                    + e.getMessage()
                                    + ". Give the disk room; what was acknowledged is safe.",
                            e);
        }
        lock.lock();
        try {
            next = ready;
            obstacle = why;
            preparing = false;
            prepared.signalAll();
        } finally {
            lock.unlock();
        }
        if (why != null) {
            full.run();
        }
    }

    private long activeLifeNow() {
        lock.lock();
        try {
            return activeLife;
        } finally {
            lock.unlock();
        }
    }

    /// Posts what runs beside the appends.
    void upkeepLater() {
        background.execute(upkeep);
    }

    /// Writes what was taken in and a mark that all of it is durable; then takes in nothing more.
    @Nullable Segment close() throws LogFailed {
        lock.lock();
        try {
            if (closed) {
                return null;
            }
            while (failure == null && (writing || fillRecords > 0)) {
                if (writing) {
                    done[(int) inFlight & 1].awaitUninterruptibly();
                } else {
                    writeFlight();
                }
            }
            if (failure == null && writer.remaining() >= Format.BLOCK) {
                writer.write(filling, Batch.BYTES, 0, Batch.MARK);
            }
            return next;
        } catch (IOException e) {
            throw e instanceof LogFailed failed
                    ? failed
                    : new LogFailed(writer.active().name(), writer.position(), e);
        } finally {
            closed = true;
            while (preparing && failure == null) {
                prepared.awaitUninterruptibly();
            }
            lock.unlock();
        }
    }
}
