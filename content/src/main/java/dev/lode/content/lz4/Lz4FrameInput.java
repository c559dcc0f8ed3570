package dev.lode.content.lz4;

import static dev.lode.content.lz4.Lz4FrameDescriptor.BLOCK_RESERVED;
import static dev.lode.content.lz4.Lz4FrameDescriptor.BLOCK_STORED;
import static dev.lode.content.lz4.Lz4FrameDescriptor.FLAG_BLOCKS_INDEPENDENT;
import static dev.lode.content.lz4.Lz4FrameDescriptor.FLAG_BLOCK_CHECKSUM;
import static dev.lode.content.lz4.Lz4FrameDescriptor.FLAG_CONTENT_CHECKSUM;
import static dev.lode.content.lz4.Lz4FrameDescriptor.FLAG_CONTENT_SIZE;
import static dev.lode.content.lz4.Lz4FrameDescriptor.FLAG_DICTIONARY;
import static dev.lode.content.lz4.Lz4FrameDescriptor.FLAG_RESERVED;
import static dev.lode.content.lz4.Lz4FrameDescriptor.MAGIC;
import static dev.lode.content.lz4.Lz4FrameDescriptor.MAGIC_LEGACY;
import static dev.lode.content.lz4.Lz4FrameDescriptor.MAGIC_SKIPPABLE;
import static dev.lode.content.lz4.Lz4FrameDescriptor.MAGIC_SKIPPABLE_MASK;
import static dev.lode.content.lz4.Lz4FrameDescriptor.VERSION;
import static dev.lode.content.lz4.Lz4FrameDescriptor.VERSION_SHIFT;
import static dev.lode.content.lz4.Lz4FrameDescriptor.blockBytesMax;

import dev.lode.base.Layouts;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import net.jpountz.xxhash.StreamingXXHash32;
import net.jpountz.xxhash.XXHash32;
import net.jpountz.xxhash.XXHashFactory;

/// The plain bytes of an LZ4 frame file: independent blocks, any block size, concatenated frames.
///
/// Every checksum that a frame carries is verified; a frame's content checksum can only be known to
/// be wrong after its bytes were given out, so a reader must read to the end before it believes.
///
/// Threads: one. Memory: two buffers of the frame's block size, at most 8 MiB. Errors:
/// [Lz4FrameException] with the byte of the file; after it the stream stays at its end.
public final class Lz4FrameInput extends InputStream {
    private static final int END_MARK = 0;
    private static final String COPY = "the copy is not whole: copy or make the file again";
    private static final String DAMAGE =
            "the file is damaged: copy or make it again and check it with `lz4 -t FILE`";

    private final InputStream in;
    private final LZ4SafeDecompressor decompressor =
            LZ4Factory.fastestInstance().safeDecompressor();
    private final XXHash32 hash = XXHashFactory.fastestInstance().hash32();
    private final StreamingXXHash32 contentHash =
            XXHashFactory.fastestInstance().newStreamingHash32(0);
    private final byte[] small = new byte[16];
    private byte[] stored = new byte[0];
    private byte[] plain = new byte[0];
    private int position;
    private int limit;
    private long consumed;
    private long frames;

    private boolean inFrame;
    private boolean ended;
    private int flags;
    private int blockBytesMax;
    private long contentBytes;
    private long contentBytesSaid;
    private long blocks;

    /// Reads frames from a stream.
    ///
    /// @param in the file's bytes; closed with this
    public Lz4FrameInput(InputStream in) {
        this.in = in;
    }

    /// How far the file has been read.
    ///
    /// @return bytes of the compressed file
    public long consumed() {
        return consumed;
    }

