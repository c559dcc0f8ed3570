package dev.lode.storage.index;

import java.lang.foreign.MemorySegment;

/// All memory of the process as one segment, whose offsets are addresses: its bounds are constants,
/// so a read through it costs a load and nothing else.
///
/// Nothing checks an address: whoever computes one answers for it. For memory that was checked
/// before and stays mapped while it is read.
public final class AllMemory {
    /// The segment.
    public static final MemorySegment ALL = all();

    private static final long ADDRESS_MASK = Long.MAX_VALUE >>> 1;

    private AllMemory() {}

    /// The same address, which the compiler then knows to be far from the largest number: it leaves
    /// the checks out of reads at this address and those behind it.
    ///
    /// @param address of a line
    /// @return the same
    public static long line(long address) {
        return address & ADDRESS_MASK;
    }

    @SuppressWarnings("restricted")
    private static MemorySegment all() {
        return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    }
}
