package dev.lode.content.lz4;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.xxhash.XXHashFactory;

/// LZ4 frames byte by byte, as other tools write them.
public final class Lz4Bytes {
    /// Independent blocks and a content checksum, as `lz4` writes.
    public static final int INDEPENDENT = 0x64;

    /// Linked blocks and a content checksum, as `lz4 -BD` writes.
    public static final int LINKED = 0x44;

    private Lz4Bytes() {}

    /// A frame of one block for each part.
    public static byte[] frame(int flags, String... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(head(flags));
        StringBuilder all = new StringBuilder();
        for (String part : parts) {
            byte[] plain = bytes(part);
            byte[] stored = LZ4Factory.safeInstance().fastCompressor().compress(plain);
            out.writeBytes(i32(stored.length));
            out.writeBytes(stored);
            if ((flags & 0x10) != 0) {
                out.writeBytes(i32(hash(stored)));
            }
            all.append(part);
        }
        out.writeBytes(i32(0));
        if ((flags & 0x04) != 0) {
            out.writeBytes(i32(hash(bytes(all.toString()))));
        }
        return out.toByteArray();
    }

    /// Magic, flags, block size of 64 KiB, optional fields of zeros, header checksum.
    public static byte[] head(int flags) {
        ByteArrayOutputStream descriptor = new ByteArrayOutputStream();
        descriptor.write(flags);
        descriptor.write(0x40);
        if ((flags & 0x08) != 0) {
            descriptor.writeBytes(new byte[8]);
        }
        if ((flags & 0x01) != 0) {
            descriptor.writeBytes(new byte[4]);
        }
        byte[] fields = descriptor.toByteArray();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(i32(0x184D2204));
        out.writeBytes(fields);
        out.write(hash(fields) >>> 8);
        return out.toByteArray();
    }

    /// A frame that readers pass over.
    public static byte[] skippable(int length) {
        return ByteBuffer.allocate(8 + length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0x184D2A53)
                .putInt(length)
                .array();
    }

    /// All of them in a row.
    public static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    /// Four bytes, little-endian.
    public static byte[] i32(int value) {
        return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
    }

    private static int hash(byte[] bytes) {
        return XXHashFactory.safeInstance().hash32().hash(bytes, 0, bytes.length, 0);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
