package dev.lode.storage.slice;

import dev.lode.base.os.Native;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// The system calls of Linux that give a file's room back and that begin to write it out.
///
/// Threads: any. Only where [Native#available] may the others be called. Errors: a negative error
/// number.
final class SpaceCalls {
    private static final int O_RDWR_CLOEXEC = 0x80002;
    private static final int PUNCH_HOLE_KEEP_SIZE = 3;
    private static final int SYNC_FILE_RANGE_WRITE = 2;

    private static final ValueLayout.OfInt NUMBER = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong SIZE = ValueLayout.JAVA_LONG;

    private static final MethodHandle OPEN =
            Native.function(
                    "open",
                    FunctionDescriptor.of(NUMBER, ValueLayout.ADDRESS, NUMBER),
                    Linker.Option.firstVariadicArg(2),
                    Native.ERRNO);
    private static final MethodHandle CLOSE =
            Native.function("close", FunctionDescriptor.of(NUMBER, NUMBER));
    private static final MethodHandle FALLOCATE =
            Native.function(
                    "fallocate",
                    FunctionDescriptor.of(NUMBER, NUMBER, NUMBER, SIZE, SIZE),
                    Native.ERRNO);
    private static final MethodHandle SYNC_FILE_RANGE =
            Native.function(
                    "sync_file_range",
                    FunctionDescriptor.of(NUMBER, NUMBER, SIZE, SIZE, NUMBER),
                    Native.ERRNO);

    private SpaceCalls() {}

    static int open(Path path) {
        try (var arena = Arena.ofConfined()) {
            var state = Native.errorState(arena);
            var name = arena.allocateFrom(path.toAbsolutePath().toString(), StandardCharsets.UTF_8);
            int file = (int) OPEN.invokeExact(state, name, O_RDWR_CLOEXEC);
            return file < 0 ? -Native.errno(state) : file;
        } catch (Throwable e) {
            throw Native.broken(e);
        }
    }

    static void close(int file) {
        try {
            int _ = (int) CLOSE.invokeExact(file);
        } catch (Throwable e) {
            throw Native.broken(e);
        }
    }

    static int punch(int file, long at, long bytes) {
        try (var arena = Arena.ofConfined()) {
            var state = Native.errorState(arena);
            int result = (int) FALLOCATE.invokeExact(state, file, PUNCH_HOLE_KEEP_SIZE, at, bytes);
            return result < 0 ? -Native.errno(state) : 0;
        } catch (Throwable e) {
            throw Native.broken(e);
        }
    }

    static int beginWriting(int file, long at, long bytes) {
        try (var arena = Arena.ofConfined()) {
            var state = Native.errorState(arena);
            int result =
                    (int)
                            SYNC_FILE_RANGE.invokeExact(
                                    state, file, at, bytes, SYNC_FILE_RANGE_WRITE);
            return result < 0 ? -Native.errno(state) : 0;
        } catch (Throwable e) {
            throw Native.broken(e);
        }
    }
}
