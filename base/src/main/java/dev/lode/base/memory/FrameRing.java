package dev.lode.base.memory;

import dev.lode.base.Layouts;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.Objects;

/// A bounded ring of frames in off-heap memory: many threads write, one reads, nobody waits.
///
/// Threads: any number call [#offer]; one owner calls [#drain]. Memory: borrows a part of an
/// [OffHeap] account; frames are copied in, and lent to the reader in place. Units: bytes; a record
/// is an 8-byte head and the frame, rounded up to 8. Errors: a full ring refuses, it never blocks
/// or overwrites.
public final class FrameRing {
    /* Implementation: the many-to-one ring of Agrona's ManyToOneRingBuffer (M. Thompson). A writer moves the tail by
     * compare-and-set, writes the negative length, copies, then publishes the positive length with release. The reader
     * zeroes what it has read before it moves the head, so that an unpublished length always reads 0. A record never
     * wraps: the rest of the ring is filled with one padding record. */

    private static final VarHandle LENGTH = ValueLayout.JAVA_INT.varHandle();
    private static final VarHandle COUNTER = ValueLayout.JAVA_LONG.varHandle();
    private static final int HEAD_BYTES = 8;
    private static final int PADDING = 1;
    private static final int FRAME = 0;
    private static final long TAIL = 0;
    private static final long HEAD_CACHE = 64;
    private static final long HEAD = 128;
    private static final long DATA = 192;

    private final MemorySegment memory;
    private final long capacity;
    private final long mask;

    /// Reads frames where they lie.
    @FunctionalInterface
    public interface Reader {
        /// Takes one frame.
        ///
        /// @param memory holds the frame until this returns
        /// @param offset of its first byte
        /// @param length of the frame
        void onFrame(MemorySegment memory, long offset, int length);
    }

    /// Makes a ring.
    ///
    /// @param account pays for the memory
    /// @param bytes capacity, a power of two of at least 4,096
    public FrameRing(OffHeap account, long bytes) {
        if (bytes < 4096 || Long.bitCount(bytes) != 1) {
            throw new IllegalArgumentException(
                    "a ring has a power of two of bytes, at least 4096, not " + bytes);
        }
        memory = account.allocate(DATA + bytes);
        capacity = bytes;
        mask = bytes - 1;
    }

    /// The longest frame that fits: a quarter of the ring, so that padding can never starve it.
    ///
    /// @return bytes
    public int frameBytesMax() {
        return (int) Math.min(capacity / 4 - HEAD_BYTES, Integer.MAX_VALUE - 64);
    }

    /// Copies a frame in.
    ///
    /// @param frame where it lies
    /// @param offset of its first byte
    /// @param length of it, at most [#frameBytesMax]
    /// @param tag sixteen bits written over the frame's bytes 6 and 7: which link it came by
    /// @return false where there is no room
    public boolean offer(MemorySegment frame, long offset, int length, int tag) {
        if (length < 8 || length > frameBytesMax()) {
            throw new IllegalArgumentException(
                    "a frame of this ring has 8 to " + frameBytesMax() + " bytes, not " + length);
        }
        Objects.checkFromIndexSize(offset, length, frame.byteSize()); // before anything is reserved
        long need = (length + HEAD_BYTES + 7L) & ~7L;
        long at = reserve(need);
        if (at < 0) {
            return false;
        }
        long data = at + HEAD_BYTES;
        LENGTH.setRelease(memory, at, -length);
        MemorySegment.copy(frame, offset, memory, data, length);
        memory.set(Layouts.I16, data + 6, (short) tag);
        memory.set(ValueLayout.JAVA_INT, at + 4, FRAME);
        LENGTH.setRelease(memory, at, length);
        return true;
    }

    /// Whether a frame waits to be read, or is just being written.
    ///
    /// @return false where nothing does
    public boolean isEmpty() {
        return (long) COUNTER.getVolatile(memory, HEAD) == (long) COUNTER.getVolatile(memory, TAIL);
    }

    /// Bytes that are taken now, records and padding.
    ///
    /// @return bytes
    public long used() {
        long head = (long) COUNTER.getVolatile(memory, HEAD);
        return (long) COUNTER.getVolatile(memory, TAIL) - head;
    }

    /// Hands the frames that wait to the owner.
    ///
    /// @param reader takes each frame; what it throws leaves the ring sound, the frame consumed
    /// @param frames how many at the most
    /// @return how many were read
    public int drain(Reader reader, int frames) {
        long head = (long) COUNTER.getVolatile(memory, HEAD);
        int read = 0;
        while (read < frames) {
            long at = DATA + (head & mask);
            int length = (int) LENGTH.getAcquire(memory, at);
            if (length <= 0) {
                break;
            }
            boolean padding = memory.get(ValueLayout.JAVA_INT, at + 4) == PADDING;
            long whole = padding ? length : (length + HEAD_BYTES + 7L) & ~7L;
            try {
                if (!padding) {
                    read++;
                    reader.onFrame(memory, at + HEAD_BYTES, length);
                }
            } finally {
                memory.asSlice(at, whole).fill((byte) 0);
                head += whole;
                COUNTER.setRelease(memory, HEAD, head);
            }
        }
        return read;
    }

    private long reserve(long need) {
        while (true) {
            long tail = (long) COUNTER.getVolatile(memory, TAIL);
            long head = (long) COUNTER.getAcquire(memory, HEAD_CACHE);
            if (tail + need - head > capacity) {
                head = (long) COUNTER.getVolatile(memory, HEAD);
                COUNTER.setRelease(memory, HEAD_CACHE, head);
                if (tail + need - head > capacity) {
                    return -1;
                }
            }
            long at = tail & mask;
            long rest = capacity - at;
            if (rest >= need) {
                if (COUNTER.compareAndSet(memory, TAIL, tail, tail + need)) {
                    return DATA + at;
                }
                continue;
            }
            if (tail + rest + need - head > capacity) {
                head = (long) COUNTER.getVolatile(memory, HEAD);
                COUNTER.setRelease(memory, HEAD_CACHE, head);
                if (tail + rest + need - head > capacity) {
                    return -1;
                }
            }
            if (COUNTER.compareAndSet(memory, TAIL, tail, tail + rest + need)) {
                memory.set(ValueLayout.JAVA_INT, DATA + at + 4, PADDING);
                LENGTH.setRelease(memory, DATA + at, (int) rest);
                return DATA;
            }
        }
    }
}
