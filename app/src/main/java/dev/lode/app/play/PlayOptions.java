package dev.lode.app.play;

import dev.lode.app.cli.CommandFailed;
import dev.lode.app.cli.ExitStatus;
import dev.lode.membership.auth.TokenSigner;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// Who plays from this terminal, and where: the options that `go`, `dig`, `claim` and `watch`
/// share.
public final class PlayOptions {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

    @Option(
            names = "--server",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8480",
            description = "Where Lode serves (default: ${DEFAULT-VALUE}).")
    private URI server;

    @Option(
            names = "--hunt",
            paramLabel = "NAME",
            defaultValue = "world",
            description = "Which hunt (default: ${DEFAULT-VALUE}).")
    private String hunt;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "The hunter's token (otherwise the variable LODE_TOKEN, otherwise --as).")
    private @Nullable String token;

    @Option(
            names = "--as",
            paramLabel = "SUBJECT",
            description = "Signs a token for this subject with the try-out issuer of --data.")
    private @Nullable String subject;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            defaultValue = "data",
            description = "Data folder of the server, for --as (default: ${DEFAULT-VALUE}).")
    private Path data;

    /// Made by the command line.
    public PlayOptions() {
        server = URI.create("http://127.0.0.1:8480");
        hunt = "";
        data = Path.of("data");
    }

    /// What a command does once its hunter is welcome.
    @FunctionalInterface
    public interface Round {
        /// Plays.
        ///
        /// @param client the connection, after its hello
        /// @throws GameClient.Refused where the server answers with an error
        /// @throws GameClient.ConnectionLost where the socket is gone
        /// @throws InterruptedException where the thread is interrupted
        void play(GameClient client)
                throws GameClient.Refused, GameClient.ConnectionLost, InterruptedException;
    }

    /// Connects, says hello, plays, and leaves.
    ///
    /// @param events takes what answers nothing
    /// @param round what to do
    /// @return the exit status 0
    /// @throws CommandFailed where there is no token, no server, or the server refuses
    /// @throws IOException where the issuer's key cannot be read
    /// @throws InterruptedException where the thread is interrupted
    public int play(Consumer<JsonNode> events, Round round)
            throws CommandFailed, IOException, InterruptedException {
        String jwt = token();
        URI address =
                URI.create(
                        (server.getScheme().equals("https") ? "wss" : "ws")
                                + "://"
                                + server.getAuthority()
                                + "/v1/ws");
        try (var http = HttpClient.newHttpClient();
                var client = GameClient.connect(http, address, ANSWER_WITHIN, 0, events)) {
            client.ask("hello", GameClient.body().put("hunt", hunt).put("token", jwt));
            round.play(client);
            return ExitStatus.OK.number();
        } catch (GameClient.ConnectionLost e) {
            throw new CommandFailed(
                    ExitStatus.FAILED,
                    e.getMessage() + "; is `lode serve` running at " + server + "?",
                    e);
        } catch (GameClient.Refused e) {
            throw new CommandFailed(ExitStatus.FAILED, server + " refused: " + e.getMessage(), e);
        }
    }

    private String token() throws CommandFailed, IOException {
        if (token != null) {
            return token;
        }
        if (subject != null) {
            return sign(data, subject, Duration.ofHours(1), Optional.of(hunt));
        }
        String variable = System.getenv("LODE_TOKEN");
        if (variable != null && !variable.isBlank()) {
            return variable.strip();
        }
        throw new CommandFailed(
                ExitStatus.USAGE,
                "no hunter: give --token TOKEN, set LODE_TOKEN (see `lode token`), or say --as SUBJECT");
    }

    /// Signs a token with the try-out issuer of a data folder.
    ///
    /// @param data the data folder of a server
    /// @param subject whom the token names
    /// @param life how long it is good for
    /// @param hunt the only hunt that it is good for; empty for every hunt
    /// @return compact JWT
    /// @throws CommandFailed where the folder holds no try-out issuer
    /// @throws IOException where its key cannot be read
    public static String sign(Path data, String subject, Duration life, Optional<String> hunt)
            throws CommandFailed, IOException {
        Path key = data.resolve("issuer.key");
        if (!Files.isReadable(key)) {
            throw new CommandFailed(
                    ExitStatus.MISSING,
                    key
                            + ": no key of a try-out issuer there; `lode serve --data "
                            + data
                            + "` makes one in a new data folder");
        }
        return TokenSigner.load(key)
                .sign(subject, System.currentTimeMillis() + life.toMillis(), hunt);
    }
}
