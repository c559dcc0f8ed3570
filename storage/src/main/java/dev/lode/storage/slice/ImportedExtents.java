package dev.lode.storage.slice;

import dev.lode.base.memory.Epochs;
import dev.lode.storage.blob.BlobDictionary;
import dev.lode.storage.extent.Directory;
import dev.lode.storage.extent.ExtentPlace;
import dev.lode.storage.pack.BlobDictionaries;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Partitions that came as slices, in files that many of them share.
///
/// Threads: any number of readers, which must be participants of `epochs`, no locks; any number of
/// imports at once, each by one thread; drops by any. Memory: what an extent takes for each file.
/// Maps: a few for each file, however many chunks are in it. Errors: a crash at any point leaves a
/// partition as it was or as it was to be; what was left is cleared at the next start, with a line
/// that says so. Format: docs/format/slice.md.
public final class ImportedExtents implements AutoCloseable {
    /* Implementation: the journal alone says what is whole. Data and directory entries are forced to the disk first, the
     * record after them; at the next start whatever the journal does not name is cleared. A drop is the other way round:
     * record, then the place that readers look at, then, when all have passed, the room. */

    private final ImportFolder folder;
    private final ImportJournal journal;
    private final Epochs epochs;
    private final ImportOptions options;
    private final SliceAdmission admission;
    private final BegunImports begun;
    private final AtomicReferenceArray<@Nullable ImportedPartition> served =
            new AtomicReferenceArray<>(Directory.PARTITIONS);
    private ImportListener listener = (_, _, _) -> {};

    /// What a folder holds, for what a server says of itself.
    ///
    /// @param partitions that are served
    /// @param parts imports that are not whole
    /// @param files that they share
    public record Use(int partitions, int parts, int files) {}

    /// How far an import has come that was ended.
    ///
    /// @param header of its slice
    /// @param block the first that is missing
    /// @param hash the running hash behind what is there
    public record Part(SliceHeader header, long block, long hash) {
        /// Where the rest of the stream begins.
        ///
        /// @return position of the first block that is missing
        public long position() {
            return header.shape().blockAt(block);
        }
    }

    private ImportedExtents(ImportFolder folder, Epochs epochs, ImportOptions options) {
        this.folder = folder;
        this.journal = folder.journal();
        this.epochs = epochs;
        this.options = options;
        admission = new SliceAdmission(folder.path(), journal.id(), options.dictionary());
        begun = new BegunImports(journal);
        folder.whole().forEach(one -> served.setRelease(one.header().partition(), one));
        folder.parts().forEach(begun::put);
    }

    /// Opens a folder, or makes it for a hunt.
    ///
    /// @param folder which
    /// @param id whose content it is to hold
    /// @param epochs of all who will read here
    /// @param options how it is kept
    /// @return the open folder
    /// @throws DamagedImports where it is damaged or holds another hunt
    /// @throws dev.lode.storage.wal.FolderInUse where somebody has it
    /// @throws IOException where it cannot be read
    public static ImportedExtents open(
            Path folder, ImportId id, Epochs epochs, ImportOptions options) throws IOException {
        return new ImportedExtents(
                ImportFolder.open(folder, Optional.of(id), options), epochs, options);
    }

    /// Opens a folder that is there, whosever content it holds.
    ///
    /// @param folder which
    /// @param epochs of all who will read here
    /// @param options how it is kept
    /// @return the open folder
    /// @throws DamagedImports where it is damaged
    /// @throws dev.lode.storage.wal.FolderInUse where somebody has it
    /// @throws IOException where it cannot be read or is no folder of imports
    public static ImportedExtents open(Path folder, Epochs epochs, ImportOptions options)
            throws IOException {
        if (!is(folder)) {
            throw new NoSuchFileException(folder.resolve(ImportJournal.NAME).toString());
        }
        return new ImportedExtents(
                ImportFolder.open(folder, Optional.empty(), options), epochs, options);
    }

