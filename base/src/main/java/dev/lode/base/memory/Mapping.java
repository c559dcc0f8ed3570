package dev.lode.base.memory;

import dev.lode.base.os.Native;
import dev.lode.base.os.Pages;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Memory by the page: zeroed memory of one's own, or a part of a file to be read.
///
/// Threads: any may read. Whoever closes answers for it that no reader is left: the segment belongs
/// to no arena, nothing checks that it is still mapped, and a late read ends the process. In return
/// closing waits for nobody, interrupts nobody and deoptimises nothing; let epochs decide when. The
/// advice is for opening and closing, a system call each. Memory: accounted to an owner until
/// closed; own memory as reserved and used, a file's as mapped. Units: bytes. Errors: own memory
/// that cannot be had is an OutOfMemoryError, as with every allocation; a read of a file's page
/// that a truncation took away is an InternalError. Where system calls cannot be made, a shared
/// arena stands in, advice changes nothing, and [#device] says so.
public final class Mapping implements AutoCloseable {
    /// The size of a huge page, and what memory is aligned to so that it can have them.
    public static final long HUGE_PAGE_BYTES = 2L << 20;

    private enum Kind {
        OWN,
        FILE,
        RANGE
    }

    private final Memory.Account account;
    private final MemorySegment segment;
    private final @Nullable Arena standIn;
    private final Kind kind;
    private final long address;
    private final long bytes;
    private boolean closed;

    private Mapping(
            String owner,
            MemorySegment segment,
            @Nullable Arena standIn,
            Kind kind,
            long address,
            long bytes) {
        this.account = Memory.account(owner);
        this.segment = segment;
        this.standIn = standIn;
        this.kind = kind;
        this.address = address;
        this.bytes = bytes;
        count(bytes);
    }

    /// How memory is mapped on this machine.
    ///
    /// @return text for people
    public static String device() {
        return Native.available()
                ? "mmap, advice by madvise"
                : "shared arenas: no system calls on this platform, so no huge pages, no advice,"
                        + " and closing one interrupts readers";
    }

    /// Whether advice can have an effect here.
    ///
    /// @return false where a shared arena stands in
    public static boolean takesAdvice() {
        return Native.available();
    }

    /// Takes zeroed memory in pages of the usual size.
    ///
    /// @param owner who answers for the bytes, such as `storage.overlay`
    /// @param bytes how many, more than 0; whole pages are taken
    /// @return the memory, at the start of a page
    public static Mapping anonymous(String owner, long bytes) {
        check(bytes);
        return Native.available()
                ? mapped(owner, bytes, Pages.pageBytes(), true)
                : inArena(owner, bytes, 4096);
    }

    /// Takes zeroed memory at an address where it can have huge pages, and asks for them. Small
    /// maps get none, so ask for at least a few.
    ///
    /// @param owner who answers for the bytes
    /// @param bytes how many, more than 0; whole huge pages are taken
    /// @return the memory, at the start of a huge page
    public static Mapping huge(String owner, long bytes) {
        check(bytes);
        if (!Native.available()) {
            return inArena(owner, bytes, HUGE_PAGE_BYTES);
        }
        Mapping memory = mapped(owner, bytes, HUGE_PAGE_BYTES, true);
        memory.advise(Pages.HUGE_PAGE);
        return memory;
    }

    /// Takes addresses alone: memory comes with [#populateWrite(long, long)] or the first touch,
    /// and whoever takes it counts it.
    static Mapping range(String owner, long bytes, long alignment) {
        check(bytes);
        return Native.available()
                ? mapped(owner, bytes, alignment, false)
                : inArena(owner, bytes, alignment, Kind.RANGE);
    }

