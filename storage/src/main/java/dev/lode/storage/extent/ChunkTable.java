package dev.lode.storage.extent;

import static dev.lode.storage.index.AllMemory.ALL;

import dev.lode.base.CellKey;
import dev.lode.base.Layouts;
import dev.lode.base.memory.Mapping;
import dev.lode.storage.index.AllMemory;
import dev.lode.storage.index.CellTree;
import dev.lode.storage.index.KeyShape;
import dev.lode.storage.index.TreeShape;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.Optional;

/// What a look-up needs of each partition, one cache line each; and apart from them what only rare
/// ones need.
///
/// Threads: one fills entries, any number read. An entry is whole before its state says so. Memory:
/// 12 MiB, 4 of which are the lines. Units: bytes; all places are addresses but those of blobs,
/// which are offsets in the file.
final class ChunkTable implements AutoCloseable {
    /* Implementation: a look-up waits for its line as it waits for its leaf, so the lines of all partitions are made to fit
     * where the processor's last cache keeps them. Behind state and places a line has room for all keys of a small chunk
     * (SmallChunk) or a guide (ChunkGuide), which leads from there to the leaf in nearly all narrow chunks. Larger and wide chunks have the place of their tree there, and a
     * copy of its root elsewhere, at an address that the partition alone decides, so that both misses overlap. */

    static final int EMPTY = 0;
    static final int DAMAGED = 1;

    /// Narrow keys in so few leaves that the guide leads to them.
    static final int GUIDED = 2;

    /// Narrow keys in a tree.
    static final int NARROW = 3;

    /// Wide keys in a tree.
    static final int WIDE = 4;

    /// Few narrow keys or none, which are in the line.
    static final int SMALL = 5;

    /// Where the guide is, or the keys of a small chunk, or else the place of the tree and behind
    /// it the counts of its levels.
    static final int GUIDE = 16;

    private static final int LINE_BYTES = 64;
    private static final long LINE_MASK = AllMemory.line(-LINE_BYTES);

    /// What leaves of a cell's key 64 times its partition, and something below that.
    private static final int PARTITION_SHIFT = 42;

    private static final int STATE_MASK = 7;
    private static final int ORDINAL_BITS = 3;
    private static final int SITE_BITS = 8;
    private static final int SPOT_BITS = 13;

    /// Of a guided chunk: see [ChunkGuide]; else the levels of the tree.
    private static final int FINE = 18;

    private static final int COARSE = 23;
    private static final int HALF = 28;

    /// Numbers of bits are below 32; a shift of an int needs no mask.
    private static final int BITS_MASK = 31;

    private static final int LEAVES = 4;
    private static final int BLOBS = 8;
    private static final int BLOBS_SHIFT = 16;
    private static final int TREE = 16;
    private static final int TREE_COUNTS = 24;

    /// Of narrow keys in a tree, whose counts end before: the bits that no key of the chunk has.
    private static final int BEYOND = 56;

    /// Bits of an address, and of an offset in a file.
    private static final int PLACE_BITS = 48;

    /// Leaves begin at a line: the number of the last leaf of a guided chunk is below their
    /// address.
    private static final long LAST_MASK = TreeShape.NODE_BYTES - 1;

    private static final long LEAVES_MASK = ((1L << PLACE_BITS) - 1) & ~LAST_MASK;

    /// From a partition's line to the copy of its tree's root.
    static final long ROOT_LINE = (long) Directory.PARTITIONS * LINE_BYTES;

    /// From a partition's line to what only rare look-ups need.
    private static final long REST = 2 * ROOT_LINE;

    private static final int ROOM_ENTRIES = 0;
    private static final int CELLS = 8;
    private static final int BLOB_BYTES = 16;
    private static final int ROOMS = 24;

    private static final VarHandle WORDS = ValueLayout.JAVA_INT.varHandle();

    private final Mapping memory;
    private final long lines;

    ChunkTable(String owner) {
        memory = Mapping.huge(owner, (long) Directory.PARTITIONS * 3 * LINE_BYTES);
        lines = memory.segment().address();
    }

