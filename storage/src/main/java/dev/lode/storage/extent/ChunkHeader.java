package dev.lode.storage.extent;

import dev.lode.base.Layouts;
import dev.lode.storage.index.Checksum;
import dev.lode.storage.index.KeyShape;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/// The 64 bytes at the start of a chunk's head: enough to read the chunk wherever it was copied to.
///
/// Format: docs/format/pack.md.
///
/// @param partition whose content it is
/// @param rooms in its directory
/// @param keys how its tree writes them
/// @param cells in its tree
/// @param headBytes of its head
/// @param blobBytes of its blobs
/// @param pagesCheck checksum of the checksums of its pages, where these do not fit here
/// @param pageChecks of its pages, where these fit here
/// @param check checksum of the header itself
public record ChunkHeader(
        int partition,
        int rooms,
        KeyShape keys,
        long cells,
        long headBytes,
        long blobBytes,
        int pagesCheck,
        List<Integer> pageChecks,
        int check) {
    /// The first four bytes, `LCHK`.
    static final int MAGIC = 0x4B48434C;

    /// Version of the chunk format.
    static final int FORMAT = 2;

    /// Pages whose checksums fit into the header.
    static final int PAGES_HERE = 4;

    private static final int PAGE_CHECKS = 44;
    private static final int CHECK = 60;

    /// Reads a header and checks that it is one.
    ///
    /// @param bytes hold it
    /// @param offset of its first byte
    /// @return the header; empty where its checksum, magic or format does not hold, or its numbers
    ///   can be those of no chunk
    public static Optional<ChunkHeader> read(byte[] bytes, int offset) {
        return read(bytes, offset, new Checksum());
    }

    /// Reads a header and checks that it is one; many of them make little garbage.
    ///
    /// @param bytes hold it
    /// @param offset of its first byte
    /// @param checksum to compute with
    /// @return as above
    static Optional<ChunkHeader> read(byte[] bytes, int offset, Checksum checksum) {
        MemorySegment memory =
                MemorySegment.ofArray(bytes).asSlice(offset, ChunkShape.HEADER_BYTES);
        int check = memory.get(Layouts.I32, CHECK);
        if (check != checksum.of(bytes, offset, CHECK)
                || memory.get(Layouts.I32, 0) != MAGIC
                || memory.get(Layouts.I16, 4) != FORMAT) {
            return Optional.empty();
        }
        var header =
                new ChunkHeader(
                        memory.get(Layouts.I16, 6) & 0xFFFF,
                        memory.get(Layouts.I32, 8),
                        new KeyShape(
                                memory.get(Layouts.I8, 12),
                                memory.get(Layouts.I8, 13),
                                memory.get(Layouts.I8, 14)),
                        memory.get(Layouts.I64, 16),
                        memory.get(Layouts.I64, 24),
                        memory.get(Layouts.I64, 32),
                        memory.get(Layouts.I32, 40),
                        List.of(
                                memory.get(Layouts.I32, PAGE_CHECKS),
                                memory.get(Layouts.I32, PAGE_CHECKS + 4),
                                memory.get(Layouts.I32, PAGE_CHECKS + 8),
                                memory.get(Layouts.I32, PAGE_CHECKS + 12)),
                        check);
        return header.possible() ? Optional.of(header) : Optional.empty();
    }

    /// Writes a header, checksum included; [#check] of this one is not looked at.
    ///
    /// @return 64 bytes
    public byte[] bytes() {
        byte[] bytes = new byte[ChunkShape.HEADER_BYTES];
        MemorySegment memory = MemorySegment.ofArray(bytes);
        memory.set(Layouts.I32, 0, MAGIC);
        memory.set(Layouts.I16, 4, (short) FORMAT);
        memory.set(Layouts.I16, 6, (short) partition);
        memory.set(Layouts.I32, 8, rooms);
        memory.set(Layouts.I8, 12, (byte) keys.ordinalBits());
        memory.set(Layouts.I8, 13, (byte) keys.siteBits());
        memory.set(Layouts.I8, 14, (byte) keys.spotBits());
        memory.set(Layouts.I64, 16, cells);
        memory.set(Layouts.I64, 24, headBytes);
        memory.set(Layouts.I64, 32, blobBytes);
        memory.set(Layouts.I32, 40, pagesCheck);
        for (int page = 0; page < pageChecks.size(); page++) {
            memory.set(Layouts.I32, PAGE_CHECKS + 4L * page, pageChecks.get(page));
        }
        memory.set(Layouts.I32, CHECK, new Checksum().of(bytes, 0, CHECK));
        return bytes;
    }

    /// Where the parts of the head lie.
    ///
    /// @return the shape that the numbers give
    public ChunkShape shape() {
        return ChunkShape.of(rooms, keys, cells);
    }

    /// Whether a chunk can have these numbers: looked at before anything is laid out by them.
    private boolean possible() {
        return keys.possible()
                && rooms > 0
                && rooms <= 1L << keys.ordinalBits()
                && cells >= 0
                && cells <= 1L << keys.bits()
                && blobBytes >= 0
                && shape().headBytes() == headBytes;
    }
}