    /// Maps a part of a file, to be read.
    ///
    /// @param owner who answers for the bytes
    /// @param file which
    /// @param at its first byte, anywhere
    /// @param bytes how many, more than 0, within the file
    /// @return the memory, its first byte that at `at`
    /// @throws IOException where the file cannot be opened or mapped, or is shorter
    public static Mapping ofFile(String owner, Path file, long at, long bytes) throws IOException {
        check(bytes);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (at < 0 || channel.size() - bytes < at) {
                throw new IOException(
                        file + " has no bytes " + at + " to " + (at + bytes) + " to be mapped");
            }
            if (!Native.available()) {
                Arena arena = Arena.ofShared();
                MemorySegment part = channel.map(MapMode.READ_ONLY, at, bytes, arena);
                return new Mapping(owner, part, arena, Kind.FILE, part.address(), bytes);
            }
        }
        long before = at & (Pages.pageBytes() - 1);
        long whole = before + bytes;
        long address = Pages.mapFile(file, at - before, whole);
        MemorySegment part = segment(address + before, bytes).asReadOnly();
        return new Mapping(owner, part, null, Kind.FILE, address, whole);
    }

    /// The memory; it must not be touched once this is closed.
    ///
    /// @return as many bytes as were asked for
    public MemorySegment segment() {
        return segment;
    }

    /// Reads all pages of a file in now, so that no later read waits for the disk while they stay.
    ///
    /// @return whether all are there
    public boolean populateRead() {
        return advise(Pages.POPULATE_READ);
    }

    /// Takes all pages from the system now, so that no later write faults.
    ///
    /// @return whether all are there
    public boolean populateWrite() {
        return advise(Pages.POPULATE_WRITE);
    }

    /// Says that a file is read in no order: the disk is asked for what was touched, no more.
    ///
    /// @return whether the system took it
    public boolean random() {
        return advise(Pages.RANDOM);
    }

    /// Asks for huge pages, for memory that [#anonymous] gave.
    ///
    /// @return whether the system took it
    public boolean hugePages() {
        return advise(Pages.HUGE_PAGE);
    }

    /// Gives all pages back. Own memory reads as zero again; a file's pages leave this process and
    /// stay in the system's cache as long as it likes.
    public void discard() {
        if (!advise(Pages.DONT_NEED) && kind != Kind.FILE) {
            segment.fill((byte) 0);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (standIn == null) {
            Pages.unmap(address, bytes);
        } else {
            standIn.close();
        }
        count(-bytes);
    }

    private void count(long more) {
        switch (kind) {
            case OWN -> {
                account.reserve(more);
                account.use(more);
            }
            case FILE -> account.map(more);
            case RANGE -> {} // whoever takes memory in it counts that
        }
    }

    /// Takes the pages of a part from the system; both numbers are multiples of the page.
    boolean populateWrite(long from, long length) {
        return standIn != null || Pages.advise(address + from, length, Pages.POPULATE_WRITE) == 0;
    }

    /// Gives the pages of a part back, which then read as zero; both numbers are multiples of the
    /// page. Without system calls they stay as they are.
    void discard(long from, long length) {
        if (standIn == null) {
            Pages.advise(address + from, length, Pages.DONT_NEED);
        }
    }

    private boolean advise(int advice) {
        return standIn == null && Pages.advise(address, bytes, advice) == 0;
    }

    private static Mapping mapped(String owner, long bytes, long alignment, boolean counted) {
        long page = Pages.pageBytes();
        long whole = (bytes + alignment - 1) & -alignment;
        long spare = alignment - page;
        try {
            long first = counted ? Pages.mapAnonymous(whole + spare) : Pages.reserve(whole + spare);
            long address = (first + alignment - 1) & -alignment;
            trim(first, address);
            trim(address + whole, first + whole + spare);
            MemorySegment memory = segment(address, bytes);
            return new Mapping(
                    owner, memory, null, counted ? Kind.OWN : Kind.RANGE, address, whole);
        } catch (IOException e) {
            throw outOfMemory(owner, e);
        }
    }

    private static void trim(long from, long to) {
        if (to > from) {
            Pages.unmap(from, to - from);
        }
    }

    static Mapping inArena(String owner, long bytes, long alignment) {
        return inArena(owner, bytes, alignment, Kind.OWN);
    }

    private static Mapping inArena(String owner, long bytes, long alignment, Kind kind) {
        Arena arena = Arena.ofShared();
        MemorySegment memory = arena.allocate(bytes, alignment);
        return new Mapping(owner, memory, arena, kind, memory.address(), bytes);
    }

    @SuppressWarnings("restricted")
    private static MemorySegment segment(long address, long bytes) {
        return MemorySegment.ofAddress(address).reinterpret(bytes);
    }

    private static void check(long bytes) {
        if (bytes <= 0) {
            throw new IllegalArgumentException("a map has more than 0 bytes, not " + bytes);
        }
    }

    private static OutOfMemoryError outOfMemory(String owner, IOException e) {
        var error = new OutOfMemoryError(owner + ": " + e.getMessage());
        error.initCause(e);
        return error;
    }
}
