package dev.lode.storage.pack;

import dev.lode.base.Layouts;
import java.lang.foreign.MemorySegment;

/// Which kind of sealed file: they share header, heads, blobs and footer, and differ by magic.
enum SealedKind {
    /// A whole hunt: with graph, keys and description.
    PACK(0x4B434150_45444F4CL, "pack", "copy the pack again or run lode pack again"),
    /// Cells that were added to a hunt, without the other sections.
    EXTENT(
            0x4E545845_45444F4CL,
            "extent",
            "copy the folder of its store from another holder, or remove the whole folder to be fed"
                    + " again from the log");

    /// The first eight bytes: `LODEPACK`, `LODEEXTN`.
    final long magic;

    /// What messages call it.
    final String noun;

    /// What is to be done where it is damaged.
    final String remedy;

    SealedKind(long magic, String noun, String remedy) {
        this.magic = magic;
        this.noun = noun;
        this.remedy = remedy;
    }

    /// The kind that the first bytes of a file tell; a pack where they tell none.
    static SealedKind of(byte[] header) {
        return MemorySegment.ofArray(header).get(Layouts.I64, 0) == EXTENT.magic ? EXTENT : PACK;
    }
}
