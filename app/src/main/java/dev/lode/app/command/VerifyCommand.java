package dev.lode.app.command;

import dev.lode.app.cli.CommandFailed;
import dev.lode.app.cli.ExitStatus;
import dev.lode.app.cli.ProgressLine;
import dev.lode.base.knob.SettingsRefused;
import dev.lode.content.Inspection;
import dev.lode.storage.pack.Pack;
import dev.lode.storage.pack.SecretFile;
import dev.lode.storage.slice.ImportedExtents;
import dev.lode.storage.store.StoreCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `lode verify`: whether a pack is what was sealed.
@Command(
        name = "verify",
        description =
                "Checks a pack, a store, a folder of imports, or all content of a node; with its secret also that each key is the one committed to.")
final class VerifyCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(
            paramLabel = "PACK",
            description =
                    "The pack, or the folder of a store, of imported slices, of a hunt on a node, or a node's data folder.")
    private Path pack = Path.of("");

    @Option(names = "--secret", paramLabel = "FILE", description = "The pack's secret.")
    private @Nullable Path secret;

    VerifyCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws SettingsRefused, IOException, CommandFailed {
        int worst = ExitStatus.OK.number();
        for (Path part : ContentFolder.parts(pack)) {
            worst = Math.max(worst, verify(part));
        }
        return worst;
    }

    private int verify(Path part) throws SettingsRefused, IOException, CommandFailed {
        if (ImportedExtents.is(part)) {
            return ExitStatus.ofCheck(ImportReport.print(run, part)).number();
        }
        if (StoreCheck.is(part)) {
            return StoreReport.print(run, part);
        }
        Inspection inspection;
        try (ProgressLine progress = run.progress()) {
            inspection = Inspection.of(part, run.settings(), progress);
        }
        Damages.print(run.console(), part, inspection.report());
        if (!inspection.report().sound()) {
            return ExitStatus.FAILED.number();
        }
        if (secret != null) {
            try (Pack open = Pack.open(part)) {
                int keys = open.unsealKeys(SecretFile.read(secret)).size();
                run.console()
                        .line(
                                "%s: all %s keys are those committed to"
                                        .formatted(part, Amounts.count(keys)));
            }
        }
        return 0;
    }
}
