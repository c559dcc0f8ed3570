package dev.lode.edge.json;

import dev.lode.base.Layouts;
import io.netty.buffer.ByteBuf;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/// Writes JSON into a buffer by hand: literals as they are, text escaped, numbers in decimal.
///
/// Threads: owned by one. Text that is not valid UTF-16 becomes valid UTF-8 with replacement
/// characters.
public final class JsonOut {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BASE64 =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
                    .getBytes(StandardCharsets.US_ASCII);

    private final ByteBuf out;

    /// Writes to the end of a buffer.
    ///
    /// @param out where to
    public JsonOut(ByteBuf out) {
        this.out = out;
    }

    /// The buffer.
    ///
    /// @return as given
    public ByteBuf buffer() {
        return out;
    }

    /// Writes a part of JSON as it stands.
    ///
    /// @param ascii what to write
    /// @return this
    public JsonOut raw(String ascii) {
        out.writeCharSequence(ascii, StandardCharsets.US_ASCII);
        return this;
    }

    /// Writes a JSON document as it stands.
    ///
    /// @param memory holds it as UTF-8
    /// @param offset of its first byte
    /// @param length of it
    /// @return this
    public JsonOut document(MemorySegment memory, long offset, long length) {
        out.writeBytes(memory.asSlice(offset, length).asByteBuffer());
        return this;
    }

    /// Writes text in quotes.
    ///
    /// @param text any
    /// @return this
    public JsonOut text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return text(MemorySegment.ofArray(utf8), 0, utf8.length);
    }

    /// Writes text in quotes.
    ///
    /// @param memory holds it as valid UTF-8
    /// @param offset of its first byte
    /// @param length of it in bytes
    /// @return this
    public JsonOut text(MemorySegment memory, long offset, long length) {
        out.writeByte('"');
        inside(memory, offset, length);
        out.writeByte('"');
        return this;
    }

    /// Writes text without quotes: a part of a longer text.
    ///
    /// @param memory holds it as valid UTF-8
    /// @param offset of its first byte
    /// @param length of it in bytes
    /// @return this
    public JsonOut inside(MemorySegment memory, long offset, long length) {
        for (long i = 0; i < length; i++) {
            byte b = memory.get(Layouts.I8, offset + i);
            if (b == '"' || b == '\\') {
                out.writeByte('\\').writeByte(b);
            } else if (b >= 0 && b < 0x20) {
                out.writeByte('\\').writeByte('u').writeByte('0').writeByte('0');
                out.writeByte(HEX[b >>> 4]).writeByte(HEX[b & 15]);
            } else {
                out.writeByte(b);
            }
        }
        return this;
    }

    /// Writes a number.
    ///
    /// @param value any
    /// @return this
    public JsonOut number(long value) {
        if (value < 0) {
            return raw(Long.toString(value));
        }
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        out.ensureWritable(digits);
        int end = out.writerIndex() + digits;
        long rest = value;
        for (int at = end - 1; at >= end - digits; at--) {
            out.setByte(at, '0' + (int) (rest % 10));
            rest /= 10;
        }
        out.writerIndex(end);
        return this;
    }

    /// Writes bytes as hex digits in quotes.
    ///
    /// @param memory holds them
    /// @param offset of the first
    /// @param length how many
    /// @return this
    public JsonOut hex(MemorySegment memory, long offset, int length) {
        out.writeByte('"');
        for (int i = 0; i < length; i++) {
            int b = memory.get(Layouts.I8, offset + i) & 0xFF;
            out.writeByte(HEX[b >>> 4]).writeByte(HEX[b & 15]);
        }
        out.writeByte('"');
        return this;
    }

    /// Writes bytes as base64url without padding in quotes.
    ///
    /// @param memory holds them
    /// @param offset of the first
    /// @param length how many
    /// @return this
    public JsonOut base64(MemorySegment memory, long offset, int length) {
        out.writeByte('"');
        int i = 0;
        for (; i + 3 <= length; i += 3) {
            int bits = bits(memory, offset + i) << 16;
            bits |= bits(memory, offset + i + 1) << 8 | bits(memory, offset + i + 2);
            out.writeByte(BASE64[bits >>> 18]).writeByte(BASE64[bits >>> 12 & 63]);
            out.writeByte(BASE64[bits >>> 6 & 63]).writeByte(BASE64[bits & 63]);
        }
        if (length - i == 1) {
            int bits = bits(memory, offset + i);
            out.writeByte(BASE64[bits >>> 2]).writeByte(BASE64[bits << 4 & 63]);
        } else if (length - i == 2) {
            int bits = bits(memory, offset + i) << 8 | bits(memory, offset + i + 1);
            out.writeByte(BASE64[bits >>> 10]).writeByte(BASE64[bits >>> 4 & 63]);
            out.writeByte(BASE64[bits << 2 & 63]);
        }
        out.writeByte('"');
        return this;
    }

    private static int bits(MemorySegment memory, long offset) {
        return memory.get(Layouts.I8, offset) & 0xFF;
    }
}
