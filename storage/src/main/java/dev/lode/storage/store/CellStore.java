package dev.lode.storage.store;

import dev.lode.base.CellKey;
import dev.lode.base.memory.Epochs;
import dev.lode.storage.blob.BlobDecoder;
import dev.lode.storage.blob.BlobReader;
import dev.lode.storage.extent.ExtentPlan;
import dev.lode.storage.pack.ExtentFile;
import dev.lode.storage.pack.ExtentFileWriter;
import dev.lode.storage.slice.ImportedExtents;
import dev.lode.storage.slice.ImportedPartition;
import dev.lode.storage.slice.SliceChunk;
import dev.lode.storage.slice.SliceSource.Layer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The content of one hunt as it lives on: what was packed, the extents of what was added since,
/// and the overlay of what was added last.
///
/// Threads: readers each through a [StoreReader], without a lock; everything else from any thread,
/// and additions do not wait for a compaction. The owner closes after all readers have stopped.
/// Memory: an overlay, two while one is written; 128 KiB of masks, and what each extent takes.
/// Errors: a damaged manifest refuses the store, a damaged extent as [ExtentFile]. Format:
/// docs/format/store.md.
public final class CellStore implements AutoCloseable {
    /* Implementation: three locks, taken in this order. `compacting` is held by one flush or merge
     * for as long as it writes. That of the extents is held while a manifest is written and the
     * view replaced. That of the overlays is never held over the disk. What a new view no longer
     * has is retired to the epochs. */

    private final StoreFiles files;
    private final Rooms rooms;
    private final Epochs epochs;
    private final StoreConfig config;
    private final Object compacting = new Object();
    private final StoreExtents extents;
    private final Overlays overlays;
    private final StoreSlices slices;
    private final Overlays.Show show =
            new Overlays.Show() {
                @Override
                public void overlays(List<Overlay> now) {
                    view = view.with(now);
                }

                @Override
                public void passed(List<ImportedPartition> imports) {
                    view = view.passed(imports);
                }
            };
    private volatile View view;

    private CellStore(
            StoreFiles files,
            Base base,
            Rooms rooms,
            Epochs epochs,
            StoreConfig config,
            StoreExtents extents,
            @Nullable ImportedExtents imports) {
        this.files = files;
        this.rooms = rooms;
        this.epochs = epochs;
        this.config = config;
        this.extents = extents;
        overlays = new Overlays(config.overlayBytes(), extents.cursors());
        view = new View(List.of(), extents.sources(extents.live()), ImportTable.EMPTY);
        slices = new StoreSlices(this, files.folder(), base, imports);
    }

    /// Opens a store; an empty folder becomes one to which nothing was added.
    ///
    /// @param folder made if need be, and locked until the store is closed
    /// @param base what it adds to; stays open for longer
    /// @param rooms of the hunt
    /// @param epochs of the threads that read
    /// @param config its bounds
    /// @return the store; what an end in the middle of a change has left behind is removed
    /// @throws DamagedStore where the manifest or a file that it names is damaged or gone, or
    ///   belongs to another hunt
    /// @throws dev.lode.storage.wal.FolderInUse where another process has the folder
    /// @throws IOException where the disk refuses
    public static CellStore open(
            Path folder, Base base, Rooms rooms, Epochs epochs, StoreConfig config)
            throws IOException {
        StoreFiles files = StoreFiles.open(folder);
        StoreExtents extents = null;
        ImportedExtents imports = null;
        try {
            extents = StoreExtents.open(files, base, rooms, config);
            imports = StoreSlices.open(folder, base, epochs, config);
            return new CellStore(files, base, rooms, epochs, config, extents, imports);
        } catch (IOException | RuntimeException e) {
            if (imports != null) {
                imports.close();
            }
            if (extents != null) {
                extents.close();
            }
            files.close();
            throw e;
        }
    }

    /// Where the store of a pack is: beside it.
    ///
    /// @param pack such as `content.lode`
    /// @return such as `content.store`
    public static Path folderOf(Path pack) {
        String name = String.valueOf(pack.getFileName());
        String stem = name.endsWith(".lode") ? name.substring(0, name.length() - 5) : name;
        return pack.resolveSibling(stem + ".store");
    }

