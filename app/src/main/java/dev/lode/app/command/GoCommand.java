package dev.lode.app.command;

import dev.lode.app.cli.CommandFailed;
import dev.lode.app.play.GameClient;
import dev.lode.app.play.PlayOptions;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `lode go`: walks a hunter from site to site and prints what is seen there.
@Command(
        name = "go",
        description = "Walks a hunter from site to site and prints what is seen there.")
final class GoCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Mixin private PlayOptions play = new PlayOptions();

    @Parameters(
            arity = "0..*",
            paramLabel = "ROOM/SITE",
            description = "Sites in order; the first may be an entry. Without any: only look.")
    private java.util.List<String> sites = new java.util.ArrayList<>();

    @Option(names = "--pass", paramLabel = "PASS", description = "For a gate on the way.")
    private String pass = "";

    GoCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws CommandFailed, IOException, InterruptedException {
        return play.play(
                _ -> {},
                client -> {
                    for (String site : sites) {
                        var body = GameClient.body().put("to", site);
                        if (!pass.isEmpty()) {
                            body.put("pass", pass);
                        }
                        step(client, body);
                    }
                    invocation
                            .console()
                            .line(
                                    client.ask("look", GameClient.body())
                                            .path("view")
                                            .toPrettyString());
                });
    }

    /// Moves; where no edge leads there, enters.
    private static void step(GameClient client, tools.jackson.databind.node.ObjectNode body)
            throws GameClient.Refused, GameClient.ConnectionLost, InterruptedException {
        try {
            client.ask("move", body);
        } catch (GameClient.Refused e) {
            if (!e.reason().equals("NO_EDGE") && !e.reason().equals("NOT_ENTERED")) {
                throw e;
            }
            client.ask("enter", body);
        }
    }
}
