package dev.lode.app.command;

import dev.lode.app.cli.CommandFailed;
import dev.lode.app.play.Operator;
import dev.lode.base.knob.SettingsRefused;
import dev.lode.content.AddedCells;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `lode hunt`: creates hunts on a running server and changes their state.
@Command(name = "hunt", description = "Creates hunts on a running server and changes their state.")
final class HuntCommand {
    private final Invocation invocation;

    @Option(
            names = "--server",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8480",
            scope = picocli.CommandLine.ScopeType.INHERIT,
            description = "Where Lode serves (default: ${DEFAULT-VALUE}).")
    private URI server = URI.create("http://127.0.0.1:8480");

    @Option(
            names = "--admin-token-file",
            paramLabel = "FILE",
            scope = picocli.CommandLine.ScopeType.INHERIT,
            description = "The operator's token (default: admin.token of --data).")
    private @Nullable Path tokenFile;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            defaultValue = "data",
            scope = picocli.CommandLine.ScopeType.INHERIT,
            description = "Data folder of the server (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("data");

    HuntCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Command(
            name = "create",
            description =
                    "Puts a pack on the server: a new hunt, SEALED when its content is there.")
    int create(
            @Parameters(
                            paramLabel = "PACK",
                            description =
                                    "NAME.lode, readable by the server; NAME.secret beside it.")
                    Path pack)
            throws IOException, InterruptedException {
        return print(operator().create(pack));
    }

    @Command(name = "open", description = "Takes digs and claims from now on.")
    int open(@Parameters(paramLabel = "NAME") String hunt)
            throws IOException, InterruptedException {
        return print(operator().state(hunt, "OPEN"));
    }

    @Command(name = "state", description = "Shows the state of a hunt, or changes it.")
    int state(
            @Parameters(paramLabel = "NAME") String hunt,
            @Parameters(
                            arity = "0..1",
                            defaultValue = "",
                            paramLabel = "STATE",
                            description = "SEALED, OPEN, PAUSED, FROZEN or SETTLED.")
                    String next)
            throws IOException, InterruptedException {
        return print(
                next.isEmpty()
                        ? operator().show(hunt)
                        : operator().state(hunt, next.toUpperCase(Locale.ROOT)));
    }

    @Command(
            name = "add",
            description =
                    "Adds cells to a hunt while it runs; a cell that is there already is replaced.")
    int add(
            @Parameters(paramLabel = "NAME") String hunt,
            @Parameters(
                            paramLabel = "FILE",
                            description =
                                    "Lines as in cells.jsonl, plain or .lz4, without keys: these"
                                            + " are committed to before a hunt.")
                    Path file)
            throws IOException, InterruptedException, SettingsRefused, CommandFailed {
        long added;
        try (var cells = new AddedCells(file, invocation.settings())) {
            added = new CellSender(operator(), hunt).send(cells);
        }
        invocation
                .console()
                .line(
                        "%s %s added to %s"
                                .formatted(
                                        Amounts.count(added), added == 1 ? "cell" : "cells", hunt));
        return 0;
    }

    @Command(
            name = "export",
            description = "Has the server write a partition's slice, with all that was added.")
    int export(
            @Parameters(paramLabel = "NAME") String hunt,
            @Parameters(paramLabel = "PARTITION", description = "0 to 65535.") int partition,
            @Option(
                            names = {"-o", "--output"},
                            paramLabel = "FILE",
                            required = true,
                            description = "The slice, as the server sees it.")
                    Path output)
            throws IOException, InterruptedException {
        return slice(
                hunt,
                Map.of(
                        "action",
                        "export",
                        "partition",
                        String.valueOf(partition),
                        "file",
                        output.toAbsolutePath().toString()));
    }

    @Command(
            name = "import",
            description = "Has the server serve a partition from a slice from now on.")
    int importSlice(
            @Parameters(paramLabel = "NAME") String hunt,
            @Parameters(paramLabel = "FILE", description = "The slice, as the server sees it.")
                    Path file)
            throws IOException, InterruptedException {
        return slice(hunt, Map.of("action", "import", "file", file.toAbsolutePath().toString()));
    }

    @Command(
            name = "drop",
            description = "Has the server serve a partition no longer from what was imported.")
    int drop(
            @Parameters(paramLabel = "NAME") String hunt,
            @Parameters(paramLabel = "PARTITION", description = "0 to 65535.") int partition)
            throws IOException, InterruptedException {
        return slice(hunt, Map.of("action", "drop", "partition", String.valueOf(partition)));
    }

    private int slice(String hunt, Map<String, String> command)
            throws IOException, InterruptedException {
        return print(operator().slice(hunt, command));
    }

    @Command(name = "list", description = "Lists the hunts of the server.")
    int list() throws IOException, InterruptedException {
        return print(operator().list());
    }

    private int print(JsonNode answer) {
        invocation.console().line(answer.toPrettyString());
        return 0;
    }

    private Operator operator() {
        return new Operator(server, tokenFile == null ? data.resolve("admin.token") : tokenFile);
    }
}
