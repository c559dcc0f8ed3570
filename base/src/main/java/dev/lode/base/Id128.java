package dev.lode.base;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;

/// A 128-bit identity: of a hunt, a hunter or a claim.
///
/// Text form: 32 lowercase hex digits. Byte form: 16 bytes, big-endian, so that bytes and text sort
/// alike.
///
/// @param high the upper 64 bits
/// @param low the lower 64 bits
public record Id128(long high, long low) implements Comparable<Id128> {
    /// The identity whose bits are all zero; never given to anything.
    public static final Id128 ZERO = new Id128(0, 0);

    /// Bytes of an identity in memory and on the wire.
    public static final int BYTES = 16;

    private static final HexFormat HEX = HexFormat.of();

    /// Reads 32 lowercase hex digits.
    ///
    /// @param text what was written
    /// @return the identity
    /// @throws IllegalArgumentException where `text` is anything else
    public static Id128 parse(String text) {
        if (text.length() != 32 || !text.chars().allMatch(Id128::isLowerHex)) {
            throw new IllegalArgumentException(
                    "an id is 32 lowercase hex digits, not '" + text + "'");
        }
        return new Id128(
                HexFormat.fromHexDigitsToLong(text, 0, 16),
                HexFormat.fromHexDigitsToLong(text, 16, 32));
    }

    /// Reads the byte form.
    ///
    /// @param memory where it lies
    /// @param offset of its first byte
    /// @return the identity
    public static Id128 read(MemorySegment memory, long offset) {
        return new Id128(
                memory.get(Layouts.I64_BIG, offset), memory.get(Layouts.I64_BIG, offset + 8));
    }

    /// Writes the byte form.
    ///
    /// @param memory where to
    /// @param offset of the first byte
    public void write(MemorySegment memory, long offset) {
        memory.set(Layouts.I64_BIG, offset, high);
        memory.set(Layouts.I64_BIG, offset + 8, low);
    }

    /// The byte form as a new array.
    ///
    /// @return 16 bytes, big-endian
    public byte[] bytes() {
        byte[] bytes = new byte[BYTES];
        write(MemorySegment.ofArray(bytes), 0);
        return bytes;
    }

    @Override
    public int compareTo(Id128 other) {
        int first = Long.compareUnsigned(high, other.high);
        return first != 0 ? first : Long.compareUnsigned(low, other.low);
    }

    @Override
    public String toString() {
        return HEX.toHexDigits(high) + HEX.toHexDigits(low);
    }

    private static boolean isLowerHex(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }
}
