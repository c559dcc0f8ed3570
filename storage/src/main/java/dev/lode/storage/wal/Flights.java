package dev.lode.storage.wal;

import dev.lode.storage.wal.Format.Batch;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The flights of a log: the one that fills and those in the air, in the order in which they are
/// acknowledged.
///
/// Threads: any. Methods say whether the lock of the log must be held.
final class Flights {
    /* Implementation: 1. Taking off, under the lock, gives a flight its place, sequence, durable
     * mark and checksum, so that these are in order whoever writes it. 2. Flights land in any order
     * and are acknowledged in theirs: `durable` moves over landed ones from the oldest, and what
     * they carry is applied to `logs` by the code that also reads the log at a start. 3. A rotation
     * waits until nothing is in the air, and its opening is durable before the next flight takes
     * off. So the opening states what is durable, its durable mark covers the whole segment before
     * it, and a hole in a segment that has a successor is damage, never a torn write. 4. A mark
     * takes off when nothing else is in the air and does not count among the flights that may be:
     * an append that comes meanwhile flies beside it.
     */
    private static final int RESERVE_SHARE = 16;

    private final Object lock;
    private final Logs logs;
    private final SegmentStore store;
    private final BatchWriter writer;
    private final NextSegment next;
    private final Failures failures;
    private final Waiter.Line roomWaiters;
    private final int atOnce;
    private final boolean issued;
    private final long keptForControl;
    private final Flight[] all;
    private Flight filling;
    private volatile long durable;
    private long durableSequence;
    private long room;
    private boolean rotating;
    private long lastTakeOffNanos;
    private long batches;
    private long bytes;
    private boolean markFlies;
    private boolean marked;
    private boolean markWanted;

    Flights(
            Object lock,
            LogDevice device,
            WalConfig config,
            Logs logs,
            SegmentStore store,
            BatchWriter writer,
            NextSegment next,
            Failures failures,
            Waiter.Line roomWaiters,
            @Nullable LogQueue queue) {
        this.lock = lock;
        this.logs = logs;
        this.store = store;
        this.writer = writer;
        this.next = next;
        this.failures = failures;
        this.roomWaiters = roomWaiters;
        atOnce = config.flights();
        issued = queue != null;
        keptForControl = config.segmentBytes() / RESERVE_SHARE;
        all = new Flight[slots(atOnce)];
        for (int i = 0; i < all.length; i++) {
            LogBuffer buffer =
                    queue == null ? device.buffer(config.flightBytes()) : queue.buffer(i);
            all[i] = new Flight(i, buffer);
        }
        filling = get(1);
        filling.begin(1);
        durableSequence = writer.lastSequence();
        room = writer.room();
        lastTakeOffNanos = System.nanoTime();
    }

    /// How many buffers it takes: one fills, one may be a mark.
    static int slots(int atOnce) {
        return atOnce + 2;
    }

    /// A flight that fills or is in the air.
    Flight get(long number) {
        return all[(int) (number % all.length)];
    }

    Flight inSlot(int slot) {
        return all[slot];
    }

    /// The flight that records go into; hold the lock.
    Flight filling() {
        return filling;
    }

    /// The flight of the last record that was taken in; hold the lock.
    long lastTicket() {
        return filling.records > 0 ? filling.number : filling.number - 1;
    }

    /// What was handed to the device; hold the lock.
    WalCounts counts() {
        return new WalCounts(batches, bytes);
    }

    /// The last flight up to which all are durable.
    long durable() {
        return durable;
    }

    /// What is left at the end of a segment, when no other is ready, for records that make room.
    long keptForControl() {
        return keptForControl;
    }

    /// What the active segment has left for `filling` and what follows; hold the lock.
    long room() {
        return room;
    }

    private long inAir() {
        return filling.number - 1 - durable;
    }

    /// Whether `filling` may be written now; hold the lock.
    boolean mayTakeOff() {
        if (rotating || failures.any()) {
            return false;
        }
        return mustRotate() ? inAir() == 0 : inAir() - (markFlies ? 1 : 0) < atOnce;
    }

    private boolean mustRotate() {
        return Format.padded(filling.fill) > room;
    }

    /// Whether there is something to write and it may be written; hold the lock.
    boolean isDue() {
        return (filling.wanted && mayTakeOff()) || (markWanted && mayMark());
    }

    /// Writes `filling`, unless somebody else is about to; do not hold the lock.
    void lead() {
        Flight flight = null;
        Segment fresh = null;
        synchronized (lock) {
            if (!filling.wanted || !mayTakeOff()) {
                return;
            }
            fresh = rotationDue();
            if (fresh == null) {
                flight = takeOff(0);
            }
        }
        if (fresh != null && rotate(fresh)) {
            synchronized (lock) {
                // Somebody else may have taken it off since the rotation ended.
                flight = filling.wanted && mayTakeOff() && !mustRotate() ? takeOff(0) : null;
            }
        }
        if (flight != null) {
            carry(flight);
        }
        if (fresh != null) {
            rotated();
        }
    }

    /// The segment to go on in before `filling` can take off; null where that is the active one.
    /// Hold the lock; what it returns goes to `rotate`.
    @Nullable Segment rotationDue() {
        if (!mustRotate()) {
            return null;
        }
        Segment fresh =
                Objects.requireNonNull(next.take(), "room is reserved before a record is taken in");
        rotating = true;
        lastTakeOffNanos = System.nanoTime();
        room = fresh.bytes() - 2L * Format.BLOCK - BatchWriter.openingBytes(logs);
        return fresh;
    }

