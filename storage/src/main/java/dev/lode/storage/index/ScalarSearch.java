package dev.lode.storage.index;

import static dev.lode.storage.index.AllMemory.ALL;

import dev.lode.base.Layouts;

/// A search of nodes without a branch that the keys decide: which runs on every machine.
public final class ScalarSearch implements NodeSearch {
    /* Implementation: 16 keys in two steps of four: how many of every fourth key are below says in which four the search
     * ends. That halves the loads of counting all, and nothing is to be predicted. */

    private static final long UNSIGNED = 0xFFFF_FFFFL;

    /// What a cell's key has below its partition, which all keys of a tree have in common.
    private static final long CELL = (1L << 48) - 1;

    /// Makes one.
    public ScalarSearch() {}

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public long below(long line, int key) {
        return below(line, -(key & UNSIGNED), 4);
    }

    @Override
    public long slot(long line, int key) {
        return below(line, -(key & UNSIGNED), 3);
    }

    @Override
    public long notAbove(long line, int key) {
        return below(line, ~(key & UNSIGNED), 4);
    }

    /// Counts the keys whose sum with a number is below 0, of the last four as many as said.
    private static long below(long line, long negated, int last) {
        long at = AllMemory.line(line);
        long fours = 0;
        for (int i = 0; i < 3; i++) {
            fours += (key(at + 12 + i * 16L) + negated) >>> 63;
        }
        long part = at + fours * 16;
        long count = fours * 4;
        for (int i = 0; i < last; i++) {
            count += (key(part + i * 4L) + negated) >>> 63;
        }
        return count;
    }

    @Override
    public long belowGuide(long line, int key) {
        long at = AllMemory.line(line);
        long fives = 0;
        for (int i = 0; i < 4; i++) {
            fives += (shortKey(at + 8 + i * 10L) - key) >>> 63;
        }
        long part = at + fives * 10;
        long count = fives * 5;
        for (int i = 0; i < 4; i++) {
            count += (shortKey(part + i * 2L) - key) >>> 63;
        }
        return count;
    }

    @Override
    public long below(long line, long key) {
        return belowWide(line, -(key & CELL));
    }

    @Override
    public long notAbove(long line, long key) {
        return belowWide(line, ~(key & CELL));
    }

    private static long belowWide(long line, long negated) {
        long at = AllMemory.line(line);
        long threes = 0;
        for (int i = 0; i < 2; i++) {
            threes += (wideKey(at + 16 + i * 24L) + negated) >>> 63;
        }
        long part = at + threes * 24;
        long count = threes * 3;
        for (int i = 0; i < 2; i++) {
            count += (wideKey(part + i * 8L) + negated) >>> 63;
        }
        return count;
    }

    private static long wideKey(long at) {
        return ALL.get(Layouts.I64, at) & CELL;
    }

    private static long key(long at) {
        return ALL.get(Layouts.I32, at) & UNSIGNED;
    }

    private static long shortKey(long at) {
        return ALL.get(Layouts.I16, at) & 0xFFFFL;
    }
}
