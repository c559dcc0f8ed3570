package dev.lode.app.command;

import dev.lode.app.cli.CommandFailed;
import dev.lode.app.play.GameClient;
import dev.lode.app.play.PlayOptions;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `lode dig`: digs a cell at the site where the hunter stands (see: lode go).
@Command(
        name = "dig",
        description = "Digs a cell at the site where the hunter stands (see: lode go).")
final class DigCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Mixin private PlayOptions play = new PlayOptions();

    @Parameters(paramLabel = "ROOM/SITE/SPOT", description = "The cell.")
    private String cell = "";

    DigCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws CommandFailed, IOException, InterruptedException {
        return play.play(
                _ -> {},
                client -> {
                    var find = client.ask("dig", GameClient.body().put("cell", cell));
                    invocation.console().line(find.toPrettyString());
                    if (find.path("found").asBoolean(false)) {
                        invocation
                                .console()
                                .note(
                                        "A key! Claim it within its time: lode claim "
                                                + find.path("ticket").asString(""));
                    }
                });
    }
}
