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
        long wanted = key & UNSIGNED;
        int fours =
                below32(memory, line + 12, wanted)
                        + below32(memory, line + 28, wanted)
                        + below32(memory, line + 44, wanted)
                        + below32(memory, line + 60, wanted);
        int from = Math.min(fours, 3) * 4;
        long at = line + from * 4L;
        return from
                + below32(memory, at, wanted)
                + below32(memory, at + 4, wanted)
                + below32(memory, at + 8, wanted)
                + below32(memory, at + 12, wanted);
    }

    @Override
    public int below(MemorySegment memory, long line, long key) {
        int count = 0;
        for (int i = 0; i < TreeShape.WIDE_SLOTS; i++) {
            count += below64(memory.get(Layouts.I64, line + i * 8L), key);
        }
        return count;
    }

    private static int below32(MemorySegment memory, long at, long key) {
        return (int) (((memory.get(Layouts.I32, at) & UNSIGNED) - key) >>> 63);
    }

    private static int below64(long a, long b) {
        return a + Long.MIN_VALUE < b + Long.MIN_VALUE ? 1 : 0;
    }
}
