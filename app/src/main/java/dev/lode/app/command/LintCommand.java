package dev.lode.app.command;

import dev.lode.app.cli.CommandFailed;
import dev.lode.app.cli.ExitStatus;
import dev.lode.app.cli.ProgressLine;
import dev.lode.base.knob.SettingsRefused;
import dev.lode.content.Lint;
import dev.lode.content.LintReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `lode lint`: what is wrong with an authoring folder.
@Command(
        name = "lint",
        description = "Checks an authoring folder: hunt.yaml, rooms.jsonl, cells.jsonl.")
final class LintCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(paramLabel = "FOLDER", description = "The authoring folder.")
    private Path folder = Path.of("");

    LintCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws SettingsRefused, IOException, CommandFailed {
        LintReport report;
        try (ProgressLine progress = run.progress()) {
            report = Lint.run(folder, run.settings(), progress);
        }
        run.console().text(report.text());
        return (report.clean() ? ExitStatus.OK : ExitStatus.FAILED).number();
    }
}
