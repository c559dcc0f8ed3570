package dev.lode.storage.extent;

import static dev.lode.storage.index.AllMemory.ALL;

import dev.lode.base.Layouts;
import dev.lode.base.memory.Mapping;
import dev.lode.storage.index.AllMemory;
import dev.lode.storage.index.KeyShape;
import dev.lode.storage.index.TreeShape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/// What a look-up needs of each partition: two cache lines beside each other with the places of the
/// chunk's parts and the upper end of its tree, and apart from them the place of its rooms.
///
/// Threads: one fills entries, any number read. An entry is whole before its state says so. Memory:
/// 9 MiB. Units: bytes; all places are addresses but those of blobs, which are offsets in the file.
final class ChunkTable implements AutoCloseable {
    /* Implementation: both lines are at addresses that the partition alone decides, so their misses overlap. A chunk of up
     * to 800 narrow cells needs no inner nodes: its guide has the first key of every leaf but the first, or of every second
     * one. Larger chunks have a copy of their tree's root in the second line. */

    static final int EMPTY = 0;
    static final int DAMAGED = 1;

    /// Narrow keys in so few leaves that the guide leads to them.
    static final int GUIDED = 2;

    /// Narrow keys in a tree.
    static final int NARROW = 3;

    /// Wide keys in a tree.
    static final int WIDE = 4;

    static final int GUIDE = 32;
    static final int ROOT_LINE = 64;

    private static final int GUIDE_KEYS = 24;
    private static final int GUIDED_LEAVES = 2 * (GUIDE_KEYS + 1);

    private static final int LINE_BYTES = 128;
    private static final long LINE_MASK = AllMemory.line(-LINE_BYTES);
    private static final int ORDINAL_BITS = 8;
    private static final int SITE_BITS = 16;
    private static final int SPOT_BITS = 24;
    private static final int LEVELS = 32;
    private static final int GUIDED_CELLS = 48;

    private static final int LEAVES = 8;
    private static final int BLOBS = 16;
    private static final int BLOB_BYTES = 24;
    private static final int TREE = 32;
    private static final int CELLS = 40;

    /// Every number of bits is below 64; masked like a shift, it costs nothing in one.
    private static final int BITS_MASK = 63;

    private static final int ROOM_LINE_BYTES = 16;
    private static final int ROOM_ENTRIES = 0;
    private static final int ROOMS = 8;

    private static final VarHandle WORDS = ValueLayout.JAVA_LONG.varHandle();

    private final Mapping lineMemory;
    private final Mapping roomMemory;
    private final long lines;
    private final long rooms;

    ChunkTable(String owner) {
        lineMemory = Mapping.huge(owner, (long) Directory.PARTITIONS * LINE_BYTES);
        roomMemory = Mapping.anonymous(owner, (long) Directory.PARTITIONS * ROOM_LINE_BYTES);
        lines = lineMemory.segment().address();
        rooms = roomMemory.segment().address();
    }

    /// Where the lines of the first partition begin.
    long lines() {
        return lines;
    }

    /// Where the lines of a partition begin.
    static long line(long lines, int partition) {
        return (lines + (long) partition * LINE_BYTES) & LINE_MASK;
    }

    /// Where the lines of a partition begin.
    long line(int partition) {
        return line(lines, partition);
    }

    /// How many rooms a partition has, where it is neither empty nor damaged.
    int rooms(int partition) {
        return ALL.get(Layouts.I32, roomLine(partition) + ROOMS);
    }

    /// Where the entry of a partition's first room is.
    long roomEntries(int partition) {
        return ALL.get(Layouts.I64, roomLine(partition) + ROOM_ENTRIES);
    }

    private long roomLine(int partition) {
        return rooms + (long) partition * ROOM_LINE_BYTES;
    }

    /// The first word of a partition's lines: its state, and with it what else the word says; the
    /// rest of the lines is read after this.
    static long word(long line) {
        return (long) WORDS.getAcquire(ALL, line);
    }

    static int state(long line) {
        return stateOf(word(line));
    }

    /// Publishes a state alone.
    static void publish(long line, int state) {
        WORDS.setRelease(ALL, line, (long) state);
    }

    static int stateOf(long word) {
        return (int) word & 0xFF;
    }

