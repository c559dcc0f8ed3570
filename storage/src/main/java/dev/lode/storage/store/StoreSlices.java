package dev.lode.storage.store;

import dev.lode.base.memory.Epochs;
import dev.lode.storage.slice.ImportId;
import dev.lode.storage.slice.ImportOptions;
import dev.lode.storage.slice.ImportedExtents;
import dev.lode.storage.slice.SliceIntake;
import dev.lode.storage.slice.SliceIntake.Taken;
import dev.lode.storage.slice.SliceProgress;
import dev.lode.storage.slice.SliceReader;
import dev.lode.storage.slice.SliceSource;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Partitions that come to a store as slices, are served from there on, and leave it as such.
///
/// Threads: any; one imports a partition at a time. Readers go on meanwhile: they see a partition
/// as it was or as it is to be, and the room of what was dropped is given back when all have
/// passed. Errors: a crash at any point leaves a partition as it was or as it was to be; the
/// journal of the imports is the one thing that says which. Format: docs/format/slice.md.
public final class StoreSlices {
    private static final System.Logger LOG = System.getLogger(StoreSlices.class.getName());
    private static final String FOLDER = "imports";

    private final CellStore store;
    private final Path folder;
    private final Base base;
    private volatile @Nullable ImportedExtents imports;

    StoreSlices(CellStore store, Path folder, Base base, @Nullable ImportedExtents imports) {
        this.store = store;
        this.folder = folder;
        this.base = base;
        this.imports = imports;
        if (imports != null) {
            listenTo(imports);
        }
    }

    /// Opens the imports of a store, if it has any.
    static @Nullable ImportedExtents open(Path folder, Base base, Epochs epochs, StoreConfig config)
            throws IOException {
        return ImportedExtents.is(folderOf(folder)) ? made(folder, base, epochs, config) : null;
    }

    /// Where the imports of a store lie.
    ///
    /// @param store the folder of the store
    /// @return a folder in it, which may not be there
    public static Path folderOf(Path store) {
        return store.resolve(FOLDER);
    }

    private static ImportedExtents made(Path folder, Base base, Epochs epochs, StoreConfig config)
            throws IOException {
        return ImportedExtents.open(
                folderOf(folder),
                new ImportId(base.content(), base.hunt()),
                epochs,
                new ImportOptions(
                        config.slices().headAreaBytes(),
                        config.slices().checkpointBytes(),
                        config.heads(),
                        base.dictionary(),
                        SliceProgress.noting(text -> LOG.log(System.Logger.Level.INFO, text))));
    }

    /// Takes a partition's content as it is now: pack or import, extents, and what is in memory.
    ///
    /// @param partition 0 to 65,535
    /// @param group the claim group whose log the partition's additions come by
    /// @param epoch of the partition's entry in the partition table
    /// @param positionMax leaves out what was added behind it, as far as that is in memory alone:
    ///   the position of a slice that was begun, to go on with it, or [Long#MAX_VALUE]
    /// @return the content, which stays as it is until this is closed
    /// @throws dev.lode.storage.extent.DamagedChunk where a head is damaged
    /// @throws IOException where a file cannot be read, or what is in memory not be written aside
    public SliceSource export(int partition, int group, long epoch, long positionMax)
            throws IOException {
        try (var reader = store.epochs().join("lode-slice-export")) {
            reader.online();
            return new SliceExport(store, base, partition, epoch).open(group, positionMax);
        }
    }

    /// Takes a slice in; its partition is served from it once this has returned.
    ///
    /// @param reader before the first block; its channel is not closed
    /// @return what was taken in
    /// @throws dev.lode.storage.slice.DamagedSlice where it is not a whole, sound slice
    /// @throws IOException where it is of another hunt or older than what is here, or the disk
    ///   refuses
    public Taken take(SliceReader reader) throws IOException {
        return done(SliceIntake.take(reader, made()));
    }

    /// Goes on with an import that was ended.
    ///
    /// @param name of the link, for messages
    /// @param in delivers the stream from [ImportedExtents.Part#position] on; not closed
    /// @param part as [#parts] gave it
    /// @return what was taken in
    /// @throws dev.lode.storage.slice.DamagedSlice where it is not the rest of that slice
    /// @throws IOException where the disk refuses
    public Taken takeRest(String name, ReadableByteChannel in, ImportedExtents.Part part)
            throws IOException {
        return done(SliceIntake.rest(name, in, part, made()));
    }

    private Taken done(Taken taken) {
        store.reclaim();
        return taken;
    }

    /// How far the imports have come that were ended.
    ///
    /// @return by rising partition
    public List<ImportedExtents.Part> parts() {
        ImportedExtents there = imports;
        return there == null ? List.of() : there.parts();
    }

    /// Serves a partition no longer from what was imported, but from the base and what the store
    /// itself was given; an import that was ended on its way is given up.
    ///
    /// @param partition 0 to 65,535
    /// @return whether there was something to drop
    /// @throws IOException where the disk refuses; all stays as it was
    public boolean drop(int partition) throws IOException {
        ImportedExtents there = imports;
        if (there == null) {
            return false;
        }
        boolean part = there.abandon(partition);
        boolean whole = there.drop(partition);
        store.reclaim();
        return part || whole;
    }

    /// Which partitions are served from imports.
    ///
    /// @return in rising order
    public int[] partitions() {
        ImportedExtents there = imports;
        return there == null ? new int[0] : there.partitions();
    }

    /// The imports of this store; the first one makes their folder.
    private synchronized ImportedExtents made() throws IOException {
        ImportedExtents there = imports;
        if (there == null) {
            there = made(folder, base, store.epochs(), store.config());
            imports = there;
            listenTo(there);
        }
        return there;
    }

    private void listenTo(ImportedExtents there) {
        there.listen(store::imported);
    }

    void close() throws IOException {
        ImportedExtents there = imports;
        if (there != null) {
            there.close();
        }
    }
}
