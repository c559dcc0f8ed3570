package dev.lode.storage.blob;

import dev.lode.base.os.Descriptors;
import dev.lode.base.os.Native;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/// The system calls of Linux that read a file without waiting.
///
/// Threads: any; each with a [PosixCall] of its own. Only where [#available] may the others be
/// called. Errors: a call states Throwable because every method handle does; what comes is a defect
/// and ends as IllegalStateException.
final class Posix {
    static final int RWF_NOWAIT = 8;

    private static final ValueLayout.OfInt NUMBER = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong SIZE = ValueLayout.JAVA_LONG;
    private static final FunctionDescriptor VECTORED =
            FunctionDescriptor.of(SIZE, NUMBER, ValueLayout.ADDRESS, NUMBER, SIZE, NUMBER);

    private static final boolean AVAILABLE = Native.has("preadv2");
    private static final FunctionDescriptor READ =
            FunctionDescriptor.of(SIZE, NUMBER, ValueLayout.ADDRESS, SIZE, SIZE);
    private static final MethodHandle PREAD = Native.function("pread", READ, Native.ERRNO);
    private static final MethodHandle PREAD_PLAIN = Native.function("pread", READ);
    private static final MethodHandle PREADV2 = Native.function("preadv2", VECTORED, Native.ERRNO);
    private static final MethodHandle PREADV2_PLAIN = Native.function("preadv2", VECTORED);

    private Posix() {}

    static boolean available() {
        return AVAILABLE;
    }

    static int open(Path path) throws IOException {
        return Descriptors.openToRead(path);
    }

    static void close(int file) {
        Descriptors.close(file);
    }

    static long pread(MemorySegment state, int file, MemorySegment into, long length, long at) {
        try {
            return (long) PREAD.invokeExact(state, file, into, length, at);
        } catch (Throwable e) {
            throw Native.broken(e);
        }
    }

    /// The same without errno: see [#preadv2(int, MemorySegment, long, int)].
    static long pread(int file, MemorySegment into, long length, long at) {
        try {
            return (long) PREAD_PLAIN.invokeExact(file, into, length, at);
        } catch (Throwable e) {
            throw Native.broken(e);
        }
    }

    static long preadv2(MemorySegment state, int file, MemorySegment vector, long at, int flags) {
        try {
            return (long) PREADV2.invokeExact(state, file, vector, 1, at, flags);
        } catch (Throwable e) {
            throw Native.broken(e);
        }
    }

    /// The same without errno: keeping that costs an allocation a call wherever the compiler does
    /// not see through it, and a reader that does not wait has nothing to decide by it.
    static long preadv2(int file, MemorySegment vector, long at, int flags) {
        try {
            return (long) PREADV2_PLAIN.invokeExact(file, vector, 1, at, flags);
        } catch (Throwable e) {
            throw Native.broken(e);
        }
    }
}
