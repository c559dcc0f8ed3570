package dev.lode.base.os;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Files as numbers, for system calls that take no FileChannel.
///
/// Threads: any. Only where [Native#available] may they be called. Whoever opens one closes it.
public final class Descriptors {
    private static final int O_RDONLY = 0;
    private static final int O_WRONLY = 1;
    private static final int O_DIRECT = Native.ARM ? 0x10000 : 0x4000;
    private static final int O_CLOEXEC = 0x80000;

    private static final ValueLayout.OfInt NUMBER = ValueLayout.JAVA_INT;
    private static final MethodHandle OPEN =
            Native.function(
                    "open",
                    FunctionDescriptor.of(NUMBER, ValueLayout.ADDRESS, NUMBER),
                    Linker.Option.firstVariadicArg(2),
                    Native.ERRNO);
    private static final MethodHandle CLOSE =
            Native.function("close", FunctionDescriptor.of(NUMBER, NUMBER));

    private Descriptors() {}

    /// Opens a file to read it.
    ///
    /// @param file which
    /// @return a descriptor
    /// @throws IOException where it cannot be opened
    public static int openToRead(Path file) throws IOException {
        return open(file, O_RDONLY);
    }

    /// Opens a file to write whole blocks past the page cache.
    ///
    /// @param file which
    /// @return a descriptor
    /// @throws IOException where it cannot be opened
    public static int openDirect(Path file) throws IOException {
        return open(file, O_WRONLY | O_DIRECT);
    }

    private static int open(Path file, int flags) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Native.errorState(arena);
            MemorySegment name =
                    arena.allocateFrom(file.toAbsolutePath().toString(), StandardCharsets.UTF_8);
            int descriptor = (int) OPEN.invokeExact(state, name, flags | O_CLOEXEC);
            if (descriptor < 0) {
                throw Native.failed("opening " + file, Native.errno(state));
            }
            return descriptor;
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw Native.broken(e);
        }
    }

    /// Closes a descriptor.
    ///
    /// @param descriptor which
    public static void close(int descriptor) {
        try {
            int _ = (int) CLOSE.invokeExact(descriptor);
        } catch (Throwable e) {
            throw Native.broken(e);
        }
    }
}
