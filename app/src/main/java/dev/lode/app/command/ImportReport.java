package dev.lode.app.command;

import dev.lode.app.cli.CommandFailed;
import dev.lode.base.knob.SettingsRefused;
import dev.lode.base.memory.Epochs;
import dev.lode.storage.extent.HeadMemory;
import dev.lode.storage.slice.ImportCheck;
import dev.lode.storage.slice.ImportOptions;
import dev.lode.storage.slice.ImportedExtents;
import dev.lode.storage.slice.SliceProgress;
import java.io.IOException;
import java.nio.file.Path;

/// The outcome of checking a folder of imports, printed.
final class ImportReport {
    private ImportReport() {}

    /// Checks every chunk that is served from a folder.
    ///
    /// @return whether all is sound
    static boolean print(Invocation run, Path folder, int damagesMax)
            throws SettingsRefused, IOException, CommandFailed {
        var options =
                ImportOptions.of(
                        run.settings(),
                        HeadMemory.MAPPED,
                        SliceProgress.noting(run.console()::note));
        boolean sound = true;
        try (var imports = ImportedExtents.open(folder, new Epochs(), options)) {
            for (var file : ImportCheck.run(imports, damagesMax).entrySet()) {
                Damages.print(run.console(), file.getKey(), file.getValue());
                sound &= file.getValue().sound();
            }
            run.console()
                    .line(
                            "%s: %s partitions in %s files"
                                    .formatted(
                                            folder,
                                            Amounts.count(imports.use().partitions()),
                                            Amounts.count(imports.use().files())));
        }
        return sound;
    }
}
