package dev.lode.storage.index;

import dev.lode.base.Layouts;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// A reader of a file through one buffer that moves along: for passes over much of it.
///
/// Threads: owned by one. Units: bytes. Errors: EOFException where the file ends before the range.
public final class FileWindow {
    private final FileSource file;
    private final byte[] buffer;
    private final MemorySegment memory;
    private long at;
    private int filled;
    private int offset;

    /// Makes one.
    ///
    /// @param file what to read
    /// @param bytes of the buffer, and so the longest range
    public FileWindow(FileChannel file, int bytes) {
        this(file::read, bytes);
    }

    /// Makes one.
    ///
    /// @param file what to read
    /// @param bytes of the buffer, and so the longest range
    public FileWindow(FileSource file, int bytes) {
        this.file = file;
        buffer = new byte[bytes];
        memory = MemorySegment.ofArray(buffer);
    }

    /// Brings a range into the buffer.
    ///
    /// @param position of its first byte in the file
    /// @param length of it
    /// @throws IOException where the file cannot be read or ends before
    public void load(long position, int length) throws IOException {
        if (position < at || position + length > at + filled) {
            at = position;
            filled = 0;
            var view = ByteBuffer.wrap(buffer);
            while (filled < length) {
                int read = file.read(view, position + filled);
                if (read < 0) {
                    throw new EOFException("the file ends at byte " + (position + filled));
                }
                filled += read;
            }
        }
        offset = (int) (position - at);
    }

    /// Forgets what it has read, because the file may have changed.
    public void forget() {
        filled = 0;
    }

    /// The buffer; the range begins at [#offset].
    ///
    /// @return the same array until the next load
    public byte[] bytes() {
        return buffer;
    }

    /// Where the range that was loaded begins.
    ///
    /// @return index in [#bytes]
    public int offset() {
        return offset;
    }

    /// 64 bits of the range, little-endian.
    ///
    /// @param index bytes from the start of the range
    /// @return the value
    public long getLong(int index) {
        return memory.get(Layouts.I64, offset + (long) index);
    }

    /// 32 bits of the range, little-endian.
    ///
    /// @param index bytes from the start of the range
    /// @return the value
    public int getInt(int index) {
        return memory.get(Layouts.I32, offset + (long) index);
    }

    /// 16 bits of the range, little-endian.
    ///
    /// @param index bytes from the start of the range
    /// @return the value
    public int getShort(int index) {
        return memory.get(Layouts.I16, offset + (long) index) & 0xFFFF;
    }
}
