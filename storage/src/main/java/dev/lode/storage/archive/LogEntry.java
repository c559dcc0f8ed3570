package dev.lode.storage.archive;

import java.lang.foreign.MemorySegment;

/// One committed entry of a group.
///
/// @param index its place in the log
/// @param term of the leader that made it
/// @param type as the group's log has it
/// @param data its bytes
public record LogEntry(long index, long term, byte type, MemorySegment data) {
    /// What an entry takes in a piece beside its data.
    static final int HEAD_BYTES = 24;

    long archivedBytes() {
        return HEAD_BYTES + data.byteSize();
    }

    boolean same(LogEntry other) {
        return index == other.index
                && term == other.term
                && type == other.type
                && data.mismatch(other.data) < 0;
    }
}
