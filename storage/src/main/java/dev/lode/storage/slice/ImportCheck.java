package dev.lode.storage.slice;

import dev.lode.storage.blob.BlobDictionary;
import dev.lode.storage.extent.ChunkPlace;
import dev.lode.storage.extent.ExtentPlace;
import dev.lode.storage.pack.ExtentCheck;
import dev.lode.storage.pack.VerifyReport;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A check of a whole folder of imports: journal, directories, and every chunk that is served.
///
/// Threads: one. One that is in use is checked beside who serves from it, by what the journal says
/// at the time; another is opened first, so that what a start clears is cleared.
public final class ImportCheck {
    private ImportCheck() {}

    /// Checks a folder.
    ///
    /// @param folder open, so that nobody changes it meanwhile
    /// @param damagesMax how many damages are named in each file
    /// @return what was found in each file
    /// @throws IOException where a file cannot be read, or the folder was opened without the
    ///   dictionary of its pack
    public static Map<Path, VerifyReport> run(ImportedExtents folder, int damagesMax)
            throws IOException {
        var reports = new TreeMap<Path, VerifyReport>();
        for (Map.Entry<Path, ExtentPlace> file : folder.places().entrySet()) {
            try (var open = FileChannel.open(file.getKey(), StandardOpenOption.READ)) {
                reports.put(
                        file.getKey(),
                        ExtentCheck.run(
                                open,
                                file.getValue(),
                                folder.dictionaries(file.getKey()),
                                damagesMax));
            }
        }
        return reports;
    }

    /// What was found beside another who serves from a folder.
    ///
    /// @param partitions that were served when it began
    /// @param reports what was found in each file
    public record Beside(int partitions, Map<Path, VerifyReport> reports) {}

    /// A chunk of an import.
    private record Chunk(ImportRecord.Whole of, int index) {
        Placement placement() {
            return of.placements().get(index);
        }

        ChunkPlace place() {
            SliceChunk chunk = of.header().chunks().get(index);
            return new ChunkPlace(
                    placement().headAt(),
                    chunk.headBytes(),
                    placement().blobsAt(),
                    chunk.headCheck());
        }
    }

    /// Checks a folder that another has: it takes no lock and changes nothing. What is dropped or
    /// replaced meanwhile is left out.
    ///
    /// @param folder of imports
    /// @param dictionary that of the pack below; null where there is none
    /// @param damagesMax how many damages are named in each file
    /// @return what was found
    /// @throws DamagedImports where the journal is damaged
    /// @throws IOException where a file cannot be read, or a chunk refers to another dictionary
    public static Beside beside(Path folder, @Nullable BlobDictionary dictionary, int damagesMax)
            throws IOException {
        var seen = ImportJournal.look(folder);
        Collection<ImportRecord.Whole> served = served(seen);
        var found = new LinkedHashMap<Chunk, VerifyReport>();
        for (ImportRecord.Whole one : served) {
            String refusal = one.header().refusal(dictionary);
            if (!refusal.isEmpty()) {
                throw new IOException(folder + ": " + refusal);
            }
            for (int i = 0; i < one.placements().size(); i++) {
                var chunk = new Chunk(one, i);
                found.put(chunk, check(folder, seen.id(), chunk, dictionary, damagesMax));
            }
        }
        if (!found.values().stream().allMatch(VerifyReport::sound)) {
            var after = Set.copyOf(served(ImportJournal.look(folder)));
            found.keySet().removeIf(chunk -> !after.contains(chunk.of));
        }
        var reports = new TreeMap<Path, VerifyReport>();
        found.forEach((chunk, report) ->
                reports.merge(
                        ImportFile.path(folder, chunk.placement().file()),
                        report,
                        (all, one) -> all.and(one, damagesMax)));
        return new Beside(served.size(), reports);
    }

    /// Of two imports of a partition the later counts.
    private static Collection<ImportRecord.Whole> served(ImportJournal.Seen seen) {
        var served = new TreeMap<Integer, ImportRecord.Whole>();
        for (ImportRecord record : seen.imports()) {
            if (record instanceof ImportRecord.Whole whole) {
                served.merge(
                        whole.header().partition(),
                        whole,
                        (one, other) -> one.id() > other.id() ? one : other);
            }
        }
        return served.values();
    }

    private static VerifyReport check(
            Path folder,
            ImportId id,
            Chunk chunk,
            @Nullable BlobDictionary dictionary,
            int damagesMax)
            throws IOException {
        int partition = chunk.of.header().partition();
        int number = chunk.placement().file();
        Path path = ImportFile.path(folder, number);
        try (var file = FileChannel.open(path, StandardOpenOption.READ)) {
            ExtentPlace place = ImportFile.place(path, file, number, id);
            return ExtentCheck.one(
                    file,
                    place,
                    partition,
                    chunk.place(),
                    chunk.of.header().chunks().get(chunk.index).refers() ? dictionary : null,
                    damagesMax);
        } catch (NoSuchFileException e) {
            return VerifyReport.of("file", partition, "it is gone, and the journal names it");
        } catch (DamagedImports e) {
            return VerifyReport.of("header", partition, String.valueOf(e.getMessage()));
        }
    }
}
