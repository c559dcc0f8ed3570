package dev.lode.app.command;

import dev.lode.app.cli.CommandFailed;
import dev.lode.app.cli.ExitStatus;
import dev.lode.base.knob.SettingsRefused;
import dev.lode.storage.pack.PackKnobs;
import dev.lode.storage.pack.PackProgress;
import dev.lode.storage.slice.ImportedExtents;
import dev.lode.storage.store.StoreCheck;
import dev.lode.storage.store.StoreSlices;
import java.io.IOException;
import java.nio.file.Path;

/// The outcome of checking a store, printed: what its manifest says, then each extent.
final class StoreReport {
    private StoreReport() {}

    static int print(Invocation run, Path folder)
            throws SettingsRefused, IOException, CommandFailed {
        int damagesMax = Math.toIntExact(run.settings().get(PackKnobs.DAMAGES_MAX));
        StoreCheck check = StoreCheck.run(folder, damagesMax, PackProgress.NONE);
        check.lines().forEach(run.console()::line);
        check.reports().forEach((file, report) -> Damages.print(run.console(), file, report));
        boolean sound = check.sound();
        Path imports = StoreSlices.folderOf(folder);
        if (ImportedExtents.is(imports)) {
            sound &= ImportReport.print(run, imports);
        }
        run.console()
                .line(
                        "%s: %s, %s extents"
                                .formatted(
                                        folder,
                                        sound ? "sound" : "DAMAGED",
                                        Amounts.count(check.reports().size())));
        return ExitStatus.ofCheck(sound).number();
    }
}
