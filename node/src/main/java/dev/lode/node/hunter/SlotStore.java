package dev.lode.node.hunter;

import dev.lode.base.memory.OffHeap;
import dev.lode.base.memory.Slab;
import dev.lode.game.hunter.HunterSlot;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// The hunters of one loop: an open-addressing index of (hunter, hunt) over slots of 128 bytes.
///
/// Threads: owned by its loop. Memory: a slab of slots that grows as hunters come and is kept; the
/// index is as large as it can ever need, so that it never grows under a request. A slot is named
/// by a number that never changes.
public final class SlotStore implements AutoCloseable {
    /* Implementation: linear probing at a load of at most one half; the index holds slot number + 1. Slots are never
     * removed: a hunt ends with its node's data. So the slab hands them out one behind the other. */

    /// No such hunter, or no room for one.
    public static final int NONE = -1;

    private static final int BLOCK_SHIFT = 12;
    private static final int BLOCK = 1 << BLOCK_SHIFT;
    private static final int BLOCK_MASK = BLOCK - 1;

    private static final int STEP_BYTES = 64 << 10;

    private final MemorySegment index;
    private final int indexMask;
    private final Slab slots;
    private final MemorySegment memory;
    private int[][] hunts = new int[4][];
    private int[][] waiting = new int[4][];
    private long[][] dirty = new long[4][];
    private int count;
    private int sweep;

    /// Takes a changed slot.
    @FunctionalInterface
    public interface DirtySlots {
        /// Copies one slot away.
        ///
        /// @param hunt number of its hunt in this process
        /// @param slot memory of it
        /// @param offset of its first byte
        /// @return false where there is no room; it then stays dirty
        boolean take(int hunt, MemorySegment slot, long offset);
    }

    /// Makes one without hunters.
    ///
    /// @param account pays for the index; slots are accounted to `node.slots`
    /// @param slotsMax how many hunters it can hold
    public SlotStore(OffHeap account, int slotsMax) {
        long entries = Math.max(1024, Long.highestOneBit(2L * slotsMax - 1) << 1);
        if (entries > 1 << 30) {
            throw new IllegalArgumentException("a loop holds at most 2^28 hunters");
        }
        index = account.allocate(entries * 4);
        indexMask = (int) entries - 1;
        slots = new Slab("node.slots", HunterSlot.BYTES, slotsMax, STEP_BYTES);
        memory = slots.memory();
    }

    /// Finds a hunter.
    ///
    /// @param hunt number of the hunt in this process
    /// @param high upper half of the hunter's id
    /// @param low lower half
    /// @return the slot's number, or [#NONE]
    public int find(int hunt, long high, long low) {
        int at = hash(hunt, high, low) & indexMask;
        while (true) {
            int slot = index.getAtIndex(ValueLayout.JAVA_INT, at) - 1;
            if (slot < 0) {
                return NONE;
            }
            if (isOf(slot, hunt, high, low)) {
                return slot;
            }
            at = at + 1 & indexMask;
        }
    }

    /// Finds a hunter, or makes a slot for one who has done nothing yet.
    ///
    /// @param hunt number of the hunt in this process
    /// @param high upper half of the hunter's id
    /// @param low lower half
    /// @return the slot's number, or [#NONE] where there is no room
    public int findOrAdd(int hunt, long high, long low) {
        int found = find(hunt, high, low);
        if (found >= 0) {
            return found;
        }
        long place = slots.take();
        if (place == Slab.FULL) {
            return NONE;
        }
        int slot = count++;
        assert place == offset(slot);
        int block = slot >>> BLOCK_SHIFT;
        if ((slot & BLOCK_MASK) == 0) {
            grow(block);
        }
        hunts[block][slot & BLOCK_MASK] = hunt;
        HunterSlot.init(memory, place, high, low);
        int at = hash(hunt, high, low) & indexMask;
        while (index.getAtIndex(ValueLayout.JAVA_INT, at) != 0) {
            at = at + 1 & indexMask;
        }
        index.setAtIndex(ValueLayout.JAVA_INT, at, slot + 1);
        return slot;
    }

