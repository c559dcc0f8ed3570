package dev.lode.storage.extent;

import dev.lode.base.memory.Mapping;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/// The memory in which an extent's heads are read: own memory that takes what was checked, or a map
/// of the file.
///
/// Threads: one fills, any read. Units: bytes.
final class Heads implements HeadCheck.Sink, AutoCloseable {
    private final Mapping mapping;
    private final MemorySegment memory;
    private final long from;
    private final boolean resident;

    private Heads(Mapping mapping, long from, boolean resident) {
        this.mapping = mapping;
        this.from = from;
        this.resident = resident;
        memory = mapping.segment();
    }

    static Heads of(String owner, Path file, ExtentPlace place, HeadMemory kind)
            throws IOException {
        long from = place.headsAt() + Directory.BYTES;
        long bytes = Math.max(place.headsEnd() - from, ChunkShape.HEADER_BYTES);
        return switch (kind) {
            case RESIDENT -> new Heads(Mapping.huge(owner, bytes), from, true);
            case MAPPED -> {
                long at = Math.min(from, place.headsEnd() - ChunkShape.HEADER_BYTES);
                yield new Heads(Mapping.ofFile(owner, file, at, place.headsEnd() - at), at, false);
            }
        };
    }

    MemorySegment memory() {
        return memory;
    }

    /// Where a byte of the file lies in the memory.
    long at(long offset) {
        return offset - from;
    }

    @Override
    public void page(long offset, byte[] bytes, int index, int length) {
        if (resident) {
            MemorySegment.copy(MemorySegment.ofArray(bytes), index, memory, at(offset), length);
        }
    }

    @Override
    public void close() {
        mapping.close();
    }
}
