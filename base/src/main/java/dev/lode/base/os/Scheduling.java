package dev.lode.base.os;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// How Linux shares the cores among threads.
///
/// Threads: each method is about the calling one; threads that it starts later inherit what it set.
/// Units: nanoseconds. Cost: a system call each.
public final class Scheduling {
    /* Implementation: a thread that wakes up goes before the running one at once if its slice is the
     * shorter one (Linux 6.12 on), else it waits for the end of the other's slice, 1.4 to 4 ms. A
     * share of the cores in the long run is not touched by that, which is why it is a long slice
     * that a background thread asks for, and not SCHED_IDLE: a Java thread that is kept off the
     * cores by other programs holds up every safepoint meanwhile. The niceness is for kernels that
     * know no slices; it is small for the same reason.
     */
    private static final long SCHED_SETATTR = Native.ARM ? 274 : 314;
    private static final long SCHED_GETATTR = Native.ARM ? 275 : 315;
    private static final int ATTRIBUTES_BYTES = 48;
    private static final int POLICY_AT = 4;
    private static final int NICE_AT = 16;
    private static final int SLICE_AT = 24;

    private static final int SCHED_OTHER = 0;
    private static final int NICE_MAX = 19;
    private static final int BACKGROUND_NICER = 5;
    private static final long BACKGROUND_SLICE_NANOS = 100_000_000; // the most that Linux takes

    private static final ValueLayout.OfInt NUMBER = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong WIDE = ValueLayout.JAVA_LONG;
    private static final MethodHandle SYSCALL =
            Native.function(
                    "syscall",
                    FunctionDescriptor.of(WIDE, WIDE, WIDE, ValueLayout.ADDRESS, WIDE, WIDE),
                    Linker.Option.firstVariadicArg(1));

    private Scheduling() {}

    /// What the calling thread has.
    ///
    /// @param nice from -20 to 19
    /// @param sliceNanos what it runs at a stretch while others wait; 0 where the kernel says
    ///   nothing (before Linux 6.12)
    public record Share(int nice, long sliceNanos) {}

    /// Lets threads that wake up go before the calling one.
    ///
    /// @return whether the system took it; never where [Native#available] says no, nor for a thread
    ///   that somebody has given a scheduling policy of its own
    public static boolean background() {
        if (!Native.available()) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = attributes(arena);
            if (!read(attributes) || attributes.get(NUMBER, POLICY_AT) != SCHED_OTHER) {
                return false;
            }
            int nice = attributes.get(NUMBER, NICE_AT) + BACKGROUND_NICER;
            attributes.set(NUMBER, NICE_AT, Math.min(NICE_MAX, nice));
            attributes.set(WIDE, SLICE_AT, BACKGROUND_SLICE_NANOS);
            return call(SCHED_SETATTR, attributes, 0) == 0;
        }
    }

    /// What the calling thread has now; only where [Native#available].
    ///
    /// @return its share
    public static Share share() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = attributes(arena);
            if (!read(attributes)) {
                throw new IllegalStateException("this system does not say how it shares the cores");
            }
            return new Share(attributes.get(NUMBER, NICE_AT), attributes.get(WIDE, SLICE_AT));
        }
    }

    private static MemorySegment attributes(Arena arena) {
        return arena.allocate(ATTRIBUTES_BYTES, WIDE.byteAlignment());
    }

    private static boolean read(MemorySegment attributes) {
        return call(SCHED_GETATTR, attributes, ATTRIBUTES_BYTES) == 0;
    }

    /// The third argument is the flags of `sched_setattr` and the size for `sched_getattr`.
    private static long call(long number, MemorySegment attributes, long third) {
        try {
            return (long) SYSCALL.invokeExact(number, 0L, attributes, third, 0L);
        } catch (Throwable e) {
            throw Native.broken(e);
        }
    }
}
