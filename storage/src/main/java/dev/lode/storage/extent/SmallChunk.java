package dev.lode.storage.extent;

import static dev.lode.storage.index.AllMemory.ALL;

import dev.lode.base.Layouts;
import dev.lode.storage.index.KeyShape;

/// The keys of a chunk of few cells or none, in its line of the table: what was added to a hunt
/// lies in many such chunks, and that they lack a cell is then known without their leaf.
///
/// Made when a chunk is opened, in no file. Threads: any. Units: addresses; keys are unsigned.
final class SmallChunk {
    /* Implementation: twelve keys in two steps, as a node is searched. Keys have 31 bits at most, so none is all ones, as
     * unused places are. */

    /// The most cells of one.
    static final int CELLS = 12;

    private static final int KEYS = ChunkTable.GUIDE;
    private static final long UNSIGNED = 0xFFFF_FFFFL;

    private SmallChunk() {}

    /// Whether a chunk is one.
    static boolean is(ChunkShape shape) {
        return shape.tree().cells() <= CELLS && shape.keys().bits() < KeyShape.NARROW_BITS;
    }

    /// Writes the keys into a line.
    ///
    /// @param line of the chunk
    /// @param shape of the chunk
    /// @param leaf address of its only leaf, which is sound
    static void write(long line, ChunkShape shape, long leaf) {
        for (int i = 0; i < CELLS; i++) {
            int key = i < shape.tree().cells() ? ALL.get(Layouts.I32, leaf + i * 4L) : -1;
            ALL.set(Layouts.I32, line + KEYS + i * 4L, key);
        }
    }

    /// Finds a key.
    ///
    /// @param line of the chunk, as [dev.lode.storage.index.AllMemory#line] gives it
    /// @param key a narrow key
    /// @return which of the chunk's cells has it; below 0 where none has
    static long slot(long line, int key) {
        long wanted = key & UNSIGNED;
        long fours = 0;
        for (int i = 0; i < 2; i++) {
            fours += (keyAt(line + KEYS + 12 + i * 16L) - wanted) >>> 63;
        }
        long part = line + KEYS + fours * 16;
        long slot = fours * 4;
        for (int i = 0; i < 3; i++) {
            slot += (keyAt(part + i * 4L) - wanted) >>> 63;
        }
        return keyAt(line + KEYS + slot * 4) == wanted ? slot : -1;
    }

    private static long keyAt(long at) {
        return ALL.get(Layouts.I32, at) & UNSIGNED;
    }
}
