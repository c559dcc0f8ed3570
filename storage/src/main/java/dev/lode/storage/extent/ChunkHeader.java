package dev.lode.storage.extent;

import dev.lode.base.Layouts;
import dev.lode.storage.index.Checksum;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// The 64 bytes at the start of a chunk's head: enough to read the chunk wherever it was copied to.
///
/// Format: docs/format/pack.md.
///
/// @param partition whose content it is
/// @param rooms in its directory
/// @param cells in its tree
/// @param headBytes of its head
/// @param blobBytes of its blobs
/// @param pagesCheck checksum of the checksums of its pages
/// @param check checksum of the header itself
public record ChunkHeader(
        int partition,
        int rooms,
        long cells,
        long headBytes,
        long blobBytes,
        int pagesCheck,
        int check) {
    /// The first four bytes, `LCHK`.
    static final int MAGIC = 0x4B48434C;

    /// Version of the chunk format.
    static final int FORMAT = 1;

    private static final int CHECK = 60;

    /// Reads a header and checks that it is one.
    ///
    /// @param bytes hold it
    /// @param offset of its first byte
    /// @return the header; empty where its checksum, magic or format does not hold
    public static Optional<ChunkHeader> read(byte[] bytes, int offset) {
        MemorySegment memory =
                MemorySegment.ofArray(bytes).asSlice(offset, ChunkShape.HEADER_BYTES);
        int check = memory.get(Layouts.I32, CHECK);
        if (check != new Checksum().of(bytes, offset, CHECK)
                || memory.get(Layouts.I32, 0) != MAGIC
                || memory.get(Layouts.I16, 4) != FORMAT) {
            return Optional.empty();
        }
        return Optional.of(
                new ChunkHeader(
                        memory.get(Layouts.I16, 6) & 0xFFFF,
                        memory.get(Layouts.I32, 8),
                        memory.get(Layouts.I64, 16),
                        memory.get(Layouts.I64, 24),
                        memory.get(Layouts.I64, 32),
                        memory.get(Layouts.I32, 40),
                        check));
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
        memory.set(Layouts.I64, 16, cells);
        memory.set(Layouts.I64, 24, headBytes);
        memory.set(Layouts.I64, 32, blobBytes);
        memory.set(Layouts.I32, 40, pagesCheck);
        memory.set(Layouts.I32, CHECK, new Checksum().of(bytes, 0, CHECK));
        return bytes;
    }
}