    static int ordinalBits(long word) {
        return (int) (word >>> ORDINAL_BITS) & BITS_MASK;
    }

    static int siteBits(long word) {
        return (int) (word >>> SITE_BITS) & BITS_MASK;
    }

    static int spotBits(long word) {
        return (int) (word >>> SPOT_BITS) & BITS_MASK;
    }

    /// Levels of the tree, or 1 where a guide knows every second leaf alone, else 0.
    static int levels(long word) {
        return (int) (word >>> LEVELS) & BITS_MASK;
    }

    /// Cells of a guided chunk.
    static int guidedCells(long word) {
        return (int) (word >>> GUIDED_CELLS);
    }

    /// The last leaf of a guided chunk.
    static long lastGuided(long word) {
        return ((word >>> GUIDED_CELLS) - 1) >>> 4;
    }

    /// Cells of a chunk with a tree.
    static long treeCells(long line) {
        return ALL.get(Layouts.I64, line + CELLS);
    }

    static long tree(long line) {
        return ALL.get(Layouts.I64, line + TREE);
    }

    static long leaves(long line) {
        return ALL.get(Layouts.I64, line + LEAVES);
    }

    static long cells(long line) {
        long word = word(line);
        return stateOf(word) == GUIDED ? guidedCells(word) : treeCells(line);
    }

    static long blobs(long line) {
        return ALL.get(Layouts.I64, line + BLOBS);
    }

    static long blobBytes(long line) {
        return ALL.get(Layouts.I64, line + BLOB_BYTES);
    }

    /// Fills the entry of a partition and publishes it.
    ///
    /// @param header of its chunk, which is sound
    /// @param head address of the chunk's head
    /// @param blobsAt offset of its blobs in the file
    void fill(ChunkHeader header, long head, long blobsAt) {
        long line = line(header.partition());
        ChunkShape shape = header.shape();
        KeyShape keys = header.keys();
        long word =
                ((long) keys.ordinalBits() << ORDINAL_BITS)
                        | ((long) keys.siteBits() << SITE_BITS)
                        | ((long) keys.spotBits() << SPOT_BITS);
        ALL.set(Layouts.I64, line + LEAVES, head + shape.leavesAt());
        ALL.set(Layouts.I64, line + BLOBS, blobsAt);
        ALL.set(Layouts.I64, line + BLOB_BYTES, header.blobBytes());
        long roomLine = roomLine(header.partition());
        ALL.set(Layouts.I64, roomLine + ROOM_ENTRIES, head + ChunkShape.HEADER_BYTES);
        ALL.set(Layouts.I32, roomLine + ROOMS, header.rooms());
        long leaves = shape.tree().leaves();
        if (keys.narrow() && leaves > 0 && leaves <= GUIDED_LEAVES) {
            word |= fillGuide(line, shape, head) | GUIDED;
        } else {
            word |= fillRoot(line, shape, head) | (keys.narrow() ? NARROW : WIDE);
        }
        WORDS.setRelease(ALL, line, word);
    }

    private static long fillGuide(long line, ChunkShape shape, long head) {
        TreeShape tree = shape.tree();
        int every = tree.leaves() <= GUIDE_KEYS + 1 ? 0 : 1;
        for (int i = 0; i < GUIDE_KEYS; i++) {
            long leaf = (i + 1L) << every;
            int first = leaf < tree.leaves() ? ALL.get(Layouts.I32, head + shape.leafAt(leaf)) : -1;
            ALL.set(Layouts.I32, line + GUIDE + 4L * i, first);
        }
        return ((long) every << LEVELS) | (tree.cells() << GUIDED_CELLS);
    }

    private static long fillRoot(long line, ChunkShape shape, long head) {
        ALL.set(Layouts.I64, line + TREE, head + shape.treeAt());
        ALL.set(Layouts.I64, line + CELLS, shape.tree().cells());
        MemorySegment root = ALL.asSlice(line + ROOT_LINE, TreeShape.NODE_BYTES);
        if (shape.tree().levels() > 0) {
            root.copyFrom(ALL.asSlice(head + shape.treeAt(), TreeShape.NODE_BYTES));
        } else {
            root.fill((byte) -1);
        }
        return (long) shape.tree().levels() << LEVELS;
    }

    @Override
    public void close() {
        lineMemory.close();
        roomMemory.close();
    }
}
