package dev.lode.app.command;

import dev.lode.app.cli.CommandFailed;
import dev.lode.app.cli.Console;
import dev.lode.app.serve.LocalServer;
import dev.lode.app.serve.MemoryNow;
import dev.lode.app.serve.ServeKnobs;
import dev.lode.app.serve.Shutdown;
import dev.lode.base.knob.SettingsRefused;
import dev.lode.storage.archive.ArchiveTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `lode serve`: a node and an edge in one process, until SIGTERM or Ctrl-C.
@Command(
        name = "serve",
        description = "Serves hunts from a data folder, a node and an edge in one process.")
final class ServeCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            defaultValue = "data",
            description = "Data folder; made at the first start (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("data");

    ServeCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException, SettingsRefused, CommandFailed, InterruptedException {
        Console console = invocation.console();
        var settings = invocation.settings();
        var shutdown = Shutdown.onSignal(settings.get(ServeKnobs.DRAIN));
        try (var server = LocalServer.start(settings, data)) {
            server.credentials().made().forEach(line -> console.note("made " + line));
            server.budget().lines().forEach(console::note);
            console.line(
                    "serving on http://%s:%d (%s), data in %s, archive %s"
                            .formatted(
                                    server.address().getHostString(),
                                    server.address().getPort(),
                                    server.transport(),
                                    data,
                                    ArchiveTarget.of(settings)
                                            .map(ArchiveTarget::place)
                                            .orElse("off")));
            console.flush();
            shutdown.await();
            MemoryNow.lines().forEach(console::note);
            console.note("draining");
            boolean all = server.drain(settings.get(ServeKnobs.DRAIN));
            console.note(all ? "ended" : "ended; some sessions were cut off");
        } finally {
            shutdown.done();
        }
        return 0;
    }
}