    /// Whether a folder is one of imports.
    ///
    /// @param folder any path
    /// @return true where it has a journal
    public static boolean is(Path folder) {
        return ImportFolder.is(folder);
    }

    /// Says who hears of changes from now on, and tells of what is there.
    ///
    /// @param told is called for each partition that is served, too
    public synchronized void listen(ImportListener told) {
        listener = told;
        for (int partition : partitions()) {
            told.changed(partition, null, partition(partition));
        }
    }

    /// Whose content is here.
    ///
    /// @return the id given when the folder was made
    public ImportId id() {
        return journal.id();
    }

    /// What a partition is served from.
    ///
    /// @param partition 0 to 65,535
    /// @return null where no slice of it was imported
    public @Nullable ImportedPartition partition(int partition) {
        return served.getAcquire(partition);
    }

    /// The header of the slice that a partition came as.
    ///
    /// @param partition 0 to 65,535
    /// @return what the slice said of itself, its log position among it; empty where there is none
    public Optional<SliceHeader> header(int partition) {
        return Optional.ofNullable(partition(partition)).map(ImportedPartition::header);
    }

    /// What is here.
    ///
    /// @return counts
    public synchronized Use use() {
        return new Use(partitions().length, begun.count(), folder.files().count());
    }

    /// Where the extents lie that the partitions share.
    ///
    /// @return by file
    public synchronized Map<Path, ExtentPlace> places() {
        return folder.files().places();
    }

    /// What the blobs in a file refer to, by partition.
    ///
    /// @throws IOException where it is not the dictionary that this was opened with
    BlobDictionaries dictionaries(Path file) throws IOException {
        var chunks = new HashMap<Integer, BlobDictionary>();
        for (int partition : partitions()) {
            ImportedPartition one = partition(partition);
            if (one == null) {
                continue; // dropped just now
            }
            String refusal = one.header().refusal(options.dictionary());
            if (!refusal.isEmpty()) {
                throw new IOException(file + ": " + refusal);
            }
            for (int i = 0; i < one.files().length; i++) {
                BlobDictionary dictionary = one.sources()[i].dictionary();
                if (dictionary != null && one.files()[i].path().equals(file)) {
                    chunks.put(partition, dictionary);
                }
            }
        }
        return chunks::get;
    }

    /// Which partitions are served.
    ///
    /// @return in rising order
    public int[] partitions() {
        return IntStream.range(0, Directory.PARTITIONS)
                .filter(one -> served.getAcquire(one) != null)
                .toArray();
    }

    /// How far the import of a partition has come that was ended.
    ///
    /// @param partition 0 to 65,535
    /// @return empty where none was, or where one is under way
    public synchronized Optional<Part> part(int partition) {
        return begun.ended(partition);
    }

    /// How far the imports have come that were ended.
    ///
    /// @return by rising partition
    public synchronized List<Part> parts() {
        return begun.ended();
    }

    /// Begins an import, or goes on with one of the same slice that was ended.
    ///
    /// @param header of the slice
    /// @return the import; close it in the end
    /// @throws IOException where the slice is of other content or older than what is here, its
    ///   partition is being imported, or no file can be made
    public synchronized SliceImport begin(SliceHeader header) throws IOException {
        int partition = header.partition();
        admission.mustBeOfTheContent(header);
        if (begun.underWay(partition)) {
            throw new IOException(
                    "%s: partition %d is being imported already"
                            .formatted(folder.path(), partition));
        }
        admission.mustNotBeOlder(header, partition(partition));
        Optional<Part> part = part(partition);
        ImportedPartition there = begun.of(partition);
        if (there != null && part.isPresent()) {
            if (part.get().header().equals(header)) {
                begun.start(partition);
                options.progress()
                        .note(
                                "%s: goes on with partition %d at block %d of %d, after what an import that was ended has written"
                                        .formatted(
                                                folder.path(),
                                                partition,
                                                part.get().block(),
                                                header.shape().blocks()));
                return from(there, part.get().block(), part.get().hash());
            }
            options.progress()
                    .note(
                            "%s: gives up the beginning of another slice of partition %d"
                                    .formatted(folder.path(), partition));
            abandon(there);
        }
        ImportedPartition what = folder.files().place(journal.nextImport(), header);
        begun.start(partition);
        return from(what, 0, header.hash());
    }

