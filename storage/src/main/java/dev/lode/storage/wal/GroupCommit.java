package dev.lode.storage.wal;

import dev.lode.base.Id128;
import dev.lode.storage.wal.Format.Batch;
import dev.lode.storage.wal.Format.LogRecord;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The appending side of a log: records gather in one flight while others are in the air.
///
/// Threads: any. Where the device has no [LogQueue], the thread that finds the log idle writes the
/// flight for all who wait; where it has one, a thread of the log hands flights over to it.
final class GroupCommit {
    /* Implementation: 1. Under the lock records go into the flight that fills. 2. Room is reserved
     * when a record is taken in, so that a flight never lacks it: either the rest of the active
     * segment holds it, or the next segment is ready. 3. What is durable of the logs is in `logs`;
     * what was taken in but may not be durable yet is in `tails`. 4. A waiter sleeps without the
     * lock; when it is woken, the volatile number of the durable flight tells it most of the time
     * that it is done. 5. The monitor and `Waiter` stand where a ReentrantLock and its conditions
     * would, because those allocate a node for each wait.
     */
    private static final List<WalEntry> NO_ENTRIES = List.of();

    private enum Step {
        TAKEN,
        LEAD,
        WAIT,
        PREPARE
    }

    private final Object lock;
    private final Logs logs;
    private final Flights flights;
    private final Failures failures;
    private final NextSegment next;
    private final Waiter.Line roomWaiters = new Waiter.Line();
    private final Tails tails;
    private final Checksum checksum;
    private final int capacity;
    private final @Nullable Issuer issuer;
    private final @Nullable WalWatch watch;
    private boolean closed;

    GroupCommit(
            Object lock,
            LogDevice device,
            WalConfig config,
            Id128 id,
            Logs logs,
            SegmentStore store,
            BatchWriter writer,
            Executor background)
            throws IOException {
        this.lock = lock;
        this.logs = logs;
        checksum = new Checksum(id);
        failures = new Failures(lock);
        long life = writer.active().life();
        LogBuffer header = device.buffer(Format.BLOCK);
        next = new NextSegment(lock, store, background, header, roomWaiters, life);
        LogQueue queue = device.queue(Flights.slots(config.flights()), config.flightBytes());
        flights =
                new Flights(
                        lock,
                        device,
                        config,
                        logs,
                        store,
                        writer,
                        next,
                        failures,
                        roomWaiters,
                        queue);
        issuer = queue == null ? null : new Issuer(lock, queue, flights);
        WalConfig.Watch times = config.watch();
        watch = times == null ? null : new WalWatch(times, flights, issuer);
        tails = new Tails(logs);
        capacity = config.flightBytes();
    }

    /// Starts what runs beside the appends.
    ///
    /// @param beside is posted when a segment has been left
    /// @param full is called when no next segment can be had
    void start(Runnable beside, Runnable full) {
        next.beside(beside, full);
        synchronized (lock) {
            next.announce();
        }
        next.make();
        next.upkeepLater();
        if (issuer != null) {
            issuer.start();
        }
        if (watch != null) {
            watch.start();
        }
    }

    /// Takes entries in.
    long submit(int log, List<WalEntry> entries) throws IOException {
        int from = 0;
        boolean interrupted = false;
        try {
            while (true) {
                Step step = Step.TAKEN;
                synchronized (lock) {
                    check();
                    if (from == 0) {
                        tails.check(log, entries, entryBytesMax());
                    }
                    while (step == Step.TAKEN && from < entries.size()) {
                        int to = from;
                        int bytes = 0;
                        while (to < entries.size()
                                && bytes + size(entries.get(to)) <= capacity - Batch.BYTES) {
                            bytes += size(entries.get(to++));
                        }
                        step = reserve(bytes, flights.keptForControl());
                        if (step == Step.TAKEN) {
                            take(log, entries, from, to);
                            from = to;
                        }
                    }
                    if (step == Step.TAKEN) {
                        return flights.lastTicket();
                    }
                }
                interrupted |= go(step);
            }
        } finally {
            restore(interrupted);
        }
    }

    private void take(int log, List<WalEntry> entries, int from, int to) {
        for (int i = from; i < to; i++) {
            WalEntry entry = entries.get(i);
            encode(LogRecord.ENTRY, entry.type(), log, entry.index(), entry.term(), entry.data());
            tails.append(log, entry.index());
        }
    }

    private static int size(WalEntry entry) {
        return LogRecord.size(entry.data().byteSize());
    }

    int entryBytesMax() {
        return capacity - Batch.BYTES - LogRecord.BYTES;
    }

