package dev.lode.storage.slice;

import dev.lode.base.os.Native;
import java.io.Closeable;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// What can be asked of a file's room on the disk beside reading and writing: to give a range back,
/// and to begin to write one out.
///
/// Both are wishes: where platform or file system refuse, nothing else changes. Threads: any.
/// Units: bytes.
final class FileSpace implements Closeable {
    private static final int ABSENT = -1;

    private final ReentrantReadWriteLock open = new ReentrantReadWriteLock();
    private int file;

    /// Opens a second descriptor of a file that exists.
    FileSpace(Path path) {
        boolean plain = path.getFileSystem().equals(FileSystems.getDefault());
        file = plain && Native.available() ? SpaceCalls.open(path) : ABSENT;
    }

    /// Gives a range back; it then reads as 0.
    ///
    /// @return whether the file system did
    boolean punch(long at, long bytes) {
        open.readLock().lock();
        try {
            return bytes == 0 || (file >= 0 && SpaceCalls.punch(file, at, bytes) == 0);
        } finally {
            open.readLock().unlock();
        }
    }

    /// Lets the disk begin with a range that was written, without waiting for it.
    void beginWriting(long at, long bytes) {
        open.readLock().lock();
        try {
            if (file >= 0) {
                int _ = SpaceCalls.beginWriting(file, at, bytes);
            }
        } finally {
            open.readLock().unlock();
        }
    }

    @Override
    public void close() {
        open.writeLock().lock();
        try {
            if (file >= 0) {
                SpaceCalls.close(file);
                file = ABSENT;
            }
        } finally {
            open.writeLock().unlock();
        }
    }
}
