package dev.lode.base.os;

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
import java.util.Locale;

/// Functions of the C library, reached through the foreign function interface.
///
/// Threads: any. Only where [#available] may a handle be called: 64-bit Linux on x86 or ARM, with
/// native access granted to this module. Keep handles in static final fields, so that the compiler
/// sees through them. Errors: who calls a handle catches Throwable, because every handle states it,
/// and throws [#broken].
public final class Native {
    /// A call that a signal cut short.
    public static final int EINTR = 4;

    /// A call that would have had to wait.
    public static final int EAGAIN = 11;

    /// Keeps the error number of a call; the handle then takes an [#errorState] first.
    public static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");

    /// Whether the machine is an ARM, where some constants differ.
    public static final boolean ARM = architecture().equals("aarch64");

    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle STATE_ERRNO =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final int MESSAGE_MAX = 256;
    private static final boolean AVAILABLE = linux() && granted();
    private static final MethodHandle STRERROR =
            function("strerror", FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));

    private Native() {}

    /// Whether functions can be called here.
    ///
    /// @return false on another system, another machine, or where native access is denied
    public static boolean available() {
        return AVAILABLE;
    }

    /// Whether the C library has a function that may be called.
    ///
    /// @param name of the function
    /// @return true where [#function] returns a handle that works
    public static boolean has(String name) {
        return AVAILABLE && Linker.nativeLinker().defaultLookup().find(name).isPresent();
    }

    /// A handle on a function.
    ///
    /// @param name of the function
    /// @param types what it takes and returns
    /// @param options such as [#ERRNO]
    /// @return the handle; where the function is not there, one that must not be called
    @SuppressWarnings("restricted")
    public static MethodHandle function(
            String name, FunctionDescriptor types, Linker.Option... options) {
        if (!AVAILABLE) {
            return MethodHandles.zero(void.class);
        }
        Linker linker = Linker.nativeLinker();
        return linker.defaultLookup()
                .find(name)
                .map(symbol -> linker.downcallHandle(symbol, types, options))
                .orElse(MethodHandles.zero(void.class));
    }

    /// Memory for the error number of calls; one for each thread.
    ///
    /// @param arena whose memory it is
    /// @return the memory
    public static MemorySegment errorState(Arena arena) {
        return arena.allocate(STATE);
    }

    /// How large such memory is.
    ///
    /// @return bytes
    public static long errorStateBytes() {
        return STATE.byteSize();
    }

    /// The error number of the last call that failed.
    ///
    /// @param state memory that was given to the call
    /// @return errno
    public static int errno(MemorySegment state) {
        return (int) STATE_ERRNO.get(state, 0L);
    }

    /// What an error number means.
    ///
    /// @param errno the number
    /// @return text for people, with the number
    public static String message(int errno) {
        return text(errno) + " (errno " + errno + ")";
    }

    /// What the system says of an error number, in the locale of the process: what the JVM's own
    /// exceptions say of it too.
    ///
    /// @param errno the number
    /// @return text for people
    @SuppressWarnings("restricted")
    public static String text(int errno) {
        try {
            var text = (MemorySegment) STRERROR.invokeExact(errno);
            return text.reinterpret(MESSAGE_MAX).getString(0);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /// What to throw for a call that failed.
    ///
    /// @param what was tried
    /// @param errno why it failed
    /// @return the exception
    public static IOException failed(String what, int errno) {
        return new IOException(what + ": " + message(errno));
    }

    /// What to throw where a handle could not even be called: a defect.
    ///
    /// @param e what the handle threw
    /// @return the exception
    public static IllegalStateException broken(Throwable e) {
        return new IllegalStateException("a system call could not be made", e);
    }

    private static boolean linux() {
        boolean known = ARM || architecture().equals("amd64");
        return known && System.getProperty("os.name", "").equals("Linux");
    }

    private static String architecture() {
        return System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    }

    @SuppressWarnings("restricted")
    private static boolean granted() {
        try {
            Linker linker = Linker.nativeLinker();
            var probe = FunctionDescriptor.of(ValueLayout.JAVA_INT);
            linker.downcallHandle(linker.defaultLookup().findOrThrow("getpagesize"), probe);
            return true;
        } catch (IllegalCallerException | UnsupportedOperationException e) {
            return false;
        }
    }
}