    @Override
    public int read() throws IOException {
        return fill() ? plain[position++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, limit - position);
        System.arraycopy(plain, position, into, offset, count);
        position += count;
        return count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private boolean fill() throws IOException {
        while (position == limit && !ended) {
            boolean whole = false;
            try {
                if (inFrame) {
                    block();
                } else {
                    header();
                }
                whole = true;
            } finally {
                ended |= !whole;
            }
        }
        return position < limit;
    }

    private void header() throws IOException {
        long at = consumed;
        int got = in.readNBytes(small, 0, 4);
        consumed += got;
        if (got == 0 && frames > 0) {
            ended = true;
            return;
        }
        if (got == 0) {
            throw new Lz4FrameException(
                    0, "the file is empty, not even an LZ4 frame", "make it with `lz4 FILE`");
        }
        if (got < 4) {
            throw new Lz4FrameException(at, "the file ends within the head of a frame", COPY);
        }
        int magic = i32(0);
        if ((magic & MAGIC_SKIPPABLE_MASK) == MAGIC_SKIPPABLE) {
            need(4, "a skippable frame");
            passOver(Integer.toUnsignedLong(i32(0)));
            frames++;
            return;
        }
        if (magic != MAGIC) {
            throw foreign(at, magic);
        }
        frame(at);
    }

    private void frame(long at) throws IOException {
        need(2, "the head of a frame");
        flags = small[0] & 0xFF;
        int blockByte = small[1] & 0xFF;
        int headBytes = 2;
        if (flags >>> VERSION_SHIFT != VERSION) {
            throw new Lz4FrameException(
                    at, "version " + (flags >>> VERSION_SHIFT) + " of the frame format", DAMAGE);
        }
        if ((flags & FLAG_RESERVED) != 0 || (blockByte & BLOCK_RESERVED) != 0) {
            throw new Lz4FrameException(at, "reserved bits of the frame's head are set", DAMAGE);
        }
        int code = blockByte >>> 4;
        if (code < 4) {
            throw new Lz4FrameException(at, "a block size of code " + code, DAMAGE);
        }
        byte[] head = new byte[14];
        head[0] = small[0];
        head[1] = small[1];
        contentBytesSaid = -1;
        if ((flags & FLAG_CONTENT_SIZE) != 0) {
            need(8, "the head of a frame");
            System.arraycopy(small, 0, head, headBytes, 8);
            headBytes += 8;
            contentBytesSaid = MemorySegment.ofArray(small).get(Layouts.I64, 0);
        }
        if ((flags & FLAG_DICTIONARY) != 0) {
            need(4, "the head of a frame");
            System.arraycopy(small, 0, head, headBytes, 4);
            headBytes += 4;
        }
        need(1, "the head of a frame");
        if ((byte) (hash.hash(head, 0, headBytes, 0) >>> 8) != small[0]) {
            throw new Lz4FrameException(at, "the checksum of the frame's head is wrong", DAMAGE);
        }
        if ((flags & FLAG_DICTIONARY) != 0) {
            throw new Lz4FrameException(
                    at,
                    "the frame needs a dictionary",
                    "compress it without one: `lz4 -dc -D DICTIONARY FILE | lz4 -BI > NEW`");
        }
        if ((flags & FLAG_BLOCKS_INDEPENDENT) == 0) {
            throw new Lz4FrameException(
                    at,
                    "the frame has linked blocks (as `lz4 -BD` and some libraries write), which"
                            + " cannot be read here",
                    "compress it with independent blocks: `lz4 -dc FILE | lz4 -BI > NEW`");
        }
        blockBytesMax = blockBytesMax(code);
        if (plain.length < blockBytesMax) {
            plain = new byte[blockBytesMax];
            stored = new byte[blockBytesMax];
        }
        contentHash.reset();
        contentBytes = 0;
        blocks = 0;
        inFrame = true;
        frames++;
    }

    private void block() throws IOException {
        long at = consumed;
        String what = "block " + blocks;
        need(4, what);
        int word = i32(0);
        if (word == END_MARK) {
            endOfFrame(at);
            return;
        }
        boolean asIs = (word & BLOCK_STORED) != 0;
        int length = word & ~BLOCK_STORED;
        if (length == 0 || length > blockBytesMax) {
            throw new Lz4FrameException(
                    at,
                    what + " says " + length + " bytes where " + blockBytesMax + " is the most",
                    DAMAGE);
        }
        int got = in.readNBytes(stored, 0, length);
        consumed += got;
        if (got < length) {
            throw new Lz4FrameException(
                    consumed, "the file ends within " + what + " of frame " + frames, COPY);
        }
        if ((flags & FLAG_BLOCK_CHECKSUM) != 0) {
            need(4, what);
            if (hash.hash(stored, 0, length, 0) != i32(0)) {
                throw new Lz4FrameException(at, "the checksum of " + what + " is wrong", DAMAGE);
            }
        }
        if (asIs) {
            System.arraycopy(stored, 0, plain, 0, length);
            limit = length;
        } else {
            try {
                limit = decompressor.decompress(stored, 0, length, plain, 0, blockBytesMax);
            } catch (LZ4Exception e) {
                throw new Lz4FrameException(at, what + " cannot be decompressed", DAMAGE);
            }
        }
        position = 0;
        contentBytes += limit;
        blocks++;
        if ((flags & FLAG_CONTENT_CHECKSUM) != 0) {
            contentHash.update(plain, 0, limit);
        }
    }

    private void endOfFrame(long at) throws IOException {
        if (contentBytesSaid >= 0 && contentBytes != contentBytesSaid) {
            throw new Lz4FrameException(
                    at,
                    "frame "
                            + frames
                            + " holds "
                            + contentBytes
                            + " bytes but says "
                            + contentBytesSaid,
                    DAMAGE);
        }
        if ((flags & FLAG_CONTENT_CHECKSUM) != 0) {
            need(4, "the checksum of frame " + frames);
            if (contentHash.getValue() != i32(0)) {
                throw new Lz4FrameException(
                        at, "the content checksum of frame " + frames + " is wrong", DAMAGE);
            }
        }
        inFrame = false;
    }

    private void need(int count, String what) throws IOException {
        int got = in.readNBytes(small, 0, count);
        consumed += got;
        if (got < count) {
            throw new Lz4FrameException(consumed, "the file ends within " + what, COPY);
        }
    }

    private void passOver(long count) throws IOException {
        long left = count;
        byte[] room = new byte[8192];
        while (left > 0) {
            int got = in.read(room, 0, (int) Math.min(left, room.length));
            if (got < 0) {
                throw new Lz4FrameException(
                        consumed, "the file ends within a skippable frame", COPY);
            }
            consumed += got;
            left -= got;
        }
    }

    private int i32(int offset) {
        return MemorySegment.ofArray(small).get(Layouts.I32, offset);
    }

    private Lz4FrameException foreign(long at, int magic) {
        if (magic == MAGIC_LEGACY) {
            return new Lz4FrameException(
                    at,
                    "the legacy format of `lz4 -l`, which carries no checksum",
                    "compress it anew: `lz4 -dc FILE | lz4 -BI > NEW`");
        }
        String found =
                switch (magic) {
                    case 0xFD2FB528 -> "Zstandard data";
                    case 0x587A37FD -> "xz data";
                    case 0x04034B50 -> "a zip file";
                    default -> otherKind(magic);
                };
        if (at > 0) {
            return new Lz4FrameException(
                    at, "after " + frames + " whole frames comes " + found, DAMAGE);
        }
        return new Lz4FrameException(
                at,
                "this is " + found + ", not an LZ4 frame",
                found.startsWith("plain")
                        ? "take `.lz4` off the file's name, or compress it with `lz4 FILE`"
                        : "unpack it and compress it with `lz4 FILE`");
    }

    private static String otherKind(int magic) {
        if ((magic & 0xFFFF) == 0x8B1F) {
            return "gzip data";
        }
        if ((magic & 0xFFFFFF) == 0x685A42) {
            return "bzip2 data";
        }
        if ((magic & 0xFF) == '{') {
            return "plain JSON";
        }
        return "foreign data (first bytes %08x)".formatted(Integer.reverseBytes(magic));
    }
}
