package dev.lode.storage.slice;

import dev.lode.storage.extent.Directory;
import dev.lode.storage.extent.ExtentPlace;
import dev.lode.storage.index.FileWindow;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Brings the files of a folder of imports to what its journal says, when it is opened.
///
/// Threads: owned by one. What it clears it says, a line each.
final class ImportRecovery {
    private static final Pattern NAME = Pattern.compile("import-(\\d{6})\\.lode");

    private final Path folder;
    private final ImportJournal journal;
    private final SliceProgress progress;
    private final Map<Integer, Wanted> wanted = new TreeMap<>();
    private int lastFile;

    /// What a file must hold.
    private static final class Wanted {
        private final byte[] bytes = ImportFile.emptyDirectory();
        private final Directory directory = new Directory(bytes);
        private long headEnd = ImportFile.HEADS_AT;
        private long blobEnd;

        private void room(Placement placement, SliceChunk chunk) {
            headEnd = Math.max(headEnd, placement.headAt() + chunk.headBytes());
            blobEnd = Math.max(blobEnd, placement.blobsAt() + chunk.blobBytes());
        }
    }

    ImportRecovery(Path folder, ImportJournal journal, SliceProgress progress) {
        this.folder = folder;
        this.journal = journal;
        this.progress = progress;
    }

    /// The files that are there, by number.
    List<Integer> files() {
        return List.copyOf(wanted.keySet());
    }

    /// The largest number that a file has had.
    int lastFile() {
        return lastFile;
    }

    void run() throws IOException {
        dropReplaced();
        for (ImportRecord record : journal.imports()) {
            switch (record) {
                case ImportRecord.Whole whole -> want(whole.header(), whole.placements(), true);
                case ImportRecord.Part part -> {
                    want(part.header(), part.placements(), false);
                    progress.note(
                            "%s: keeps the first %d of %d blocks of partition %d, left by an import that was ended; import the slice again, and it goes on there"
                                    .formatted(
                                            folder,
                                            part.blocks(),
                                            part.header().shape().blocks(),
                                            part.header().partition()));
                }
                case ImportRecord.Dropped _ -> {}
            }
        }
        removeStrangers();
        for (var file : wanted.entrySet()) {
            tidy(file.getKey(), file.getValue());
        }
    }

    /// A crash between an import and the end of what it replaces leaves both; the newer counts.
    private void dropReplaced() throws IOException {
        var newest = new TreeMap<Integer, Long>();
        for (ImportRecord record : journal.imports()) {
            if (record instanceof ImportRecord.Whole whole) {
                Long before = newest.put(whole.header().partition(), whole.id());
                if (before != null) {
                    journal.append(new ImportRecord.Dropped(Math.min(before, whole.id())));
                    newest.put(whole.header().partition(), Math.max(before, whole.id()));
                    progress.note(
                            "%s: dropped what an import of partition %d has replaced"
                                    .formatted(folder, whole.header().partition()));
                }
            }
        }
    }

    private void want(SliceHeader header, List<Placement> placements, boolean served) {
        for (int i = 0; i < placements.size(); i++) {
            Placement placement = placements.get(i);
            SliceChunk chunk = header.chunks().get(i);
            Wanted file = wanted.computeIfAbsent(placement.file(), _ -> new Wanted());
            file.room(placement, chunk);
            if (served) {
                file.directory.set(
                        header.partition(),
                        placement.headAt(),
                        chunk.headBytes(),
                        placement.blobsAt(),
                        chunk.headCheck());
            }
        }
    }

    private void removeStrangers() throws IOException {
        for (Path file : importFiles(folder)) {
            int number = number(file);
            lastFile = Math.max(lastFile, number);
            if (!wanted.containsKey(number)) {
                Files.delete(file);
                progress.note("removed " + file + ", left by an import that was ended");
            }
        }
        Path temp = folder.resolve(ImportJournal.NAME + ".tmp");
        if (Files.deleteIfExists(temp)) {
            progress.note("removed " + temp + ", left by a start that was ended");
        }
    }

    private void tidy(int number, Wanted what) throws IOException {
        Path path = ImportFile.path(folder, number);
        try (var file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ExtentPlace place = ImportFile.place(path, file, number, journal.id());
            var cleared = tidy(path, file, place, what.bytes, what.headEnd, what.blobEnd);
            if (cleared.entries() > 0 || cleared.bytes() > 0) {
                progress.note(
                        "%s: cleared %d directory entries and %d bytes, left by an import that was ended"
                                .formatted(path, cleared.entries(), cleared.bytes()));
            }
        }
    }

    /// Makes directory and length of a file what the journal says, before it is opened: clears what
    /// imports that were ended have left.
    ///
    /// @param wanted 32 bytes for each of the 65,536 partitions
    /// @param headEnd where the last head ends that is there
    /// @param blobEnd where the last blobs end that are there
    /// @return how many entries were wrong, and how many bytes too many there were
    private static Leftovers tidy(
            Path path,
            FileChannel file,
            ExtentPlace place,
            byte[] wanted,
            long headEnd,
            long blobEnd)
            throws IOException {
        var window = new FileWindow(file, Directory.BYTES);
        window.load(place.headsAt(), Directory.BYTES);
        int entries = 0;
        for (int at = 0; at < wanted.length; at += Directory.ENTRY_BYTES) {
            var found = MemorySegment.ofArray(window.bytes()).asSlice(window.offset() + at, 32);
            var right = MemorySegment.ofArray(wanted).asSlice(at, Directory.ENTRY_BYTES);
            if (found.mismatch(right) >= 0) {
                entries++;
                ImportFile.writeAll(
                        file,
                        ByteBuffer.wrap(wanted, at, Directory.ENTRY_BYTES),
                        place.headsAt() + at);
            }
        }
        long end = Math.max(blobEnd, place.headsEnd());
        long bytes = Math.max(0, file.size() - end);
        if (bytes > 0) {
            file.truncate(end);
        }
        try (var space = new FileSpace(path)) {
            boolean _ = space.punch(headEnd, place.headsEnd() - headEnd);
        }
        return new Leftovers(entries, bytes);
    }

    /// What was cleared in a file.
    private record Leftovers(int entries, long bytes) {}

    /// The files of a folder that bear the name of an import file.
    static List<Path> importFiles(Path folder) throws IOException {
        var found = new ArrayList<Path>();
        try (var all = Files.newDirectoryStream(folder, "import-*.lode")) {
            for (Path file : all) {
                if (NAME.matcher(String.valueOf(file.getFileName())).matches()) {
                    found.add(file);
                }
            }
        }
        found.sort(null);
        return found;
    }

    static int number(Path file) {
        var matcher = NAME.matcher(String.valueOf(file.getFileName()));
        if (!matcher.matches()) {
            throw new IllegalArgumentException(file + " is not an import file");
        }
        return Integer.parseInt(matcher.group(1));
    }
}