    private SliceImport from(ImportedPartition what, long block, long hash) {
        return new SliceImport(
                this, what, block, hash, options.checkpointBytes(), options.progress());
    }

    /// Gives up an import that was ended, so that the next begins anew.
    ///
    /// @param partition 0 to 65,535
    /// @return whether there was one
    /// @throws IOException where the journal cannot be written
    public synchronized boolean abandon(int partition) throws IOException {
        ImportedPartition there = begun.of(partition);
        if (there == null || begun.underWay(partition)) {
            return false;
        }
        abandon(there);
        return true;
    }

    private void abandon(ImportedPartition part) throws IOException {
        journal.append(new ImportRecord.Dropped(part.id()));
        begun.remove(part);
        giveBack(part);
    }

    /// Ends serving a partition, and gives its room back once every reader has passed.
    ///
    /// @param partition 0 to 65,535
    /// @return whether it was served
    /// @throws IOException where the journal cannot be written; it is served as before
    public boolean drop(int partition) throws IOException {
        ImportedPartition here;
        synchronized (this) {
            here = partition(partition);
            if (here == null) {
                return false;
            }
            journal.append(new ImportRecord.Dropped(here.id()));
            served.setRelease(partition, null);
            listener.changed(partition, here, null);
        }
        retire(here);
        return true;
    }

    /// Outside of the lock: what is retired takes it when its time has come.
    private void retire(ImportedPartition old) {
        epochs.retire(() -> old.retire(() -> giveBack(old)));
    }

    /// Notes what an import has on the disk.
    synchronized void note(ImportedPartition what, long blocks, long hash) throws IOException {
        journal.append(
                new ImportRecord.Part(what.id(), what.header(), what.placements(), blocks, hash));
        begun.put(what);
    }

    /// Makes an import what its partition is served from; the one before goes when all have passed.
    void publish(ImportedPartition what) throws IOException {
        int partition = what.header().partition();
        ImportedPartition before;
        synchronized (this) {
            journal.append(new ImportRecord.Whole(what.id(), what.header(), what.placements()));
            begun.remove(what);
            before = served.getAndSet(partition, what);
            listener.changed(partition, before, what);
            begun.end(partition);
            if (before != null) {
                forget(before);
            }
        }
        if (before != null) {
            retire(before);
        }
    }

    /// Records the end of what was replaced. Where that fails the next start does it, since of two
    /// imports of a partition the later counts: it is no failure of the later one.
    private void forget(ImportedPartition before) {
        try {
            journal.append(new ImportRecord.Dropped(before.id()));
        } catch (IOException e) {
            options.progress().note(folder.path() + ": " + e.getMessage());
        }
    }

    /// An import has ended before it was whole. Where its record may be on the disk and may not,
    /// its room is left alone: the next start knows.
    synchronized void ended(ImportedPartition what, boolean kept) throws IOException {
        begun.end(what.header().partition());
        what.forget();
        if (kept || journal.unsure()) {
            return;
        }
        if (begun.remove(what)) {
            journal.append(new ImportRecord.Dropped(what.id()));
        }
        giveBack(what);
    }

    /// The folder, for messages.
    Path folder() {
        return folder.path();
    }

    private synchronized void giveBack(ImportedPartition what) throws IOException {
        if (!folder.closed()) {
            folder.files().giveBack(what);
        }
    }

    /// Closes all files; every reader and import has ended before.
    @Override
    public synchronized void close() throws IOException {
        folder.close();
    }
}
