package dev.lode.app.command;

import dev.lode.app.cli.CommandFailed;
import dev.lode.app.cli.Console;
import dev.lode.app.play.GameClient;
import dev.lode.app.play.PlayOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `lode watch`: prints what happens in rooms until it is interrupted.
@Command(
        name = "watch",
        description = "Prints what happens in rooms, an event a line, until Ctrl-C.")
final class WatchCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Mixin private PlayOptions play = new PlayOptions();

    @Parameters(arity = "1..*", paramLabel = "ROOM", description = "Which rooms.")
    private List<String> rooms = new ArrayList<>();

    WatchCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws CommandFailed, IOException, InterruptedException {
        return play.play(
                this::print,
                client -> {
                    var body = GameClient.body();
                    var list = body.putArray("rooms");
                    rooms.forEach(list::add);
                    client.ask("watch", body);
                    invocation
                            .console()
                            .note("watching " + String.join(", ", rooms) + "; Ctrl-C ends");
                    throw new GameClient.ConnectionLost(
                            "the server ended the connection", client.closed().join());
                });
    }

    private void print(JsonNode frame) {
        Console console = invocation.console();
        String room = frame.path("events").path("room").asString("");
        for (JsonNode event : frame.path("events").path("list")) {
            console.line(
                    "%s #%d %s won %s (%d left) at %s"
                            .formatted(
                                    room,
                                    event.path("n").asLong(),
                                    event.path("hunter").asString(""),
                                    event.path("prize").asString(""),
                                    event.path("remaining").asLong(),
                                    event.path("cell").asString("")));
        }
        console.flush();
    }
}
