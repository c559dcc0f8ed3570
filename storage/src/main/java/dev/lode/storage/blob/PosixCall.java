package dev.lode.storage.blob;

import dev.lode.base.memory.OffHeap;
import dev.lode.base.os.Native;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The memory that one reader's system calls need: where errno is kept, and one iovec.
///
/// Threads: owned by one.
final class PosixCall {
    private static final int VECTOR_BYTES = 16;

    final MemorySegment state;
    final MemorySegment vector;

    PosixCall(OffHeap account) {
        state = account.allocate(Math.max(Native.errorStateBytes(), Long.BYTES));
        vector = account.allocate(VECTOR_BYTES);
    }

    void aim(MemorySegment into, long length) {
        vector.set(ValueLayout.JAVA_LONG, 0, into.address());
        vector.set(ValueLayout.JAVA_LONG, 8, length);
    }
}
