package dev.lode.storage.index;

import dev.lode.base.Layouts;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/// A buffered writer of consecutive bytes somewhere in a file.
///
/// Threads: owned by one. Units: bytes. Errors: what the disk refuses is thrown by the call that
/// filled the buffer, or by [#flush].
public final class Region {
    private final FileSink file;
    private final byte[] buffer;
    private final MemorySegment memory;
    private final ByteBuffer view;
    private int used;
    private long at;

    /// Makes one.
    ///
    /// @param file takes the bytes
    /// @param bufferBytes how much is gathered for one write
    /// @param position offset in the file where it begins
    public Region(FileChannel file, int bufferBytes, long position) {
        this(file::write, bufferBytes, position);
    }

    /// Makes one.
    ///
    /// @param file takes the bytes
    /// @param bufferBytes how much is gathered for one write
    /// @param position offset in the file where it begins
    public Region(FileSink file, int bufferBytes, long position) {
        this.file = file;
        at = position;
        buffer = new byte[bufferBytes];
        memory = MemorySegment.ofArray(buffer);
        view = ByteBuffer.wrap(buffer);
    }

    /// Writes out what is gathered and goes on elsewhere.
    ///
    /// @param position offset in the file
    /// @throws IOException where the disk refuses
    public void moveTo(long position) throws IOException {
        flush();
        at = position;
    }

    /// Where the next byte goes.
    ///
    /// @return offset in the file
    public long position() {
        return at + used;
    }

    /// Adds 64 bits, little-endian.
    ///
    /// @param value what
    /// @throws IOException where the disk refuses
    public void putLong(long value) throws IOException {
        if (buffer.length - used < 8) {
            flush();
        }
        memory.set(Layouts.I64, used, value);
        used += 8;
    }

    /// Adds 32 bits, little-endian.
    ///
    /// @param value what
    /// @throws IOException where the disk refuses
    public void putInt(int value) throws IOException {
        if (buffer.length - used < 4) {
            flush();
        }
        memory.set(Layouts.I32, used, value);
        used += 4;
    }

    /// Adds bytes.
    ///
    /// @param bytes holds them
    /// @param offset of the first
    /// @param length how many
    /// @throws IOException where the disk refuses
    public void put(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            if (used == buffer.length) {
                flush();
            }
            int part = Math.min(length - done, buffer.length - used);
            System.arraycopy(bytes, offset + done, buffer, used, part);
            used += part;
            done += part;
        }
    }

    /// Adds the same byte until a place is reached.
    ///
    /// @param position offset in the file, not before [#position]
    /// @param value which byte
    /// @throws IOException where the disk refuses
    public void fillTo(long position, byte value) throws IOException {
        assert position >= position() : position;
        while (position() < position) {
            if (used == buffer.length) {
                flush();
            }
            int part = (int) Math.min(position - position(), buffer.length - used);
            Arrays.fill(buffer, used, used + part, value);
            used += part;
        }
    }

    /// Writes out what is gathered.
    ///
    /// @throws IOException where the disk refuses
    public void flush() throws IOException {
        view.clear().limit(used);
        while (view.hasRemaining()) {
            at += file.write(view, at);
        }
        used = 0;
    }
}
