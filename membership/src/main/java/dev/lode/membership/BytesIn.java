package dev.lode.membership;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Reads what [BytesOut] wrote; never beyond the end, never more than is there.
///
/// Threads: owned by one. Errors: [IllegalArgumentException] where the bytes make no sense.
public final class BytesIn {
    private final MemorySegment memory;
    private long at;

    /// Reads from the beginning.
    ///
    /// @param memory the bytes, all of them
    public BytesIn(MemorySegment memory) {
        this.memory = memory;
    }

    private long take(long count) {
        if (count < 0 || count > left()) {
            throw new IllegalArgumentException(
                    count + " bytes are wanted at offset " + at + " of " + memory.byteSize());
        }
        long from = at;
        at += count;
        return from;
    }

    /// Reads 8 bits.
    ///
    /// @return 0 to 255
    public int u8() {
        return Byte.toUnsignedInt(memory.get(Layouts.I8, take(1)));
    }

    /// Reads 16 bits.
    ///
    /// @return 0 to 65,535
    public int u16() {
        return Short.toUnsignedInt(memory.get(Layouts.I16, take(2)));
    }

    /// Reads 32 bits.
    ///
    /// @return any
    public int u32() {
        return memory.get(Layouts.I32, take(4));
    }

    /// Reads 64 bits.
    ///
    /// @return any
    public long u64() {
        return memory.get(Layouts.I64, take(8));
    }

    /// Reads a count of things.
    ///
    /// @param bytesEach the least that one of them takes, so that a lie is found before memory is
    ///   taken for it
    /// @return 0 or above
    public int count(int bytesEach) {
        int count = u32();
        if (count < 0 || (long) count * bytesEach > left()) {
            throw new IllegalArgumentException(
                    count + " things are promised where " + left() + " bytes are left");
        }
        return count;
    }

    /// Reads an identity.
    ///
    /// @return any
    public Id128 id() {
        return Id128.read(memory, take(Id128.BYTES));
    }

    /// Reads a block.
    ///
    /// @return a new array
    public byte[] block() {
        int length = u32();
        return memory.asSlice(take(length), length).toArray(Layouts.I8);
    }

    /// Reads a text.
    ///
    /// @return the text
    public String text() {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(block())).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a text before offset " + at + " is not UTF-8", e);
        }
    }

    /// What is not read yet.
    ///
    /// @return bytes
    public long left() {
        return memory.byteSize() - at;
    }

    /// Checks that all was read.
    public void end() {
        if (left() != 0) {
            throw new IllegalArgumentException(left() + " bytes are left behind the end");
        }
    }
}
