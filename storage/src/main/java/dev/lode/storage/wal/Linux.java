package dev.lode.storage.wal;

import java.io.IOException;
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
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;

/// The system calls of Linux that io_uring takes, with the constants of x86-64 and ARM.
///
/// Threads: any. Only where [#available] may the others be called. Errors: a call states Throwable
/// because every method handle does; what comes is a defect and ends as IllegalStateException.
final class Linux {
    static final long IO_URING_SETUP = 425;
    static final long IO_URING_ENTER = 426;
    static final long IO_URING_REGISTER = 427;
    static final int EINTR = 4;

    private static final int O_WRONLY = 1;
    private static final int O_CLOEXEC = 0x80000;
    private static final int EFD_CLOEXEC = 0x80000;
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED_POPULATE = 0x8001;
    private static final int MESSAGE_MAX = 256;

    private static final MemoryLayout ERRNO = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_VALUE =
            ERRNO.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final boolean ARM =
            System.getProperty("os.arch", "").toLowerCase(Locale.ROOT).equals("aarch64");
    private static final int O_DIRECT = ARM ? 0x10000 : 0x4000;

    private static final Optional<MethodHandle[]> CALLS = link();
    private static final MethodHandle SYSCALL = handle(0);
    private static final MethodHandle MMAP = handle(1);
    private static final MethodHandle MUNMAP = handle(2);
    private static final MethodHandle OPEN = handle(3);
    private static final MethodHandle CLOSE = handle(4);
    private static final MethodHandle EVENTFD = handle(5);
    private static final MethodHandle WRITE = handle(6);
    private static final MethodHandle STRERROR = handle(7);

    private Linux() {}

    static boolean available() {
        return CALLS.isPresent();
    }

    /// Memory for the number of an error; one for each thread.
    static MemorySegment errorState(Arena arena) {
        return arena.allocate(ERRNO);
    }

    /// A system call by its number; what it returns, or a negative error number.
    static long call(
            MemorySegment state, long number, long a, long b, long c, long d, long e, long f) {
        try {
            long result = (long) SYSCALL.invokeExact(state, number, a, b, c, d, e, f);
            return result == -1 ? -(int) ERRNO_VALUE.get(state, 0L) : result;
        } catch (Throwable broken) {
            throw broken(broken);
        }
    }

    /// Maps a part of a descriptor.
    @SuppressWarnings("restricted")
    static MemorySegment map(MemorySegment state, int descriptor, long bytes, long offset)
            throws IOException {
        try {
            var at =
                    (MemorySegment)
                            MMAP.invokeExact(
                                    state,
                                    MemorySegment.NULL,
                                    bytes,
                                    PROT_READ_WRITE,
                                    MAP_SHARED_POPULATE,
                                    descriptor,
                                    offset);
            if (at.address() == -1) {
                throw failed("mmap", -(int) ERRNO_VALUE.get(state, 0L));
            }
            return at.reinterpret(bytes);
        } catch (IOException e) {
            throw e;
        } catch (Throwable broken) {
            throw broken(broken);
        }
    }

    static void unmap(MemorySegment mapped) {
        try {
            int _ = (int) MUNMAP.invokeExact(mapped, mapped.byteSize());
        } catch (Throwable broken) {
            throw broken(broken);
        }
    }

    /// Opens a file to write it with O_DIRECT; a descriptor.
    static int openDirect(String path) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = errorState(arena);
            MemorySegment name = arena.allocateFrom(path, StandardCharsets.UTF_8);
            int file = (int) OPEN.invokeExact(state, name, O_WRONLY | O_DIRECT | O_CLOEXEC);
            if (file < 0) {
                throw failed("opening " + path, -(int) ERRNO_VALUE.get(state, 0L));
            }
            return file;
        } catch (IOException e) {
            throw e;
        } catch (Throwable broken) {
            throw broken(broken);
        }
    }

    static int eventDescriptor() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = errorState(arena);
            int made = (int) EVENTFD.invokeExact(state, 0, EFD_CLOEXEC);
            if (made < 0) {
                throw failed("eventfd", -(int) ERRNO_VALUE.get(state, 0L));
            }
            return made;
        } catch (IOException e) {
            throw e;
        } catch (Throwable broken) {
            throw broken(broken);
        }
    }

    static void write(int descriptor, MemorySegment from, long bytes) {
        try {
            long _ = (long) WRITE.invokeExact(descriptor, from, bytes);
        } catch (Throwable broken) {
            throw broken(broken);
        }
    }

    static void close(int descriptor) {
        try {
            int _ = (int) CLOSE.invokeExact(descriptor);
        } catch (Throwable broken) {
            throw broken(broken);
        }
    }

    /// What a negative error number means.
    @SuppressWarnings("restricted")
    static String message(long error) {
        try {
            var text = (MemorySegment) STRERROR.invokeExact((int) -error);
            return text.reinterpret(MESSAGE_MAX).getString(0) + " (errno " + -error + ")";
        } catch (Throwable broken) {
            throw broken(broken);
        }
    }

    static IOException failed(String what, long error) {
        return new IOException(what + ": " + message(error));
    }

    private static IllegalStateException broken(Throwable e) {
        return new IllegalStateException("a system call could not be made", e);
    }

    private static MethodHandle handle(int index) {
        return CALLS.map(calls -> calls[index]).orElse(MethodHandles.zero(void.class));
    }

    @SuppressWarnings("restricted")
    private static Optional<MethodHandle[]> link() {
        boolean known = ARM || System.getProperty("os.arch", "").equals("amd64");
        if (!known || !System.getProperty("os.name", "").equals("Linux")) {
            return Optional.empty();
        }
        try {
            Linker linker = Linker.nativeLinker();
            var symbols = linker.defaultLookup();
            var errno = Linker.Option.captureCallState("errno");
            var variadic1 = Linker.Option.firstVariadicArg(1);
            var variadic2 = Linker.Option.firstVariadicArg(2);
            var number = ValueLayout.JAVA_INT;
            var wide = ValueLayout.JAVA_LONG;
            var pointer = ValueLayout.ADDRESS;
            return Optional.of(
                    new MethodHandle[] {
                        linker.downcallHandle(
                                symbols.findOrThrow("syscall"),
                                FunctionDescriptor.of(
                                        wide, wide, wide, wide, wide, wide, wide, wide),
                                variadic1,
                                errno),
                        linker.downcallHandle(
                                symbols.findOrThrow("mmap"),
                                FunctionDescriptor.of(
                                        pointer, pointer, wide, number, number, number, wide),
                                errno),
                        linker.downcallHandle(
                                symbols.findOrThrow("munmap"),
                                FunctionDescriptor.of(number, pointer, wide)),
                        linker.downcallHandle(
                                symbols.findOrThrow("open"),
                                FunctionDescriptor.of(number, pointer, number),
                                variadic2,
                                errno),
                        linker.downcallHandle(
                                symbols.findOrThrow("close"),
                                FunctionDescriptor.of(number, number)),
                        linker.downcallHandle(
                                symbols.findOrThrow("eventfd"),
                                FunctionDescriptor.of(number, number, number),
                                errno),
                        linker.downcallHandle(
                                symbols.findOrThrow("write"),
                                FunctionDescriptor.of(wide, number, pointer, wide)),
                        linker.downcallHandle(
                                symbols.findOrThrow("strerror"),
                                FunctionDescriptor.of(pointer, number))
                    });
        } catch (IllegalCallerException | NoSuchElementException e) {
            return Optional.empty();
        }
    }
}
