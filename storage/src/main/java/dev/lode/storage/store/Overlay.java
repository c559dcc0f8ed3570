package dev.lode.storage.store;

import dev.lode.base.CellKey;
import dev.lode.base.memory.BumpArena;
import dev.lode.storage.extent.CellRef;
import dev.lode.storage.index.Checksum;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The cells that were added since the newest extent was begun: hash tables and records in one
/// piece of memory off heap.
///
/// Threads: one writer; any number of readers, without a lock: they see an addition whole or not at
/// all. The owner closes when epochs say that no reader is left. Memory: one arena, which grows by
/// 256 KiB to a fixed size and goes as a whole; look-ups allocate nothing. Units: bytes; keys are
/// unsigned. Cost: a look-up touches one slot and, where the cell is there, its record.
final class Overlay implements AutoCloseable {
    /* Implementation: the arena's first piece is left out, so that 0 is no place. Two tables: by
     * cell, and by site; the latter leads to a chain of the site's cells, each in the record that
     * added it first, for looks. A table that is two thirds full is copied to one of twice the size
     * and then replaced; who still reads the old one sees what was there before. */

    private static final String OWNER = "storage.overlay";
    private static final int FIRST_SLOTS = 1 << 10;
    private static final int LEFT_OUT = 64;
    private static final int STEP_BYTES = 256 << 10;
    private static final int SPOT_BITS = 20;

    private final int number;
    private final BumpArena arena;
    private final MemorySegment memory;
    private final long bytesMax;
    private final Checksum checksum = new Checksum();
    private volatile SlotTable cells;
    private volatile SlotTable sites;

    /// Makes an empty one.
    ///
    /// @param number that a [CellRef] names it by, less than 0
    /// @param bytes the most that it will hold, tables included
    Overlay(int number, long bytes) {
        this.number = number;
        bytesMax = Math.max(bytes, leastBytes(0));
        arena = new BumpArena(OWNER, bytesMax, STEP_BYTES);
        memory = arena.memory();
        long pieces = arena.allocate(LEFT_OUT);
        SlotTable byCell = pieces == BumpArena.FULL ? null : table(FIRST_SLOTS, 0);
        SlotTable bySite = byCell == null ? null : table(FIRST_SLOTS, SPOT_BITS);
        if (byCell == null || bySite == null) {
            arena.close();
            throw new OutOfMemoryError("the system has no memory for an overlay");
        }
        cells = byCell;
        sites = bySite;
    }

    /// The least size that holds a document of a given stored length.
    static long leastBytes(int storedBytes) {
        return LEFT_OUT
                + 2 * SlotTable.bytes(FIRST_SLOTS)
                + aligned((long) OverlayRecord.BYTES + storedBytes);
    }

    int number() {
        return number;
    }

    /// How many cells it has; for the writer.
    int size() {
        return cells.used();
    }

    boolean isEmpty() {
        return cells.used() == 0;
    }

    /// How much of it is taken; for the writer.
    long usedBytes() {
        return arena.used();
    }

    long capacityBytes() {
        return bytesMax;
    }

    /// Adds a cell or replaces it; for the writer.
    ///
    /// @return false where there is no room left, or the system has no memory for it
    boolean add(Addition addition) {
        SlotTable byCell = roomFor(cells, 0);
        if (byCell == null) {
            return false;
        }
        cells = byCell;
        SlotTable bySite = roomFor(sites, SPOT_BITS);
        if (bySite == null) {
            return false;
        }
        sites = bySite;
        long place = arena.allocate(OverlayRecord.BYTES + addition.block().byteSize());
        if (place == BumpArena.FULL) {
            return false;
        }
        long cell = addition.cell();
        long older = byCell.find(cell);
        long next = older == 0 ? bySite.find(cell) : 0;
        OverlayRecord.write(memory, place, addition, older, next, checksum);
        byCell.put(cell, place);
        if (older == 0) {
            bySite.put(cell, place);
        }
        return true;
    }

    /// A table that has room for one key more: the same, or a copy twice its size.
    ///
    /// @return null where there is no memory for it
    private @Nullable SlotTable roomFor(SlotTable table, int droppedBits) {
        if (!table.isFull()) {
            return table;
        }
        SlotTable larger = table(2 * table.slots(), droppedBits);
        return larger == null ? null : larger.filledFrom(table);
    }

    private @Nullable SlotTable table(int slots, int droppedBits) {
        long place = arena.allocate(SlotTable.bytes(slots));
        return place == BumpArena.FULL ? null : new SlotTable(memory, place, slots, droppedBits);
    }

    /// Finds a cell.
    ///
    /// @param into filled in where it is there, its file included; else left as it was
    /// @return whether it is there
    boolean find(long cell, CellRef into) {
        return fill(cell, cells.find(cell), into);
    }

    private boolean fill(long cell, long place, CellRef into) {
        if (place == 0) {
            return false;
        }
        into.set(
                cell,
                OverlayRecord.block(place),
                OverlayRecord.storedBytes(memory, place),
                OverlayRecord.plainBytes(memory, place),
                OverlayRecord.checksum(memory, place));
        into.file = number;
        return true;
    }

    /// The memory that offsets of this overlay count in.
    MemorySegment memory() {
        return memory;
    }

    /// Lists the spots of a site that have a cell here, in no order.
    ///
    /// @param into grows as need be
    void spots(int partition, int ordinal, int site, SpotList into) {
        long place = sites.find(CellKey.of(partition, ordinal, site, 0));
        for (; place != 0; place = OverlayRecord.next(memory, place)) {
            into.add(CellKey.spot(OverlayRecord.cell(memory, place)));
        }
    }

    /// The version of a cell that was the newest at a position of a group's log.
    ///
    /// @param into filled in where there was one
    /// @return whether there was one
    boolean find(long cell, int group, long positionMax, CellRef into) {
        long place = cells.find(cell);
        while (place != 0
                && OverlayRecord.group(memory, place) == group
                && OverlayRecord.position(memory, place) > positionMax) {
            place = OverlayRecord.older(memory, place);
        }
        return fill(cell, place, into);
    }

    /// The keys of the cells of some partitions, in rising order; a copy. Of an overlay that is
    /// still written to: of the cells that were there when it was called, and perhaps of later
    /// ones.
    ///
    /// @param fromPartition the first
    /// @param toPartition the last
    long[] sortedKeys(int fromPartition, int toPartition) {
        SlotTable table = cells;
        long[] keys = new long[FIRST_SLOTS];
        int count = 0;
        for (int slot = 0; slot < table.slots(); slot++) {
            long place = table.place(slot);
            if (place != 0) {
                long cell = OverlayRecord.cell(memory, place);
                int partition = CellKey.partition(cell);
                if (partition >= fromPartition && partition <= toPartition) {
                    if (count == keys.length) {
                        keys = Arrays.copyOf(keys, 2 * count);
                    }
                    // Flipping the sign makes unsigned order the order that sort knows.
                    keys[count++] = cell ^ Long.MIN_VALUE;
                }
            }
        }
        keys = Arrays.copyOf(keys, count);
        Arrays.sort(keys);
        for (int i = 0; i < count; i++) {
            keys[i] ^= Long.MIN_VALUE;
        }
        return keys;
    }

    @Override
    public void close() {
        arena.close();
    }

    private static long aligned(long bytes) {
        return (bytes + 7) & -8;
    }
}
