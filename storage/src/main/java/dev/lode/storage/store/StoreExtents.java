package dev.lode.storage.store;

import dev.lode.storage.blob.CellSource;
import dev.lode.storage.extent.ExtentPlan;
import dev.lode.storage.pack.ExtentFileWriter;
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
import java.util.function.Consumer;
import java.util.function.Function;

/// The extents of a store that are live, the manifest that names them, and the writing of new ones.
///
/// Threads: any; list and manifest change in one step, under a lock that is held over the disk.
/// Errors: a damaged manifest refuses the store, a damaged extent as
/// [dev.lode.storage.pack.ExtentFile].
final class StoreExtents implements AutoCloseable {
    private final StoreFiles files;
    private final Base base;
    private final Rooms rooms;
    private final StoreConfig config;
    private final AtomicInteger nextNumber;
    private final Set<Integer> unmergeable = new HashSet<>();
    private List<LiveExtent> live;
    private volatile Manifest manifest;

    private StoreExtents(
            StoreFiles files,
            Base base,
            Rooms rooms,
            StoreConfig config,
            Manifest manifest,
            List<LiveExtent> live) {
        this.files = files;
        this.base = base;
        this.rooms = rooms;
        this.config = config;
        this.manifest = manifest;
        this.live = live;
        nextNumber = new AtomicInteger(manifest.nextNumber());
    }

    /// Opens those that the manifest names, and removes what it does not name; without a manifest
    /// there are none yet.
    static StoreExtents open(StoreFiles files, Base base, Rooms rooms, StoreConfig config)
            throws IOException {
        Path folder = files.folder();
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
        List<LiveExtent> live = new ArrayList<>();
        try {
            for (Manifest.Row row : manifest.extents()) {
                live.add(LiveExtent.open(folder, row, manifest.content(), config.heads()));
            }
            return new StoreExtents(files, base, rooms, config, manifest, List.copyOf(live));
        } catch (IOException | RuntimeException e) {
            live.forEach(one -> one.file().close());
            throw e;
        }
    }

    Map<Integer, Long> cursors() {
        return manifest.cursors();
    }

    /// Newest first.
    synchronized List<LiveExtent> live() {
        return live;
    }

    /// Looks at the list while nothing can change it.
    synchronized <T> T atOneMoment(Function<List<LiveExtent>, T> look) {
        return look.apply(live);
    }

    /// The extents to merge now; empty where nothing is to be done or can be.
    List<LiveExtent> due() {
        return those(MergePolicy.due(rows(live()), this::mergeable, config.extentsMax()));
    }

    /// The longest run of neighbours that can be merged.
    List<LiveExtent> longestRun() {
        return those(MergePolicy.longest(rows(live()), this::mergeable));
    }

    private List<LiveExtent> those(List<Manifest.Row> rows) {
        return live().stream().filter(one -> rows.contains(one.row())).toList();
    }

    private synchronized boolean mergeable(Manifest.Row row) {
        return !unmergeable.contains(row.number())
                && live.stream()
                        .filter(one -> one.row().equals(row))
                        .allMatch(one -> one.file().extent().damagedPartitions() == 0);
    }

    /// Merges extents into a new one, which no manifest names yet.
    LiveExtent merged(List<LiveExtent> run, Pace pace) throws IOException {
        List<MergeSource> sources = new ArrayList<>();
        try {
            for (LiveExtent extent : run) {
                sources.add(new ExtentCells(extent.number(), extent.file()));
            }
            return written(sources, pace);
        } catch (DamagedSource e) {
            synchronized (this) {
                unmergeable.add(e.number);
            }
            throw e;
        } finally {
            for (MergeSource source : sources) {
                source.close();
            }
        }
    }

    /// Writes cells into a new extent, which no manifest names yet.
    LiveExtent written(List<MergeSource> sources, Pace pace) throws IOException {
        pace.begin();
        var merge = new Merge(sources, rooms);
        try (var writer = begin(merge.plan())) {
            merge.write(writer, pace);
            return finish(writer);
        }
    }

    /// Writes cells into a file that no manifest will name, for one who removes it.
    ///
    /// @return empty, and no file, where there is no cell
    Optional<Path> writtenAside(List<MergeSource> sources) throws IOException {
        var merge = new Merge(sources, rooms);
        ExtentPlan plan = merge.plan();
        if (plan.partitions() == 0) {
            return Optional.empty();
        }
        try (var writer = begin(plan)) {
            merge.write(writer, new Pace(OptionalLong.empty(), SleepClock.SYSTEM));
            writer.finish();
            return Optional.of(writer.path());
        }
    }

    /// Begins a file; closing its writer before it is finished gives it up.
    ExtentFileWriter begin(ExtentPlan plan) throws IOException {
        Path path = files.temp(nextNumber.getAndIncrement());
        return ExtentFileWriter.create(path, base.content(), plan);
    }

    /// Gives a whole file its name and opens it.
    LiveExtent finish(ExtentFileWriter writer) throws IOException {
        int number = files.number(writer.path());
        writer.finish();
        files.publish(number);
        return LiveExtent.written(files.folder(), number, config.heads());
    }

    /// Makes a change durable, then shows it.
    ///
    /// @param replaced neighbours whose place the new one takes; it is above all where there are
    ///   none
    /// @param cursors position up to which a group's additions are in it, by group
    /// @param show is given the list as it is now, before anybody else can change it
    synchronized void replace(
            List<LiveExtent> replaced,
            LiveExtent extent,
            Map<Integer, Long> cursors,
            Consumer<List<LiveExtent>> show)
            throws IOException {
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
        show.accept(live);
    }

    private void mustFit(List<LiveExtent> extents) throws IOException {
        if (sources(extents).size() > View.SOURCES_MAX) {
            throw new IOException(
                    "%s has %d extents, more than can be read from: those that are damaged are not merged, see lode verify"
                            .formatted(files.folder(), extents.size()));
        }
    }

    /// What readers ask: extents, then the base.
    List<CellSource> sources(List<LiveExtent> extents) {
        var sources = new ArrayList<>(extents.stream().map(LiveExtent::source).toList());
        base.sealed().ifPresent(sealed -> sources.add(sealed.source()));
        return sources;
    }

    private static List<Manifest.Row> rows(List<LiveExtent> extents) {
        return extents.stream().map(LiveExtent::row).toList();
    }

    @Override
    public void close() {
        live().forEach(one -> one.file().close());
    }
}
