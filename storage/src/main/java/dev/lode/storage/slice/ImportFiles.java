package dev.lode.storage.slice;

import dev.lode.storage.blob.BlobFile;
import dev.lode.storage.extent.ExtentPlace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// The open files of a folder of imports: who gets room where.
///
/// Threads: [ImportedExtents] gives room and takes it back under its lock; readers ask for blobs
/// without one.
final class ImportFiles implements AutoCloseable {
    private final Path folder;
    private final ImportId id;
    private final ImportOptions options;
    private final Map<Integer, ImportFile> files = new ConcurrentHashMap<>();
    private int lastFile;
    private boolean punchRefused;

    ImportFiles(Path folder, ImportId id, ImportOptions options) {
        this.folder = folder;
        this.id = id;
        this.options = options;
    }

    /// Opens what is there.
    void open(Collection<Integer> numbers, int last) throws IOException {
        lastFile = last;
        for (int number : numbers) {
            files.put(number, ImportFile.open(folder, number, id, options.heads()));
        }
    }

    int count() {
        return files.size();
    }

    /// Where the extents lie, by file.
    Map<Path, ExtentPlace> places() {
        var places = new TreeMap<Path, ExtentPlace>();
        files.values().forEach(file -> places.put(file.path(), file.place()));
        return places;
    }

    BlobFile blobs(int number) {
        ImportFile found = files.get(number);
        if (found == null) {
            throw new IllegalArgumentException(folder + " has no file " + number);
        }
        return found.blobs();
    }

    /// Gives room to the chunks of a slice.
    Served place(long importId, SliceHeader header) throws IOException {
        var placements = new ArrayList<Placement>();
        var into = new ArrayList<ImportFile>();
        for (SliceChunk chunk : header.chunks()) {
            ImportFile file = fileFor(header, chunk);
            placements.add(file.give(header.partition(), chunk));
            into.add(file);
        }
        return new Served(importId, header, placements, into);
    }

    /// Marks the room of chunks that are there as given.
    Served taken(long importId, SliceHeader header, List<Placement> placements) {
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
        return new Served(importId, header, placements, into);
    }

    /// Takes room back that no reader can see, and removes files in which nothing is left.
    void giveBack(Served what) throws IOException {
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
                        id,
                        Math.max(options.headAreaBytes(), chunk.headBytes()),
                        header.blobBytesMax(),
                        options.heads());
        files.put(file.number(), file);
        return file;
    }

    @Override
    public void close() throws IOException {
        for (ImportFile file : files.values()) {
            file.close();
        }
        files.clear();
    }
}
