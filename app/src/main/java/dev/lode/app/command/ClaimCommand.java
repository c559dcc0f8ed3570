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

/// `lode claim`: presents the ticket that a dig gave.
@Command(name = "claim", description = "Presents the ticket that a dig gave.")
final class ClaimCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Mixin private PlayOptions play = new PlayOptions();

    @Parameters(paramLabel = "TICKET", description = "64 characters, as the dig printed them.")
    private String ticket = "";

    @Option(
            names = "--claim-id",
            paramLabel = "HEX",
            description = "32 lowercase hex digits; say the same again to repeat a claim safely.")
    private String claimId = "";

    ClaimCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws CommandFailed, IOException, InterruptedException {
        return play.play(
                _ -> {},
                client -> {
                    if (claimId.isEmpty()) {
                        claimId = java.util.UUID.randomUUID().toString().replace("-", "");
                        invocation.console().note("claim id " + claimId);
                    }
                    var body = GameClient.body().put("ticket", ticket).put("claim_id", claimId);
                    invocation
                            .console()
                            .line(client.ask("claim", body).path("claim").toPrettyString());
                });
    }
}
