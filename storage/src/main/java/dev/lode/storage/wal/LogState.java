package dev.lode.storage.wal;

import java.util.Arrays;

/// What is durable of one log: its bounds, its metadata, and where its entries lie.
///
/// Threads: guarded by the lock of the log.
final class LogState {
    /// No place is known.
    static final long NOWHERE = -1;

    private static final byte[] NONE = {};
    private static final int OFFSET_BITS = 28;

    final int log;
    private long first = 1;
    private long last;
    private byte[] metadata = NONE;

    /* places[i] is where the entry with index base + i lies; entries below base have no known place:
     * while the log is read, segments that were recycled since may have held them. */
    private long base = 1;
    private long[] places = new long[16];

    LogState(int log) {
        this.log = log;
    }

    static long place(long life, long offset) {
        return life << OFFSET_BITS | offset >>> 3;
    }

    static long lifeOf(long place) {
        return place >>> OFFSET_BITS;
    }

    static long offsetOf(long place) {
        return (place & ((1L << OFFSET_BITS) - 1)) << 3;
    }

    long first() {
        return first;
    }

    long last() {
        return last;
    }

    /// Empty where none was written.
    byte[] metadata() {
        return metadata;
    }

    void metadata(byte[] value) {
        metadata = value;
    }

    /// Where an entry lies.
    long placeOf(long index) {
        return index >= Math.max(first, base) && index <= last
                ? places[(int) (index - base)]
                : NOWHERE;
    }

    /// The smallest life that is still needed; `Long.MAX_VALUE` where none is.
    long oldestLife() {
        return first <= last ? lifeOf(placeOf(first)) : Long.MAX_VALUE;
    }

    /// The first entry that should be there but has no place; 0 where there is none.
    long lost() {
        return first <= last && first < base ? first : 0;
    }

    void append(long index, long place) {
        assert index == last + 1 : index + " after " + last;
        long used = index - base;
        if (used == places.length) {
            long dead = Math.max(0, first - base);
            if (dead > places.length / 2) {
                forget(dead);
            } else {
                places = Arrays.copyOf(places, Math.multiplyExact(places.length, 2));
            }
        }
        places[(int) (index - base)] = place;
        last = index;
    }

    private void forget(long count) {
        System.arraycopy(places, (int) count, places, 0, (int) (last + 1 - base - count));
        base += count;
    }

    void truncatePrefix(long firstKept) {
        if (firstKept > last) {
            reset(firstKept);
        } else {
            first = Math.max(first, firstKept);
        }
    }

    void truncateSuffix(long lastKept) {
        last = Math.min(last, Math.max(lastKept, first - 1));
        base = Math.min(base, last + 1);
    }

    void reset(long next) {
        first = next;
        last = next - 1;
        base = next;
        places = new long[16];
    }

    /// Takes the bounds that a new segment states; what lies before is in segments not read.
    void restate(long statedFirst, long statedLast) {
        if (statedFirst != first || statedLast != last) {
            reset(statedLast + 1);
            first = statedFirst;
        }
    }
}
