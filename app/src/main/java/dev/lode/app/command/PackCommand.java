package dev.lode.app.command;

import dev.lode.app.cli.CommandFailed;
import dev.lode.app.cli.Console;
import dev.lode.app.cli.ProgressLine;
import dev.lode.base.knob.SettingsRefused;
import dev.lode.content.PackRequest;
import dev.lode.content.PackResult;
import dev.lode.content.Packing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `lode pack`: makes a sealed pack of an authoring folder.
@Command(
        name = "pack",
        description = "Makes a sealed pack and its secret of an authoring folder.",
        footer = {
            "%nMemory: at most 512 MB, whatever the number of cells; pack.sortBytes is a part of it.",
            "LODE_HEAP=1g lode pack ... for hunts of more than half a million rooms."
        })
final class PackCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(paramLabel = "FOLDER", description = "The authoring folder.")
    private Path folder = Path.of("");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "PACK",
            description = "The pack to write (otherwise FOLDER's name with .lode, here).")
    private @Nullable Path output;

    @Option(
            names = "--fresh",
            description = "Begin anew where a pack of the same folder was killed on its way.")
    private boolean fresh;

    PackCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws SettingsRefused, IOException, CommandFailed {
        Path pack = output;
        if (pack == null) {
            pack = Path.of(folder.toAbsolutePath().normalize().getFileName() + ".lode");
        }
        PackResult result;
        try (ProgressLine progress = run.progress()) {
            result = Packing.run(new PackRequest(folder, pack, run.settings(), fresh), progress);
        }
        Console console = run.console();
        result.notes().forEach(console::note);
        var info = result.info();
        console.line(
                "%s: %s rooms, %s cells, %s keys, %s (documents %s)"
                        .formatted(
                                result.pack(),
                                Amounts.count(info.rooms()),
                                Amounts.count(info.cells()),
                                Amounts.count(info.keys()),
                                Amounts.bytes(info.bytes()),
                                Amounts.bytes(info.plainBytes())));
        console.line("commitment to the keys: " + info.merkleRoot());
        console.line(
                result.secret() + ": the secret; keep it from everybody until the hunt is over");
        return 0;
    }
}
