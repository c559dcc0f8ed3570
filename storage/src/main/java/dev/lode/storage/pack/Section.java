package dev.lode.storage.pack;

import java.util.List;
import java.util.Locale;

/// A row of the footer's section table.
///
/// Units: bytes; offsets in the file. Format: docs/format/pack.md.
///
/// @param kind which section
/// @param check of the heads: checksum of the partition directory; of the blobs: 0; of the
///   dictionary: checksum of it; of the others: checksum of the checksums of their pages
/// @param at where it begins
/// @param bytes of it
/// @param checksAt where the checksums of its pages are; 0 for heads, blobs and dictionary
record Section(Kind kind, int check, long at, long bytes, long checksAt) {
    /// Which sections there are, in the order of their rows.
    enum Kind {
        HEADS(1, false),
        BLOBS(2, false),
        GRAPH(3, true),
        KEYS(4, true),
        META(5, true),

        /// What blobs refer to: only some packs have one.
        DICTIONARY(6, false);

        /// Those that every file has.
        static final List<Kind> ALWAYS = List.of(HEADS, BLOBS, GRAPH, KEYS, META);

        /// The number that stands in the file; also the place in the table, counted from 1.
        final int code;

        /// Whether its pages have checksums in the file.
        final boolean paged;

        Kind(int code, boolean paged) {
            this.code = code;
            this.paged = paged;
        }

        /// The name that messages use.
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Bytes that one checksum covers.
    static final int PAGE_BYTES = 4096;

    long end() {
        return at + bytes;
    }

    long pages() {
        return (bytes + PAGE_BYTES - 1) / PAGE_BYTES;
    }
}
