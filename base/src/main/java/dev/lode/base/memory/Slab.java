package dev.lode.base.memory;

import dev.lode.base.Layouts;
import java.lang.foreign.MemorySegment;

/// Records of one size, taken and given back in any order without fragmentation: any free place
/// fits any record.
///
/// Threads: one takes and gives back; others may read what that one published to them. Memory:
/// grows by a fixed step and keeps what it has until [#reset] or [#close]; beside the records, one
/// bit each. Steps of 2 MiB or more get huge pages. Units: records are offsets in [#memory].
/// Errors: a full slab refuses; giving back what is not taken is a defect. Cost: a line of the
/// record and one of the bits.
public final class Slab implements AutoCloseable {
    /* Implementation: free records are a list through their own first 8 bytes, newest first, so that the next one taken
     * is likely in the cache. The list holds offset + 1; 0 ends it. */

    /// What [#take] returns where there is no room.
    public static final long FULL = -1;

    private static final long BITS_STEP = 4096;

    private final Growth growth;
    private final Growth bits;
    private final MemorySegment memory;
    private final MemorySegment taken;
    private final int recordBytes;
    private final long recordsMax;
    private long records;
    private long live;
    private long free;

    /// Makes an empty one; of its memory, nothing is taken yet.
    ///
    /// @param owner who answers for the bytes
    /// @param recordBytes size of a record, a multiple of 8
    /// @param recordsMax most that it may hold
    /// @param stepBytes how much it takes from the system at once; whole pages are taken
    public Slab(String owner, int recordBytes, long recordsMax, long stepBytes) {
        if (recordBytes < 8 || recordBytes % 8 != 0 || recordsMax < 1) {
            throw new IllegalArgumentException(
                    "a record has 8 bytes or a multiple, not "
                            + recordBytes
                            + ", and there is at least one, not "
                            + recordsMax);
        }
        this.recordBytes = recordBytes;
        this.recordsMax = recordsMax;
        long bytesMax = Math.multiplyExact(recordsMax, recordBytes);
        growth = new Growth(owner, bytesMax, stepBytes, recordBytes <= Growth.pageBytes());
        bits = new Growth(owner, recordsMax / 8 + 8, BITS_STEP, true);
        memory = growth.memory();
        taken = bits.memory();
    }

    /// Takes a record; its bytes are whatever was in it.
    ///
    /// @return its offset in [#memory], or [#FULL]
    public long take() {
        long at;
        if (free != 0) {
            at = free - 1;
            free = memory.get(Layouts.I64, at);
        } else {
            if (records == recordsMax
                    || !growth.reach((records + 1) * recordBytes)
                    || !bits.reach((records >>> 6) * 8 + 8)) {
                return FULL;
            }
            at = records++ * recordBytes;
        }
        flip(at / recordBytes);
        live++;
        growth.use(recordBytes);
        return at;
    }

    /// Gives a record back.
    ///
    /// @param at what [#take] returned
    /// @throws IllegalArgumentException where no taken record is there
    public void give(long at) {
        long record = at / recordBytes;
        if (at < 0 || at % recordBytes != 0 || record >= records || !isTaken(record)) {
            throw new IllegalArgumentException("no record is taken at " + at);
        }
        flip(record);
        memory.set(Layouts.I64, at, free);
        free = at + 1;
        live--;
        growth.use(-recordBytes);
    }

    /// Gives the pages of a taken record behind a length back to the system, until they are written
    /// to again; what they held is lost. For records of many pages that seldom need all of them: a
    /// system call, and a fault a page when they are needed again.
    ///
    /// @param at what [#take] returned
    /// @param keptBytes from the start of the record that stay as they are
    public void trim(long at, int keptBytes) {
        growth.idle(at + Math.min(keptBytes, recordBytes), at + recordBytes);
    }

    /// Where all records lie. Valid until this is closed, and nothing checks that: whoever closes
    /// answers for it that no reader is left.
    ///
    /// @return one segment
    public MemorySegment memory() {
        return memory;
    }

    /// How many records are taken.
    ///
    /// @return records
    public long live() {
        return live;
    }

    /// What was taken from the system, the bits included.
    ///
    /// @return bytes
    public long reserved() {
        return growth.taken() + bits.taken();
    }

    /// Gives all records back, and their memory to the system.
    public void reset() {
        growth.reset();
        bits.reset();
        forget();
    }

    @Override
    public void close() {
        growth.close();
        bits.close();
        forget();
    }

    private boolean isTaken(long record) {
        return (taken.get(Layouts.I64, (record >>> 6) * 8) >>> record & 1) != 0;
    }

    private void flip(long record) {
        long word = (record >>> 6) * 8;
        taken.set(Layouts.I64, word, taken.get(Layouts.I64, word) ^ 1L << record);
    }

    private void forget() {
        growth.use(-live * recordBytes);
        records = 0;
        live = 0;
        free = 0;
    }
}
