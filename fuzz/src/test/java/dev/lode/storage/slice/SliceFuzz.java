package dev.lode.storage.slice;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import dev.lode.fuzz.Edits;
import dev.lode.storage.index.Checksum;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import java.util.List;

/// Slice streams: refused with [DamagedSlice], or whole and in order; going on in the middle gives
/// what the whole gives.
public final class SliceFuzz {
    private static final int BLOCK_BYTES = 64;
    private static final int CONTENT_MAX = 1 << 16;
    private static final SliceHeader HEADER =
            new SliceHeader(
                    9,
                    BLOCK_BYTES,
                    new Id128(1, 2),
                    new Id128(3, 4),
                    5,
                    6,
                    7,
                    100,
                    List.of(
                            new SliceChunk(SliceChunk.Kind.OVERLAY, 7, 64, 10, 1),
                            new SliceChunk(SliceChunk.Kind.PACK, 0, 128, 30, 2)));
    private static final byte[] SOUND = stream(HEADER);

    private SliceFuzz() {}

    /// Reads bytes, or a sound stream that was edited; the checksums of header and blocks are made
    /// to fit where bits are set.
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        var in = new Edits(input);
        int kind = in.next();
        byte[] bytes = (kind & 1) == 0 ? in.rest() : in.applyTo(SOUND);
        if ((kind & 2) != 0) {
            fitHeader(bytes);
        }
        try {
            if ((kind & 4) != 0) {
                fitBlocks(bytes);
            }
            SliceReader reader = SliceReader.open("fuzz", channel(bytes, 0));
            SliceHeader header = reader.header();
            long at = 0;
            long resumeAt = -1;
            long resumeHash = 0;
            while (reader.next()) {
                must(reader.offset() == at, "a block of another place");
                at += reader.content().remaining();
                if (resumeAt < 0 || reader.block() % 3 == 0) {
                    resumeAt = reader.block();
                    resumeHash = reader.hash();
                }
            }
            must(at == header.contentBytes(), "less or more than the header says");
            if (resumeAt >= 0) {
                resume(bytes, header, resumeAt, resumeHash);
            }
        } catch (DamagedSlice e) {
            must(!String.valueOf(e.getMessage()).isEmpty(), "nothing is said");
        } catch (Malformed e) {
            must(!String.valueOf(e.getMessage()).isEmpty(), "nothing is said");
        }
    }

    private static void resume(byte[] bytes, SliceHeader header, long block, long hash)
            throws IOException {
        int from = (int) header.shape().blockAt(block);
        var reader = SliceReader.resume("fuzz", channel(bytes, from), header, block, hash);
        long blocks = block;
        while (reader.next()) {
            blocks++;
        }
        must(blocks == header.shape().blocks(), "other blocks where it goes on");
    }

    private static byte[] stream(SliceHeader header) {
        SliceShape shape = header.shape();
        byte[] bytes = Arrays.copyOf(header.bytes(), (int) shape.streamBytes());
        for (int i = shape.headerBytes(); i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        seal(bytes, header);
        return bytes;
    }

    /// Makes the chain of the blocks fit what their content is.
    private static void seal(byte[] bytes, SliceHeader header) {
        SliceShape shape = header.shape();
        var block = new SliceBlock(header.blockBytes());
        long hash = header.hash();
        for (long i = 0; i < shape.blocks(); i++) {
            int at = (int) shape.blockAt(i);
            int length = shape.contentOf(i);
            int content = at + SliceShape.BLOCK_HEADER_BYTES;
            block.content(length).put(bytes, content, length);
            hash = block.seal(i * header.blockBytes(), length, hash);
            block.whole(length).get(bytes, at, SliceShape.BLOCK_HEADER_BYTES + length);
        }
        block.sealEnd(header.contentBytes(), hash);
        block.end().get(bytes, (int) shape.endAt(), SliceShape.END_BYTES);
    }

    private static void fitBlocks(byte[] bytes) throws Malformed {
        if (bytes.length < SliceHeader.FIXED_BYTES) {
            return;
        }
        int length = SliceHeader.bytesOf(Arrays.copyOf(bytes, SliceHeader.FIXED_BYTES));
        if (length > bytes.length) {
            return;
        }
        SliceHeader header = SliceHeader.read(Arrays.copyOf(bytes, length));
        boolean fits =
                header.contentBytes() <= CONTENT_MAX
                        && header.shape().streamBytes() <= bytes.length;
        if (fits) {
            seal(bytes, header);
        }
    }

    private static void fitHeader(byte[] bytes) {
        if (bytes.length < SliceHeader.FIXED_BYTES) {
            return;
        }
        MemorySegment memory = MemorySegment.ofArray(bytes);
        memory.set(Layouts.I64, 0, SliceHeader.MAGIC);
        memory.set(Layouts.I16, 8, (short) SliceHeader.FORMAT);
        int chunks = memory.get(Layouts.I32, 12);
        if (chunks >= 0 && chunks <= SliceHeader.CHUNKS_MAX) {
            int end = SliceHeader.bytesOfHeader(chunks);
            if (end <= bytes.length) {
                int rows = end - SliceHeader.FIXED_BYTES;
                memory.set(
                        Layouts.I32, 120, new Checksum().of(bytes, SliceHeader.FIXED_BYTES, rows));
            }
        }
        memory.set(Layouts.I32, 124, new Checksum().of(bytes, 0, 124));
    }

    private static ReadableByteChannel channel(byte[] bytes, int from) {
        return Channels.newChannel(
                new ByteArrayInputStream(bytes, from, Math.max(0, bytes.length - from)));
    }

    private static void must(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
