package dev.lode.storage.store;

import dev.lode.base.CellKey;
import dev.lode.storage.blob.CellSource;
import dev.lode.storage.extent.CellRef;
import dev.lode.storage.slice.ImportedPartition;
import org.jspecify.annotations.Nullable;

/// Joins the spots of a site from several places into one rising list without repeats, of which the
/// first are kept and all are counted.
///
/// Threads: owned by one. Memory: grows with the longest list of additions to a site; else a use
/// allocates nothing.
final class SpotMerge {
    private static final int[] NONE = {};

    private final SpotList added = new SpotList();
    private final CellRef ref = new CellRef();
    private int[] kept = NONE;
    private int keptCount;
    private int count;

    /// Begins with the list of the oldest place.
    void begin(int[] into, int total) {
        kept = into;
        keptCount = Math.min(total, into.length);
        count = total;
    }

    int count() {
        return count;
    }

    /// Adds what a source has and none of the older ones.
    void addOf(
            CellSource source,
            int partition,
            int ordinal,
            int site,
            View view,
            @Nullable ImportedPartition imported,
            int older) {
        int total = source.extent().spots(partition, ordinal, site, added.whole());
        if (total > added.whole().length) {
            source.extent().spots(partition, ordinal, site, added.roomFor(total));
        }
        for (int i = 0; i < total; i++) {
            int spot = added.whole()[i];
            if (!view.findBelow(imported, older, CellKey.of(partition, ordinal, site, spot), ref)) {
                add(spot);
            }
        }
    }

    /// Adds what an overlay has, and no older overlay and no source.
    void addOf(
            Overlay overlay,
            int partition,
            int ordinal,
            int site,
            View view,
            @Nullable ImportedPartition imported,
            int older) {
        added.clear();
        overlay.spots(partition, ordinal, site, added);
        for (int i = 0; i < added.size(); i++) {
            int spot = added.get(i);
            if (!view.isBelowOverlay(
                    imported, older, CellKey.of(partition, ordinal, site, spot), ref)) {
                add(spot);
            }
        }
    }

    private void add(int spot) {
        count++;
        int at = keptCount;
        while (at > 0 && kept[at - 1] > spot) {
            at--;
        }
        if (at == kept.length) {
            return;
        }
        int moved = Math.min(keptCount, kept.length - 1) - at;
        System.arraycopy(kept, at, kept, at + 1, moved);
        kept[at] = spot;
        keptCount = Math.min(keptCount + 1, kept.length);
    }
}
