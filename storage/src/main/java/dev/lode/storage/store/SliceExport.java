package dev.lode.storage.store;

import dev.lode.storage.blob.CellSource;
import dev.lode.storage.slice.ImportedPartition;
import dev.lode.storage.slice.SliceChunk;
import dev.lode.storage.slice.SliceSource;
import dev.lode.storage.slice.SliceSource.Layer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A partition's content as it is to leave a store: overlays, extents, and pack or import.
///
/// What lies in memory is written aside as a chunk of its own. Where a slice would have more than
/// `slice.chunksMax` chunks, its newest become one with that, so that a partition which moves on
/// and on does not gather a chunk for each extent that it passed through. Threads: one that is
/// online in the store's epochs until this is open. Memory: 8 bytes for each cell that lies in
/// memory, and windows of 1 MiB.
final class SliceExport {
    private final CellStore store;
    private final Base base;
    private final int partition;
    private final long epoch;

    /// A file that has a chunk of the partition.
    private record Place(CellSource source, Layer layer) {}

    /// What of the partition lies where.
    ///
    /// @param memory cells in memory, newest first
    /// @param own files of the store itself, newest first
    /// @param imported what lies behind them
    /// @param group whose log `position` is of
    /// @param position up to which additions are in it
    private record Content(
            List<MergeSource> memory,
            List<Place> own,
            Optional<ImportedPartition> imported,
            int group,
            long position) {}

    SliceExport(CellStore store, Base base, int partition, long epoch) {
        this.store = store;
        this.base = base;
        this.partition = partition;
        this.epoch = epoch;
    }

    /// Takes the content as it is now.
    ///
    /// @param group whose log the partition's additions come by
    /// @param positionMax as [StoreSlices#export] has it
    SliceSource open(int group, long positionMax) throws IOException {
        CellStore.Cut cut = store.cut(group);
        ImportTable.Entry entry = cut.view().imported(partition);
        var imported = Optional.ofNullable(entry).map(ImportTable.Entry::from);
        if (entry != null && entry.ahead()) {
            var header = entry.from().header();
            return open(
                    new Content(
                            List.of(),
                            List.of(),
                            imported,
                            header.logGroup(),
                            header.logPosition()));
        }
        long position =
                positionMax < store.cursor(group)
                        ? cut.reached()
                        : Math.min(positionMax, cut.reached());
        var memory = new ArrayList<MergeSource>();
        for (Overlay overlay : cut.overlays()) {
            memory.add(new OverlayCells(overlay, partition, group, position));
        }
        var own = new ArrayList<Place>();
        cut.extents().forEach(one -> own.add(new Place(one.source(), one.layer())));
        if (imported.isEmpty()) {
            base.sealed().ifPresent(sealed -> own.add(new Place(sealed.source(), sealed.layer())));
        }
        own.removeIf(place -> !isIn(place.source));
        return open(new Content(memory, own, imported, group, Math.max(0, position)));
    }

    private boolean isIn(CellSource source) {
        return source.extent().damaged(partition) || source.extent().rooms(partition) > 0;
    }

    private SliceSource open(Content content) throws IOException {
        int own = content.own.size();
        int merged = merged(content);
        Optional<Path> aside = writeAside(content, merged);
        try {
            var layers = new ArrayList<Layer>();
            if (aside.isPresent()) {
                var kind = merged == 0 ? SliceChunk.Kind.OVERLAY : SliceChunk.Kind.MERGED;
                layers.add(store.layerAside(aside.get(), kind, content.position));
            }
            for (Place place : content.own.subList(Math.min(merged, own), own)) {
                layers.add(place.layer);
            }
            return SliceSource.open(
                    partition,
                    new SliceSource.Origin(
                            base.content(), base.hunt(), epoch, content.group, content.position),
                    layers,
                    content.imported,
                    Math.max(0, merged - own),
                    store.config().slices().blockBytes());
        } finally {
            if (aside.isPresent()) {
                // Whoever reads the source has it open.
                Files.delete(aside.get());
            }
        }
    }

    /// How many of the newest chunks are to become one; 0 for none, and where one is damaged, which
    /// is then refused by name.
    private int merged(Content content) {
        var places = places(content);
        if (places.stream().anyMatch(place -> place.source.extent().damaged(partition))) {
            return 0;
        }
        // Blobs of a pack that refer to its dictionary go nowhere else; nothing lies behind them.
        long[] cells =
                places.stream()
                        .takeWhile(place -> place.source.dictionary() == null)
                        .mapToLong(place -> place.source.extent().cells(partition))
                        .toArray();
        int left = places.size() - cells.length + (content.memory.isEmpty() ? 0 : 1);
        int max = store.config().slices().chunksMax() - left;
        return MergePolicy.newest(cells, Math.max(1, max));
    }

    private static List<Place> places(Content content) {
        var places = new ArrayList<>(content.own);
        content.imported.ifPresent(one -> {
            List<Layer> layers = one.layers();
            for (int i = 0; i < layers.size(); i++) {
                places.add(new Place(one.sources()[i], layers.get(i)));
            }
        });
        return places;
    }

    private Optional<Path> writeAside(Content content, int merged) throws IOException {
        var sources = new ArrayList<>(content.memory);
        try {
            for (Place place : places(content).subList(0, merged)) {
                sources.add(new ExtentCells(place.source, place.layer, partition));
            }
            return store.writeAside(sources);
        } finally {
            for (MergeSource source : sources) {
                source.close();
            }
        }
    }
}
