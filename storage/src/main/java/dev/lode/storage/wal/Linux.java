package dev.lode.storage.wal;

import dev.lode.base.os.Native;
import dev.lode.base.os.Pages;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// The system calls of Linux that io_uring takes, with the constants of x86-64 and ARM.
///
/// Threads: any. Only where [#available] may the others be called. Errors: a call states Throwable
/// because every method handle does; what comes is a defect and ends as IllegalStateException.
final class Linux {
    static final long IO_URING_SETUP = 425;
    static final long IO_URING_ENTER = 426;
    static final long IO_URING_REGISTER = 427;
    static final int EINTR = Native.EINTR;

    private static final int EFD_CLOEXEC = 0x80000;

    private static final ValueLayout.OfInt NUMBER = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong WIDE = ValueLayout.JAVA_LONG;
    private static final MethodHandle SYSCALL =
            Native.function(
                    "syscall",
                    FunctionDescriptor.of(WIDE, WIDE, WIDE, WIDE, WIDE, WIDE, WIDE, WIDE),
                    Linker.Option.firstVariadicArg(1),
                    Native.ERRNO);
    private static final MethodHandle EVENTFD =
            Native.function("eventfd", FunctionDescriptor.of(NUMBER, NUMBER, NUMBER), Native.ERRNO);
    private static final MethodHandle WRITE =
            Native.function(
                    "write", FunctionDescriptor.of(WIDE, NUMBER, ValueLayout.ADDRESS, WIDE));

    private Linux() {}

    static boolean available() {
        return Native.available();
    }

    /// Memory for the number of an error; one for each thread.
    static MemorySegment errorState(Arena arena) {
        return Native.errorState(arena);
    }

    /// A system call by its number; what it returns, or a negative error number.
    static long call(
            MemorySegment state, long number, long a, long b, long c, long d, long e, long f) {
        try {
            long result = (long) SYSCALL.invokeExact(state, number, a, b, c, d, e, f);
            return result == -1 ? -Native.errno(state) : result;
        } catch (Throwable broken) {
            throw Native.broken(broken);
        }
    }

    /// Maps a part of a descriptor, to read and write.
    @SuppressWarnings("restricted")
    static MemorySegment map(int descriptor, long bytes, long offset) throws IOException {
        return MemorySegment.ofAddress(Pages.mapShared(descriptor, offset, bytes))
                .reinterpret(bytes);
    }

    static void unmap(MemorySegment mapped) {
        Pages.unmap(mapped.address(), mapped.byteSize());
    }

    static int eventDescriptor() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = errorState(arena);
            int made = (int) EVENTFD.invokeExact(state, 0, EFD_CLOEXEC);
            if (made < 0) {
                throw Native.failed("eventfd", Native.errno(state));
            }
            return made;
        } catch (IOException e) {
            throw e;
        } catch (Throwable broken) {
            throw Native.broken(broken);
        }
    }

    static void write(int descriptor, MemorySegment from, long bytes) {
        try {
            long _ = (long) WRITE.invokeExact(descriptor, from, bytes);
        } catch (Throwable broken) {
            throw Native.broken(broken);
        }
    }

    /// What a negative error number means.
    static String message(long error) {
        return Native.message((int) -error);
    }

    static IOException failed(String what, long error) {
        return Native.failed(what, (int) -error);
    }
}