    /// Where the line of the first partition begins.
    long lines() {
        return lines;
    }

    /// Where the line of a partition begins.
    static long line(long lines, int partition) {
        return (lines + (long) partition * LINE_BYTES) & LINE_MASK;
    }

    /// Where the line of a cell's partition begins.
    static long lineOf(long lines, long cellKey) {
        return (lines + (cellKey >>> PARTITION_SHIFT)) & LINE_MASK;
    }

    /// Where the line of a partition begins.
    long line(int partition) {
        return line(lines, partition);
    }

    /// How many rooms a partition has, where it is neither empty nor damaged.
    static int rooms(long line) {
        return ALL.get(Layouts.I32, line + REST + ROOMS);
    }

    /// Where the entry of a partition's first room is.
    static long roomEntries(long line) {
        return ALL.get(Layouts.I64, line + REST + ROOM_ENTRIES);
    }

    /// How many cells a partition has.
    static long cells(long line) {
        return ALL.get(Layouts.I64, line + REST + CELLS);
    }

    /// Bytes of a partition's blobs.
    static long blobBytes(long line) {
        return ALL.get(Layouts.I64, line + REST + BLOB_BYTES);
    }

    /// The first word of a partition's line: its state, and with it what else the word says; the
    /// rest of the line is read after this.
    static int word(long line) {
        return (int) WORDS.getAcquire(ALL, line);
    }

    static int state(long line) {
        return stateOf(word(line));
    }

    /// Publishes a state alone.
    static void publish(long line, int state) {
        WORDS.setRelease(ALL, line, state);
    }

    static int stateOf(int word) {
        return word & STATE_MASK;
    }

    static int ordinalBits(int word) {
        return (word >>> ORDINAL_BITS) & BITS_MASK;
    }

    static int siteBits(int word) {
        return (word >>> SITE_BITS) & BITS_MASK;
    }

    static int spotBits(int word) {
        return (word >>> SPOT_BITS) & BITS_MASK;
    }

    /// What is left of an ordinal beyond the bits of the chunk's largest.
    static int beyondOrdinal(int word, int ordinal) {
        return ordinal >>> (word >>> ORDINAL_BITS);
    }

    /// What is left of a site beyond the bits of the chunk's largest.
    static int beyondSite(int word, int site) {
        return site >>> (word >>> SITE_BITS);
    }

    /// What is left of a spot beyond the bits of the chunk's largest.
    static int beyondSpot(int word, int spot) {
        return spot >>> (word >>> SPOT_BITS);
    }

    /// A room's ordinal and a site beside each other, as narrow keys have them.
    static int siteKey(int word, int ordinal, int site) {
        return (ordinal << (word >>> SITE_BITS)) | site;
    }

    /// A narrow key.
    static int key(int word, int siteKey, int spot) {
        return (siteKey << (word >>> SPOT_BITS)) | spot;
    }

    /// Ordinal and site of a narrow key.
    static int siteKeyOf(int word, int key) {
        return key >>> (word >>> SPOT_BITS);
    }

    /// The spot of a narrow key.
    static int spotOf(int word, int key) {
        return key & ~(-1 << (word >>> SPOT_BITS));
    }

    /// What a key has beyond the bits that keys of a narrow tree have; 0 where it can be one.
    static long beyond(long line, long cellKey) {
        return cellKey & ALL.get(Layouts.I64, line + BEYOND);
    }

    /// Levels of the tree.
    static int levels(int word) {
        return word >>> FINE;
    }

    /// What the guide knows of a key.
    static int cut(int word, int siteKey, int spot) {
        return ChunkGuide.cut(siteKey, spot, word >>> FINE, word >>> COARSE);
    }

    /// 0 where a guide knows every second leaf alone, else 1.
    static int guideHalf(int word) {
        return word >>> HALF;
    }

    /// Where the leaves of a guided chunk are, and which is the last: for [#guidedLeaves] and
    /// [#lastGuided].
    static long guided(long line) {
        return ALL.get(Layouts.I64, line + LEAVES);
    }

