package dev.lode.storage.store;

import dev.lode.base.CellKey;
import dev.lode.storage.blob.CellSource;
import dev.lode.storage.extent.CellRef;
import dev.lode.storage.extent.Directory;
import dev.lode.storage.slice.ImportedPartition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a store consists of at one moment: overlays, extents and, for each partition, what it came
/// as in a slice or else the base; newest first.
///
/// Threads: immutable; whoever reads it is a participant of the store's epochs, for what is in it
/// is closed when it was replaced and all have passed. Memory: 128 KiB of masks; look-ups allocate
/// nothing.
final class View {
    /* Implementation: a mask for each partition has a bit for each source that has cells there or
     * is damaged there, so that a look-up does not touch the tables of sources without. Most
     * extents of additions lack most partitions of a large hunt. The highest bit says that the
     * partition was imported: its chunks stand where the base would, and behind them is nothing.
     * An import that is ahead of the store's own additions is asked alone; when it is no longer, a
     * view that says so is shown before the first addition behind it can be found. */

    /// The most sources, base included.
    static final int SOURCES_MAX = Short.SIZE - 1;

    private final Overlay[] overlays;
    private final CellSource[] sources;
    private final ImportTable imports;
    private final short[] masks;

    View(List<Overlay> overlays, List<CellSource> sources, ImportTable imports) {
        assert sources.size() <= SOURCES_MAX : sources.size();
        this.overlays = overlays.toArray(Overlay[]::new);
        this.sources = sources.toArray(CellSource[]::new);
        this.imports = imports;
        masks = new short[Directory.PARTITIONS];
        for (int partition = 0; partition < masks.length; partition++) {
            masks[partition] = mask(partition);
        }
    }

    private View(Overlay[] overlays, CellSource[] sources, ImportTable imports, short[] masks) {
        this.overlays = overlays;
        this.sources = sources;
        this.imports = imports;
        this.masks = masks;
    }

    /// The same sources under other overlays.
    View with(List<Overlay> others) {
        return new View(others.toArray(Overlay[]::new), sources, imports, masks);
    }

    /// The same sources with other imports.
    ///
    /// @param partition the only one that differs, but for [ImportTable.Entry#ahead]
    View with(ImportTable others, int partition) {
        var next = new View(overlays, sources, others, masks.clone());
        next.masks[partition] = next.mask(partition);
        return next;
    }

    /// The same after the store has come past imports.
    View passed(List<ImportedPartition> behind) {
        ImportTable next = imports;
        for (ImportedPartition one : behind) {
            next = next.with(one.header().partition(), new ImportTable.Entry(one, false));
        }
        return new View(overlays, sources, next, masks);
    }

    ImportTable imports() {
        return imports;
    }

    List<Overlay> overlays() {
        return List.of(overlays);
    }

    /// What a partition came as in a slice.
    ///
    /// @return null where it did not
    ImportTable.@Nullable Entry imported(int partition) {
        return masks[partition] < 0 ? imports.get(partition) : null;
    }

    /// Finds a cell: in the newest place that has it.
    boolean find(long cell, CellRef into) {
        ImportTable.Entry imported = imported(CellKey.partition(cell));
        if (imported != null && imported.ahead()) {
            return imported.from().find(0, cell, into);
        }
        for (Overlay overlay : overlays) {
            if (overlay.find(cell, into)) {
                return true;
            }
        }
        return findBelow(imported == null ? null : imported.from(), 0, cell, into);
    }

    /// Lists the spots of a site, in rising order.
    ///
    /// @param into takes as many as it has places
    /// @return how many there are
    int spots(int partition, int ordinal, int site, int[] into, SpotMerge merge) {
        ImportTable.Entry entry = imported(partition);
        ImportedPartition imported = entry == null ? null : entry.from();
        boolean ahead = entry != null && entry.ahead();
        int mask = ahead ? 0 : asked(partition);
        int above = ahead ? 0 : overlays.length;
        int oldest = sources.length + (imported == null ? 0 : imported.sources().length) - 1;
        while (oldest >= 0 && !isAsked(mask, oldest)) {
            oldest--;
        }
        if (oldest < 0 && above == 0) {
            return 0;
        }
        int count =
                oldest < 0
                        ? 0
                        : source(oldest, imported).extent().spots(partition, ordinal, site, into);
        merge.begin(into, count);
        for (int i = oldest - 1; i >= 0; i--) {
            if (isAsked(mask, i)) {
                merge.addOf(source(i, imported), partition, ordinal, site, this, imported, i + 1);
            }
        }
        for (int i = above - 1; i >= 0; i--) {
            merge.addOf(overlays[i], partition, ordinal, site, this, imported, i + 1);
        }
        return merge.count();
    }

    /// Finds a cell among some of the sources.
    ///
    /// @param imported what its partition came as
    /// @param first the newest that is asked; the chunks of an import are counted behind the rest
    boolean findBelow(@Nullable ImportedPartition imported, int first, long cell, CellRef into) {
        if (first < sources.length) {
            int mask = asked(CellKey.partition(cell)) >>> first;
            touchOlder(first, mask, cell, into);
            for (int i = first; mask != 0; i++, mask >>>= 1) {
                if ((mask & 1) != 0 && sources[i].extent().find(cell, into)) {
                    into.file = sources[i].number();
                    return true;
                }
            }
        }
        return imported != null && imported.find(Math.max(0, first - sources.length), cell, into);
    }

    /// A cell is looked for in one source after the other; what all but the newest will be asked
    /// for first comes while that one is.
    private void touchOlder(int first, int asked, long cell, CellRef into) {
        int older = asked & (asked - 1);
        for (int i = first; older != 0; i++, older >>>= 1) {
            if ((older & 1) != 0) {
                sources[i].extent().touch(cell, into);
            }
        }
    }

    /// Whether a cell is in an older overlay or any source.
    boolean isBelowOverlay(
            @Nullable ImportedPartition imported, int first, long cell, CellRef into) {
        for (int i = first; i < overlays.length; i++) {
            if (overlays[i].find(cell, into)) {
                return true;
            }
        }
        return findBelow(imported, 0, cell, into);
    }

    @Nullable Overlay overlay(int number) {
        for (Overlay overlay : overlays) {
            if (overlay.number() == number) {
                return overlay;
            }
        }
        return null;
    }

    /// The source that a cell was found in.
    ///
    /// @return null where it is gone
    @Nullable CellSource source(CellRef ref) {
        for (CellSource source : sources) {
            if (source.number() == ref.file) {
                return source;
            }
        }
        ImportTable.Entry imported = imported(CellKey.partition(ref.cell));
        return imported == null ? null : imported.from().source(ref.file);
    }

    private CellSource source(int index, @Nullable ImportedPartition imported) {
        return imported == null || index < sources.length
                ? sources[index]
                : imported.sources()[index - sources.length];
    }

    private boolean isAsked(int mask, int index) {
        return index >= sources.length || (mask & 1 << index) != 0;
    }

    /// The mask of the sources that are asked for a partition.
    private int asked(int partition) {
        return masks[partition] & Short.MAX_VALUE;
    }

    private int base() {
        int last = sources.length - 1;
        return last >= 0 && sources[last].number() == Base.NUMBER ? 1 << last : 0;
    }

    private short mask(int partition) {
        int mask = 0;
        for (int i = 0; i < sources.length; i++) {
            var extent = sources[i].extent();
            if (extent.damaged(partition) || extent.cells(partition) > 0) {
                mask |= 1 << i;
            }
        }
        return imports.get(partition) == null
                ? (short) mask
                : (short) ((mask & ~base()) | Short.MIN_VALUE);
    }
}
