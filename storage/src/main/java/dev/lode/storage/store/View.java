package dev.lode.storage.store;

import dev.lode.base.CellKey;
import dev.lode.storage.extent.CellRef;
import dev.lode.storage.extent.Directory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a store consists of at one moment: overlays, extents and the base, newest first.
///
/// Threads: immutable; whoever reads it is a participant of the store's epochs, for what is in it
/// is closed when it was replaced and all have passed. Memory: 128 KiB of masks; look-ups allocate
/// nothing.
final class View {
    /* Implementation: a mask for each partition has a bit for each source that has cells there or
     * is damaged there, so that a look-up does not touch the tables of sources without. Most
     * extents of additions lack most partitions of a large hunt. */

    /// The most sources, base included.
    static final int SOURCES_MAX = Short.SIZE;

    private final Overlay[] overlays;
    private final Source[] sources;
    private final short[] masks;

    View(List<Overlay> overlays, List<Source> sources) {
        assert sources.size() <= SOURCES_MAX : sources.size();
        this.overlays = overlays.toArray(Overlay[]::new);
        this.sources = sources.toArray(Source[]::new);
        masks = masks(this.sources);
    }

    private View(List<Overlay> overlays, Source[] sources, short[] masks) {
        this.overlays = overlays.toArray(Overlay[]::new);
        this.sources = sources;
        this.masks = masks;
    }

    /// The same sources under other overlays.
    View with(List<Overlay> others) {
        return new View(others, sources, masks);
    }

    List<Overlay> overlays() {
        return List.of(overlays);
    }

    /// Finds a cell: in the newest place that has it.
    boolean find(long cell, CellRef into) {
        for (Overlay overlay : overlays) {
            if (overlay.find(cell, into)) {
                return true;
            }
        }
        return findBelow(0, cell, into);
    }

    /// Lists the spots of a site, in rising order.
    ///
    /// @param into takes as many as it has places
    /// @return how many there are
    int spots(int partition, int ordinal, int site, int[] into, SpotMerge merge) {
        int mask = masks[partition];
        int oldest = Short.SIZE - 1;
        while (oldest >= 0 && (mask & 1 << oldest) == 0) {
            oldest--;
        }
        if (oldest < 0 && overlays.length == 0) {
            return 0;
        }
        int count = oldest < 0 ? 0 : sources[oldest].extent().spots(partition, ordinal, site, into);
        merge.begin(into, count);
        for (int i = oldest - 1; i >= 0; i--) {
            if ((mask & 1 << i) != 0) {
                merge.addOf(sources[i], partition, ordinal, site, this, i + 1);
            }
        }
        for (int i = overlays.length - 1; i >= 0; i--) {
            merge.addOf(overlays[i], partition, ordinal, site, this, i + 1);
        }
        return merge.count();
    }

    /// Finds a cell among some of the sources.
    ///
    /// @param first the newest that is asked
    boolean findBelow(int first, long cell, CellRef into) {
        int mask = (masks[CellKey.partition(cell)] & 0xFFFF) >>> first;
        for (int i = first; mask != 0; i++, mask >>>= 1) {
            if ((mask & 1) != 0 && sources[i].extent().find(cell, into)) {
                into.file = sources[i].number();
                return true;
            }
        }
        return false;
    }

    /// Whether a cell is in an older overlay or any source.
    boolean isBelowOverlay(int first, long cell, CellRef into) {
        for (int i = first; i < overlays.length; i++) {
            if (overlays[i].find(cell, into)) {
                return true;
            }
        }
        return findBelow(0, cell, into);
    }

    @Nullable Overlay overlay(int number) {
        for (Overlay overlay : overlays) {
            if (overlay.number() == number) {
                return overlay;
            }
        }
        return null;
    }

    @Nullable Source source(int number) {
        for (Source source : sources) {
            if (source.number() == number) {
                return source;
            }
        }
        return null;
    }

    private static short[] masks(Source[] sources) {
        short[] masks = new short[Directory.PARTITIONS];
        for (int i = 0; i < sources.length; i++) {
            for (int partition = 0; partition < masks.length; partition++) {
                var extent = sources[i].extent();
                if (extent.damaged(partition) || extent.cells(partition) > 0) {
                    masks[partition] |= (short) (1 << i);
                }
            }
        }
        return masks;
    }
}
