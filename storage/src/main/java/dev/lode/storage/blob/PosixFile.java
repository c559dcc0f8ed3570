package dev.lode.storage.blob;

import dev.lode.base.memory.OffHeap;
import dev.lode.base.os.Native;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;

/// A file behind a descriptor of its own, read by system calls: an interrupt does not close it, and
/// a read can refuse to wait.
final class PosixFile extends BlobFile {
    private static final int PROBE_BYTES = 64;

    private final int file;
    private final boolean nowait;
    private volatile boolean closed;

    private PosixFile(int file, boolean nowait) {
        this.file = file;
        this.nowait = nowait;
    }

    static Optional<BlobFile> tryOpen(Path path) {
        if (!Posix.available()) {
            return Optional.empty();
        }
        try {
            int file = Posix.open(path);
            return Optional.of(new PosixFile(file, probe(file)));
        } catch (IOException e) {
            return Optional.empty(); // the portable way says why, by the JDK's exceptions
        }
    }

    private static boolean probe(int file) {
        try (var account = OffHeap.of("storage.blob")) {
            var call = new PosixCall(account);
            call.aim(account.allocate(PROBE_BYTES), PROBE_BYTES);
            long got = Posix.preadv2(call.state, file, call.vector, 0, Posix.RWF_NOWAIT);
            return got >= 0 || Native.errno(call.state) == Native.EAGAIN;
        }
    }

    @Override
    public String device() {
        return nowait
                ? "pread, and preadv2 with RWF_NOWAIT on the loop"
                : "pread from the pool only: this file system or kernel refuses RWF_NOWAIT";
    }

    @Override
    public boolean readsWithoutWaiting() {
        return nowait;
    }

    @Override
    int read(PosixCall call, MemorySegment into, int length, long position, boolean wait) {
        if (closed) {
            throw new IllegalStateException("the file is closed");
        }
        return wait
                ? readAll(call, into, length, position)
                : tryReadAll(call, into, length, position);
    }

    private int tryReadAll(PosixCall call, MemorySegment into, int length, long position) {
        if (!nowait) {
            return WOULD_BLOCK;
        }
        call.aim(into, length);
        long got = Posix.preadv2(file, call.vector, position, Posix.RWF_NOWAIT);
        // Less than all: the rest is not in memory, or the file ends, or the disk cannot read it;
        // the waiting read tells which.
        return got == length ? length : WOULD_BLOCK;
    }

    private int readAll(PosixCall call, MemorySegment into, int length, long position) {
        int done = 0;
        while (done < length) {
            MemorySegment rest = done == 0 ? into : into.asSlice(done);
            long got = Posix.pread(file, rest, length - done, position + done);
            if (got < 0) { // why, the second try tells
                got = Posix.pread(call.state, file, rest, length - done, position + done);
            }
            if (got == 0) {
                return done;
            }
            if (got > 0) {
                done += (int) got;
            } else if (Native.errno(call.state) != Native.EINTR) {
                return FAILED;
            }
        }
        return done;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Posix.close(file);
        }
    }
}
