package dev.lode.storage.store;

import dev.lode.base.CellKey;
import dev.lode.base.memory.Epochs;
import dev.lode.storage.blob.BlobDecoder;
import dev.lode.storage.blob.BlobReader;
import dev.lode.storage.blob.CellSource;
import dev.lode.storage.extent.ExtentPlan;
import dev.lode.storage.pack.ExtentFileWriter;
import dev.lode.storage.slice.ImportedExtents;
import dev.lode.storage.slice.ImportedPartition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
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
     * for as long as it writes. `changing` guards the list of extents and is held while a manifest
     * is written and the view replaced. `adding` guards the overlays and is never held over the
     * disk. What a new view no longer has is retired to the epochs. */

    private final StoreFiles files;
    private final Base base;
    private final Rooms rooms;
    private final Epochs epochs;
    private final StoreConfig config;
    private final Object compacting = new Object();
    private final Object changing = new Object();
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
    private final AtomicInteger nextNumber;
    private final Set<Integer> unmergeable = new HashSet<>();
    private List<LiveExtent> live;
    private volatile Manifest manifest;
    private volatile View view;

    private CellStore(
            StoreFiles files,
            Base base,
            Rooms rooms,
            Epochs epochs,
            StoreConfig config,
            Manifest manifest,
            List<LiveExtent> live,
            @Nullable ImportedExtents imports) {
        this.files = files;
        this.base = base;
        this.rooms = rooms;
        this.epochs = epochs;
        this.config = config;
        this.manifest = manifest;
        this.live = live;
        nextNumber = new AtomicInteger(manifest.nextNumber());
        overlays = new Overlays(config.overlayBytes(), manifest.cursors());
        view = new View(List.of(), sources(live), ImportTable.EMPTY);
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
        List<LiveExtent> live = new ArrayList<>();
        ImportedExtents imports = null;
        try {
            Manifest manifest = StoreFiles.manifest(folder);
            if (manifest == null) {
                manifest = Manifest.first(base.content());
                files.write(manifest);
            }
            if (!manifest.content().equals(base.content())) {
                throw new DamagedStore(
                        folder.resolve(StoreFiles.MANIFEST),
                        "it belongs to the content "
                                + manifest.content()
                                + ", and this hunt's is "
                                + base.content());
            }
            files.removeLeftovers(manifest);
            imports = StoreSlices.open(folder, base, epochs, config);
            for (Manifest.Row row : manifest.extents()) {
                live.add(LiveExtent.open(files.folder(), row, manifest.content(), config.heads()));
            }
            return new CellStore(
                    files, base, rooms, epochs, config, manifest, List.copyOf(live), imports);
        } catch (IOException | RuntimeException e) {
            if (imports != null) {
                imports.close();
            }
            live.forEach(one -> one.file().close());
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
        return manifest.cursors().getOrDefault(group, -1L);
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
            LiveExtent written = write(sources, pace);
            commit(List.of(), written, frozen.cursors(), frozen.overlay());
            return true;
        }
    }

    /// Whether the overlay is to be written, or so many extents are there that they are to be
    /// merged.
    ///
    /// @return true where [Compactor] has something to do
    public boolean isDue() {
        return overlays.isFrozen() || !nextRun().isEmpty();
    }

    /// Merges extents, if there are more than `store.extentsMax`.
    boolean mergeIfDue(Pace pace) throws IOException {
        synchronized (compacting) {
            return merge(nextRun(), pace);
        }
    }

    /// Makes one extent of as many as can be merged.
    ///
    /// @return false where no two of them can
    /// @throws IOException where the disk refuses; everything stays as it was
    public boolean mergeAll() throws IOException {
        synchronized (compacting) {
            return merge(MergePolicy.longest(rows(live()), this::mergeable), pace());
        }
    }

    private boolean merge(List<Manifest.Row> rows, Pace pace) throws IOException {
        if (rows.isEmpty()) {
            return false;
        }
        List<LiveExtent> run = live().stream().filter(one -> rows.contains(one.row())).toList();
        List<MergeSource> sources = new ArrayList<>();
        LiveExtent merged;
        try {
            for (LiveExtent extent : run) {
                sources.add(new ExtentCells(extent.number(), extent.file()));
            }
            merged = write(sources, pace);
        } catch (DamagedSource e) {
            synchronized (changing) {
                unmergeable.add(e.number);
            }
            throw e;
        } finally {
            for (MergeSource source : sources) {
                source.close();
            }
        }
        commit(run, merged, Map.of(), null);
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
        synchronized (changing) {
            Overlays.Cut cut = overlays.cut(group);
            return new Cut(view, live, cut.overlays(), cut.reached());
        }
    }

    /// Writes cells into a file that no manifest will name, for one who removes it.
    ///
    /// @return empty, and no file, where there is no cell
    Optional<Path> writeAside(List<MergeSource> sources) throws IOException {
        var merge = new Merge(sources, rooms);
        ExtentPlan plan = merge.plan();
        if (plan.partitions() == 0) {
            return Optional.empty();
        }
        Path path = files.temp(nextNumber.getAndIncrement());
        try (var writer = ExtentFileWriter.create(path, base.content(), plan)) {
            merge.write(writer, new Pace(OptionalLong.empty(), SleepClock.SYSTEM));
            writer.finish();
        }
        return Optional.of(path);
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
        int number = nextNumber.getAndIncrement();
        return ExtentFileWriter.create(files.temp(number), base.content(), plan);
    }

    /// Ends an extent and takes it in, above all others.
    ///
    /// @param writer from [#newExtent], not finished
    /// @throws IOException where the disk refuses; everything stays as it was
    public void adopt(ExtentFileWriter writer) throws IOException {
        commit(List.of(), finish(files.number(writer.path()), writer), Map.of(), null);
    }

    /// What the store consists of now: for the line that a server writes at its start, and metrics.
    ///
    /// @return a snapshot
    public StoreStatus status() {
        List<LiveExtent> extents = live();
        return new StoreStatus(
                extents.size(),
                extents.stream().mapToLong(one -> one.row().bytes()).sum(),
                extents.stream().mapToLong(one -> one.row().cells()).sum(),
                overlays.usedBytes(),
                slices.partitions().length,
                manifest.cursors(),
                extents.stream()
                        .filter(one -> one.file().extent().damagedPartitions() > 0)
                        .map(one -> one.file().path() + ": " + one.file().extent().refusals())
                        .toList());
    }

    /// Gives everything back. What is in memory alone is fed again from the log.
    @Override
    public void close() throws IOException {
        epochs.reclaim();
        live().forEach(one -> one.file().close());
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

    private List<LiveExtent> live() {
        synchronized (changing) {
            return live;
        }
    }

    private List<Manifest.Row> nextRun() {
        return MergePolicy.due(rows(live()), this::mergeable, config.extentsMax());
    }

    private boolean mergeable(Manifest.Row row) {
        synchronized (changing) {
            return !unmergeable.contains(row.number())
                    && live.stream()
                            .filter(one -> one.row().equals(row))
                            .allMatch(one -> one.file().extent().damagedPartitions() == 0);
        }
    }

    private LiveExtent write(List<MergeSource> sources, Pace pace) throws IOException {
        pace.begin();
        var merge = new Merge(sources, rooms);
        int number = nextNumber.getAndIncrement();
        try (var writer =
                ExtentFileWriter.create(files.temp(number), base.content(), merge.plan())) {
            merge.write(writer, pace);
            return finish(number, writer);
        }
    }

    private LiveExtent finish(int number, ExtentFileWriter writer) throws IOException {
        writer.finish();
        files.publish(number);
        return LiveExtent.written(files.folder(), number, config.heads());
    }

    /// Makes a change durable, shows it to readers, and retires what it replaces.
    private void commit(
            List<LiveExtent> replaced,
            LiveExtent extent,
            Map<Integer, Long> cursors,
            @Nullable Overlay written)
            throws IOException {
        synchronized (changing) {
            List<LiveExtent> next = new ArrayList<>(live);
            next.removeAll(replaced);
            next.add(replaced.isEmpty() ? 0 : live.indexOf(replaced.getFirst()), extent);
            try {
                mustFit(next);
                Manifest after = manifest.next(nextNumber.get(), rows(next), cursors);
                files.write(after);
                manifest = after;
            } catch (IOException | RuntimeException e) {
                extent.file().close();
                throw e;
            }
            live = List.copyOf(next);
            overlays.drop(written, left -> view = new View(left, sources(live), view.imports()));
        }
        replaced.forEach(old -> epochs.retire(() -> old.remove()));
        if (written != null) {
            epochs.retire(written);
        }
        epochs.reclaim();
    }

    private void mustFit(List<LiveExtent> extents) throws IOException {
        if (sources(extents).size() > View.SOURCES_MAX) {
            throw new IOException(
                    "%s has %d extents, more than can be read from: those that are damaged are not merged, see lode verify"
                            .formatted(files.folder(), extents.size()));
        }
    }

    private List<CellSource> sources(List<LiveExtent> extents) {
        var sources = new ArrayList<>(extents.stream().map(LiveExtent::source).toList());
        base.sealed().ifPresent(sealed -> sources.add(sealed.source()));
        return sources;
    }

    private static List<Manifest.Row> rows(List<LiveExtent> extents) {
        return extents.stream().map(LiveExtent::row).toList();
    }
}
