package dev.lode.app.play;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An operator at the HTTP door of a server: creates hunts, changes their state, lists them.
///
/// Threads: any. Errors: what the server refuses is an IOException with the server's own words.
public final class Operator {
    private static final JsonMapper JSON = new JsonMapper();

    /// A pack of many gigabytes is copied before the answer comes.
    private static final Duration ANSWER_WITHIN = Duration.ofHours(1);

    private final URI server;
    private final Path tokenFile;

    /// Makes one.
    ///
    /// @param server such as `http://127.0.0.1:8480`
    /// @param tokenFile holds the operator's token; read when a command needs it
    public Operator(URI server, Path tokenFile) {
        this.server = server;
        this.tokenFile = tokenFile;
    }

    /// Puts a pack on the server.
    ///
    /// @param pack NAME.lode, readable by the server; NAME.secret beside it
    /// @return the hunt
    /// @throws IOException where the server cannot be reached, or refuses
    /// @throws InterruptedException where the thread is interrupted
    public JsonNode create(Path pack) throws IOException, InterruptedException {
        Path absolute = pack.toAbsolutePath();
        String name = String.valueOf(absolute.getFileName()).replaceFirst("\\.lode$", "");
        var body =
                Map.of(
                        "pack", absolute.toString(),
                        "secret", absolute.resolveSibling(name + ".secret").toString());
        return ask("POST", "/v1/admin/hunts", JSON.writeValueAsString(body));
    }

    /// Changes the state of a hunt.
    ///
    /// @param hunt its name
    /// @param next such as `OPEN`
    /// @return the hunt
    /// @throws IOException where the server cannot be reached, or refuses
    /// @throws InterruptedException where the thread is interrupted
    public JsonNode state(String hunt, String next) throws IOException, InterruptedException {
        return ask(
                "POST",
                "/v1/admin/hunts/" + encoded(hunt) + "/state",
                JSON.writeValueAsString(Map.of("state", next)));
    }

    /// Adds cells to a hunt.
    ///
    /// @param hunt its name
    /// @param cells a line of JSON for each, `{"room":...,"site":...,"spot":...,"blob":{...}}`
    /// @return how many were added
    /// @throws IOException where the server cannot be reached, or refuses; then none of them may be
    ///   there, or all: adding them again does no harm
    /// @throws InterruptedException where the thread is interrupted
    public long add(String hunt, String cells) throws IOException, InterruptedException {
        return ask(
                        "POST",
                        "/v1/admin/hunts/" + encoded(hunt) + "/cells",
                        JSON.writeValueAsString(Map.of("cells", cells)))
                .path("added")
                .asLong();
    }

    /// Moves a partition out of the server's content or into it.
    ///
    /// @param hunt its name
    /// @param command `action` (export, import, drop), `partition`, `file` as the server sees it
    /// @return what was done
    /// @throws IOException where the server cannot be reached, or refuses
    /// @throws InterruptedException where the thread is interrupted
    public JsonNode slice(String hunt, Map<String, String> command)
            throws IOException, InterruptedException {
        return ask(
                "POST",
                "/v1/admin/hunts/" + encoded(hunt) + "/slices",
                JSON.writeValueAsString(command));
    }

    /// Shows a hunt.
    ///
    /// @param hunt its name
    /// @return what the server tells of it
    /// @throws IOException where the server cannot be reached, or refuses
    /// @throws InterruptedException where the thread is interrupted
    public JsonNode show(String hunt) throws IOException, InterruptedException {
        return ask("GET", "/v1/hunts/" + encoded(hunt), "");
    }

    /// Lists the hunts.
    ///
    /// @return what the server tells of them
    /// @throws IOException where the server cannot be reached, or refuses
    /// @throws InterruptedException where the thread is interrupted
    public JsonNode list() throws IOException, InterruptedException {
        return ask("GET", "/v1/hunts", "");
    }

    private JsonNode ask(String method, String path, String body)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(server.resolve(path))
                        .timeout(ANSWER_WITHIN)
                        .header("Content-Type", "application/json");
        if (method.equals("GET")) {
            request.GET();
        } else {
            request.header("Authorization", "Bearer " + token())
                    .method(method, BodyPublishers.ofString(body));
        }
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(request.build(), BodyHandlers.ofString());
            JsonNode document = JSON.readTree(answer.body().isEmpty() ? "{}" : answer.body());
            if (answer.statusCode() >= 300) {
                throw new IOException(
                        "%s %s was refused: %d %s"
                                .formatted(
                                        method,
                                        server.resolve(path),
                                        answer.statusCode(),
                                        document.path("detail")
                                                .asString(document.path("title").asString(""))));
            }
            return document;
        } catch (java.net.ConnectException e) {
            throw new IOException(
                    "nobody answers at " + server + "; is `lode serve` running there?", e);
        }
    }

    private String token() throws IOException {
        try {
            return Files.readString(tokenFile).strip();
        } catch (NoSuchFileException e) {
            throw new IOException(
                    tokenFile + ": no operator's token there; say --data or --admin-token-file", e);
        }
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
