package dev.lode.app.command;

import dev.lode.app.cli.CommandFailed;
import dev.lode.base.knob.SettingsRefused;
import dev.lode.base.memory.Epochs;
import dev.lode.storage.blob.BlobDictionary;
import dev.lode.storage.extent.HeadMemory;
import dev.lode.storage.pack.DamagedPack;
import dev.lode.storage.pack.Pack;
import dev.lode.storage.pack.PackKnobs;
import dev.lode.storage.pack.VerifyReport;
import dev.lode.storage.slice.ImportCheck;
import dev.lode.storage.slice.ImportOptions;
import dev.lode.storage.slice.ImportedExtents;
import dev.lode.storage.slice.SliceProgress;
import dev.lode.storage.store.CellStore;
import dev.lode.storage.wal.FolderInUse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The outcome of checking a folder of imports, printed.
final class ImportReport {
    private ImportReport() {}

    /// Checks every chunk that is served from a folder, by a running server or later.
    ///
    /// @return whether all is sound
    static boolean print(Invocation run, Path folder)
            throws SettingsRefused, IOException, CommandFailed {
        int damagesMax = Math.toIntExact(run.settings().get(PackKnobs.DAMAGES_MAX));
        var options =
                ImportOptions.of(
                        run.settings(),
                        HeadMemory.MAPPED,
                        SliceProgress.noting(run.console()::note));
        try (var dictionary = dictionary(folder)) {
            return print(run, folder, options.with(dictionary), damagesMax);
        }
    }

    private static boolean print(Invocation run, Path folder, ImportOptions options, int damagesMax)
            throws IOException {
        try (var imports = ImportedExtents.open(folder, new Epochs(), options)) {
            var reports = ImportCheck.run(imports, damagesMax);
            return print(run, folder, imports.use().partitions(), reports);
        } catch (FolderInUse e) {
            var beside = ImportCheck.beside(folder, options.dictionary(), damagesMax);
            return print(run, folder, beside.partitions(), beside.reports());
        }
    }

    private static boolean print(
            Invocation run, Path folder, int partitions, Map<Path, VerifyReport> reports) {
        reports.forEach((file, report) -> Damages.print(run.console(), file, report));
        run.console()
                .line(
                        "%s: %s partitions in %s files"
                                .formatted(
                                        folder,
                                        Amounts.count(partitions),
                                        Amounts.count(reports.size())));
        return reports.values().stream().allMatch(VerifyReport::sound);
    }

    /// What the blobs refer to of the pack beside the store that the imports are of; nothing where
    /// that is damaged, which the check of the pack says.
    private static @Nullable BlobDictionary dictionary(Path folder) throws IOException {
        Path store = folder.toAbsolutePath().normalize().getParent();
        if (store == null) {
            return null;
        }
        Path pack = CellStore.packOf(store);
        try {
            return Files.isRegularFile(pack) ? Pack.dictionaryOf(pack) : null;
        } catch (DamagedPack e) {
            return null;
        }
    }
}
