package dev.lode.base.os;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/// The system calls of Linux that map memory and say how it will be used.
///
/// Threads: any. Only where [Native#available] may the others be called. Units: bytes. Cost: a
/// system call each; they are for opening and closing, never for the way of a request.
public final class Pages {
    /// Reads come in no order: no read-ahead.
    public static final int RANDOM = 1;

    /// The pages are not needed: anonymous ones become zero, those of files leave the process.
    public static final int DONT_NEED = 4;

    /// Use huge pages where they can be had.
    public static final int HUGE_PAGE = 14;

    /// Make all pages present, read-only ones too.
    public static final int POPULATE_READ = 22;

    /// Make all pages present and writable.
    public static final int POPULATE_WRITE = 23;

    private static final int PROT_READ = 1;
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED = 1;
    private static final int MAP_SHARED_POPULATE = 0x8001;
    private static final int MAP_PRIVATE_ANONYMOUS = 0x22;
    private static final int MAP_NORESERVE = 0x4000;

    private static final ValueLayout.OfInt NUMBER = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong WIDE = ValueLayout.JAVA_LONG;
    private static final MethodHandle MMAP =
            Native.function(
                    "mmap",
                    FunctionDescriptor.of(WIDE, WIDE, WIDE, NUMBER, NUMBER, NUMBER, WIDE),
                    Native.ERRNO);
    private static final MethodHandle MUNMAP =
            Native.function("munmap", FunctionDescriptor.of(NUMBER, WIDE, WIDE), Native.ERRNO);
    private static final MethodHandle MADVISE =
            Native.function(
                    "madvise", FunctionDescriptor.of(NUMBER, WIDE, WIDE, NUMBER), Native.ERRNO);
    private static final MethodHandle PAGE_SIZE =
            Native.function("getpagesize", FunctionDescriptor.of(NUMBER));

    private Pages() {}

    /// The size of a page.
    ///
    /// @return bytes, a power of two
    public static int pageBytes() {
        try {
            return (int) PAGE_SIZE.invokeExact();
        } catch (Throwable e) {
            throw Native.broken(e);
        }
    }

    /// Maps zeroed memory that belongs to no file.
    ///
    /// @param bytes how many, a multiple of the page
    /// @return its address
    /// @throws IOException where the system refuses
    public static long mapAnonymous(long bytes) throws IOException {
        return map(
                "mapping " + bytes + " bytes",
                bytes,
                PROT_READ_WRITE,
                MAP_PRIVATE_ANONYMOUS,
                -1,
                0);
    }

    /// Takes addresses for zeroed memory that may never be touched: the system promises nothing for
    /// it before that, unless it is set never to promise more than it has.
    ///
    /// @param bytes how many, a multiple of the page
    /// @return the first address
    /// @throws IOException where the system refuses
    public static long reserve(long bytes) throws IOException {
        return map(
                "reserving " + bytes + " bytes",
                bytes,
                PROT_READ_WRITE,
                MAP_PRIVATE_ANONYMOUS | MAP_NORESERVE,
                -1,
                0);
    }

    /// Maps a part of a file, to be read.
    ///
    /// @param file which
    /// @param at its first byte, a multiple of the page
    /// @param bytes how many; what lies behind the end of the file must not be touched
    /// @return its address
    /// @throws IOException where the file cannot be opened or the system refuses
    public static long mapFile(Path file, long at, long bytes) throws IOException {
        int descriptor = Descriptors.openToRead(file);
        try {
            return map("mapping " + file, bytes, PROT_READ, MAP_SHARED, descriptor, at);
        } finally {
            Descriptors.close(descriptor);
        }
    }

    /// Maps a part of what a descriptor stands for, to be read and written, all of it present.
    ///
    /// @param descriptor which
    /// @param at its first byte, a multiple of the page
    /// @param bytes how many
    /// @return its address
    /// @throws IOException where the system refuses
    public static long mapShared(int descriptor, long at, long bytes) throws IOException {
        return map("mmap", bytes, PROT_READ_WRITE, MAP_SHARED_POPULATE, descriptor, at);
    }

    /// Ends a map, or a part of one.
    ///
    /// @param address of the first byte
    /// @param bytes how many
    public static void unmap(long address, long bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Native.errorState(arena);
            int result = (int) MUNMAP.invokeExact(state, address, bytes);
            if (result != 0) {
                throw new IllegalStateException("munmap: " + Native.message(Native.errno(state)));
            }
        } catch (IllegalStateException e) {
            throw e;
        } catch (Throwable e) {
            throw Native.broken(e);
        }
    }

    /// Says how memory will be used.
    ///
    /// @param address of the first byte, at the start of a page
    /// @param bytes how many
    /// @param advice one of the constants of this class
    /// @return 0, or why the system did not take it (errno)
    public static int advise(long address, long bytes, int advice) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Native.errorState(arena);
            int result = (int) MADVISE.invokeExact(state, address, bytes, advice);
            return result == 0 ? 0 : Native.errno(state);
        } catch (Throwable e) {
            throw Native.broken(e);
        }
    }

    private static long map(
            String what, long bytes, int protection, int flags, int descriptor, long at)
            throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Native.errorState(arena);
            long address =
                    (long) MMAP.invokeExact(state, 0L, bytes, protection, flags, descriptor, at);
            if (address == -1) {
                throw Native.failed(what, Native.errno(state));
            }
            return address;
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw Native.broken(e);
        }
    }
}
