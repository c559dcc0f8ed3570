package dev.lode.storage.wal;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/// A process that asks for io_uring where the system refuses it, and appends to the log that it
/// gets instead.
final class RefusedUringProcess {
    private static final int PR_SET_SECCOMP = 22;
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int SECCOMP_MODE_FILTER = 2;
    private static final int IO_URING_SETUP = 425; // on every architecture

    private static final int LOAD_WORD =
            0x20; // BPF_LD | BPF_W | BPF_ABS: the call's number is at 0
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int RETURN = 0x06;
    private static final int ALLOW = 0x7fff0000;
    private static final int ERRNO = 0x00050000;
    private static final int INSTRUCTION_BYTES = 8;

    private RefusedUringProcess() {}

    public static void main(String[] args) throws Throwable {
        if (args[1].startsWith("errno=")) {
            refuse(IO_URING_SETUP, Integer.parseInt(args[1].substring("errno=".length())));
        }
        var config =
                new WalConfig(1 << 20, 64 << 10, 8 << 20, 1, WalConfig.Device.URING)
                        .with(WalConfig.Device.URING, 2, null);
        append(Path.of(args[0]), config);
        try (Wal wal = Wal.open(Path.of(args[0]), config)) {
            byte[] read = Objects.requireNonNull(wal.read(1, 1)).bytes();
            IO.println("read: " + new String(read, StandardCharsets.UTF_8));
        }
    }

    private static void append(Path folder, WalConfig config) throws IOException {
        try (Wal wal = Wal.open(folder, config)) {
            IO.println("device: " + wal.device());
            byte[] data = "an entry".getBytes(StandardCharsets.UTF_8);
            wal.append(1, List.of(WalEntry.of(1, 1, (byte) 0, data)));
        }
    }

    /// From here on this thread, and those that it starts, are refused a system call, as containers
    /// and kernels do.
    @SuppressWarnings("restricted")
    private static void refuse(int call, int errno) throws Throwable {
        Linker linker = Linker.nativeLinker();
        MethodHandle prctl =
                linker.downcallHandle(
                        linker.defaultLookup().findOrThrow("prctl"),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG),
                        Linker.Option.firstVariadicArg(1));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment filter = arena.allocate(4L * INSTRUCTION_BYTES, INSTRUCTION_BYTES);
            instruction(filter, 0, LOAD_WORD, 0, 0, 0);
            instruction(filter, 1, JUMP_IF_EQUAL, 0, 1, call);
            instruction(filter, 2, RETURN, 0, 0, ERRNO | errno);
            instruction(filter, 3, RETURN, 0, 0, ALLOW);
            MemorySegment program = arena.allocate(2L * Long.BYTES, Long.BYTES);
            program.set(ValueLayout.JAVA_SHORT, 0, (short) 4);
            program.set(ValueLayout.ADDRESS, Long.BYTES, filter);
            int first = (int) prctl.invokeExact(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L);
            long mode = SECCOMP_MODE_FILTER;
            int second = (int) prctl.invokeExact(PR_SET_SECCOMP, mode, program.address(), 0L, 0L);
            IO.println("seccomp: " + first + " " + second);
        }
    }

    private static void instruction(
            MemorySegment filter, int number, int code, int yes, int no, int value) {
        long at = (long) number * INSTRUCTION_BYTES;
        filter.set(ValueLayout.JAVA_SHORT, at, (short) code);
        filter.set(ValueLayout.JAVA_BYTE, at + 2, (byte) yes);
        filter.set(ValueLayout.JAVA_BYTE, at + 3, (byte) no);
        filter.set(ValueLayout.JAVA_INT, at + 4, value);
    }
}
