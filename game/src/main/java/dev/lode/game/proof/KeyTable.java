package dev.lode.game.proof;

import dev.lode.base.Layouts;
import dev.lode.base.memory.OffHeap;
import java.lang.foreign.MemorySegment;

/// The cells of a hunt that hide a key, with stock and prize, off heap.
///
/// Threads: filled by one before it is handed out; then any number of readers. Memory: 32 to 64
/// bytes a key, or more after growth; a table that grew keeps its old memory in the account until
/// that closes, so give the right number. Cost: two cache lines and eight comparisons, hit or miss
/// alike. Allocates nothing on look-up.
public final class KeyTable {
    /* Implementation: two-choice hashing into buckets of four entries of 16 bytes (Azar et al., Balanced Allocations,
     * 1994). A key lies in one of two buckets; both are always read whole and their entries added up under masks, so
     * neither the path nor the memory touched tells a hit from a miss. A value of 0 is an empty entry, for a stock is
     * at least 1. Where both buckets are full the table doubles. */

    /// What a look-up says of a cell without a key.
    public static final long MISS = 0;

    private static final int ENTRY = 16;
    private static final int BUCKET = 4 * ENTRY;

    private final OffHeap account;
    private MemorySegment table;
    private long mask;
    private int size;

    /// Makes an empty table.
    ///
    /// @param account pays for the memory
    /// @param expected keys that will be put
    public KeyTable(OffHeap account, int expected) {
        this.account = account;
        long buckets = Long.highestOneBit(Math.max(1, expected));
        table = account.allocate(buckets * BUCKET);
        mask = buckets - 1;
    }

    /// Adds a key.
    ///
    /// @param cellKey its cell, not there yet
    /// @param stock of its prize, at least 1
    /// @param prize index of its prize in the hunt
    public void put(long cellKey, int stock, int prize) {
        if (stock < 1 || prize < 0) {
            throw new IllegalArgumentException(
                    "a key has a stock of at least 1 and a prize, not " + stock + ", " + prize);
        }
        if (find(cellKey) != MISS) {
            throw new IllegalArgumentException(
                    "cell " + Long.toHexString(cellKey) + " hides two keys");
        }
        while (!place(table, mask, cellKey, (long) stock << 32 | prize)) {
            grow();
        }
        size++;
    }

    /// Looks a cell up.
    ///
    /// @param cellKey any cell
    /// @return [#MISS], else a find for [#stock] and [#prize]
    public long find(long cellKey) {
        return sum(first(cellKey) & mask, cellKey) | sum(second(cellKey) & mask, cellKey);
    }

    /// The stock of a find.
    ///
    /// @param found what [#find] said
    /// @return at least 1
    public static int stock(long found) {
        return (int) (found >>> 32);
    }

    /// The prize of a find.
    ///
    /// @param found what [#find] said
    /// @return its index in the hunt
    public static int prize(long found) {
        return (int) found;
    }

    /// Keys in the table.
    ///
    /// @return how many
    public int size() {
        return size;
    }

    private long sum(long bucket, long cellKey) {
        long at = bucket * BUCKET;
        long sum = 0;
        for (int entry = 0; entry < BUCKET; entry += ENTRY) {
            long different = table.get(Layouts.I64, at + entry) ^ cellKey;
            long miss = (different | -different) >> 63;
            sum |= table.get(Layouts.I64, at + entry + 8) & ~miss;
        }
        return sum;
    }

    private static boolean place(MemorySegment table, long mask, long cellKey, long value) {
        long one = first(cellKey) & mask;
        long two = second(cellKey) & mask;
        int usedOne = used(table, one);
        int usedTwo = used(table, two);
        int used = Math.min(usedOne, usedTwo);
        if (used == BUCKET / ENTRY) {
            return false;
        }
        long at = (usedOne <= usedTwo ? one : two) * BUCKET + (long) used * ENTRY;
        table.set(Layouts.I64, at, cellKey);
        table.set(Layouts.I64, at + 8, value);
        return true;
    }

    private static int used(MemorySegment table, long bucket) {
        int used = 0;
        while (used < BUCKET / ENTRY
                && table.get(Layouts.I64, bucket * BUCKET + (long) used * ENTRY + 8) != MISS) {
            used++;
        }
        return used;
    }

    private void grow() {
        long buckets = mask + 1;
        while (true) {
            buckets *= 2;
            MemorySegment larger = account.allocate(buckets * BUCKET);
            if (copy(larger, buckets - 1)) {
                table = larger;
                mask = buckets - 1;
                return;
            }
        }
    }

    private boolean copy(MemorySegment larger, long largerMask) {
        for (long at = 0; at < table.byteSize(); at += ENTRY) {
            long value = table.get(Layouts.I64, at + 8);
            if (value != MISS && !place(larger, largerMask, table.get(Layouts.I64, at), value)) {
                return false;
            }
        }
        return true;
    }

    private static long first(long key) {
        return mix(key);
    }

    private static long second(long key) {
        return mix(key ^ 0x9E37_79B9_7F4A_7C15L);
    }

    /// The finaliser of MurmurHash3 (variant 13 of D. Stafford).
    private static long mix(long key) {
        long z = (key ^ (key >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return z ^ (z >>> 31);
    }
}
