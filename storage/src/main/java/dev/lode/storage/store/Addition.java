package dev.lode.storage.store;

import java.lang.foreign.MemorySegment;

/// A cell that is added to a hunt while it is served, or replaced.
///
/// @param group whose log carries it
/// @param position in that log; rises from addition to addition of a group ([#position(long, int)])
/// @param cell its key
/// @param block the document as an LZ4 block; copied where it is taken
/// @param plainBytes length of the document
public record Addition(int group, long position, long cell, MemorySegment block, int plainBytes) {
    /// Bits of an addition's number within its entry.
    public static final int NUMBER_BITS = 16;

    /// The position of an addition that shares its log entry with others.
    ///
    /// @param index of the entry, less than 2^47
    /// @param number of the addition within the entry, less than 65,536
    /// @return the position
    public static long position(long index, int number) {
        if (index < 0 || index >>> (63 - NUMBER_BITS) != 0 || number >>> NUMBER_BITS != 0) {
            throw new IllegalArgumentException(
                    "no position: entry " + index + ", number " + number);
        }
        return index << NUMBER_BITS | number;
    }

    /// What became of an addition.
    public enum Outcome {
        /// Readers see it.
        ADDED,
        /// It was at or below the cursor: it is there already.
        REPEATED,
        /// There is no room until the compactor has written what waits; to be given again.
        FULL
    }
}
