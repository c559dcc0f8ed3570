package dev.lode.app.command;

import dev.lode.app.cli.Console;
import dev.lode.app.demo.HintBook;
import dev.lode.app.demo.Play;
import dev.lode.membership.auth.TokenSigner;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `lode bots`: the second process of `lode demo`; plays until its standard input ends.
@Command(
        name = "bots",
        hidden = true,
        description = "Plays a hunt with bots (the second process of lode demo).")
final class BotsCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Option(names = "--server", required = true, paramLabel = "URL", description = "WebSocket.")
    private URI server = URI.create("ws://127.0.0.1");

    @Option(names = "--hunt", required = true, paramLabel = "NAME", description = "Which hunt.")
    private String hunt = "";

    @Option(names = "--hints", required = true, paramLabel = "FILE", description = "hints.jsonl")
    private Path hints = Path.of("");

    @Option(
            names = "--issuer-key",
            required = true,
            paramLabel = "FILE",
            description = "Signs tokens.")
    private Path issuerKey = Path.of("");

    @Option(names = "--hunters", required = true, paramLabel = "N", description = "How many.")
    private int hunters;

    @Option(names = "--seconds", required = true, paramLabel = "S", description = "How long.")
    private long seconds;

    @Option(names = "--beat", required = true, paramLabel = "MS", description = "Between actions.")
    private long beatMillis;

    @Option(names = "--join", required = true, paramLabel = "MS", description = "To be welcome.")
    private long joinMillis;

    BotsCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Console console = invocation.console();
        Play.run(
                new Play.Request(
                        server,
                        hunt,
                        hunters,
                        seconds,
                        Duration.ofMillis(beatMillis),
                        Duration.ofMillis(joinMillis),
                        1),
                HintBook.read(hints),
                TokenSigner.load(issuerKey),
                System.in,
                line -> {
                    console.line(line);
                    console.flush();
                });
        return 0;
    }
}
