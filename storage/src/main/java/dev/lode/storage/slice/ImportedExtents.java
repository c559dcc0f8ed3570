package dev.lode.storage.slice;

import dev.lode.base.CellKey;
import dev.lode.base.memory.Epochs;
import dev.lode.storage.blob.BlobFile;
import dev.lode.storage.extent.CellRef;
import dev.lode.storage.extent.Directory;
import dev.lode.storage.extent.Extent;
import dev.lode.storage.extent.ExtentPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

/// A folder of partitions that came as slices, in files that many of them share.
///
/// Threads: any number of readers, which must be participants of `epochs`, no locks; any number of
/// imports at once, each by one thread; drops by any. Memory: what [Extent] takes for each file.
/// Maps: a few for each file, however many chunks are in it. Errors: a crash at any point leaves a
/// partition as it was or as it was to be; what was left is cleared at the next start, with a line
/// that says so. Format: docs/format/slice.md.
public final class ImportedExtents implements AutoCloseable {
    /* Implementation: the journal alone says what is whole. Data and directory entries are forced to the disk first, the
     * record after them; at the next start whatever the journal does not name is cleared. A drop is the other way round:
     * record, then the place that readers look at, then, when all have passed, the room. */

    private static final ImportFile[] NO_FILES = {};

    private final Path folder;
    private final ImportLock lock;
    private final ImportJournal journal;
    private final Epochs epochs;
    private final ImportOptions options;
    private final ImportFiles files;
    private final Map<Long, Served> parts = new HashMap<>();
    private final BitSet busy = new BitSet();
    private final AtomicReferenceArray<Served> served =
            new AtomicReferenceArray<>(Directory.PARTITIONS);

    /// What a folder holds, for what a server says of itself.
    ///
    /// @param partitions that are served
    /// @param parts imports that are not whole
    /// @param files that they share
    public record Use(int partitions, int parts, int files) {}

    private ImportedExtents(
            Path folder,
            ImportLock lock,
            ImportJournal journal,
            Epochs epochs,
            ImportOptions options) {
        this.folder = folder;
        this.lock = lock;
        this.journal = journal;
        this.epochs = epochs;
        this.options = options;
        files = new ImportFiles(folder, journal.id(), options);
    }

