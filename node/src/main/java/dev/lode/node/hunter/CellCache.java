package dev.lode.node.hunter;

import dev.lode.base.Layouts;
import dev.lode.base.memory.OffHeap;
import java.lang.foreign.MemorySegment;

/// Decoded cells of other holders, off heap: first in, first out.
///
/// Threads: owned by its loop. Memory: one ring of a fixed size and an index of it; nothing is
/// allocated after it is made. Content is sealed, so that what is in it is never stale.
final class CellCache {
    /* Implementation: entries lie one behind the other in a ring and never wrap; the newest overwrites the oldest,
     * which leaves the index then. Positions count on for ever, so that position modulo size is the place. The index
     * is open addressing with linear probing over positions + 1, removal by shifting back. */

    private static final int HEAD = 24;
    private static final int CELL = 0;
    private static final int HUNT = 8;
    private static final int LENGTH = 12;
    private static final int WHOLE = 16;
    private static final int ENTRY_LEAST = HEAD + 8;
    private static final int SLOTS_MAX = 1 << 28;
    private static final int FILLER = -1;

    private final MemorySegment ring;
    private final long size;
    private final long[] index;
    private final int mask;
    private final int entriesMax;
    private int entries;
    private long head;
    private long tail;

    CellCache(OffHeap account, long bytes) {
        size = bytes & ~7L;
        ring = account.allocate(size);
        long slots = Long.highestOneBit(Math.max(16, size / ENTRY_LEAST)) * 4;
        index = new long[(int) Math.min(slots, SLOTS_MAX)];
        mask = index.length - 1;
        entriesMax = index.length / 2;
    }

    /// Copies a cell out.
    ///
    /// @return its length, or 0 where it is not here
    int get(int hunt, long cell, MemorySegment out, long offset, int max) {
        long at = find(hunt, cell);
        if (at < 0) {
            return 0;
        }
        int length = ring.get(Layouts.I32, at + LENGTH);
        if (length > max) {
            return 0;
        }
        MemorySegment.copy(ring, at + HEAD, out, offset, length);
        return length;
    }

    /// Takes a cell in; one that is here already is left as it is.
    void put(int hunt, long cell, MemorySegment plain, long offset, int length) {
        long whole = HEAD + length + 7L & ~7L;
        if (whole > size / 4 || find(hunt, cell) >= 0) {
            return;
        }
        long rest = size - tail % size;
        if (rest < whole) {
            makeRoom(rest);
            if (rest >= HEAD) {
                ring.set(Layouts.I32, tail % size + HUNT, FILLER);
                ring.set(Layouts.I64, tail % size + WHOLE, rest);
            }
            tail += rest;
        }
        makeRoom(whole);
        long at = tail % size;
        ring.set(Layouts.I64, at + CELL, cell);
        ring.set(Layouts.I32, at + HUNT, hunt);
        ring.set(Layouts.I32, at + LENGTH, length);
        ring.set(Layouts.I64, at + WHOLE, whole);
        MemorySegment.copy(plain, offset, ring, at + HEAD, length);
        insert(tail, hash(hunt, cell));
        entries++;
        tail += whole;
    }

    private void makeRoom(long bytes) {
        while (tail + bytes - head > size || entries >= entriesMax) {
            dropOldest();
        }
    }

    private void dropOldest() {
        long at = head % size;
        if (size - at < HEAD) {
            head += size - at;
            return;
        }
        if (ring.get(Layouts.I32, at + HUNT) != FILLER) {
            remove(head);
            entries--;
        }
        head += ring.get(Layouts.I64, at + WHOLE);
    }

    private long find(int hunt, long cell) {
        int slot = hash(hunt, cell) & mask;
        while (index[slot] != 0) {
            long at = (index[slot] - 1) % size;
            if (ring.get(Layouts.I64, at + CELL) == cell
                    && ring.get(Layouts.I32, at + HUNT) == hunt) {
                return at;
            }
            slot = slot + 1 & mask;
        }
        return -1;
    }

    private void insert(long position, int hash) {
        int slot = hash & mask;
        while (index[slot] != 0) {
            slot = slot + 1 & mask;
        }
        index[slot] = position + 1;
    }

    private void remove(long position) {
        int hole = home(position);
        while (index[hole] != position + 1) {
            hole = hole + 1 & mask;
        }
        for (int slot = hole + 1 & mask; index[slot] != 0; slot = slot + 1 & mask) {
            if ((slot - home(index[slot] - 1) & mask) >= (slot - hole & mask)) {
                index[hole] = index[slot];
                hole = slot;
            }
        }
        index[hole] = 0;
    }

    private int home(long position) {
        long at = position % size;
        return hash(ring.get(Layouts.I32, at + HUNT), ring.get(Layouts.I64, at + CELL)) & mask;
    }

    private static int hash(int hunt, long cell) {
        long mixed = (cell ^ hunt * 0xD6E8FEB86659FD93L) * 0x9E3779B97F4A7C15L;
        return (int) (mixed ^ mixed >>> 32);
    }
}
