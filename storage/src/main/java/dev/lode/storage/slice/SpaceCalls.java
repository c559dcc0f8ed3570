package dev.lode.storage.slice;

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
import java.util.NoSuchElementException;
import java.util.Optional;

/// The system calls of Linux that give a file's room back and that begin to write it out.
///
/// Threads: any. Only where [#available] may the others be called. Errors: a negative error number;
/// a call states Throwable because every method handle does, and what comes is a defect.
final class SpaceCalls {
    private static final int O_RDWR_CLOEXEC = 0x80002;
    private static final int PUNCH_HOLE_KEEP_SIZE = 3;
    private static final int SYNC_FILE_RANGE_WRITE = 2;

    private static final MemoryLayout ERRNO = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_VALUE =
            ERRNO.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final Optional<MethodHandle[]> CALLS = link();
    private static final MethodHandle OPEN = handle(0);
    private static final MethodHandle CLOSE = handle(1);
    private static final MethodHandle FALLOCATE = handle(2);
    private static final MethodHandle SYNC_FILE_RANGE = handle(3);

    private SpaceCalls() {}

    static boolean available() {
        return CALLS.isPresent();
    }

    static int open(Path path) {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(ERRNO);
            var name = arena.allocateFrom(path.toAbsolutePath().toString(), StandardCharsets.UTF_8);
            int file = (int) OPEN.invokeExact(state, name, O_RDWR_CLOEXEC);
            return file < 0 ? -errno(state) : file;
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

    static int punch(int file, long at, long bytes) {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(ERRNO);
            int result = (int) FALLOCATE.invokeExact(state, file, PUNCH_HOLE_KEEP_SIZE, at, bytes);
            return result < 0 ? -errno(state) : 0;
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int beginWriting(int file, long at, long bytes) {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(ERRNO);
            int result =
                    (int)
                            SYNC_FILE_RANGE.invokeExact(
                                    state, file, at, bytes, SYNC_FILE_RANGE_WRITE);
            return result < 0 ? -errno(state) : 0;
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    private static int errno(MemorySegment state) {
        return (int) ERRNO_VALUE.get(state, 0L);
    }

    private static IllegalStateException broken(Throwable e) {
        return new IllegalStateException("a system call could not be made", e);
    }

    private static MethodHandle handle(int index) {
        return CALLS.map(calls -> calls[index]).orElse(MethodHandles.zero(void.class));
    }

    @SuppressWarnings("restricted")
    private static Optional<MethodHandle[]> link() {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            return Optional.empty();
        }
        try {
            Linker linker = Linker.nativeLinker();
            var symbols = linker.defaultLookup();
            var errno = Linker.Option.captureCallState("errno");
            var number = ValueLayout.JAVA_INT;
            var size = ValueLayout.JAVA_LONG;
            return Optional.of(
                    new MethodHandle[] {
                        linker.downcallHandle(
                                symbols.findOrThrow("open"),
                                FunctionDescriptor.of(number, ValueLayout.ADDRESS, number),
                                Linker.Option.firstVariadicArg(2),
                                errno),
                        linker.downcallHandle(
                                symbols.findOrThrow("close"),
                                FunctionDescriptor.of(number, number)),
                        linker.downcallHandle(
                                symbols.findOrThrow("fallocate"),
                                FunctionDescriptor.of(number, number, number, size, size),
                                errno),
                        linker.downcallHandle(
                                symbols.findOrThrow("sync_file_range"),
                                FunctionDescriptor.of(number, number, size, size, number),
                                errno)
                    });
        } catch (IllegalCallerException | NoSuchElementException e) {
            return Optional.empty();
        }
    }
}
