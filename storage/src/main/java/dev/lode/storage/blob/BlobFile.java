package dev.lode.storage.blob;

import dev.lode.base.memory.OffHeap;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/// A file of blobs, open for reading.
///
/// Threads: any number of readers, each with a buffer of its own; the owner closes after all have
/// stopped. An interrupted reader harms no other. Units: bytes.
public abstract sealed class BlobFile implements AutoCloseable permits PosixFile, ChannelFile {
    /// The bytes are not in memory, and the caller would not wait.
    static final int WOULD_BLOCK = -1;

    /// The bytes cannot be read.
    static final int FAILED = -2;

    BlobFile() {}

    /// Opens a file in the best way that this machine has.
    ///
    /// @param path which
    /// @return the open file
    /// @throws IOException where it cannot be opened
    public static BlobFile open(Path path) throws IOException {
        var posix = PosixFile.tryOpen(path);
        return posix.isPresent() ? posix.get() : openPortable(path);
    }

    /// Opens a file through the JDK alone; every read may wait.
    ///
    /// @param path which
    /// @return the open file
    /// @throws IOException where it cannot be opened
    public static BlobFile openPortable(Path path) throws IOException {
        return new ChannelFile(path);
    }

    /// How the file is read, and why: for the line that a server writes at its start.
    ///
    /// @return such as `pread, preadv2 with RWF_NOWAIT`
    public abstract String device();

    /// Whether [BlobReader#tryRead] can succeed: false where every blob must come from the pool.
    ///
    /// @return true where reads that do not wait are possible
    public abstract boolean readsWithoutWaiting();

    /// Reads the start of the file, to compare it with what another descriptor shows.
    ///
    /// @param length how many bytes
    /// @return as many of them as the file has
    /// @throws IOException where they cannot be read
    public byte[] firstBytes(int length) throws IOException {
        try (var account = OffHeap.of("storage.blob")) {
            MemorySegment into = account.allocate(length);
            int got = read(new PosixCall(account), into, length, 0, true);
            if (got < 0) {
                throw new IOException("the first bytes of the file cannot be read");
            }
            return into.asSlice(0, got).toArray(ValueLayout.JAVA_BYTE);
        }
    }

    /// Reads a range.
    ///
    /// @param call memory of the calling reader, for the system call
    /// @param into takes the bytes from its start; unmapped
    /// @param length how many
    /// @param position of the first in the file
    /// @param wait whether the disk may be waited for
    /// @return `length`, a smaller number where the file ends before, [#WOULD_BLOCK] or [#FAILED]
    abstract int read(PosixCall call, MemorySegment into, int length, long position, boolean wait);

    @Override
    public abstract void close();
}
