package dev.lode.storage.extent;

import dev.lode.base.Layouts;
import dev.lode.storage.index.TreeShape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/// What a look-up needs of each partition: two cache lines beside each other, one with the places
/// of the chunk's parts, one with a copy of its tree's root.
///
/// Threads: one fills lines, any number read. A line is whole before its state says so. Memory: 8
/// MiB, given by the owner. Units: offsets in bytes from the start of the heads' memory, those of
/// blobs in the file.
final class ChunkTable {
    /* Implementation: both lines are at addresses that the partition alone decides, so their misses overlap; for a chunk of
     * up to 272 narrow cells the root is all there is of inner nodes. */

    static final long BYTES = Directory.PARTITIONS * 128L;

    static final int EMPTY = 0;
    static final int NARROW = 1;
    static final int WIDE = 2;
    static final int DAMAGED = 3;

    static final int ROOT_LINE = 64;

    private static final int LINE_BYTES = 128;
    private static final int STATE = 0;
    private static final int ORDINAL_BITS = 4;
    private static final int SITE_BITS = 5;
    private static final int SPOT_BITS = 6;
    private static final int LEVELS = 7;
    private static final int TREE = 8;
    private static final int LEAVES = 16;
    private static final int CELLS = 24;
    private static final int BLOBS = 32;
    private static final int BLOB_BYTES = 40;
    private static final int ROOM_ENTRIES = 48;
    private static final int ROOMS = 56;

    private static final VarHandle STATES = ValueLayout.JAVA_INT.varHandle();

    private final MemorySegment memory;

    ChunkTable(MemorySegment memory) {
        this.memory = memory;
    }

    MemorySegment memory() {
        return memory;
    }

    /// Where the line of a partition begins.
    static long line(int partition) {
        return (long) partition * LINE_BYTES;
    }

    /// The state of a partition; what else its line says is read after this.
    static int state(MemorySegment table, long line) {
        return (int) STATES.getAcquire(table, line + STATE);
    }

    /// Publishes a state, and with it all that was written to the line.
    static void publish(MemorySegment table, long line, int state) {
        STATES.setRelease(table, line + STATE, state);
    }

    static int ordinalBits(MemorySegment table, long line) {
        return table.get(Layouts.I8, line + ORDINAL_BITS);
    }

    static int siteBits(MemorySegment table, long line) {
        return table.get(Layouts.I8, line + SITE_BITS);
    }

    static int spotBits(MemorySegment table, long line) {
        return table.get(Layouts.I8, line + SPOT_BITS);
    }

    static int levels(MemorySegment table, long line) {
        return table.get(Layouts.I8, line + LEVELS);
    }

    static long tree(MemorySegment table, long line) {
        return table.get(Layouts.I64, line + TREE);
    }

    static long leaves(MemorySegment table, long line) {
        return table.get(Layouts.I64, line + LEAVES);
    }

    static long cells(MemorySegment table, long line) {
        return table.get(Layouts.I64, line + CELLS);
    }

    static long blobs(MemorySegment table, long line) {
        return table.get(Layouts.I64, line + BLOBS);
    }

    static long blobBytes(MemorySegment table, long line) {
        return table.get(Layouts.I64, line + BLOB_BYTES);
    }

    static long roomEntries(MemorySegment table, long line) {
        return table.get(Layouts.I64, line + ROOM_ENTRIES);
    }

    static int rooms(MemorySegment table, long line) {
        return table.get(Layouts.I32, line + ROOMS);
    }

    /// Fills a line and publishes it.
    static void fill(
            MemorySegment table, ChunkHeader header, MemorySegment heads, long head, long blobsAt) {
        long line = line(header.partition());
        ChunkShape shape = header.shape();
        table.set(Layouts.I8, line + ORDINAL_BITS, (byte) header.keys().ordinalBits());
        table.set(Layouts.I8, line + SITE_BITS, (byte) header.keys().siteBits());
        table.set(Layouts.I8, line + SPOT_BITS, (byte) header.keys().spotBits());
        table.set(Layouts.I8, line + LEVELS, (byte) shape.tree().levels());
        table.set(Layouts.I64, line + TREE, head + shape.treeAt());
        table.set(Layouts.I64, line + LEAVES, head + shape.leavesAt());
        table.set(Layouts.I64, line + CELLS, header.cells());
        table.set(Layouts.I64, line + BLOBS, blobsAt);
        table.set(Layouts.I64, line + BLOB_BYTES, header.blobBytes());
        table.set(Layouts.I64, line + ROOM_ENTRIES, head + ChunkShape.HEADER_BYTES);
        table.set(Layouts.I32, line + ROOMS, header.rooms());
        MemorySegment root = table.asSlice(line + ROOT_LINE, TreeShape.NODE_BYTES);
        if (shape.tree().levels() > 0) {
            root.copyFrom(heads.asSlice(head + shape.treeAt(), TreeShape.NODE_BYTES));
        } else {
            root.fill((byte) -1);
        }
        publish(table, line, header.keys().narrow() ? NARROW : WIDE);
    }
}
