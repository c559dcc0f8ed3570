package dev.lode.base.memory;

import dev.lode.base.os.Native;
import dev.lode.base.os.Pages;
import java.lang.foreign.MemorySegment;

/// One range of addresses, behind which memory is taken step by step, from the front.
///
/// What lies in it therefore never moves and never straddles a seam. Threads: owned by one; others
/// may read what the owner published. Memory: a step is reserved until [#reset] or [#close]; its
/// pages are taken at once, so that no later write faults, or one by one as they are touched, where
/// most of them may never be.
final class Growth implements AutoCloseable {
    private final Memory.Account account;
    private final Mapping range;
    private final boolean atOnce;
    private final long step;
    private final long max;
    private long taken;

    Growth(String owner, long bytesMax, long stepBytes, boolean atOnce) {
        if (stepBytes <= 0 || bytesMax <= 0) {
            throw new IllegalArgumentException(
                    "memory grows by more than 0 bytes, not " + stepBytes + " of " + bytesMax);
        }
        this.atOnce = atOnce;
        account = Memory.account(owner);
        boolean huge = stepBytes >= Mapping.HUGE_PAGE_BYTES;
        long unit = huge ? Mapping.HUGE_PAGE_BYTES : pageBytes();
        step = (stepBytes + unit - 1) & -unit;
        max = (bytesMax + step - 1) / step * step;
        range = Mapping.range(owner, max, unit);
        if (huge) {
            range.hugePages();
        }
    }

    static long pageBytes() {
        return Native.available() ? Pages.pageBytes() : 4096;
    }

    MemorySegment memory() {
        return range.segment();
    }

    /// Whether there is memory up to a byte, taken now where need be.
    boolean reach(long bytes) {
        while (taken < bytes) {
            boolean room = taken + step <= max;
            if (!room || (atOnce && !range.populateWrite(taken, step))) {
                return false;
            }
            taken += step;
            account.reserve(step);
        }
        return true;
    }

    void use(long bytes) {
        account.use(bytes);
    }

    long taken() {
        return taken;
    }

    /// Gives the whole pages of a part back for now; they come again as they are touched.
    void idle(long from, long to) {
        long page = pageBytes();
        long first = (from + page - 1) & -page;
        long end = to & -page;
        if (end > first) {
            range.discard(first, end - first);
        }
    }

    /// Gives everything back; the addresses stay, and read as zero.
    void reset() {
        range.discard();
        account.reserve(-taken);
        taken = 0;
    }

    @Override
    public void close() {
        range.close();
        account.reserve(-taken);
        taken = 0;
    }
}
