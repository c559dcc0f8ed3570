package dev.lode.storage.store;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/// A hash table of the places of records, in a part of an overlay's memory: by cell, or by what of
/// a cell's key is left when its lowest bits are dropped.
///
/// Threads: one writer, any number of readers without a lock. Never more than two thirds full, so
/// that a probe ends. Units: bytes.
final class SlotTable {
    /* Implementation: linear probing over slots of 8 bytes. A slot holds 16 bits of the hash above
     * the 48 of the place, so that a probe that misses seldom touches a record. The writer stores
     * by release when the record is whole, a reader loads by acquire. */

    private static final VarHandle SLOT = ValueLayout.JAVA_LONG.varHandle();
    private static final long PLACE = (1L << 48) - 1;
    private static final int SLOT_BYTES = 8;

    private final MemorySegment memory;
    private final long at;
    private final int slots;
    private final int droppedBits;
    private int used;

    SlotTable(MemorySegment memory, long at, int slots, int droppedBits) {
        assert Integer.bitCount(slots) == 1 : slots;
        this.memory = memory;
        this.at = at;
        this.slots = slots;
        this.droppedBits = droppedBits;
    }

    /// How much of the overlay's memory a table takes.
    static long bytes(int slots) {
        return (long) slots * SLOT_BYTES;
    }

    int slots() {
        return slots;
    }

    /// How many different keys it has.
    int used() {
        return used;
    }

    boolean isFull() {
        return used >= slots - slots / 3;
    }

    /// The place that was put last for a cell's key; 0 where there is none.
    long find(long cell) {
        long key = cell >>> droppedBits;
        long hash = hash(key);
        for (int slot = (int) hash & (slots - 1); ; slot = (slot + 1) & (slots - 1)) {
            long word = (long) SLOT.getAcquire(memory, at + (long) slot * SLOT_BYTES);
            if (word == 0) {
                return 0;
            }
            if ((word ^ hash) >>> 48 == 0 && keyAt(word & PLACE) == key) {
                return word & PLACE;
            }
        }
    }

    /// Shows a place to readers, instead of the one before.
    void put(long cell, long place) {
        long key = cell >>> droppedBits;
        long hash = hash(key);
        for (int slot = (int) hash & (slots - 1); ; slot = (slot + 1) & (slots - 1)) {
            long offset = at + (long) slot * SLOT_BYTES;
            long word = (long) SLOT.get(memory, offset);
            boolean free = word == 0;
            if (free || ((word ^ hash) >>> 48 == 0 && keyAt(word & PLACE) == key)) {
                used += free ? 1 : 0;
                SLOT.setRelease(memory, offset, (hash & ~PLACE) | place);
                return;
            }
        }
    }

    /// The place in a slot; 0 where it is free.
    long place(int slot) {
        return (long) SLOT.getAcquire(memory, at + (long) slot * SLOT_BYTES) & PLACE;
    }

    /// Takes all places of a smaller table in.
    SlotTable filledFrom(SlotTable smaller) {
        for (int slot = 0; slot < smaller.slots; slot++) {
            long place = smaller.place(slot);
            if (place != 0) {
                put(OverlayRecord.cell(memory, place), place);
            }
        }
        return this;
    }

    private long keyAt(long place) {
        return OverlayRecord.cell(memory, place) >>> droppedBits;
    }

    /// Stafford's variant 13 of the finaliser of MurmurHash3.
    private static long hash(long key) {
        long mixed = (key ^ key >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }
}
