package dev.lode.storage.slice;

import dev.lode.storage.index.CellValue;

/// One chunk that a slice carries: a row of the slice's header.
///
/// Units: bytes. Format: docs/format/slice.md.
///
/// @param kind what it was made by
/// @param origin which extent of the sender it lay in, 0 for a pack; for what the sender made the
///   log position again; for a pack with a dictionary the id of that
/// @param headBytes of its head
/// @param blobBytes of its blobs
/// @param headCheck the checksum that its chunk header must have
public record SliceChunk(Kind kind, long origin, long headBytes, long blobBytes, int headCheck) {
    /// What made a chunk.
    public enum Kind {
        /// The packer.
        PACK(1),
        /// The compactor: content that was added to the hunt.
        ADDED(2),
        /// The sender of the slice, of additions that lay in memory only.
        OVERLAY(3),
        /// The sender of the slice, of its newest chunks and of what lay in memory.
        MERGED(4),
        /// The packer, with a dictionary that the blobs refer to.
        PACK_WITH_DICTIONARY(5);

        /// The number that stands in the header.
        final int code;

        Kind(int code) {
            this.code = code;
        }
    }

    /// The longest head: a million rooms and 2^32 cells fit well within.
    static final long HEAD_BYTES_MAX = 1L << 40;

    long bytes() {
        return headBytes + blobBytes;
    }

    /// Whether its blobs refer to the dictionary of its pack.
    boolean refers() {
        return kind == Kind.PACK_WITH_DICTIONARY;
    }

    /// Whether the lengths can be those of a chunk, whatever a damaged header claims.
    boolean plausible() {
        return headBytes >= 64
                && headBytes % 64 == 0
                && headBytes <= HEAD_BYTES_MAX
                && blobBytes >= 0
                && blobBytes < 1L << CellValue.OFFSET_BITS;
    }
}
