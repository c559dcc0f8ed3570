package dev.lode.storage.wal;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/// Off-heap memory that a device can write from: aligned to its blocks.
///
/// @param memory the bytes
/// @param view the same bytes for channels and checksums; its position and limit belong to whoever
///   holds the buffer
public record LogBuffer(MemorySegment memory, ByteBuffer view) {
    /// A buffer inside some memory.
    ///
    /// @param memory at least `bytes + alignment` bytes
    /// @param bytes wanted
    /// @param alignment of the first byte, a power of two
    /// @return the buffer
    static LogBuffer aligned(MemorySegment memory, long bytes, int alignment) {
        long skip = -memory.address() & (alignment - 1);
        MemorySegment part = memory.asSlice(skip, bytes);
        return new LogBuffer(part, part.asByteBuffer());
    }
}