    static long guidedLeaves(long guided) {
        return guided & LEAVES_MASK;
    }

    /// The last leaf of a guided chunk.
    static long lastGuided(long guided) {
        return guided & LAST_MASK;
    }

    /// Where the counts of a chunk with a tree are.
    static long treeCounts(long line) {
        return line + TREE_COUNTS;
    }

    static long tree(long line) {
        return ALL.get(Layouts.I64, line + TREE);
    }

    static long leaves(long line) {
        return ALL.get(Layouts.I64, line + LEAVES) & LEAVES_MASK;
    }

    static long blobs(long line) {
        return ALL.get(Layouts.I64, line + BLOBS) >>> BLOBS_SHIFT;
    }

    /// Fills the entry of a partition and publishes it.
    ///
    /// @param header of its chunk, which is sound
    /// @param head address of the chunk's head
    /// @param blobsAt offset of its blobs in the file
    void fill(ChunkHeader header, long head, long blobsAt) {
        long line = line(header.partition());
        long rest = line + REST;
        ALL.set(Layouts.I64, rest + ROOM_ENTRIES, head + ChunkShape.HEADER_BYTES);
        ALL.set(Layouts.I64, rest + CELLS, header.cells());
        ALL.set(Layouts.I64, rest + BLOB_BYTES, header.blobBytes());
        ALL.set(Layouts.I32, rest + ROOMS, header.rooms());
        ChunkShape shape = header.shape();
        KeyShape keys = header.keys();
        long leaves = head + shape.leavesAt();
        assert (leaves & ~LEAVES_MASK) == 0 && blobsAt >>> PLACE_BITS == 0;
        ALL.set(Layouts.I64, line + BLOBS, blobsAt << BLOBS_SHIFT);
        int word =
                keys.ordinalBits() << ORDINAL_BITS
                        | keys.siteBits() << SITE_BITS
                        | keys.spotBits() << SPOT_BITS;
        var guide = keys.narrow() ? ChunkGuide.of(shape, head) : Optional.<ChunkGuide>empty();
        if (SmallChunk.is(shape)) {
            SmallChunk.write(line, shape, leaves);
            word |= SMALL;
        } else if (guide.isPresent()) {
            leaves |= shape.tree().leaves() - 1;
            word |= guide(line, guide.get());
        } else {
            word |= tree(line, shape, head + shape.treeAt());
        }
        ALL.set(Layouts.I32, line + LEAVES, (int) leaves);
        ALL.set(Layouts.I16, line + LEAVES + 4, (short) (leaves >>> 32));
        WORDS.setRelease(ALL, line, word);
    }

    private static int guide(long line, ChunkGuide guide) {
        guide.write(line);
        return GUIDED
                | guide.fine() << FINE
                | guide.coarse() << COARSE
                | (1 - guide.every()) << HALF;
    }

    private static int tree(long line, ChunkShape shape, long root) {
        ALL.set(Layouts.I64, line + TREE, root);
        CellTree.putCounts(shape.tree(), treeCounts(line));
        if (shape.tree().levels() > 0) {
            ALL.asSlice(line + ROOT_LINE, TreeShape.NODE_BYTES)
                    .copyFrom(ALL.asSlice(root, TreeShape.NODE_BYTES));
        }
        KeyShape keys = shape.keys();
        if (keys.narrow()) {
            long ordinals = (-1L << keys.ordinalBits()) & (CellKey.ORDINALS - 1);
            long sites = (-1L << keys.siteBits()) & (CellKey.SITES - 1);
            long spots = (-1L << keys.spotBits()) & (CellKey.SPOTS - 1);
            ALL.set(Layouts.I64, line + BEYOND, ordinals << 28 | sites << 20 | spots);
        }
        return (keys.narrow() ? NARROW : WIDE) | shape.tree().levels() << FINE;
    }

    @Override
    public void close() {
        memory.close();
    }
}
