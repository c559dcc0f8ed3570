package dev.lode.storage.slice;

import dev.lode.base.CellKey;
import dev.lode.base.knob.Settings;
import dev.lode.base.memory.Epochs;
import dev.lode.storage.blob.BlobFile;
import dev.lode.storage.extent.CellRef;
import dev.lode.storage.extent.Directory;
import dev.lode.storage.extent.Extent;
import dev.lode.storage.extent.ExtentPlace;
import dev.lode.storage.extent.HeadMemory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
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

    private static final String LOCK = "lock";
    private static final ImportFile[] NO_FILES = {};

    private final Path folder;
    private final FileChannel lock;
    private final ImportJournal journal;
    private final Epochs epochs;
    private final Options options;
    private final Map<Integer, ImportFile> files = new ConcurrentHashMap<>();
    private final Map<Long, Served> parts = new HashMap<>();
    private final BitSet busy = new BitSet();
    private final AtomicReferenceArray<Served> served =
            new AtomicReferenceArray<>(Directory.PARTITIONS);
    private int lastFile;
    private boolean punchRefused;

    /// How a folder is kept.
    ///
    /// @param headAreaBytes reserved for heads in each new file, without taking room on the disk
    /// @param checkpointBytes of content after which an import that is not whole is noted
    /// @param heads where heads are kept while a file is open
    /// @param progress hears what was left and cleared
    public record Options(
            long headAreaBytes, long checkpointBytes, HeadMemory heads, SliceProgress progress) {
        /// As the knobs say, heads mapped.
        ///
        /// @param settings with the knobs of [SliceKnobs]
        /// @param progress hears what was left and cleared
        /// @return the options
        public static Options of(Settings settings, SliceProgress progress) {
            return new Options(
                    settings.get(SliceKnobs.HEAD_AREA_BYTES),
                    settings.get(SliceKnobs.CHECKPOINT_BYTES),
                    HeadMemory.MAPPED,
                    progress);
        }
    }

    /// What a folder holds, for what a server says of itself.
    ///
    /// @param partitions that are served
    /// @param parts imports that are not whole
    /// @param files that they share
    public record Use(int partitions, int parts, int files) {}

    private ImportedExtents(
            Path folder, FileChannel lock, ImportJournal journal, Epochs epochs, Options options) {
        this.folder = folder;
        this.lock = lock;
        this.journal = journal;
        this.epochs = epochs;
        this.options = options;
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
    public static ImportedExtents open(Path folder, ImportId id, Epochs epochs, Options options)
            throws IOException {
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
    public static ImportedExtents open(Path folder, Epochs epochs, Options options)
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
            Path folder, Optional<ImportId> id, Epochs epochs, Options options) throws IOException {
        FileChannel lock = hold(folder);
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
                imports.closeFiles(e);
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static FileChannel hold(Path folder) throws IOException {
        var lock =
                FileChannel.open(
                        folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (lock.tryLock() != null) {
                return lock;
            }
        } catch (OverlappingFileLockException e) {
            // Held by this very process: the same answer.
        }
        lock.close();
        throw new IOException(
                folder + " is in use by another process; import through it, or end it first");
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
        ImportFile found = files.get(file);
        if (found == null) {
            throw new IllegalArgumentException(folder + " has no file " + file);
        }
        return found.blobs();
    }

    private ImportFile[] filesOf(int partition) {
        Served here = served.getAcquire(partition);
        return here == null ? NO_FILES : here.files();
    }

    /// What is here.
    ///
    /// @return counts
    public synchronized Use use() {
        return new Use(partitions().length, parts.size(), files.size());
    }

    /// Where the extents lie that the partitions share.
    ///
    /// @return by file
    public Map<Path, ExtentPlace> places() {
        var places = new TreeMap<Path, ExtentPlace>();
        files.values().forEach(file -> places.put(file.path(), file.place()));
        return places;
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
        Served what = placed(header);
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

    private Served placed(SliceHeader header) throws IOException {
        int partition = header.partition();
        var placements = new ArrayList<Placement>();
        var into = new ArrayList<ImportFile>();
        for (SliceChunk chunk : header.chunks()) {
            ImportFile file = fileFor(header, chunk);
            placements.add(file.give(partition, chunk));
            into.add(file);
        }
        return new Served(journal.nextImport(), header, List.copyOf(placements), into);
    }

    private ImportFile fileFor(SliceHeader header, SliceChunk chunk) throws IOException {
        for (ImportFile file : new TreeMap<>(files).values()) {
            if (file.fits(header.partition(), header, chunk)) {
                return file;
            }
        }
        var file =
                ImportFile.create(
                        folder,
                        ++lastFile,
                        journal.id(),
                        Math.max(options.headAreaBytes(), chunk.headBytes()),
                        header.blobBytesMax(),
                        options.heads());
        files.put(file.number(), file);
        return file;
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
                journal.append(new ImportRecord.Dropped(before.id()));
            }
        }
        if (before != null) {
            retire(before);
        }
    }

    /// An import has ended before it was whole.
    synchronized void ended(Served what, boolean kept) throws IOException {
        busy.clear(what.header().partition());
        if (kept) {
            return;
        }
        if (parts.remove(what.id()) != null) {
            journal.append(new ImportRecord.Dropped(what.id()));
        }
        giveBack(what);
    }

    /// Says what to do where an exception means a full disk.
    IOException explained(IOException e, SliceHeader header) {
        if (!String.valueOf(e.getMessage()).contains("No space left on device")) {
            return e;
        }
        return new IOException(
                "%s: no room left for partition %d (%d bytes); free some room and import it again"
                        .formatted(folder, header.partition(), header.contentBytes()),
                e);
    }

    private synchronized void giveBack(Served what) throws IOException {
        if (!lock.isOpen()) {
            return;
        }
        if (!what.giveBack() && !punchRefused) {
            punchRefused = true;
            options.progress()
                    .note(
                            folder
                                    + ": this file system does not free ranges of a file; room of dropped partitions is free once their whole file is empty");
        }
        for (ImportFile file : what.files()) {
            if (file.empty() && files.remove(file.number()) != null) {
                file.remove();
            }
        }
    }

    private void recover() throws IOException {
        var recovery = new ImportRecovery(folder, journal, options.progress());
        recovery.run();
        lastFile = recovery.lastFile();
        for (int number : recovery.files()) {
            files.put(number, ImportFile.open(folder, number, journal.id(), options.heads()));
        }
        for (ImportRecord record : journal.imports()) {
            switch (record) {
                case ImportRecord.Whole whole ->
                        served.setRelease(
                                whole.header().partition(),
                                taken(whole.id(), whole.header(), whole.placements()));
                case ImportRecord.Part part ->
                        parts.put(part.id(), taken(part.id(), part.header(), part.placements()));
                case ImportRecord.Dropped _ -> {}
            }
        }
    }

    private Served taken(long id, SliceHeader header, List<Placement> placements) {
        var into = new ArrayList<ImportFile>();
        for (int i = 0; i < placements.size(); i++) {
            var placement = placements.get(i);
            ImportFile file = files.get(placement.file());
            if (file == null) {
                throw new IllegalStateException("file " + placement.file() + " was not opened");
            }
            file.take(header.partition(), placement, header.chunks().get(i));
            into.add(file);
        }
        return new Served(id, header, placements, into);
    }

    private void closeFiles(Exception because) {
        for (ImportFile file : files.values()) {
            try {
                file.close();
            } catch (IOException | RuntimeException e) {
                because.addSuppressed(e);
            }
        }
        try {
            journal.close();
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }

    /// Closes all files; every reader and import has ended before.
    @Override
    public synchronized void close() throws IOException {
        try (lock;
                journal) {
            for (ImportFile file : files.values()) {
                file.close();
            }
            files.clear();
        }
    }
}
