package dev.lode.app.command;

import dev.lode.app.cli.CommandFailed;
import dev.lode.app.cli.ProgressLine;
import dev.lode.base.knob.SettingsRefused;
import dev.lode.content.GenerateRequest;
import dev.lode.content.GenerateResult;
import dev.lode.content.Generator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `lode generate`: a synthetic hunt of any size.
@Command(
        name = "generate",
        description =
                "Writes the authoring folder of a synthetic hunt, the same for the same seed.")
final class GenerateCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(paramLabel = "FOLDER", description = "The folder to write.")
    private Path folder = Path.of("");

    @Option(
            names = "--name",
            paramLabel = "HUNT",
            description = "The hunt's name (${DEFAULT-VALUE}).")
    private String name = "synthetic";

    @Option(names = "--rooms", paramLabel = "N", required = true, description = "How many rooms.")
    private long rooms;

    @Option(names = "--cells", paramLabel = "N", required = true, description = "How many cells.")
    private long cells;

    @Option(names = "--keys", paramLabel = "N", required = true, description = "How many keys.")
    private long keys;

    @Option(names = "--seed", paramLabel = "N", description = "The seed (${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(
            names = "--sorted",
            description = "Cells in the order of the pack; otherwise there is much to sort.")
    private boolean sorted;

    GenerateCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws SettingsRefused, IOException, CommandFailed {
        GenerateResult result;
        try (ProgressLine progress = run.progress()) {
            result =
                    Generator.run(
                            new GenerateRequest(
                                    folder, name, rooms, cells, keys, seed, sorted, run.settings()),
                            progress);
        }
        run.console()
                .line(
                        "%s: %s rooms, %s cells, %s keys, %s (documents %s)"
                                .formatted(
                                        folder,
                                        Amounts.count(result.rooms()),
                                        Amounts.count(result.cells()),
                                        Amounts.count(result.keys()),
                                        Amounts.bytes(result.bytes()),
                                        Amounts.bytes(result.plainBytes())));
        return 0;
    }
}
