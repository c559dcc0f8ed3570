package dev.lode.base.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Off-heap memory with an owner: every byte is accounted to a name until it is closed.
///
/// Threads: any may allocate and read; the owner alone closes, after every user has stopped. Units:
/// bytes.
public final class OffHeap implements AutoCloseable {
    private static final ConcurrentHashMap<String, LongAdder> RESERVED = new ConcurrentHashMap<>();

    private final Arena arena = Arena.ofShared();
    private final LongAdder total;
    private final LongAdder mine = new LongAdder();

    private OffHeap(LongAdder total) {
        this.total = total;
    }

    /// Opens an account.
    ///
    /// @param owner who answers for the bytes, such as `node.slots`
    /// @return the account, empty
    public static OffHeap of(String owner) {
        return new OffHeap(RESERVED.computeIfAbsent(owner, _ -> new LongAdder()));
    }

    /// Allocates zeroed memory aligned to 64 bytes.
    ///
    /// @param bytes how many
    /// @return the memory, valid until this is closed
    public MemorySegment allocate(long bytes) {
        MemorySegment memory = arena.allocate(bytes, 64);
        mine.add(bytes);
        total.add(bytes);
        return memory;
    }

    /// The arena behind it, for maps; what is mapped is not accounted here.
    ///
    /// @return a shared arena, closed with this
    public Arena arena() {
        return arena;
    }

    /// What every owner holds now.
    ///
    /// @return bytes by owner, sorted by name
    public static Map<String, Long> reservedByOwner() {
        var sums = new TreeMap<String, Long>();
        RESERVED.forEach((owner, sum) -> sums.put(owner, sum.sum()));
        return sums;
    }

    @Override
    public void close() {
        arena.close();
        total.add(-mine.sumThenReset());
    }
}