    /// Goes on in a new segment; do not hold the lock.
    ///
    /// @return false where that failed
    boolean rotate(Segment fresh) {
        try {
            writer.rotate(fresh, logs); // nothing is in the air, so nothing changes the logs
            store.use(fresh);
        } catch (Exception | Error e) { // whatever it is, the log has ended
            fail(e);
            return false;
        }
        synchronized (lock) {
            rotating = false;
            durableSequence = writer.lastSequence();
            room = writer.room();
            marked = true;
        }
        return true;
    }

    /// Has the segment after the new one made, and old ones taken back; do not hold the lock.
    void rotated() {
        if (!failures.any()) {
            next.rotated(writer.active().life());
            next.upkeepLater();
        }
    }

    /// Closes `filling` and gives it its place; hold the lock.
    Flight takeOff(int flags) {
        Flight flight = filling;
        flight.mark = (flags & Batch.MARK) != 0;
        flight.padded = Format.padded(flight.fill);
        flight.into(writer.active());
        flight.position =
                writer.stamp(flight.buffer, flight.fill, flight.records, flags, durableSequence);
        flight.sequence = writer.lastSequence();
        flight.sinceNanos = System.nanoTime();
        lastTakeOffNanos = flight.sinceNanos;
        room -= flight.padded;
        batches++;
        bytes += flight.padded;
        markFlies |= flight.mark;
        marked = flight.mark;
        filling = get(flight.number + 1);
        filling.begin(flight.number + 1);
        roomWaiters.wakeAll();
        return flight;
    }

    /// Writes a flight with this thread; do not hold the lock.
    private void carry(Flight flight) {
        Segment segment = flight.segment();
        try {
            segment.file().write(flight.buffer, flight.padded, flight.position);
        } catch (Exception | Error e) { // whatever it is, the log has ended
            fail(new LogFailed(segment.name(), flight.position, e));
            return;
        }
        landed(flight);
    }

    /// A flight is durable: acknowledges what has only waited for it; do not hold the lock.
    void landed(Flight flight) {
        Waiter first = null;
        Waiter last = null;
        Waiter leader;
        synchronized (lock) {
            flight.landed = true;
            if (failures.any()) {
                return;
            }
            while (durable < filling.number - 1 && get(durable + 1).landed) {
                Flight oldest = get(durable + 1);
                retire(oldest);
                first = first == null ? oldest.waiters.first() : first;
                last = oldest.waiters.takeAllBehind(last);
            }
            leader = nextLeader();
        }
        Waiter.wake(leader);
        Waiter.wakeChain(first);
    }

    private void retire(Flight oldest) {
        String nonsense =
                logs.apply(oldest.buffer.memory(), oldest.segment().life(), oldest.position);
        assert nonsense == null : nonsense;
        durableSequence = oldest.sequence;
        markFlies &= !oldest.mark;
        durable = oldest.number;
    }

    /// A waiter that is to write `filling`, taken out of its line.
    private @Nullable Waiter nextLeader() {
        if (issued || !filling.wanted || !mayTakeOff()) {
            return null;
        }
        Waiter leader = filling.waiters.poll();
        return leader == null ? roomWaiters.poll() : leader;
    }

    /// Whether nothing is in the air that may still be acknowledged; hold the lock.
    boolean isOver() {
        return failures.any() || inAir() == 0;
    }

    /// Ends the log where the next batch would have gone; do not hold the lock.
    void fail(Throwable cause) {
        fail(new LogFailed(writer.active().name(), writer.position(), cause));
    }

    /// Ends the log: nothing more is acknowledged, and all who wait are sent away; do not hold the
    /// lock.
    void fail(LogFailed failed) {
        synchronized (lock) {
            if (!failures.set(failed)) {
                return;
            }
            for (Flight flight : all) {
                flight.waiters.wakeAll();
            }
            roomWaiters.wakeAll();
        }
        failures.tell(failed);
    }

    /// Says on disk that all before is durable, if nothing has said so yet and the log has been
    /// idle for some time; do not hold the lock.
    ///
    /// @param idleNanos without a flight
    /// @return whether the mark is to be handed over by the issuer
    boolean mark(long idleNanos) {
        Flight flight;
        synchronized (lock) {
            if (!mayMark() || System.nanoTime() - lastTakeOffNanos < idleNanos) {
                return false;
            }
            if (issued) {
                markWanted = true;
                return true;
            }
            flight = takeOff(Batch.MARK);
        }
        carry(flight);
        return false;
    }

    /// The mark that was asked for, if it still makes sense; hold the lock.
    @Nullable Flight takeOffMark() {
        boolean fly = markWanted && mayMark();
        markWanted = false;
        return fly ? takeOff(Batch.MARK) : null;
    }

    private boolean mayMark() {
        return !marked
                && !rotating
                && !failures.any()
                && filling.records == 0
                && inAir() == 0
                && writer.remaining() >= Format.BLOCK
                && (room > keptForControl || next.isReady());
    }

    /// Tells of a hang if the oldest flight has been in the air for too long; do not hold the lock.
    void watch(long hangNanos) {
        LogFailed hang = null;
        synchronized (lock) {
            long now = System.nanoTime();
            next.watch(now, hangNanos);
            if (rotating && now - lastTakeOffNanos >= hangNanos) {
                hang = hanging(writer.active(), Format.BLOCK, now - lastTakeOffNanos);
            } else if (inAir() > 0) {
                Flight oldest = get(durable + 1);
                long nanos = now - oldest.sinceNanos;
                hang = nanos < hangNanos ? null : hanging(oldest.segment(), oldest.position, nanos);
            }
        }
        if (hang != null) {
            fail(hang);
        }
    }

    private static LogFailed hanging(Segment segment, long offset, long nanos) {
        return LogFailed.hanging(segment.name(), offset, nanos / 1_000_000);
    }
}