    /// Opens a folder, or makes it for a hunt.
    ///
    /// @param folder which
    /// @param id whose content it is to hold
    /// @param epochs of all who will read here
    /// @param options how it is kept
    /// @return the open folder
    /// @throws DamagedImports where it is damaged or holds another hunt
    /// @throws IOException where it is in use or cannot be read
    public static ImportedExtents open(
            Path folder, ImportId id, Epochs epochs, ImportOptions options) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            SliceFile.forceFolder(folder);
        }
        return opened(folder, Optional.of(id), epochs, options);
    }

    /// Opens a folder that is there, whosever content it holds.
    ///
    /// @param folder which
    /// @param epochs of all who will read here
    /// @param options how it is kept
    /// @return the open folder
    /// @throws DamagedImports where it is damaged
    /// @throws IOException where it is in use, cannot be read or is no folder of imports
    public static ImportedExtents open(Path folder, Epochs epochs, ImportOptions options)
            throws IOException {
        if (!is(folder)) {
            throw new NoSuchFileException(folder.resolve(ImportJournal.NAME).toString());
        }
        return opened(folder, Optional.empty(), epochs, options);
    }

    /// Whether a folder is one of imports.
    ///
    /// @param folder any path
    /// @return true where it has a journal
    public static boolean is(Path folder) {
        return Files.isRegularFile(folder.resolve(ImportJournal.NAME));
    }

    private static ImportedExtents opened(
            Path folder, Optional<ImportId> id, Epochs epochs, ImportOptions options)
            throws IOException {
        ImportLock lock = ImportLock.hold(folder);
        try {
            if (id.isPresent() && !is(folder)) {
                ImportJournal.create(folder, id.get()).close();
            }
            var journal = ImportJournal.open(folder, options.progress());
            var imports = new ImportedExtents(folder, lock, journal, epochs, options);
            try {
                if (id.isPresent() && !journal.id().equals(id.get())) {
                    throw new DamagedImports(
                            "%s holds content of secret id %s, hunt %s, not of %s, %s; choose another folder"
                                    .formatted(
                                            folder,
                                            journal.id().secretId(),
                                            journal.id().hunt(),
                                            id.get().secretId(),
                                            id.get().hunt()));
                }
                imports.recover();
                return imports;
            } catch (IOException | RuntimeException e) {
                imports.closeAfter(e);
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /// Whose content is here.
    ///
    /// @return the id given when the folder was made
    public ImportId id() {
        return journal.id();
    }

    /// Whether a partition is served from here.
    ///
    /// @param partition 0 to 65,535
    /// @return true where a slice of it was imported
    public boolean holds(int partition) {
        return served.getAcquire(partition) != null;
    }

    /// The header of the slice that a partition came as.
    ///
    /// @param partition 0 to 65,535
    /// @return what the slice said of itself, its log position among it; empty where there is none
    public Optional<SliceHeader> header(int partition) {
        return Optional.ofNullable(served.getAcquire(partition)).map(Served::header);
    }

    /// Finds a cell: asks the chunks of its partition, newest first.
    ///
    /// @param cellKey its key
    /// @param into filled in where the cell is there, its file among it, else left as it was
    /// @return whether it is there
    public boolean find(long cellKey, CellRef into) {
        for (ImportFile file : filesOf(CellKey.partition(cellKey))) {
            if (file.extent().find(cellKey, into)) {
                into.file = file.number();
                return true;
            }
        }
        return false;
    }

    /// The ordinal of a room.
    ///
    /// @param roomFp fingerprint of the room
    /// @return its ordinal, or -1 where no chunk of its partition has it
    public int ordinal(long roomFp) {
        for (ImportFile file : filesOf((int) (roomFp >>> 48))) {
            int ordinal = file.extent().ordinal(roomFp);
            if (ordinal >= 0) {
                return ordinal;
            }
        }
        return -1;
    }

    /// The extents that a partition is served from.
    ///
    /// @param partition 0 to 65,535
    /// @return newest first; none where no slice of it was imported
    public List<Extent> extents(int partition) {
        var extents = new ArrayList<Extent>();
        for (ImportFile file : filesOf(partition)) {
            extents.add(file.extent());
        }
        return extents;
    }

    /// The file that a cell's blob lies in.
    ///
    /// @param file as [#find] has filled it in
    /// @return the open file, valid until the caller passes
    public BlobFile blobs(int file) {
        return files.blobs(file);
    }

    private ImportFile[] filesOf(int partition) {
        Served here = served.getAcquire(partition);
        return here == null ? NO_FILES : here.files();
    }

    /// What is here.
    ///
    /// @return counts
    public synchronized Use use() {
        return new Use(partitions().length, parts.size(), files.count());
    }

    /// Where the extents lie that the partitions share.
    ///
    /// @return by file
    public Map<Path, ExtentPlace> places() {
        return files.places();
    }

    /// Which partitions are served.
    ///
    /// @return in rising order
    public int[] partitions() {
        return IntStream.range(0, Directory.PARTITIONS).filter(this::holds).toArray();
    }

    /// Begins an import, or goes on with one of the same slice that was ended.
    ///
    /// @param header of the slice
    /// @return the import; close it in the end
    /// @throws IOException where the slice is of other content, its partition is being imported, or
    ///   no file can be made
    public synchronized SliceImport begin(SliceHeader header) throws IOException {
        int partition = header.partition();
        if (!ImportId.of(header).equals(journal.id())) {
            throw new IOException(
                    "%s holds content of secret id %s, hunt %s; the slice is of %s, %s: import it into another folder"
                            .formatted(
                                    folder,
                                    journal.id().secretId(),
                                    journal.id().hunt(),
                                    header.secretId(),
                                    header.hunt()));
        }
        if (busy.get(partition)) {
            throw new IOException(
                    "%s: partition %d is being imported already".formatted(folder, partition));
        }
        for (ImportRecord record : journal.imports()) {
            if (record instanceof ImportRecord.Part part
                    && part.header().partition() == partition) {
                Served what = parts.get(part.id());
                if (what != null && part.header().equals(header)) {
                    busy.set(partition);
                    options.progress()
                            .note(
                                    "%s: goes on with partition %d at block %d of %d, after what an import that was ended has written"
                                            .formatted(
                                                    folder,
                                                    partition,
                                                    part.blocks(),
                                                    header.shape().blocks()));
                    return new SliceImport(
                            this,
                            what,
                            part.blocks(),
                            part.hash(),
                            options.checkpointBytes(),
                            options.progress());
                }
                options.progress()
                        .note(
                                "%s: gives up the beginning of another slice of partition %d"
                                        .formatted(folder, partition));
                abandon(part.id());
            }
        }
        Served what = files.place(journal.nextImport(), header);
        busy.set(partition);
        return new SliceImport(
                this, what, 0, header.hash(), options.checkpointBytes(), options.progress());
    }

    /// Gives up an import that was ended, so that the next begins anew.
    ///
    /// @param partition 0 to 65,535
    /// @return whether there was one
    /// @throws IOException where the journal cannot be written
    public synchronized boolean abandon(int partition) throws IOException {
        boolean found = false;
        for (Served part : List.copyOf(parts.values())) {
            if (part.header().partition() == partition && !busy.get(partition)) {
                abandon(part.id());
                found = true;
            }
        }
        return found;
    }

    private void abandon(long id) throws IOException {
        journal.append(new ImportRecord.Dropped(id));
        Served part = parts.remove(id);
        if (part != null) {
            giveBack(part);
        }
    }

    /// Ends serving a partition, and gives its room back once every reader has passed.
    ///
    /// @param partition 0 to 65,535
    /// @return whether it was served
    /// @throws IOException where the journal cannot be written; it is served as before
    public boolean drop(int partition) throws IOException {
        Served here;
        synchronized (this) {
            here = served.getAcquire(partition);
            if (here == null) {
                return false;
            }
            journal.append(new ImportRecord.Dropped(here.id()));
            served.setRelease(partition, null);
        }
        retire(here);
        return true;
    }

    /// Outside of the lock: what is retired takes it when its time has come.
    private void retire(Served old) {
        epochs.retire(() -> giveBack(old));
    }

    /// Notes what an import has on the disk.
    synchronized void note(Served what, long blocks, long hash) throws IOException {
        journal.append(
                new ImportRecord.Part(what.id(), what.header(), what.placements(), blocks, hash));
        parts.put(what.id(), what);
    }

    /// Makes an import what its partition is served from; the one before goes when all have passed.
    void publish(Served what) throws IOException {
        int partition = what.header().partition();
        Served before;
        synchronized (this) {
            journal.append(new ImportRecord.Whole(what.id(), what.header(), what.placements()));
            parts.remove(what.id());
            before = served.getAndSet(partition, what);
            busy.clear(partition);
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
    private void forget(Served before) {
        try {
            journal.append(new ImportRecord.Dropped(before.id()));
        } catch (IOException e) {
            options.progress().note(folder + ": " + e.getMessage());
        }
    }

    /// An import has ended before it was whole. Where its record may be on the disk and may not,
    /// its room is left alone: the next start knows.
    synchronized void ended(Served what, boolean kept) throws IOException {
        busy.clear(what.header().partition());
        if (kept || journal.unsure()) {
            return;
        }
        if (parts.remove(what.id()) != null) {
            journal.append(new ImportRecord.Dropped(what.id()));
        }
        giveBack(what);
    }

    /// The folder, for messages.
    Path folder() {
        return folder;
    }

    private synchronized void giveBack(Served what) throws IOException {
        if (lock.held()) {
            files.giveBack(what);
        }
    }

    private void recover() throws IOException {
        var recovery = new ImportRecovery(folder, journal, options.progress());
        recovery.run();
        files.open(recovery.files(), recovery.lastFile());
        for (ImportRecord record : journal.imports()) {
            switch (record) {
                case ImportRecord.Whole whole ->
                        served.setRelease(
                                whole.header().partition(),
                                files.taken(whole.id(), whole.header(), whole.placements()));
                case ImportRecord.Part part ->
                        parts.put(
                                part.id(),
                                files.taken(part.id(), part.header(), part.placements()));
                case ImportRecord.Dropped _ -> {}
            }
        }
    }

    private void closeAfter(Exception because) {
        try (journal) {
            files.close();
        } catch (IOException | RuntimeException e) {
            because.addSuppressed(e);
        }
    }

    /// Closes all files; every reader and import has ended before.
    @Override
    public synchronized void close() throws IOException {
        try (lock;
                journal) {
            files.close();
        }
    }
}
