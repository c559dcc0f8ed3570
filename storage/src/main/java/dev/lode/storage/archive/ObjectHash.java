package dev.lode.storage.archive;

import dev.lode.base.Id128;
import java.lang.foreign.MemorySegment;

/// The SHA-256 at the end of an object, which the next in its chain carries.
///
/// @param first bytes 0 to 15
/// @param second bytes 16 to 31
record ObjectHash(Id128 first, Id128 second) {
    static final int BYTES = 32;

    /// What the first of a chain carries.
    static final ObjectHash NONE = new ObjectHash(Id128.ZERO, Id128.ZERO);

    static ObjectHash read(MemorySegment memory, long offset) {
        return new ObjectHash(Id128.read(memory, offset), Id128.read(memory, offset + Id128.BYTES));
    }

    void write(MemorySegment memory, long offset) {
        first.write(memory, offset);
        second.write(memory, offset + Id128.BYTES);
    }

    @Override
    public String toString() {
        return first.toString() + second;
    }
}