    /// Where the pack of a store is.
    ///
    /// @param store such as `content.store`
    /// @return such as `content.lode`, which may not be there
    public static Path packOf(Path store) {
        String name = String.valueOf(store.getFileName());
        String stem = name.endsWith(".store") ? name.substring(0, name.length() - 6) : name;
        return store.resolveSibling(stem + ".lode");
    }

    /// Makes a reader for one thread, which is a participant of the epochs.
    ///
    /// @return the reader; close it before this
    public StoreReader reader() {
        return new StoreReader(this, new BlobReader(config.documentBytesMax()));
    }

    /// The partitions that come to this store as slices, or go as such.
    ///
    /// @return the same for as long as the store is open
    public StoreSlices slices() {
        return slices;
    }

    View view() {
        return view;
    }

    StoreConfig config() {
        return config;
    }

    /// Says who is told, on the adding thread, that there is something to compact.
    ///
    /// @param told such as [Compactor#wake]
    public void whenDue(Runnable told) {
        overlays.whenDue(told);
    }

    /// Adds a cell or replaces it; readers find it from here on.
    ///
    /// It is durable only when an extent has it; until then the group's log must be able to give it
    /// again, from behind [#cursor] on.
    ///
    /// @param addition which, and where it stands in its log
    /// @return what became of it
    /// @throws IllegalArgumentException where there is no such room, or the lengths cannot be
    public Addition.Outcome add(Addition addition) {
        check(addition);
        return overlays.add(addition, show);
    }

    /// Up to which position a group's additions are in extents, and so survive an end.
    ///
    /// @param group which
    /// @return the position, -1 where there are none
    public long cursor(int group) {
        return extents.cursors().getOrDefault(group, -1L);
    }

    /// Whether there are cells that no extent has yet.
    ///
    /// @return false where an end would lose nothing of it
    public boolean hasUnwritten() {
        return overlays.usedBytes() > 0;
    }

    /// Writes what is in memory into an extent.
    ///
    /// @return false where nothing was added
    /// @throws IOException where the disk refuses; everything stays as it was
    public boolean flush() throws IOException {
        return flush(pace());
    }

    /// Writes an overlay that is full, if there is one.
    boolean flushFrozen(Pace pace) throws IOException {
        return overlays.isFrozen() && flush(pace);
    }

    private boolean flush(Pace pace) throws IOException {
        synchronized (compacting) {
            Overlays.Frozen frozen = overlays.freeze();
            if (frozen == null) {
                return false;
            }
            var sources = List.<MergeSource>of(new OverlayCells(frozen.overlay()));
            LiveExtent written = extents.written(sources, pace);
            commit(List.of(), written, frozen.cursors(), frozen.overlay());
            return true;
        }
    }

    /// Whether the overlay is to be written, or so many extents are there that they are to be
    /// merged.
    ///
    /// @return true where [Compactor] has something to do
    public boolean isDue() {
        return overlays.isFrozen() || !extents.due().isEmpty();
    }

    /// Merges extents, if there are more than `store.extentsMax`.
    boolean mergeIfDue(Pace pace) throws IOException {
        synchronized (compacting) {
            return merge(extents.due(), pace);
        }
    }

    /// Makes one extent of as many as can be merged.
    ///
    /// @return false where no two of them can
    /// @throws IOException where the disk refuses; everything stays as it was
    public boolean mergeAll() throws IOException {
        synchronized (compacting) {
            return merge(extents.longestRun(), pace());
        }
    }

    private boolean merge(List<LiveExtent> run, Pace pace) throws IOException {
        if (run.isEmpty()) {
            return false;
        }
        commit(run, extents.merged(run, pace), Map.of(), null);
        return true;
    }

    /// What a store consists of at one moment, for one who is online in its epochs.
    ///
    /// @param view of readers
    /// @param extents newest first
    /// @param overlays newest first
    /// @param reached position of a group's log up to which its additions are in these
    record Cut(View view, List<LiveExtent> extents, List<Overlay> overlays, long reached) {}

    Cut cut(int group) {
        return extents.atOneMoment(live -> {
            Overlays.Cut cut = overlays.cut(group);
            return new Cut(view, live, cut.overlays(), cut.reached());
        });
    }

