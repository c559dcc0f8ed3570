package dev.lode.storage.slice;

import dev.lode.storage.extent.ExtentPlace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The open files of a folder of imports: who gets room where.
///
/// Threads: owned by [ImportedExtents], under its lock.
final class ImportFiles implements AutoCloseable {
    /// Above every number that the extents of a store have.
    private static final int FIRST_SOURCE = 1 << 30;

    private final Path folder;
    private final ImportId id;
    private final ImportOptions options;
    private final Map<Integer, ImportFile> files = new TreeMap<>();
    private int lastFile;
    private int lastSource = FIRST_SOURCE - 1;
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

    /// Gives room to the chunks of a slice.
    ImportedPartition place(long importId, SliceHeader header) throws IOException {
        var placements = new ArrayList<Placement>();
        var into = new ArrayList<ImportFile>();
        for (SliceChunk chunk : header.chunks()) {
            ImportFile file = fileFor(header, chunk);
            placements.add(file.give(header.partition(), chunk));
            into.add(file);
        }
        return bound(importId, header, placements, into);
    }

    /// Marks the room of chunks that are there as given.
    ImportedPartition taken(long importId, SliceHeader header, List<Placement> placements) {
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
        return bound(importId, header, placements, into);
    }

    /// Numbers of sources are given once in the life of a process, so that one that a reader kept
    /// names what it named or nothing.
    private ImportedPartition bound(
            long importId, SliceHeader header, List<Placement> placements, List<ImportFile> into) {
        int first = Math.incrementExact(lastSource);
        lastSource = Math.addExact(lastSource, into.size());
        return new ImportedPartition(
                importId, header, placements, into, first, options.dictionary());
    }

    /// Takes room back that no reader can see, and removes files in which nothing is left.
    void giveBack(ImportedPartition what) throws IOException {
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
        for (ImportFile file : files.values()) {
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
