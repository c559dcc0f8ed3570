package dev.lode.bench;

import dev.lode.base.memory.Memory;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What the overlays of a store take and give back, told from the books of their memory and written
/// into a trace.
///
/// After each addition every byte by which the books changed is explained: by the record, a table
/// of twice its size in the place of another, a new overlay, or an overlay that was closed as a
/// whole. What cannot be explained is a recording that would lie, and fails. A table that was
/// replaced is of no use to anybody from then on, so it ends there; records live as long as their
/// overlay. Threads: the one that adds; the compactor closes overlays meanwhile.
final class OverlayBooks {
    static final String OWNER = "storage.overlay";

    private static final int RECORD_HEAD = 48;
    private static final int LEFT_OUT = 64;
    private static final int FIRST_TABLE = 8 << 10;
    private static final int OPENING = LEFT_OUT + 2 * FIRST_TABLE;

    private final MemoryTrace trace;
    private final long before = Memory.of(OWNER).used();
    private long seen = before;
    private @Nullable Generation open;
    private @Nullable Generation full;
    private int opened;
    private int closed;

    /// One overlay.
    private static final class Generation {
        final int owner;
        final int[] tables = new int[2];
        final int[] tableBytes = {FIRST_TABLE, FIRST_TABLE};
        int[] pieces = new int[1 << 10];
        int count;
        long bytes;

        Generation(int owner) {
            this.owner = owner;
        }
    }

    OverlayBooks(MemoryTrace trace) {
        this.trace = trace;
    }

    /// Explains what has changed.
    ///
    /// @param storedBytes length of the block that was added; -1 where none was
    void read(int storedBytes) {
        long now = Memory.of(OWNER).used();
        int record = storedBytes < 0 ? 0 : RECORD_HEAD + storedBytes;
        long rest = now - seen - record;
        seen = now;
        if (rest < 0 && full != null) {
            rest += full.bytes;
            end(full);
            full = null;
            closed++;
        }
        boolean begun = Math.floorMod(rest, FIRST_TABLE) == LEFT_OUT;
        grow(begun ? rest - OPENING : rest);
        if (begun) {
            begin();
        }
        if (record > 0) {
            piece(there(open), record);
        }
    }

    private void begin() {
        if (full != null) {
            throw new BenchFailed("the books say that there are three overlays");
        }
        full = open;
        var generation = new Generation(opened++ % 2 == 0 ? MemoryTrace.EVEN : MemoryTrace.ODD);
        open = generation;
        piece(generation, LEFT_OUT);
        for (int table = 0; table < 2; table++) {
            generation.tables[table] = trace.take(generation.owner, FIRST_TABLE);
            generation.bytes += FIRST_TABLE;
        }
    }

    private void grow(long bytes) {
        if (bytes == 0) {
            return;
        }
        Generation generation = there(open);
        int[] sizes = generation.tableBytes;
        if (bytes == 2L * (sizes[0] + sizes[1])) {
            replace(generation, 0);
            replace(generation, 1);
        } else if (bytes == 2L * sizes[0]) {
            replace(generation, 0);
        } else if (bytes == 2L * sizes[1]) {
            replace(generation, 1);
        } else {
            throw unexplained(bytes);
        }
    }

    private void replace(Generation generation, int table) {
        int bytes = 2 * generation.tableBytes[table];
        int larger = trace.take(generation.owner, bytes);
        trace.give(generation.tables[table]);
        generation.tables[table] = larger;
        generation.tableBytes[table] = bytes;
        generation.bytes += bytes;
    }

    private void piece(Generation generation, int bytes) {
        if (generation.count == generation.pieces.length) {
            generation.pieces = Arrays.copyOf(generation.pieces, 2 * generation.count);
        }
        generation.pieces[generation.count++] = trace.take(generation.owner, bytes);
        generation.bytes += bytes;
    }

    private void end(Generation generation) {
        for (int piece = 0; piece < generation.count; piece++) {
            trace.give(generation.pieces[piece]);
        }
        trace.give(generation.tables[0]);
        trace.give(generation.tables[1]);
    }

    private Generation there(@Nullable Generation generation) {
        if (generation == null) {
            throw unexplained(seen - before);
        }
        return generation;
    }

    private static BenchFailed unexplained(long bytes) {
        return new BenchFailed(
                "the books of " + OWNER + " changed by " + bytes + " bytes that nothing explains");
    }

    /// What all overlays were taken for, by what was recorded; of use or not.
    long recordedBytes() {
        return (open == null ? 0 : open.bytes) + (full == null ? 0 : full.bytes);
    }

    /// The same, by the books.
    long bookedBytes() {
        return seen - before;
    }

    /// Overlays that were closed so far.
    int closed() {
        return closed;
    }
}