    /// Writes cells into a file that no manifest will name, for one who removes it.
    ///
    /// @return empty, and no file, where there is no cell
    Optional<Path> writeAside(List<MergeSource> sources) throws IOException {
        return extents.writtenAside(sources);
    }

    /// What such a file is in a slice.
    Layer layerAside(Path file, SliceChunk.Kind kind, long position) throws IOException {
        return new Layer(kind, position, file, ExtentFile.placeOf(file));
    }

    /// Shows readers what a partition is served from now.
    void imported(
            int partition, @Nullable ImportedPartition before, @Nullable ImportedPartition after) {
        overlays.changed(
                before,
                after,
                ahead -> {
                    var entry = after == null ? null : new ImportTable.Entry(after, ahead);
                    view = view.with(view.imports().with(partition, entry), partition);
                });
    }

    /// Closes what nobody reads any more, now and later.
    void reclaim() {
        if (epochs.reclaim() > 0) {
            overlays.wake();
        }
    }

    Epochs epochs() {
        return epochs;
    }

    /// Begins an extent that comes from elsewhere than the overlay, such as an import.
    ///
    /// @param plan what it will hold
    /// @return its writer, to be filled and then given to [#adopt]; closing it gives it up
    /// @throws IOException where the file cannot be made
    public ExtentFileWriter newExtent(ExtentPlan plan) throws IOException {
        return extents.begin(plan);
    }

    /// Ends an extent and takes it in, above all others.
    ///
    /// @param writer from [#newExtent], not finished
    /// @throws IOException where the disk refuses; everything stays as it was
    public void adopt(ExtentFileWriter writer) throws IOException {
        commit(List.of(), extents.finish(writer), Map.of(), null);
    }

    /// What the store consists of now: for the line that a server writes at its start, and metrics.
    ///
    /// @return a snapshot
    public StoreStatus status() {
        List<LiveExtent> live = extents.live();
        return new StoreStatus(
                live.size(),
                live.stream().mapToLong(one -> one.row().bytes()).sum(),
                live.stream().mapToLong(one -> one.row().cells()).sum(),
                overlays.usedBytes(),
                slices.partitions().length,
                extents.cursors(),
                live.stream()
                        .filter(one -> one.file().extent().damagedPartitions() > 0)
                        .map(one -> one.file().path() + ": " + one.file().extent().refusals())
                        .toList());
    }

    /// Gives everything back. What is in memory alone is fed again from the log.
    @Override
    public void close() throws IOException {
        epochs.reclaim();
        extents.close();
        overlays.close();
        slices.close();
        files.close();
    }

    private void check(Addition addition) {
        int partition = CellKey.partition(addition.cell());
        int ordinal = CellKey.ordinal(addition.cell());
        if (rooms.fingerprint(partition, ordinal) >>> 48 != partition) {
            throw new IllegalArgumentException(
                    "room ordinal " + ordinal + " is not of partition " + partition);
        }
        long stored = addition.block().byteSize();
        int plain = addition.plainBytes();
        if (plain < 1
                || plain > config.documentBytesMax()
                || stored < 1
                || stored > BlobDecoder.storedBytesMax(plain)) {
            throw new IllegalArgumentException(
                    "a document of %d bytes in a block of %d cannot be: content.blobBytesMax is %d"
                            .formatted(plain, stored, config.documentBytesMax()));
        }
    }

    private Pace pace() {
        return new Pace(config.compactBytesPerSecond(), SleepClock.SYSTEM);
    }

    /// Makes a change durable, shows it to readers, and retires what it replaces.
    private void commit(
            List<LiveExtent> replaced,
            LiveExtent extent,
            Map<Integer, Long> cursors,
            @Nullable Overlay written)
            throws IOException {
        extents.replace(
                replaced,
                extent,
                cursors,
                live ->
                        overlays.drop(
                                written,
                                left ->
                                        view =
                                                new View(
                                                        left,
                                                        extents.sources(live),
                                                        view.imports())));
        replaced.forEach(old -> epochs.retire(() -> old.remove()));
        if (written != null) {
            epochs.retire(written);
        }
        epochs.reclaim();
    }
}
