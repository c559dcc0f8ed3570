package dev.lode.storage.blob;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;

/// The system calls of Linux that read a file without waiting.
///
/// Threads: any; each with a [PosixCall] of its own. Only where [#available] may the others be
/// called: 64-bit Linux on x86 or ARM, whose constants these are. Errors: a call states Throwable
/// because every method handle does; what comes is a defect and ends as IllegalStateException.
final class Posix {
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int RWF_NOWAIT = 8;

    private static final int O_RDONLY_CLOEXEC = 0x80000;
    private static final MemoryLayout ERRNO = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_VALUE =
            ERRNO.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final Optional<Posix> CALLS = link();
    private static final MethodHandle OPEN = handle(0);
    private static final MethodHandle CLOSE = handle(1);
    private static final MethodHandle PREAD = handle(2);
    private static final MethodHandle PREADV2 = handle(3);
    private static final MethodHandle PREADV2_PLAIN = handle(4);

    private final MethodHandle[] handles;

    private Posix(MethodHandle... handles) {
        this.handles = handles;
    }

    static boolean available() {
        return CALLS.isPresent();
    }

    static long callBytes() {
        return ERRNO.byteSize();
    }

    static int errno(MemorySegment state) {
        return (int) ERRNO_VALUE.get(state, 0L);
    }

    static int open(Path path) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment name =
                    arena.allocateFrom(path.toAbsolutePath().toString(), StandardCharsets.UTF_8);
            return (int) OPEN.invokeExact(arena.allocate(ERRNO), name, O_RDONLY_CLOEXEC);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static void close(int file) {
        try {
            int _ = (int) CLOSE.invokeExact(file);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static long pread(MemorySegment state, int file, MemorySegment into, long length, long at) {
        try {
            return (long) PREAD.invokeExact(state, file, into, length, at);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static long preadv2(MemorySegment state, int file, MemorySegment vector, long at, int flags) {
        try {
            return (long) PREADV2.invokeExact(state, file, vector, 1, at, flags);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /// The same without errno: keeping that costs an allocation a call wherever the compiler does
    /// not see through it, and a reader that does not wait has nothing to decide by it.
    static long preadv2(int file, MemorySegment vector, long at, int flags) {
        try {
            return (long) PREADV2_PLAIN.invokeExact(file, vector, 1, at, flags);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    private static IllegalStateException broken(Throwable e) {
        return new IllegalStateException("a system call could not be made", e);
    }

    private static MethodHandle handle(int index) {
        return CALLS.map(calls -> calls.handles[index]).orElse(MethodHandles.zero(void.class));
    }

    @SuppressWarnings("restricted")
    private static Optional<Posix> link() {
        String machine = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        boolean known = machine.equals("amd64") || machine.equals("aarch64");
        if (!known || !System.getProperty("os.name", "").equals("Linux")) {
            return Optional.empty();
        }
        try {
            Linker linker = Linker.nativeLinker();
            var symbols = linker.defaultLookup();
            var errno = Linker.Option.captureCallState("errno");
            var file = ValueLayout.JAVA_INT;
            var number = ValueLayout.JAVA_INT;
            var size = ValueLayout.JAVA_LONG;
            var pointer = ValueLayout.ADDRESS;
            var preadv2 = symbols.findOrThrow("preadv2");
            var vectored = FunctionDescriptor.of(size, file, pointer, number, size, number);
            return Optional.of(
                    new Posix(
                            linker.downcallHandle(
                                    symbols.findOrThrow("open"),
                                    FunctionDescriptor.of(number, pointer, number),
                                    Linker.Option.firstVariadicArg(2),
                                    errno),
                            linker.downcallHandle(
                                    symbols.findOrThrow("close"),
                                    FunctionDescriptor.of(number, file)),
                            linker.downcallHandle(
                                    symbols.findOrThrow("pread"),
                                    FunctionDescriptor.of(size, file, pointer, size, size),
                                    errno),
                            linker.downcallHandle(preadv2, vectored, errno),
                            linker.downcallHandle(preadv2, vectored)));
        } catch (IllegalCallerException | NoSuchElementException e) {
            return Optional.empty();
        }
    }
}
