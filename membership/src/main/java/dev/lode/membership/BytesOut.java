package dev.lode.membership;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Bytes in the making: little-endian numbers, texts and blocks with their length in front.
///
/// Threads: owned by one.
public final class BytesOut {
    private byte[] bytes = new byte[256];
    private int length;

    /// Makes an empty one.
    public BytesOut() {}

    private MemorySegment room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
        }
        length += more;
        return MemorySegment.ofArray(bytes);
    }

    /// Appends 8 bits.
    ///
    /// @param value the lowest 8 bits count
    /// @return this
    public BytesOut u8(int value) {
        room(1).set(Layouts.I8, length - 1, (byte) value);
        return this;
    }

    /// Appends 16 bits.
    ///
    /// @param value the lowest 16 bits count
    /// @return this
    public BytesOut u16(int value) {
        room(2).set(Layouts.I16, length - 2, (short) value);
        return this;
    }

    /// Appends 32 bits.
    ///
    /// @param value any
    /// @return this
    public BytesOut u32(int value) {
        room(4).set(Layouts.I32, length - 4, value);
        return this;
    }

    /// Appends 64 bits.
    ///
    /// @param value any
    /// @return this
    public BytesOut u64(long value) {
        room(8).set(Layouts.I64, length - 8, value);
        return this;
    }

    /// Appends an identity, big-endian.
    ///
    /// @param value any
    /// @return this
    public BytesOut id(Id128 value) {
        value.write(room(Id128.BYTES), length - Id128.BYTES);
        return this;
    }

    /// Appends a block: its length as u32, then its bytes.
    ///
    /// @param value any
    /// @return this
    public BytesOut block(byte[] value) {
        u32(value.length);
        return raw(value);
    }

    /// Appends a text as a block of UTF-8.
    ///
    /// @param value any
    /// @return this
    public BytesOut text(String value) {
        return block(value.getBytes(StandardCharsets.UTF_8));
    }

    /// Appends bytes as they are.
    ///
    /// @param value any
    /// @return this
    public BytesOut raw(byte[] value) {
        MemorySegment.copy(
                MemorySegment.ofArray(value),
                0,
                room(value.length),
                length - value.length,
                value.length);
        return this;
    }

    /// How many there are by now.
    ///
    /// @return bytes
    public int length() {
        return length;
    }

    /// What was appended.
    ///
    /// @return a new array
    public byte[] done() {
        return Arrays.copyOf(bytes, length);
    }
}
