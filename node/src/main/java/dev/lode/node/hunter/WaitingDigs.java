package dev.lode.node.hunter;

import dev.lode.base.Layouts;
import dev.lode.base.memory.Slab;
import dev.lode.wire.FrameHeader;
import java.lang.foreign.MemorySegment;

/// The digs of one loop that wait for their cells: a slab of records, each the request's header and
/// what is needed to answer it.
///
/// Threads: owned by its loop. Memory: grows to the most that ever waited at once. Cost: taking and
/// giving back allocate nothing.
final class WaitingDigs implements AutoCloseable {
    static final int NONE = -1;

    private static final int CELL = FrameHeader.BYTES;
    private static final int ISSUED = CELL + 8;
    private static final int SEQUENCE = ISSUED + 8;
    private static final int SLOT = SEQUENCE + 8;
    private static final int HUNT = SLOT + 4;
    private static final int NEXT = HUNT + 4;
    private static final int RECORD = NEXT + 8;
    private static final int STEP_BYTES = 64 << 10;

    private final Slab records;
    private final MemorySegment memory;

    WaitingDigs(int digsMax) {
        records = new Slab("node.digs", RECORD, digsMax, STEP_BYTES);
        memory = records.memory();
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
        long record = records.take();
        if (record == Slab.FULL) {
            return NONE;
        }
        memory.set(Layouts.I64, record + CELL, cellKey);
        memory.set(Layouts.I64, record + ISSUED, issuedMillis);
        memory.set(Layouts.I64, record + SEQUENCE, sequence);
        memory.set(Layouts.I32, record + SLOT, slot);
        memory.set(Layouts.I32, record + HUNT, hunt);
        memory.set(Layouts.I32, record + NEXT, NONE);
        int dig = (int) (record / RECORD);
        readdress(dig, frame, at);
        return dig;
    }

    /// Has the answer go to a repeat of the request.
    void readdress(int dig, MemorySegment frame, long at) {
        MemorySegment.copy(frame, at, memory, header(dig), FrameHeader.BYTES);
    }

    void give(int dig) {
        records.give(header(dig));
    }

    /// Memory in which a header lies at [#header].
    MemorySegment headers() {
        return memory;
    }

    long header(int dig) {
        return (long) dig * RECORD;
    }

    boolean isOf(int dig, long session, long sequence) {
        return memory.get(Layouts.I64, header(dig) + SEQUENCE) == sequence
                && memory.get(Layouts.I64, header(dig) + FrameHeader.SESSION) == session;
    }

    int slot(int dig) {
        return memory.get(Layouts.I32, header(dig) + SLOT);
    }

    int hunt(int dig) {
        return memory.get(Layouts.I32, header(dig) + HUNT);
    }

    long cell(int dig) {
        return memory.get(Layouts.I64, header(dig) + CELL);
    }

    long issuedMillis(int dig) {
        return memory.get(Layouts.I64, header(dig) + ISSUED);
    }

    /// The dig that waits for the same cell behind this one.
    int next(int dig) {
        return memory.get(Layouts.I32, header(dig) + NEXT);
    }

    void next(int dig, int behind) {
        memory.set(Layouts.I32, header(dig) + NEXT, behind);
    }

    @Override
    public void close() {
        records.close();
    }
}
