package dev.lode.storage.wal;

import dev.lode.base.memory.OffHeap;
import dev.lode.base.os.Descriptors;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/// A pair of io_uring rings: requests go in, completions come out.
///
/// Threads: owned by the one that first calls `enter`. The kernel is told so (SINGLE_ISSUER) and
/// delivers completions only within `enter` (DEFER_TASKRUN). Errors: [IOException] where the kernel
/// refuses. Layouts: `struct io_uring_params`, `io_uring_sqe`, `io_uring_cqe` of linux/io_uring.h.
final class Ring implements AutoCloseable {
    private static final int SETUP_DISABLED = 1 << 6;
    private static final int SETUP_SINGLE_ISSUER = 1 << 12;
    private static final int SETUP_DEFER_TASKRUN = 1 << 13;
    private static final int FEATURE_SINGLE_MMAP = 1;
    private static final int ENTER_GETEVENTS = 1;
    private static final int REGISTER_BUFFERS = 0;
    private static final int REGISTER_FILES = 2;
    private static final int REGISTER_FILES_UPDATE = 6;
    private static final int REGISTER_ENABLE = 12;
    private static final byte OP_WRITE_FIXED = 5;
    private static final byte OP_READ = 22;
    private static final byte FIXED_FILE = 1;
    private static final int RWF_DSYNC = 2;
    private static final long OFFSET_SQES = 0x10000000L;

    private static final int PARAMS_BYTES = 120;
    private static final long PARAMS_SQ_ENTRIES = 0;
    private static final long PARAMS_CQ_ENTRIES = 4;
    private static final long PARAMS_FLAGS = 8;
    private static final long PARAMS_FEATURES = 20;
    private static final long PARAMS_SQ = 40;
    private static final long PARAMS_CQ = 80;
    private static final long SQ_TAIL = 4;
    private static final long SQ_MASK = 8;
    private static final long SQ_ARRAY = 24;
    private static final long CQ_HEAD = 0;
    private static final long CQ_TAIL = 4;
    private static final long CQ_MASK = 8;
    private static final long CQ_CQES = 20;
    private static final int SQE_BYTES = 64;
    private static final long SQE_FLAGS = 1;
    private static final long SQE_FILE = 4;
    private static final long SQE_OFFSET = 8;
    private static final long SQE_ADDRESS = 16;
    private static final long SQE_LENGTH = 24;
    private static final long SQE_RW_FLAGS = 28;
    private static final long SQE_USER = 32;
    private static final long SQE_BUFFER = 40;
    private static final int CQE_BYTES = 16;
    private static final long CQE_RESULT = 8;
    private static final int IOVEC_BYTES = 16;
    private static final int UPDATE_BYTES = 16;

    private static final ValueLayout.OfByte I8 = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort I16 = ValueLayout.JAVA_SHORT;
    private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG;
    private static final VarHandle ATOMIC = I32.varHandle();

    private final OffHeap memory = OffHeap.of("storage.wal");
    private final MemorySegment errors = Linux.errorState(memory.arena());
    private final MemorySegment update = memory.allocate(UPDATE_BYTES);
    private final MemorySegment updated = memory.allocate(Integer.BYTES);
    private final int descriptor;
    private final MemorySegment rings;
    private final MemorySegment requests;
    private final long sqTail;
    private final int sqMask;
    private final long cqHead;
    private final long cqTail;
    private final int cqMask;
    private final long cqes;
    private int tail;
    private int waiting;
    private boolean enabled;

    /// Makes the rings.
    ///
    /// @param entries requests that may wait to be entered
    Ring(int entries) throws IOException {
        MemorySegment params = memory.allocate(PARAMS_BYTES);
        params.set(I32, PARAMS_FLAGS, SETUP_DISABLED | SETUP_SINGLE_ISSUER | SETUP_DEFER_TASKRUN);
        long made = Linux.call(errors, Linux.IO_URING_SETUP, entries, params.address(), 0, 0, 0, 0);
        if (made < 0) {
            memory.close();
            throw Linux.failed("io_uring_setup", made);
        }
        descriptor = (int) made;
        MemorySegment sq = params.asSlice(PARAMS_SQ, PARAMS_CQ - PARAMS_SQ);
        MemorySegment cq = params.asSlice(PARAMS_CQ);
        int count = params.get(I32, PARAMS_SQ_ENTRIES);
        long sqBytes = Integer.toUnsignedLong(sq.get(I32, SQ_ARRAY)) + 4L * count;
        long cqBytes =
                Integer.toUnsignedLong(cq.get(I32, CQ_CQES))
                        + (long) CQE_BYTES * params.get(I32, PARAMS_CQ_ENTRIES);
        try {
            if ((params.get(I32, PARAMS_FEATURES) & FEATURE_SINGLE_MMAP) == 0) {
                throw new IOException("this kernel maps the rings one by one: too old");
            }
            rings = Linux.map(descriptor, Math.max(sqBytes, cqBytes), 0);
            requests = Linux.map(descriptor, (long) SQE_BYTES * count, OFFSET_SQES);
        } catch (IOException e) {
            Descriptors.close(descriptor);
            memory.close();
            throw e;
        }
        sqTail = sq.get(I32, SQ_TAIL);
        sqMask = rings.get(I32, sq.get(I32, SQ_MASK));
        cqHead = cq.get(I32, CQ_HEAD);
        cqTail = cq.get(I32, CQ_TAIL);
        cqMask = rings.get(I32, cq.get(I32, CQ_MASK));
        cqes = cq.get(I32, CQ_CQES);
        for (int i = 0; i < count; i++) {
            rings.set(I32, sq.get(I32, SQ_ARRAY) + 4L * i, i);
        }
    }

