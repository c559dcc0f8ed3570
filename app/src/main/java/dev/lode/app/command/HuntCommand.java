package dev.lode.app.command;

import dev.lode.app.cli.CommandFailed;
import dev.lode.app.cli.ExitStatus;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `lode hunt`: creates hunts on a running server and changes their state.
@Command(name = "hunt", description = "Creates hunts on a running server and changes their state.")
final class HuntCommand {
    private static final JsonMapper JSON = new JsonMapper();

    /// A pack of many gigabytes is copied before the answer comes.
    private static final Duration ANSWER_WITHIN = Duration.ofHours(1);

    private final Invocation invocation;

    @Option(
            names = "--server",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:7777",
            scope = picocli.CommandLine.ScopeType.INHERIT,
            description = "Where Lode serves (default: ${DEFAULT-VALUE}).")
    private URI server = URI.create("http://127.0.0.1:7777");

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
            throws CommandFailed, IOException, InterruptedException {
        String name = pack.getFileName().toString().replaceFirst("\\.lode$", "");
        var body =
                Map.of(
                        "pack", pack.toAbsolutePath().toString(),
                        "secret",
                                pack.toAbsolutePath().resolveSibling(name + ".secret").toString());
        return print(ask("POST", "/v1/admin/hunts", JSON.writeValueAsString(body)));
    }

    @Command(name = "open", description = "Takes digs and claims from now on.")
    int open(@Parameters(paramLabel = "NAME") String hunt)
            throws CommandFailed, IOException, InterruptedException {
        return state(hunt, "OPEN");
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
            throws CommandFailed, IOException, InterruptedException {
        String encoded = URLEncoder.encode(hunt, StandardCharsets.UTF_8).replace("+", "%20");
        if (next.isEmpty()) {
            return print(ask("GET", "/v1/hunts/" + encoded, ""));
        }
        var body = Map.of("state", next.toUpperCase(Locale.ROOT));
        return print(
                ask(
                        "POST",
                        "/v1/admin/hunts/" + encoded + "/state",
                        JSON.writeValueAsString(body)));
    }

    @Command(name = "list", description = "Lists the hunts of the server.")
    int list() throws CommandFailed, IOException, InterruptedException {
        return print(ask("GET", "/v1/hunts", ""));
    }

    private int print(JsonNode answer) {
        invocation.console().line(answer.toPrettyString());
        return 0;
    }

    private JsonNode ask(String method, String path, String body)
            throws CommandFailed, IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(server.resolve(path))
                        .timeout(ANSWER_WITHIN)
                        .header("Content-Type", "application/json");
        if (method.equals("GET")) {
            request.GET();
        } else {
            request.header("Authorization", "Bearer " + adminToken())
                    .method(method, BodyPublishers.ofString(body));
        }
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(request.build(), BodyHandlers.ofString());
            JsonNode document = JSON.readTree(answer.body().isEmpty() ? "{}" : answer.body());
            if (answer.statusCode() >= 300) {
                throw new CommandFailed(
                        ExitStatus.FAILED,
                        "%s %s: %d %s"
                                .formatted(
                                        method,
                                        path,
                                        answer.statusCode(),
                                        document.path("detail")
                                                .asString(document.path("title").asString(""))));
            }
            return document;
        } catch (ConnectException e) {
            throw new CommandFailed(
                    ExitStatus.FAILED,
                    "nobody answers at " + server + "; is `lode serve` running?",
                    e);
        }
    }

    private String adminToken() throws CommandFailed, IOException {
        Path file = tokenFile == null ? data.resolve("admin.token") : tokenFile;
        if (!Files.isReadable(file)) {
            throw new CommandFailed(
                    ExitStatus.MISSING,
                    file + ": no operator's token there; say --data or --admin-token-file");
        }
        return Files.readString(file).strip();
    }
}
