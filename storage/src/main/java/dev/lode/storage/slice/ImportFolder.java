package dev.lode.storage.slice;

import dev.lode.storage.wal.FolderLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A folder of imports that this process has: its lock, its journal, and its files as the journal
/// says they must be.
///
/// Threads: owned by [ImportedExtents], under its lock.
final class ImportFolder implements AutoCloseable {
    private final Path path;
    private final FolderLock lock;
    private final ImportJournal journal;
    private final ImportFiles files;
    private boolean closed;

    private ImportFolder(Path path, FolderLock lock, ImportJournal journal, ImportFiles files) {
        this.path = path;
        this.lock = lock;
        this.journal = journal;
        this.files = files;
    }

    /// Opens a folder, or makes it where its owner is known.
    ///
    /// @param id whose content it must hold; empty for whosever is there
    static ImportFolder open(Path path, Optional<ImportId> id, ImportOptions options)
            throws IOException {
        if (id.isPresent() && !Files.isDirectory(path)) {
            Files.createDirectories(path);
            SliceFile.forceFolder(path);
        }
        FolderLock lock = FolderLock.exclusive(path);
        try {
            if (id.isPresent() && !is(path)) {
                ImportJournal.create(path, id.get()).close();
            }
            var journal = ImportJournal.open(path, options.progress());
            try {
                mustBeOf(path, journal.id(), id);
                if (id.isPresent()) {
                    mustBeDecoded(path, journal, options);
                }
                var files = new ImportFiles(path, journal.id(), options);
                try {
                    var recovery = new ImportRecovery(path, journal, options.progress());
                    recovery.run();
                    files.open(recovery.files(), recovery.lastFile());
                    return new ImportFolder(path, lock, journal, files);
                } catch (IOException | RuntimeException e) {
                    files.close();
                    throw e;
                }
            } catch (IOException | RuntimeException e) {
                journal.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static void mustBeOf(Path path, ImportId there, Optional<ImportId> wanted)
            throws DamagedImports {
        if (wanted.isPresent() && !wanted.get().equals(there)) {
            throw new DamagedImports(
                    "%s holds content of secret id %s, hunt %s, not of %s, %s; choose another folder"
                            .formatted(
                                    path,
                                    there.secretId(),
                                    there.hunt(),
                                    wanted.get().secretId(),
                                    wanted.get().hunt()));
        }
    }

    private static void mustBeDecoded(Path path, ImportJournal journal, ImportOptions options)
            throws DamagedImports {
        for (ImportRecord record : journal.imports()) {
            String refusal =
                    switch (record) {
                        case ImportRecord.Part part -> part.header().refusal(options.dictionary());
                        case ImportRecord.Whole whole ->
                                whole.header().refusal(options.dictionary());
                        case ImportRecord.Dropped _ -> "";
                    };
            if (!refusal.isEmpty()) {
                throw new DamagedImports(path + ": " + refusal);
            }
        }
    }

    /// Whether a folder is one of imports.
    static boolean is(Path folder) {
        return Files.isRegularFile(folder.resolve(ImportJournal.NAME));
    }

    Path path() {
        return path;
    }

    ImportJournal journal() {
        return journal;
    }

    ImportFiles files() {
        return files;
    }

    boolean closed() {
        return closed;
    }

    /// The imports that are whole and where they lie: their room is marked as given.
    List<ImportedPartition> whole() {
        var found = new ArrayList<ImportedPartition>();
        for (ImportRecord record : journal.imports()) {
            if (record instanceof ImportRecord.Whole whole) {
                found.add(files.taken(whole.id(), whole.header(), whole.placements()));
            }
        }
        return found;
    }

    /// The imports that were ended on their way, likewise.
    List<ImportedPartition> parts() {
        var found = new ArrayList<ImportedPartition>();
        for (ImportRecord record : journal.imports()) {
            if (record instanceof ImportRecord.Part part) {
                found.add(files.taken(part.id(), part.header(), part.placements()));
            }
        }
        return found;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        try (lock;
                journal) {
            files.close();
        }
    }
}
