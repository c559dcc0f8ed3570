package dev.lode.storage.extent;

import static dev.lode.storage.index.AllMemory.ALL;

import dev.lode.base.Layouts;
import dev.lode.storage.index.NodeSearch;
import dev.lode.storage.index.TreeShape;
import java.util.Optional;

/// What leads a look-up from a chunk's line in the table to its leaf: the first 16 bits of the
/// first keys of its leaves, of all but the first leaf or of every second.
///
/// Made when a chunk is opened, in no file. Threads: any. Units: addresses; keys are unsigned.
final class ChunkGuide {
    /* Implementation: keys are cut to 16 bits by a shift. A cut key above one of the guide's and below the next tells one
     * leaf. One that equals one of the guide's may lie before that leaf, too, so both leaves are candidates; a guide of
     * every second leaf has twice as many. The first keys of the candidates decide, without a branch; their lines come
     * together. Cut keys of one guide differ, and no key of the chunk is cut to what unused places have, which
     * ChunkGuide.of sees to: more than four leaves are never candidates. */

    /// Keys of a guide.
    static final int KEYS = 24;

    private static final int KEY_BYTES = 2;
    private static final int KEY_BITS = 16;
    private static final int UNUSED = 0xFFFF;

    private static final int BEFORE_GUIDE = ChunkTable.GUIDE - KEY_BYTES;

    /// Every second leaf at most, so that four are the most that may have a key.
    private static final int EVERY_MAX = 1;

    private static final NodeSearch SEARCH = NodeSearch.chosen();

    private final short[] keys;
    private final int shift;
    private final int every;

    private ChunkGuide(short[] keys, int shift, int every) {
        this.keys = keys;
        this.shift = shift;
        this.every = every;
    }

    /// Makes the guide of a chunk of narrow keys.
    ///
    /// @param shape of the chunk
    /// @param head address of its head, which is sound
    /// @return the guide; empty where the chunk has no cells, too many, or its keys are too close
    static Optional<ChunkGuide> of(ChunkShape shape, long head) {
        long leaves = shape.tree().leaves();
        for (int every = 0; every <= EVERY_MAX && leaves > 0; every++) {
            if ((leaves - 1) >> every <= KEYS) {
                var guide = of(shape, head, every);
                if (guide.isPresent()) {
                    return guide;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<ChunkGuide> of(ChunkShape shape, long head, int every) {
        int count = (int) (shape.tree().leaves() - 1) >> every;
        int shift = Math.max(0, shape.keys().bits() - KEY_BITS);
        if (count > 0 && largestKey(shape, head) >>> shift >= UNUSED) {
            shift++;
        }
        var keys = new short[count];
        for (int i = 0; i < count; i++) {
            long leaf = (i + 1L) << every;
            long begins = firstKey(shape, head, leaf) >>> shift;
            long before = lastKey(shape, head, leaf - 1) >>> shift;
            keys[i] = (short) (before < begins - 1 ? begins - 1 : begins);
            if (i > 0 && keys[i] == keys[i - 1]) {
                return Optional.empty();
            }
        }
        return Optional.of(new ChunkGuide(keys, shift, every));
    }

    private static long firstKey(ChunkShape shape, long head, long leaf) {
        return ALL.get(Layouts.I32, head + shape.leafAt(leaf)) & ChunkReader.NARROW_MAX;
    }

    private static long largestKey(ChunkShape shape, long head) {
        long rank = shape.tree().cells() - 1;
        long leaf = head + shape.leafAt(rank / TreeShape.NARROW_SLOTS);
        long slot = rank % TreeShape.NARROW_SLOTS;
        return ALL.get(Layouts.I32, leaf + slot * Integer.BYTES) & ChunkReader.NARROW_MAX;
    }

    /// The last key of a leaf that is not the last.
    private static long lastKey(ChunkShape shape, long head, long leaf) {
        long end = head + shape.leafAt(leaf) + TreeShape.NODE_BYTES;
        return ALL.get(Layouts.I32, end - Integer.BYTES) & ChunkReader.NARROW_MAX;
    }

    /// What keys are shifted by.
    int shift() {
        return shift;
    }

    /// 1 where the guide knows every second leaf alone, else 0.
    int every() {
        return every;
    }

    /// Writes the guide into a line.
    void write(long line) {
        for (int i = 0; i < KEYS; i++) {
            ALL.set(
                    Layouts.I16,
                    line + ChunkTable.GUIDE + (long) i * KEY_BYTES,
                    i < keys.length ? keys[i] : (short) UNUSED);
        }
    }

    /// How many keys of a guide are not above a key.
    ///
    /// @param line of a guided chunk
    /// @param word of the line
    /// @param key a narrow key
    /// @return how many
    static long passed(long line, int word, int key) {
        return SEARCH.notAboveGuide(
                ALL, line + ChunkTable.GUIDE, key >>> ChunkTable.guideShift(word));
    }

    /// The first leaf that may have a key.
    ///
    /// @param line of a guided chunk
    /// @param word of the line
    /// @param key a narrow key
    /// @param passed of the key
    /// @return its address
    static long first(long line, int word, int key, long passed) {
        int cut = key >>> ChunkTable.guideShift(word);
        long reached = ALL.get(Layouts.I16, line + BEFORE_GUIDE + passed * KEY_BYTES) & UNUSED;
        long equal = ((cut ^ reached) - 1) >>> 63;
        return leafAt(line, word, Math.max(passed - equal, 0) << ChunkTable.guideEvery(word));
    }

    /// The last leaf that may have a key.
    ///
    /// @param line of a guided chunk
    /// @param word of the line
    /// @param passed of the key
    /// @return its address
    static long last(long line, int word, long passed) {
        int every = ChunkTable.guideEvery(word);
        return leafAt(line, word, (passed << every) + every);
    }

    private static long leafAt(long line, int word, long leaf) {
        return ChunkTable.leaves(line)
                + Math.min(leaf, ChunkTable.lastGuided(word)) * TreeShape.NARROW_LEAF_BYTES;
    }

    /// The one of up to four leaves behind each other that may have a key.
    ///
    /// @param first address of the first
    /// @param last address of the last
    /// @param key a narrow key
    /// @return address of the leaf
    static long chosenLeaf(long first, long last, int key) {
        long wanted = key & ChunkReader.NARROW_MAX;
        long leaf = first;
        for (int step = 2; step >= 1; step--) {
            long next = Math.min(leaf + step * (long) TreeShape.NARROW_LEAF_BYTES, last);
            long begins = ALL.get(Layouts.I32, next) & ChunkReader.NARROW_MAX;
            long before = (wanted - begins) >> 63;
            leaf = next + ((leaf - next) & before);
        }
        return leaf;
    }
}