    /// Takes a slot in, as it was written; one of that hunter is replaced.
    ///
    /// @param hunt number of the hunt in this process
    /// @param from memory of the slot
    /// @param at its first byte
    /// @return false where there is no room
    public boolean restore(int hunt, MemorySegment from, long at) {
        int slot = findOrAdd(hunt, HunterSlot.hunterHigh(from, at), HunterSlot.hunterLow(from, at));
        if (slot == NONE) {
            return false;
        }
        MemorySegment.copy(from, at, memory, offset(slot), HunterSlot.BYTES);
        touch(slot);
        return true;
    }

    /// Memory that holds all slots.
    ///
    /// @return to be read with [#offset], until this is closed
    public MemorySegment memory() {
        return memory;
    }

    /// Where a slot lies in its memory.
    ///
    /// @param slot its number
    /// @return bytes
    public long offset(int slot) {
        return (long) slot * HunterSlot.BYTES;
    }

    /// The dig of a hunter that waits for its cell.
    ///
    /// @param slot the hunter's
    /// @return what was set, 0 for none
    public int waiting(int slot) {
        return waiting[slot >>> BLOCK_SHIFT][slot & BLOCK_MASK];
    }

    /// Says which dig of a hunter waits.
    ///
    /// @param slot the hunter's
    /// @param dig any number, 0 for none
    public void waiting(int slot, int dig) {
        waiting[slot >>> BLOCK_SHIFT][slot & BLOCK_MASK] = dig;
    }

    /// Says that a slot has changed.
    ///
    /// @param slot its number
    public void touch(int slot) {
        dirty[slot >>> BLOCK_SHIFT][(slot & BLOCK_MASK) >>> 6] |= 1L << (slot & 63);
    }

    /// Says that every slot has changed: a new file must get them all.
    public void touchAll() {
        for (int slot = 0; slot < count; slot++) {
            touch(slot);
        }
    }

    /// Hands out changed slots, beginning where the last call ended.
    ///
    /// @param taker copies them away
    /// @return true where none is left
    public boolean takeDirty(DirtySlots taker) {
        int words = (count + 63) >>> 6;
        for (int step = 0; step < words; step++) {
            int word = sweep < words ? sweep : 0;
            int block = word >>> (BLOCK_SHIFT - 6);
            int inBlock = word & ((BLOCK >>> 6) - 1);
            long bits = dirty[block][inBlock];
            while (bits != 0) {
                int slot = (word << 6) + Long.numberOfTrailingZeros(bits);
                if (!taker.take(hunts[block][slot & BLOCK_MASK], memory, offset(slot))) {
                    dirty[block][inBlock] = bits;
                    sweep = word;
                    return false;
                }
                bits &= bits - 1;
            }
            dirty[block][inBlock] = 0;
            sweep = word + 1;
        }
        return true;
    }

    /// How many hunters there are.
    ///
    /// @return slots in use
    public int count() {
        return count;
    }

    /// Whether a slot is a hunter's.
    ///
    /// @param slot its number
    /// @param hunt number of the hunt in this process
    /// @param high upper half of the hunter's id
    /// @param low lower half
    /// @return true where all three are those it was made for
    public boolean isOf(int slot, int hunt, long high, long low) {
        long offset = offset(slot);
        return HunterSlot.hunterLow(memory, offset) == low
                && HunterSlot.hunterHigh(memory, offset) == high
                && hunts[slot >>> BLOCK_SHIFT][slot & BLOCK_MASK] == hunt;
    }

    @Override
    public void close() {
        slots.close();
    }

    private void grow(int block) {
        if (block == hunts.length) {
            hunts = Arrays.copyOf(hunts, block * 2);
            waiting = Arrays.copyOf(waiting, block * 2);
            dirty = Arrays.copyOf(dirty, block * 2);
        }
        hunts[block] = new int[BLOCK];
        waiting[block] = new int[BLOCK];
        dirty[block] = new long[BLOCK >>> 6];
    }

    private static int hash(int hunt, long high, long low) {
        long mixed = (low ^ high * 0x9E3779B97F4A7C15L ^ hunt) * 0xD6E8FEB86659FD93L;
        return (int) (mixed ^ mixed >>> 32);
    }
}
