package dev.lode.storage.slice;

import dev.lode.storage.extent.ExtentPlace;
import dev.lode.storage.pack.ExtentCheck;
import dev.lode.storage.pack.VerifyReport;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;

/// A check of a whole folder of imports: journal, directories, and every chunk that is served.
///
/// Threads: one. Nothing is changed but what a start clears anyway: the folder is opened first, so
/// one that is in use is refused.
public final class ImportCheck {
    private ImportCheck() {}

    /// Checks a folder.
    ///
    /// @param folder open, so that nobody changes it meanwhile
    /// @param damagesMax how many damages are named in each file
    /// @return what was found in each file
    /// @throws IOException where a file cannot be read
    public static Map<Path, VerifyReport> run(ImportedExtents folder, int damagesMax)
            throws IOException {
        var reports = new TreeMap<Path, VerifyReport>();
        for (Map.Entry<Path, ExtentPlace> file : folder.places().entrySet()) {
            try (var open = FileChannel.open(file.getKey(), StandardOpenOption.READ)) {
                reports.put(file.getKey(), ExtentCheck.run(open, file.getValue(), damagesMax));
            }
        }
        return reports;
    }
}
