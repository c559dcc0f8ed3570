package dev.lode.base.memory;

import java.lang.foreign.MemorySegment;

/// The memory of one generation: taken piece by piece, given back all at once.
///
/// Nothing is kept about a piece and none is freed alone, so nothing is lost between them but the
/// rounding to 8 bytes. Threads: one allocates; others may read what that one published to them.
/// Memory: grows by a fixed step, each taken from the system whole; nothing moves. Steps of 2 MiB
/// or more get huge pages. Units: bytes; pieces are offsets in [#memory], aligned to 8. Errors: a
/// full arena refuses. Cost: an addition; a system call a step.
public final class BumpArena implements AutoCloseable {
    /// What [#allocate] returns where there is no room.
    public static final long FULL = -1;

    private final Growth growth;
    private final MemorySegment memory;
    private final long max;
    private long end;
    private long used;

    /// Makes an empty one; of its memory, nothing is taken yet.
    ///
    /// @param owner who answers for the bytes, such as `storage.overlay`
    /// @param bytesMax most that it may hold
    /// @param stepBytes how much it takes from the system at once; whole pages are taken
    public BumpArena(String owner, long bytesMax, long stepBytes) {
        growth = new Growth(owner, bytesMax, stepBytes, true);
        memory = growth.memory();
        max = bytesMax;
    }

    /// Takes a piece; its bytes are zero.
    ///
    /// @param bytes how many
    /// @return its offset in [#memory], or [#FULL]
    public long allocate(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("a piece has 0 bytes or more, not " + bytes);
        }
        long at = end;
        if (bytes > max - at || !growth.reach(at + bytes)) {
            return FULL;
        }
        end = Math.min(max, (at + bytes + 7) & -8L);
        used += bytes;
        growth.use(bytes);
        return at;
    }

    /// Where all pieces lie. Valid until this is closed, and nothing checks that: whoever closes
    /// answers for it that no reader is left.
    ///
    /// @return one segment
    public MemorySegment memory() {
        return memory;
    }

    /// What was asked for in pieces.
    ///
    /// @return bytes
    public long used() {
        return used;
    }

    /// What was taken from the system.
    ///
    /// @return bytes
    public long reserved() {
        return growth.taken();
    }

    /// Forgets all pieces and gives their memory back; the arena can be filled again.
    public void reset() {
        growth.reset();
        forget();
    }

    @Override
    public void close() {
        growth.close();
        forget();
    }

    private void forget() {
        growth.use(-used);
        used = 0;
        end = 0;
    }
}
