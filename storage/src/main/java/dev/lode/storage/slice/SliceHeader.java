package dev.lode.storage.slice;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import dev.lode.base.hash.Xxh3;
import dev.lode.storage.blob.BlobDictionary;
import dev.lode.storage.index.CellValue;
import dev.lode.storage.index.Checksum;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The start of a slice: whose content it carries, how much, and in how long blocks.
///
/// Two slices with one header are of one content as far as a header can tell; the running hash of
/// the blocks tells the rest. Units: bytes. Format: docs/format/slice.md.
///
/// @param partition whose content it is
/// @param blockBytes of a block's content; the last block may be shorter
/// @param secretId of the pack that the hunt was sealed as
/// @param hunt which it is played in; [Id128#ZERO] where the slice is of a pack that is in no hunt
/// @param epoch of the partition's entry in the partition table when the slice was made
/// @param logGroup the claim group whose log the additions came by
/// @param logPosition index in that log up to which additions are in the slice; 0 for none
/// @param blobBytesMax the longest document of any cell in it
/// @param chunks newest first; none where the partition is empty
public record SliceHeader(
        int partition,
        int blockBytes,
        Id128 secretId,
        Id128 hunt,
        long epoch,
        int logGroup,
        long logPosition,
        int blobBytesMax,
        List<SliceChunk> chunks) {
    /// The most chunks of a slice.
    public static final int CHUNKS_MAX = 64;

    /// The length of a block where nobody says otherwise.
    public static final int BLOCK_BYTES = 1 << 20;

    static final int BLOCK_BYTES_MIN = 64;
    static final int BLOCK_BYTES_MAX = 16 << 20;

    /// Bytes before the rows.
    static final int FIXED_BYTES = 128;

    static final int ROW_BYTES = 32;

    /// `LODESLIC`.
    static final long MAGIC = 0x43494C53_45444F4CL;

    static final int FORMAT = 1;

    private static final int ROWS_CHECK = 120;
    private static final int CHECK = 124;

    /// Checks what its maker could get wrong.
    public SliceHeader {
        chunks = List.copyOf(chunks);
        if (partition >>> 16 != 0
                || blockBytes < BLOCK_BYTES_MIN
                || blockBytes > BLOCK_BYTES_MAX
                || chunks.size() > CHUNKS_MAX
                || blobBytesMax <= 0
                || blobBytesMax >= 1 << CellValue.LENGTH_BITS
                || !chunks.stream().allMatch(SliceChunk::plausible)) {
            throw new IllegalArgumentException("a slice cannot be like this");
        }
    }

    /// Bytes of all heads and blobs.
    ///
    /// @return the length of the content
    public long contentBytes() {
        return chunks.stream().mapToLong(SliceChunk::bytes).sum();
    }

    /// Why the slice cannot be served over a pack.
    ///
    /// @param dictionary that of the pack; null where it has none, or there is no pack
    /// @return empty where it can
    String refusal(@Nullable BlobDictionary dictionary) {
        for (SliceChunk chunk : chunks) {
            if (chunk.refers() && (dictionary == null || dictionary.id() != chunk.origin())) {
                return "partition %d is of a pack with the dictionary %016x, and here is %s: import it into a hunt of that very pack"
                        .formatted(
                                partition,
                                chunk.origin(),
                                dictionary == null ? "none" : "%016x".formatted(dictionary.id()));
            }
        }
        return "";
    }

    /// Where everything is in the stream.
    ///
    /// @return the shape, which follows from this header alone
    public SliceShape shape() {
        return new SliceShape(bytesOfHeader(chunks.size()), contentBytes(), blockBytes);
    }

    /// The running hash before the first block: that of the header.
    ///
    /// @return 64 bits
    public long hash() {
        byte[] bytes = bytes();
        return Xxh3.hash(bytes, 0, bytes.length);
    }

    static int bytesOfHeader(int chunks) {
        return FIXED_BYTES + chunks * ROW_BYTES;
    }

    /// Writes the header, checksums included.
    ///
    /// @return [#FIXED_BYTES] and a row a chunk
    byte[] bytes() {
        byte[] bytes = new byte[bytesOfHeader(chunks.size())];
        var memory = MemorySegment.ofArray(bytes);
        memory.set(Layouts.I64, 0, MAGIC);
        memory.set(Layouts.I16, 8, (short) FORMAT);
        memory.set(Layouts.I16, 10, (short) partition);
        memory.set(Layouts.I32, 12, chunks.size());
        secretId.write(memory, 16);
        hunt.write(memory, 32);
        memory.set(Layouts.I64, 48, epoch);
        memory.set(Layouts.I64, 56, logPosition);
        memory.set(Layouts.I64, 64, contentBytes());
        memory.set(Layouts.I32, 72, logGroup);
        memory.set(Layouts.I32, 76, blockBytes);
        memory.set(Layouts.I32, 80, blobBytesMax);
        for (int i = 0; i < chunks.size(); i++) {
            var chunk = chunks.get(i);
            long row = bytesOfHeader(i);
            memory.set(Layouts.I64, row, chunk.headBytes());
            memory.set(Layouts.I64, row + 8, chunk.blobBytes());
            memory.set(Layouts.I64, row + 16, chunk.origin());
            memory.set(Layouts.I32, row + 24, chunk.headCheck());
            memory.set(Layouts.I32, row + 28, chunk.kind().code);
        }
        memory.set(Layouts.I32, ROWS_CHECK, rowsCheck(bytes));
        memory.set(Layouts.I32, CHECK, new Checksum().of(bytes, 0, CHECK));
        return bytes;
    }

    /// How long the header is whose fixed part is given.
    ///
    /// @param fixed [#FIXED_BYTES] bytes
    /// @return bytes of the whole header
    /// @throws Malformed where they are not the start of a slice
    static int bytesOf(byte[] fixed) throws Malformed {
        var memory = MemorySegment.ofArray(fixed);
        if (memory.get(Layouts.I64, 0) != MAGIC) {
            throw new Malformed("not a slice of Lode, or its first bytes are damaged");
        }
        if (memory.get(Layouts.I32, CHECK) != new Checksum().of(fixed, 0, CHECK)) {
            throw new Malformed("the checksum of the header does not hold");
        }
        int format = memory.get(Layouts.I16, 8) & 0xFFFF;
        if (format != FORMAT) {
            throw new Malformed(
                    "format " + format + " is not known here; this version reads " + FORMAT);
        }
        int chunks = memory.get(Layouts.I32, 12);
        if (chunks < 0 || chunks > CHUNKS_MAX) {
            throw new Malformed("the header claims " + chunks + " chunks");
        }
        return bytesOfHeader(chunks);
    }

    /// Reads a whole header.
    ///
    /// @param bytes as many as [#bytesOf] says
    /// @return the header
    /// @throws Malformed where they are not what was written
    static SliceHeader read(byte[] bytes) throws Malformed {
        var memory = MemorySegment.ofArray(bytes);
        if (bytesOf(bytes) != bytes.length
                || memory.get(Layouts.I32, ROWS_CHECK) != rowsCheck(bytes)) {
            throw new Malformed("the checksum of the list of chunks does not hold");
        }
        var chunks = new ArrayList<SliceChunk>();
        for (int row = FIXED_BYTES; row < bytes.length; row += ROW_BYTES) {
            chunks.add(chunk(memory, row));
        }
        try {
            var header =
                    new SliceHeader(
                            memory.get(Layouts.I16, 10) & 0xFFFF,
                            memory.get(Layouts.I32, 76),
                            Id128.read(memory, 16),
                            Id128.read(memory, 32),
                            memory.get(Layouts.I64, 48),
                            memory.get(Layouts.I32, 72),
                            memory.get(Layouts.I64, 56),
                            memory.get(Layouts.I32, 80),
                            chunks);
            if (Arrays.equals(header.bytes(), bytes)) {
                return header;
            }
        } catch (IllegalArgumentException e) {
            throw new Malformed("the header contradicts itself", e);
        }
        throw new Malformed("the header contradicts itself");
    }

    private static SliceChunk chunk(MemorySegment memory, int row) throws Malformed {
        int code = memory.get(Layouts.I32, row + 28L);
        for (SliceChunk.Kind kind : SliceChunk.Kind.values()) {
            if (kind.code == code) {
                return new SliceChunk(
                        kind,
                        memory.get(Layouts.I64, row + 16L),
                        memory.get(Layouts.I64, row),
                        memory.get(Layouts.I64, row + 8L),
                        memory.get(Layouts.I32, row + 24L));
            }
        }
        throw new Malformed("a chunk of kind " + code + " is not known here");
    }

    private static int rowsCheck(byte[] bytes) {
        return new Checksum().of(bytes, FIXED_BYTES, bytes.length - FIXED_BYTES);
    }
}