    /// Takes in a record that is no entry.
    long control(byte kind, int log, long index, MemorySegment data) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                Step step;
                synchronized (lock) {
                    check();
                    tails.check(log, NO_ENTRIES, 0);
                    step = reserve(LogRecord.size(data.byteSize()), 0);
                    if (step == Step.TAKEN) {
                        encode(kind, (byte) 0, log, index, 0, data);
                        tails.control(kind, log, index);
                        return flights.lastTicket();
                    }
                }
                interrupted |= go(step);
            }
        } finally {
            restore(interrupted);
        }
    }

    /// Takes in a copy of an entry that is durable elsewhere.
    ///
    /// @param place where it was read; the copy is not made where it lies elsewhere by now, or will
    ///   be gone once what was taken in is done
    /// @return the ticket; 0 where no copy was made, also for want of a next segment: whoever makes
    ///   that may be the caller, so this does not wait for it
    long copy(int log, WalEntry entry, long place) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                Step step;
                synchronized (lock) {
                    check();
                    step = roomInFlight(size(entry));
                    if (step == Step.TAKEN) {
                        LogState state = logs.get(log);
                        if (state == null
                                || state.placeOf(entry.index()) != place
                                || !tails.keeps(state, entry.index())
                                || !roomInSegment(size(entry), flights.keptForControl())) {
                            return 0;
                        }
                        encode(
                                LogRecord.COPY,
                                entry.type(),
                                log,
                                entry.index(),
                                entry.term(),
                                entry.data());
                        return flights.lastTicket();
                    }
                }
                interrupted |= go(step);
            }
        } finally {
            restore(interrupted);
        }
    }

    private void encode(byte kind, byte type, int log, long index, long term, MemorySegment data) {
        Flight filling = flights.filling();
        RecordEncoder.encode(
                filling.buffer, filling.fill, checksum, kind, type, log, index, term, data);
        filling.fill += LogRecord.size(data.byteSize());
        filling.records++;
    }

    /// What must be done before some bytes can be taken in; with `WAIT` the thread stands in line.
    private Step reserve(int bytes, long kept) throws LogFull {
        Step step = roomInFlight(bytes);
        if (step != Step.TAKEN || roomInSegment(bytes, kept)) {
            return step;
        }
        next.check();
        if (next.preparing()) {
            roomWaiters.add(Waiter.mine());
            return Step.WAIT;
        }
        next.announce();
        return Step.PREPARE;
    }

    private Step roomInFlight(int bytes) {
        Flight filling = flights.filling();
        if (filling.fill + bytes <= capacity) {
            return Step.TAKEN;
        }
        filling.wanted = true;
        if (issuer == null && flights.mayTakeOff()) {
            return Step.LEAD;
        }
        roomWaiters.add(Waiter.mine());
        return Step.WAIT;
    }

    private boolean roomInSegment(int bytes, long kept) {
        return next.isReady()
                || Format.padded(flights.filling().fill + bytes) <= flights.room() - kept;
    }

    /// Does it, without the lock.
    ///
    /// @return whether the thread was interrupted meanwhile
    private boolean go(Step step) {
        switch (step) {
            case LEAD -> flights.lead();
            case PREPARE -> next.make();
            case WAIT -> {
                wakeIssuer();
                return Waiter.mine().park();
            }
            case TAKEN -> {}
        }
        return false;
    }

    private static void restore(boolean interrupted) {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void wakeIssuer() {
        if (issuer != null) {
            issuer.wakeIfNeeded();
        }
    }

    private void check() throws LogFailed {
        failures.check();
        if (closed) {
            throw new IllegalStateException("the log is closed");
        }
    }

    /// Waits until a flight is durable, or writes it.
    void await(long ticket) throws IOException {
        boolean interrupted = false;
        try {
            while (flights.durable() < ticket) {
                boolean lead;
                synchronized (lock) {
                    if (flights.durable() >= ticket) {
                        return;
                    }
                    check();
                    Flight flight = flights.get(ticket);
                    assert flight.number == ticket : ticket;
                    boolean fills = flight == flights.filling();
                    flight.wanted |= fills;
                    lead = fills && issuer == null && flights.mayTakeOff();
                    if (!lead) {
                        flight.waiters.add(Waiter.mine());
                    }
                }
                interrupted |= go(lead ? Step.LEAD : Step.WAIT);
            }
        } finally {
            restore(interrupted);
        }
    }

    WalCounts counts() {
        synchronized (lock) {
            return flights.counts();
        }
    }

    void onFailure(Consumer<LogFailed> listener) {
        failures.listen(listener);
    }

    void upkeepLater() {
        next.upkeepLater();
    }

    /// Whether a write may be under way for ever.
    boolean hangs() {
        return failures.hang();
    }

    /// Writes what was taken in and a mark that all of it is durable; then takes in nothing more.
    ///
    /// @return the next segment, if it was ready
    @Nullable Segment close() throws IOException {
        synchronized (lock) {
            if (closed) {
                return null;
            }
        }
        try {
            flush();
        } finally {
            synchronized (lock) {
                closed = true;
            }
            if (watch != null) {
                watch.stop();
            }
            flights.mark(0);
            if (issuer != null && !failures.hang()) {
                issuer.end();
            }
        }
        return prepared();
    }

    private void flush() throws IOException {
        while (!failures.any()) {
            long ticket;
            synchronized (lock) {
                ticket = flights.lastTicket();
                if (flights.durable() >= ticket) {
                    closed = true;
                    return;
                }
            }
            await(ticket);
        }
    }

    private @Nullable Segment prepared() {
        boolean interrupted = false;
        while (true) {
            synchronized (lock) {
                if (!next.preparing() || failures.hang()) {
                    restore(interrupted);
                    return next.take();
                }
                roomWaiters.add(Waiter.mine());
            }
            interrupted |= Waiter.mine().park();
        }
    }
}
