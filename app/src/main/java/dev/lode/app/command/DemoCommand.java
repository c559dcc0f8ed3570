package dev.lode.app.command;

import dev.lode.app.cli.CommandFailed;
import dev.lode.app.cli.Console;
import dev.lode.app.cli.ExitStatus;
import dev.lode.app.demo.Demo;
import dev.lode.app.demo.DemoFolder;
import dev.lode.app.demo.DemoReport;
import dev.lode.app.serve.ServeKnobs;
import dev.lode.app.serve.Shutdown;
import dev.lode.base.knob.SettingsRefused;
import dev.lode.storage.wal.WalKnobs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `lode demo`: a real hunt, served here, played by bots in a second process over real WebSockets.
@Command(
        name = "demo",
        description = "Serves a real hunt and lets bots play it; ends with a summary.")
final class DemoCommand implements Callable<Integer> {
    private static final int DEMO_SEGMENTS = 8;

    private final Invocation invocation;

    @Option(
            names = "--hunters",
            paramLabel = "N",
            defaultValue = "500",
            description = "How many bots (default: ${DEFAULT-VALUE}).")
    private int hunters;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "86400",
            description = "Ends by itself after this time (default: when Ctrl-C is pressed).")
    private long seconds;

    @Option(names = "--report", paramLabel = "FILE", description = "Writes the outcome as JSON.")
    private @Nullable Path report;

    DemoCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException, SettingsRefused, CommandFailed, InterruptedException {
        if (hunters < 1 || seconds < 1) {
            throw new CommandFailed(ExitStatus.USAGE, "--hunters and --seconds are at least 1");
        }
        Console console = invocation.console();
        var given = invocation.settings();
        // A demo needs little log, and must run on a disk that could not hold a node's.
        var settings =
                given.with(
                        WalKnobs.DISK_BUDGET,
                        Math.min(
                                given.get(WalKnobs.DISK_BUDGET),
                                DEMO_SEGMENTS * given.get(WalKnobs.SEGMENT_BYTES)));
        var shutdown = Shutdown.onSignal(settings.get(ServeKnobs.DRAIN));
        try (var folder = DemoFolder.open()) {
            try (var progress = invocation.progress()) {
                folder.packIfNeeded(settings, progress);
            }
            var request =
                    new Demo.Request(
                            folder.pack(), folder.hints(), folder.data(), hunters, seconds);
            DemoReport outcome = new Demo(settings, console, shutdown).run(request);
            console.text(outcome.text());
            if (report != null) {
                Files.writeString(report, outcome.json().toPrettyString() + "\n");
            }
            console.flush();
            return outcome.isSound() ? ExitStatus.OK.number() : ExitStatus.FAILED.number();
        } finally {
            shutdown.done();
        }
    }
}
