package dev.lode.storage.index;

import dev.lode.base.Layouts;
import java.lang.foreign.MemorySegment;

/// A search of nodes without a branch that the keys decide: which runs on every machine.
public final class ScalarSearch implements NodeSearch {
    /* Implementation: 16 keys in two steps of four: how many of every fourth key are below says in which four the search
     * ends. That halves the loads of counting all, and nothing is to be predicted. */

    private static final long UNSIGNED = 0xFFFF_FFFFL;

    /// Makes one.
    public ScalarSearch() {}

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public int below(MemorySegment memory, long line, int key) {
        long at = AllMemory.line(line);
        long wanted = key & UNSIGNED;
        long fours = 0;
        for (int i = 0; i < 3; i++) {
            fours += (key(memory, at + 12 + i * 16L) - wanted) >>> 63;
        }
        long part = at + fours * 16;
        long count = fours * 4;
        for (int i = 0; i < 4; i++) {
            count += (key(memory, part + i * 4L) - wanted) >>> 63;
        }
        return (int) count;
    }

    @Override
    public int notAbove(MemorySegment memory, long line, int key) {
        long at = AllMemory.line(line);
        long wanted = key & UNSIGNED;
        long fours = 3;
        for (int i = 0; i < 3; i++) {
            fours -= (wanted - key(memory, at + 12 + i * 16L)) >>> 63;
        }
        long part = at + fours * 16;
        long count = fours * 4 + 4;
        for (int i = 0; i < 4; i++) {
            count -= (wanted - key(memory, part + i * 4L)) >>> 63;
        }
        return (int) count;
    }

    @Override
    public int notAboveGuide(MemorySegment memory, long line, int key) {
        long at = AllMemory.line(line);
        long fives = 4;
        for (int i = 0; i < 4; i++) {
            fives -= (key - shortKey(memory, at + 8 + i * 10L)) >>> 63;
        }
        long part = at + fives * 10;
        long count = fives * 5 + 4;
        for (int i = 0; i < 4; i++) {
            count -= (key - shortKey(memory, part + i * 2L)) >>> 63;
        }
        return (int) count;
    }

    @Override
    public int below(MemorySegment memory, long line, long key) {
        long at = AllMemory.line(line);
        long count = 0;
        for (int i = 0; i < TreeShape.WIDE_SLOTS; i++) {
            count += above(key, memory.get(Layouts.I64, at + i * 8L));
        }
        return (int) count;
    }

    @Override
    public int notAbove(MemorySegment memory, long line, long key) {
        long at = AllMemory.line(line);
        long count = TreeShape.WIDE_SLOTS;
        for (int i = 0; i < TreeShape.WIDE_SLOTS; i++) {
            count -= above(memory.get(Layouts.I64, at + i * 8L), key);
        }
        return (int) count;
    }

    private static long key(MemorySegment memory, long at) {
        return memory.get(Layouts.I32, at) & UNSIGNED;
    }

    private static long shortKey(MemorySegment memory, long at) {
        return memory.get(Layouts.I16, at) & 0xFFFFL;
    }

    /// 1 where a number is above another, else 0: what is borrowed when it is taken from the other
    /// (Hacker's Delight, 2-13).
    private static long above(long a, long b) {
        return ((~b & a) | ((~b | a) & (b - a))) >>> 63;
    }
}
