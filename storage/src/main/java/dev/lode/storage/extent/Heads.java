package dev.lode.storage.extent;

import dev.lode.base.memory.Mapping;
import dev.lode.storage.index.TreeShape;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/// The memory in which an extent's heads are read: own memory that takes what was checked, or a map
/// of the file.
///
/// Threads: one fills, any read. Units: bytes.
final class Heads implements HeadCheck.Sink, AutoCloseable {
    /* Implementation: the error of a page that a truncation took away is not thrown by the read but at the thread's next
     * safepoint poll, which the compiler may put behind the look-up and all that catches its errors. A loop whose end it
     * cannot know has a poll at each turn; a few turns, in case it takes the first ones out. */

    private static volatile int turns = 8;

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
            case RESIDENT ->
                    new Heads(Mapping.huge(owner, bytes + TreeShape.NARROW_LEAF_BYTES), from, true);
            case MAPPED -> {
                long at = Math.min(from, place.headsEnd() - ChunkShape.HEADER_BYTES);
                yield new Heads(Mapping.ofFile(owner, file, at, place.headsEnd() - at), at, false);
            }
        };
    }

    /// The address at which a byte of the file lies.
    long address(long offset) {
        return memory.address() + at(offset);
    }

    /// Whether the memory is our own, so that reading it cannot fail.
    boolean resident() {
        return resident;
    }

    /// Has the error of a mapped page that has gone come now, where the look-up still catches it.
    void settle() {
        if (!resident) {
            int turn = 0;
            while (turn < turns) {
                turn++;
            }
        }
    }

    private long at(long offset) {
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
