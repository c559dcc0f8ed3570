package dev.lode.storage.wal;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// One entry of one log.
///
/// @param index its place in the log, from 1
/// @param term of the leader that made it
/// @param type what the owner of the log says it is; the log does not look at it
/// @param data its bytes; the log copies them before `append` or `submit` returns
public record WalEntry(long index, long term, byte type, MemorySegment data) {
    /// An entry of bytes from the heap.
    ///
    /// @param index its place in the log
    /// @param term of the leader that made it
    /// @param type the owner's type
    /// @param data its bytes, not copied here
    /// @return the entry
    public static WalEntry of(long index, long term, byte type, byte[] data) {
        return new WalEntry(index, term, type, MemorySegment.ofArray(data));
    }

    /// The data as a new array.
    ///
    /// @return a copy
    public byte[] bytes() {
        return data.toArray(ValueLayout.JAVA_BYTE);
    }
}
