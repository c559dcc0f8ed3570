package dev.lode.storage.wal;

import dev.lode.storage.wal.Format.Batch;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A buffer of the log and the write that carries it: it fills, is in the air, and lands.
///
/// Threads: guarded by the lock of the log; while it is in the air the buffer belongs to the
/// device.
final class Flight {
    final int slot;
    final LogBuffer buffer;
    final Waiter.Line waiters = new Waiter.Line();

    /// From 1, in the order in which they are acknowledged.
    long number;

    /// Where the next record goes.
    int fill;

    int records;

    /// Somebody waits for it, or it is full.
    boolean wanted;

    boolean mark;
    int padded;
    long position;
    long sequence;
    long sinceNanos;
    boolean landed;
    private @Nullable Segment segment;

    Flight(int slot, LogBuffer buffer) {
        this.slot = slot;
        this.buffer = buffer;
    }

    void begin(long newNumber) {
        number = newNumber;
        fill = Batch.BYTES;
        records = 0;
        wanted = false;
        landed = false;
    }

    void into(Segment where) {
        segment = where;
    }

    Segment segment() {
        return Objects.requireNonNull(segment, "it has not taken off");
    }
}
