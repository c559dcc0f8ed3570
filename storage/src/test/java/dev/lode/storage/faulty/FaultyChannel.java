package dev.lode.storage.faulty;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An open file of a [FaultyDisk].
///
/// Threads: any; one thing is done to a disk at a time. Maps are read only: what is stored through
/// a map could not be recorded.
final class FaultyChannel extends FileChannel {
    private static final int COPY_BYTES = 64 << 10;

    private final FaultyDisk disk;
    private final int file;
    private final Path path;
    private final FileChannel real;
    private final boolean appends;
    private final boolean deletes;

    FaultyChannel(
            FaultyDisk disk,
            int file,
            Path path,
            FileChannel real,
            Set<? extends OpenOption> options) {
        this.disk = disk;
        this.file = file;
        this.path = path;
        this.real = real;
        appends = options.contains(StandardOpenOption.APPEND);
        deletes = options.contains(StandardOpenOption.DELETE_ON_CLOSE);
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        synchronized (disk) {
            int got = readSome(into, real.position());
            if (got > 0) {
                real.position(real.position() + got);
            }
            return got;
        }
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        synchronized (disk) {
            return readSome(into, position);
        }
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length; i++) {
            if (into[i].hasRemaining()) {
                return read(into[i]);
            }
        }
        return 0;
    }

    private int readSome(ByteBuffer into, long position) throws IOException {
        disk.ask(Op.READ);
        int limit = into.limit();
        into.limit(into.position() + disk.faults().atOnce(into.remaining()));
        try {
            return real.read(into, position);
        } catch (ClosedChannelException e) {
            close();
            throw e;
        } finally {
            into.limit(limit);
        }
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        synchronized (disk) {
            long position = appends ? real.size() : real.position();
            int done = writeSome(from, position);
            real.position(position + done);
            return done;
        }
    }

    @Override
    public int write(ByteBuffer from, long position) throws IOException {
        synchronized (disk) {
            return writeSome(from, appends ? real.size() : position);
        }
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length; i++) {
            if (from[i].hasRemaining()) {
                return write(from[i]);
            }
        }
        return 0;
    }

    private int writeSome(ByteBuffer from, long position) throws IOException {
        try {
            disk.ask(Op.WRITE);
        } catch (Killed e) {
            if (disk.diesNow()) {
                put(from, position, from.remaining() / 2);
            }
            throw e;
        }
        int count = disk.faults().atOnce(from.remaining());
        if (count > 0) {
            count = disk.faults().fitting(file, position, count, real.size());
            if (count == 0) {
                throw new IOException(FaultyDisk.NO_SPACE);
            }
        }
        return put(from, position, count);
    }

    private int put(ByteBuffer from, long position, int count) throws IOException {
        int limit = from.limit();
        int start = from.position();
        from.limit(start + count);
        try {
            int done = appends ? real.write(from) : real.write(from, position);
            byte[] bytes = new byte[done];
            from.get(start, bytes);
            disk.record(new Change.Write(file, position, ByteBuffer.wrap(bytes)));
            return done;
        } catch (ClosedChannelException e) {
            close();
            throw e;
        } finally {
            from.limit(limit);
        }
    }

    @Override
    public long position() throws IOException {
        return real.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
        real.position(position);
        return this;
    }

    @Override
    public long size() throws IOException {
        disk.mustLive();
        return real.size();
    }

    @Override
    public FileChannel truncate(long bytes) throws IOException {
        synchronized (disk) {
            disk.ask(Op.TRUNCATE);
            real.truncate(bytes);
            disk.record(new Change.Truncate(file, bytes));
            return this;
        }
    }

    @Override
    public void force(boolean metadata) throws IOException {
        synchronized (disk) {
            try {
                disk.ask(Op.FORCE);
            } catch (IOException e) {
                disk.lose(file, real);
                throw e;
            }
            disk.record(new Change.Force(file));
        }
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel to) throws IOException {
        var buffer = ByteBuffer.allocate((int) Math.min(count, COPY_BYTES));
        if (read(buffer, position) < 0) {
            return 0;
        }
        return to.write(buffer.flip());
    }

    @Override
    public long transferFrom(ReadableByteChannel from, long position, long count)
            throws IOException {
        var buffer = ByteBuffer.allocate((int) Math.min(count, COPY_BYTES));
        if (from.read(buffer) < 0) {
            return 0;
        }
        buffer.flip();
        int done = 0;
        while (buffer.hasRemaining()) {
            done += write(buffer, position + done);
        }
        return done;
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long bytes) throws IOException {
        disk.ask(Op.READ);
        return real.map(readOnly(mode), position, bytes);
    }

    @Override
    public MemorySegment map(MapMode mode, long position, long bytes, Arena arena)
            throws IOException {
        disk.ask(Op.READ);
        return real.map(readOnly(mode), position, bytes, arena);
    }

    private static MapMode readOnly(MapMode mode) {
        if (mode.equals(MapMode.READ_WRITE)) {
            throw new UnsupportedOperationException("a faulty disk cannot see stores into a map");
        }
        return mode;
    }

    @Override
    public FileLock lock(long position, long bytes, boolean shared) throws IOException {
        disk.mustLive();
        return real.lock(position, bytes, shared);
    }

    @Override
    public @Nullable FileLock tryLock(long position, long bytes, boolean shared)
            throws IOException {
        disk.mustLive();
        return real.tryLock(position, bytes, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        synchronized (disk) {
            real.close();
            disk.closed(this);
            if (deletes && disk.isAlive()) {
                disk.name(path, Tree.NONE);
            }
        }
    }
}
