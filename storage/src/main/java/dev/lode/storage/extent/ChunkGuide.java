package dev.lode.storage.extent;

import static dev.lode.storage.index.AllMemory.ALL;

import dev.lode.base.Layouts;
import dev.lode.storage.index.AllMemory;
import dev.lode.storage.index.KeyShape;
import dev.lode.storage.index.NodeSearch;
import dev.lode.storage.index.TreeShape;
import java.util.Optional;

/// What leads a look-up from a chunk's line in the table to its leaf: 16 bits for each boundary
/// between two of its leaves, or for every second one.
///
/// Made when a chunk is opened, in no file. Threads: any. Units: addresses; keys are unsigned.
final class ChunkGuide {
    /* Implementation: keys are cut to 16 bits. Rooms and sites keep all of theirs; of a spot as many are left as there is
     * room for, half of that range for the first spots one by one, half for all others in steps: authors number from 0 and
     * leave holes. The guide has, of each boundary, the cut of the last key before it or, where there is room between that and
     * the next, one more. A cut key between two of the guide's tells one leaf, or two in a guide of every second; one that
     * equals one of the guide's lies in one of the two leaves beside that boundary. The first key of the last of two leaves
     * decides, without a branch; their lines come together. That never more than two are candidates and that keys of one
     * guide differ, ChunkGuide.of sees to; no key is cut to what unused places have. */

    /// Keys of a guide.
    static final int KEYS = 24;

    private static final int KEY_BYTES = 2;
    private static final int KEY_BITS = 16;
    private static final int UNUSED = 0xFFFF;

    /// Every second leaf at most, so that two are the most that may have a key. Such a guide has
    /// one unused place at least: behind the last key there is then nothing that equals one.
    private static final int EVERY_MAX = 1;

    private static final NodeSearch SEARCH = NodeSearch.chosen();

    private final short[] keys;
    private final int fine;
    private final int coarse;
    private final int every;

    private ChunkGuide(short[] keys, int fine, int coarse, int every) {
        this.keys = keys;
        this.fine = fine;
        this.coarse = coarse;
        this.every = every;
    }

    /// Makes the guide of a chunk of narrow keys.
    ///
    /// @param shape of the chunk
    /// @param head address of its head, which is sound
    /// @return the guide; empty where the chunk has no cells, too many, or its keys are too close
    static Optional<ChunkGuide> of(ChunkShape shape, long head) {
        long leaves = shape.tree().leaves();
        KeyShape keys = shape.keys();
        int fine = Math.min(KEY_BITS - 1 - keys.ordinalBits() - keys.siteBits(), keys.spotBits());
        boolean cuttable = leaves > 0 && fine >= 0 && keys.bits() < KeyShape.NARROW_BITS;
        for (int every = 0; every <= EVERY_MAX && cuttable; every++) {
            if ((leaves - 1) >> every <= KEYS - every) {
                var guide = of(new Cutter(shape, head, fine), every);
                if (guide.isPresent()) {
                    return guide;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<ChunkGuide> of(Cutter cutter, int every) {
        long leaves = cutter.shape().tree().leaves();
        var keys = new short[(int) (leaves - 1) >> every];
        int last = -1;
        for (int i = 0; i < keys.length; i++) {
            long leaf = (i + 1L) << every;
            int before = cutter.last(leaf - 1);
            int key = cutter.first(leaf) - before > 1 ? before + 1 : before;
            boolean others =
                    every > 0
                            && (cutter.last(leaf - 2) == key
                                    || (leaf + 1 < leaves && cutter.first(leaf + 1) == key));
            if (key == last || others) {
                return Optional.empty();
            }
            keys[i] = (short) key;
            last = key;
        }
        return Optional.of(new ChunkGuide(keys, cutter.fine(), cutter.coarse(), every));
    }

    /// Cuts the keys of a chunk.
    private record Cutter(ChunkShape shape, long head, int fine) {
        int coarse() {
            return shape.keys().spotBits() - fine;
        }

        /// The cut of the first key of a leaf.
        int first(long leaf) {
            return cut(head + shape.leafAt(leaf));
        }

        /// The cut of the last key of a leaf that is not the last.
        int last(long leaf) {
            return cut(head + shape.leafAt(leaf) + TreeShape.NODE_BYTES - Integer.BYTES);
        }

        private int cut(long at) {
            int key = ALL.get(Layouts.I32, at);
            int spotBits = shape.keys().spotBits();
            int spot = key & ~(-1 << spotBits);
            return ChunkGuide.cut(key >>> spotBits, spot, fine, coarse());
        }
    }

    /// What a guide knows of a key.
    ///
    /// @param siteKey ordinal and site beside each other
    /// @param spot the spot
    /// @param fine as many bits of the spot are kept where the others are 0
    /// @param coarse as many bits of the spot are left out where the others are not 0
    /// @return below 65,535; no less than that of a lesser key
    static int cut(int siteKey, int spot, int fine, int coarse) {
        return ((siteKey << fine) << 1) + Math.min(spot, (1 << fine) - 1) + (spot >>> coarse);
    }

    /// See [#cut].
    int fine() {
        return fine;
    }

    /// See [#cut].
    int coarse() {
        return coarse;
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

    /// How many keys of a guide a key has passed: once where it equals one, twice where it is
    /// above.
    ///
    /// @param line of a guided chunk
    /// @param cut of the key
    /// @return at most two for each key of the guide
    static long passed(long line, int cut) {
        long guide = line + ChunkTable.GUIDE;
        long below = SEARCH.belowGuide(guide, cut);
        long next = ALL.get(Layouts.I16, guide + below * KEY_BYTES) & UNUSED;
        return 2 * below + (((cut ^ next) - 1) >>> 63);
    }

    /// The first leaf that may have a key.
    ///
    /// @param word of the line of a guided chunk
    /// @param passed by the key
    /// @return its number
    static long first(int word, long passed) {
        return passed >>> ChunkTable.guideHalf(word);
    }

    /// The last leaf that may have a key: the first or the one behind it.
    ///
    /// @param word of the line of a guided chunk
    /// @param guided of the line
    /// @param passed by the key
    /// @return its number
    static long last(int word, long guided, long passed) {
        return Math.min((passed + 1) >>> ChunkTable.guideHalf(word), ChunkTable.lastGuided(guided));
    }

    /// The one of two leaves that may have a key.
    ///
    /// @param first address of the first
    /// @param last address of the last
    /// @param key a narrow key
    /// @return address of the leaf
    static long chosenLeaf(long first, long last, int key) {
        long wanted = key & ChunkReader.NARROW_MAX;
        long begins = ALL.get(Layouts.I32, AllMemory.line(last)) & ChunkReader.NARROW_MAX;
        return last + ((first - last) & ((wanted - begins) >> 63));
    }
}
