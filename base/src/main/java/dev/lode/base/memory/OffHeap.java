package dev.lode.base.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.LongAdder;

/// Off-heap memory with an owner: every byte is accounted to a name until it is closed.
///
/// Threads: any may allocate and read; the owner alone closes, after every user has stopped.
/// Memory: all that is reserved counts as used. Units: bytes.
public final class OffHeap implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final Memory.Account total;
    private final LongAdder mine = new LongAdder();

    private OffHeap(Memory.Account total) {
        this.total = total;
    }

    /// Opens an account.
    ///
    /// @param owner who answers for the bytes, such as `node.slots`
    /// @return the account, empty
    public static OffHeap of(String owner) {
        return new OffHeap(Memory.account(owner));
    }

    /// Allocates zeroed memory aligned to 64 bytes.
    ///
    /// @param bytes how many
    /// @return the memory, valid until this is closed
    public MemorySegment allocate(long bytes) {
        MemorySegment memory = arena.allocate(bytes, 64);
        mine.add(bytes);
        total.reserve(bytes);
        total.use(bytes);
        return memory;
    }

    /// The arena behind it, for maps; what is mapped is not accounted here.
    ///
    /// @return a shared arena, closed with this
    public Arena arena() {
        return arena;
    }

    @Override
    public void close() {
        arena.close();
        long bytes = mine.sumThenReset();
        total.reserve(-bytes);
        total.use(-bytes);
    }
}
