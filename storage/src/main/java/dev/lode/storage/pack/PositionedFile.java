package dev.lode.storage.pack;

import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/// A file that is read and written at positions only; all else is refused.
abstract class PositionedFile extends FileChannel {
    @Override
    public int read(ByteBuffer into) {
        throw noPointer();
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) {
        throw noPointer();
    }

    @Override
    public int write(ByteBuffer from) {
        throw noPointer();
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) {
        throw noPointer();
    }

    @Override
    public long position() {
        throw noPointer();
    }

    @Override
    public FileChannel position(long newPosition) {
        throw noPointer();
    }

    @Override
    public FileChannel truncate(long size) {
        throw noPointer();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
        throw noPointer();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
        throw noPointer();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
        throw noPointer();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
        throw noPointer();
    }

    @Override
    public @Nullable FileLock tryLock(long position, long size, boolean shared) {
        throw noPointer();
    }

    private static UnsupportedOperationException noPointer() {
        return new UnsupportedOperationException("only reads and writes at a position");
    }
}
