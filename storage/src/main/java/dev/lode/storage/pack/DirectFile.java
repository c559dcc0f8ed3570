package dev.lode.storage.pack;

import dev.lode.base.os.DirectIo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Optional;

/// A file whose long reads and writes go past the page cache, where its file system can do that.
///
/// Most of what a pack reads and writes comes by once. To put it into the page cache costs several
/// times what the disk costs, and pushes out what others keep there. What is short, or is not at
/// whole blocks, goes through the page cache; the kernel keeps the two apart. A file system may
/// open a file so and then take nothing, and says why in words that depend on the locale: what
/// fails is therefore done once more through the page cache, which throws what is truly wrong;
/// where it does not, the other way is not taken again. The second view stays open even then,
/// because closing it would give up the process's lock of the file.
///
/// Threads: as the buffer, which several files of one thread may share; writes from a
/// [DirectBuffer] at whole blocks do not touch it, so another thread may do those. Closing closes
/// both views of the file.
final class DirectFile extends PositionedFile {
    /// What is shorter goes through the page cache.
    static final int LONG_BYTES = 256 << 10;

    private final FileChannel cached;
    private final DirectBuffer buffer;
    private final Optional<FileChannel> uncached;
    private volatile boolean refused;

    /// @param cached the open file
    /// @param file where it is, to open it once more
    /// @param access how
    /// @param buffer borrowed
    DirectFile(FileChannel cached, Path file, OpenOption access, DirectBuffer buffer) {
        this(cached, DirectIo.open(file, access), buffer);
    }

    /// @param cached the open file
    /// @param uncached the same past the page cache, where its file system can do that
    /// @param buffer borrowed
    DirectFile(FileChannel cached, Optional<FileChannel> uncached, DirectBuffer buffer) {
        this.cached = cached;
        this.uncached = uncached;
        this.buffer = buffer;
    }

    @Override
    public int write(ByteBuffer from, long position) throws IOException {
        int whole = from.remaining() & -DirectIo.BLOCK_BYTES;
        if (whole < LONG_BYTES || position % DirectIo.BLOCK_BYTES != 0 || !direct()) {
            return cached.write(from, position);
        }
        ByteBuffer blocks = from.slice(from.position(), whole);
        if (!from.isDirect() || from.alignmentOffset(from.position(), DirectIo.BLOCK_BYTES) != 0) {
            int part = Math.min(whole, buffer.bytes.capacity());
            blocks = buffer.bytes.clear().put(blocks.limit(part)).flip();
        }
        try {
            int done = uncached.orElseThrow().write(blocks, position);
            from.position(from.position() + done);
            return done;
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            int done = cached.write(from, position);
            refused = true;
            return done;
        }
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        if (into.remaining() < LONG_BYTES || !direct()) {
            return cached.read(into, position);
        }
        int before = (int) (position % DirectIo.BLOCK_BYTES);
        long blocks =
                (before + (long) into.remaining() + DirectIo.BLOCK_BYTES - 1)
                        & -DirectIo.BLOCK_BYTES;
        ByteBuffer from = buffer.bytes.clear();
        from.limit((int) Math.min(blocks, from.capacity()));
        try {
            if (uncached.orElseThrow().read(from, position - before) <= before) {
                return cached.read(into, position); // the end, or short of what is asked for
            }
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            int got = cached.read(into, position);
            refused = true;
            return got;
        }
        int got = Math.min(from.position() - before, into.remaining());
        into.put(from.slice(before, got));
        return got;
    }

    private boolean direct() {
        return uncached.isPresent() && !refused;
    }

    @Override
    public long size() throws IOException {
        return cached.size();
    }

    @Override
    public void force(boolean metaData) throws IOException {
        cached.force(metaData);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        try (cached) {
            if (uncached.isPresent()) {
                uncached.get().close();
            }
        }
    }
}