    /// Pins memory that is written from, so that a write need not look it up.
    void registerBuffers(MemorySegment[] buffers) throws IOException {
        MemorySegment vector = memory.allocate((long) IOVEC_BYTES * buffers.length);
        for (int i = 0; i < buffers.length; i++) {
            vector.set(I64, (long) IOVEC_BYTES * i, buffers[i].address());
            vector.set(I64, (long) IOVEC_BYTES * i + 8, buffers[i].byteSize());
        }
        register(
                "registering buffers (they count against the limit of locked memory)",
                REGISTER_BUFFERS,
                vector,
                buffers.length);
    }

    /// Makes places for files, all free.
    void registerFiles(int places) throws IOException {
        MemorySegment files = memory.allocate(4L * places);
        for (int i = 0; i < places; i++) {
            files.set(I32, 4L * i, -1);
        }
        register("registering files", REGISTER_FILES, files, places);
    }

    /// Puts a file into a place.
    void file(int place, int file) throws IOException {
        updated.set(I32, 0, file);
        update.set(I32, 0, place);
        update.set(I32, 4, 0);
        update.set(I64, 8, updated.address());
        register("registering a file", REGISTER_FILES_UPDATE, update, 1);
    }

    private void register(String what, int code, MemorySegment argument, int count)
            throws IOException {
        long result =
                Linux.call(
                        errors,
                        Linux.IO_URING_REGISTER,
                        descriptor,
                        code,
                        argument.address(),
                        count,
                        0,
                        0);
        if (result < 0) {
            throw Linux.failed(what, result);
        }
    }

    /// Asks for a durable write from a registered buffer into a registered file; `enter` hands it
    /// over.
    void write(int place, long position, MemorySegment from, int length, int buffer, long user) {
        long at = request(OP_WRITE_FIXED, user);
        requests.set(I8, at + SQE_FLAGS, FIXED_FILE);
        requests.set(I32, at + SQE_FILE, place);
        requests.set(I64, at + SQE_OFFSET, position);
        requests.set(I64, at + SQE_ADDRESS, from.address());
        requests.set(I32, at + SQE_LENGTH, length);
        requests.set(I32, at + SQE_RW_FLAGS, RWF_DSYNC);
        requests.set(I16, at + SQE_BUFFER, (short) buffer);
    }

    /// Asks for a read of some bytes from a descriptor.
    void read(int file, MemorySegment into, long user) {
        long at = request(OP_READ, user);
        requests.set(I32, at + SQE_FILE, file);
        requests.set(I64, at + SQE_ADDRESS, into.address());
        requests.set(I32, at + SQE_LENGTH, (int) into.byteSize());
    }

    private long request(byte operation, long user) {
        long at = (long) (tail & sqMask) * SQE_BYTES;
        for (int i = 0; i < SQE_BYTES; i += 8) {
            requests.set(I64, at + i, 0L);
        }
        requests.set(I8, at, operation);
        requests.set(I64, at + SQE_USER, user);
        tail++;
        waiting++;
        return at;
    }

    /// Hands over what was asked for.
    ///
    /// @param completions to wait for
    void enter(int completions) throws IOException {
        if (!enabled) {
            register("enabling the rings", REGISTER_ENABLE, MemorySegment.NULL, 0);
            enabled = true;
        }
        ATOMIC.setRelease(rings, sqTail, tail);
        long taken =
                Linux.call(
                        errors,
                        Linux.IO_URING_ENTER,
                        descriptor,
                        waiting,
                        completions,
                        ENTER_GETEVENTS,
                        0,
                        0);
        if (taken >= 0) {
            waiting -= (int) taken;
        } else if (taken != -Linux.EINTR) {
            throw Linux.failed("io_uring_enter", taken);
        }
    }

    boolean hasRequests() {
        return waiting > 0;
    }

    boolean hasCompletion() {
        return rings.get(I32, cqHead) != (int) ATOMIC.getAcquire(rings, cqTail);
    }

    /// What the oldest completion belongs to; only where there is one.
    long user() {
        return rings.get(I64, completion());
    }

    /// How it ended: bytes, or a negative error number.
    int result() {
        return rings.get(I32, completion() + CQE_RESULT);
    }

    private long completion() {
        return cqes + (long) CQE_BYTES * (rings.get(I32, cqHead) & cqMask);
    }

    /// Gives the oldest completion back to the kernel.
    void next() {
        ATOMIC.setRelease(rings, cqHead, rings.get(I32, cqHead) + 1);
    }

    @Override
    public void close() {
        Linux.unmap(rings);
        Linux.unmap(requests);
        Descriptors.close(descriptor);
        memory.close();
    }
}
