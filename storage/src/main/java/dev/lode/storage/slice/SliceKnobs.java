package dev.lode.storage.slice;

import dev.lode.base.knob.Knob;
import java.util.List;

/// The knobs of slices and of the files that they are imported into.
public final class SliceKnobs {
    /// The length of a block.
    public static final Knob<Long> BLOCK_BYTES =
            Knob.size(
                    "slice.blockBytes",
                    SliceHeader.BLOCK_BYTES,
                    4 << 10,
                    SliceHeader.BLOCK_BYTES_MAX,
                    "A slice is checked, and goes on after a break, block by block; the sender keeps"
                            + " one in memory, the receiver three.");

    /// Room for heads.
    public static final Knob<Long> HEAD_AREA_BYTES =
            Knob.size(
                    "slice.headAreaBytes",
                    256L << 20,
                    1 << 20,
                    64L << 30,
                    "Addresses that each import file reserves for heads; they take no room on the"
                            + " disk before they are used. A full area begins another file.");

    /// How often an import is noted.
    public static final Knob<Long> CHECKPOINT_BYTES =
            Knob.size(
                    "slice.checkpointBytes",
                    256L << 20,
                    1 << 20,
                    64L << 30,
                    "An import that was ended goes on behind the last so many bytes that were forced"
                            + " to the disk; each time costs a force.");

    /// When chunks are merged.
    public static final Knob<Long> CHUNKS_MAX =
            Knob.count(
                    "slice.chunksMax",
                    8,
                    2,
                    SliceHeader.CHUNKS_MAX,
                    "A partition in more chunks than this leaves with its newest merged: each takes a"
                            + " look-up and an import file at the receiver; fewer of them cost more"
                            + " writing at the sender.");

    /// All of them.
    public static final List<Knob<?>> ALL =
            List.of(BLOCK_BYTES, HEAD_AREA_BYTES, CHECKPOINT_BYTES, CHUNKS_MAX);

    private SliceKnobs() {}
}
