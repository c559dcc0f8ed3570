package dev.lode.node.hunter;

import dev.lode.base.Layouts;
import dev.lode.base.memory.OffHeap;
import dev.lode.wire.FrameHeader;
import java.lang.foreign.MemorySegment;

/// The digs of one loop that wait for their cells: a fixed number of places.
///
/// Threads: owned by its loop. Cost: taking and giving back allocate nothing.
final class WaitingDigs {
    static final int NONE = -1;

    private final MemorySegment headers;
    private final int[] slots;
    private final int[] hunts;
    private final int[] next;
    private final long[] cells;
    private final long[] issued;
    private final long[] sequences;
    private int free;

    WaitingDigs(OffHeap account, int digsMax) {
        headers = account.allocate((long) digsMax * FrameHeader.BYTES);
        slots = new int[digsMax];
        hunts = new int[digsMax];
        next = new int[digsMax];
        cells = new long[digsMax];
        issued = new long[digsMax];
        sequences = new long[digsMax];
        for (int dig = 0; dig < digsMax; dig++) {
            next[dig] = dig + 1 < digsMax ? dig + 1 : NONE;
        }
    }

    /// Takes a place.
    ///
    /// @return it, or [#NONE] where all are taken
    int take(
            MemorySegment frame,
            long at,
            int slot,
            int hunt,
            long cellKey,
            long issuedMillis,
            long sequence) {
        int dig = free;
        if (dig != NONE) {
            free = next[dig];
            next[dig] = NONE;
            slots[dig] = slot;
            hunts[dig] = hunt;
            cells[dig] = cellKey;
            issued[dig] = issuedMillis;
            sequences[dig] = sequence;
            readdress(dig, frame, at);
        }
        return dig;
    }

    /// Has the answer go to a repeat of the request.
    void readdress(int dig, MemorySegment frame, long at) {
        MemorySegment.copy(frame, at, headers, header(dig), FrameHeader.BYTES);
    }

    void give(int dig) {
        next[dig] = free;
        free = dig;
    }

    MemorySegment headers() {
        return headers;
    }

    long header(int dig) {
        return (long) dig * FrameHeader.BYTES;
    }

    boolean isOf(int dig, long session, long sequence) {
        return sequences[dig] == sequence
                && headers.get(Layouts.I64, header(dig) + FrameHeader.SESSION) == session;
    }

    int slot(int dig) {
        return slots[dig];
    }

    int hunt(int dig) {
        return hunts[dig];
    }

    long cell(int dig) {
        return cells[dig];
    }

    long issuedMillis(int dig) {
        return issued[dig];
    }

    /// The dig that waits for the same cell behind this one.
    int next(int dig) {
        return next[dig];
    }

    void next(int dig, int behind) {
        next[dig] = behind;
    }
}
