package dev.lode.node.hunter;

import java.util.concurrent.atomic.AtomicLongArray;

/// The counters of one loop.
///
/// Threads: the loop counts, any read.
@SuppressWarnings("EnumOrdinal") // a place in a table of this process, never written down
public final class LoopCounters {
    private final AtomicLongArray values = new AtomicLongArray(Count.values().length);

    /// Makes them, all 0.
    public LoopCounters() {}

    /// Counts one.
    ///
    /// @param count of what
    public void add(Count count) {
        values.setRelease(count.ordinal(), values.getPlain(count.ordinal()) + 1);
    }

    /// Reads a counter.
    ///
    /// @param count of what
    /// @return how many since the start
    public long get(Count count) {
        return values.getAcquire(count.ordinal());
    }
}
