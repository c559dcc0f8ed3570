package dev.lode.app.command;

import dev.lode.app.cli.CommandFailed;
import dev.lode.app.play.PlayOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `lode token`: a hunter's token for trying out.
@Command(
        name = "token",
        description = "Prints a hunter's token, signed by the try-out issuer of a data folder.")
final class TokenCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "SUBJECT", description = "Whom it names, such as alice.")
    private String subject = "";

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            defaultValue = "data",
            description = "Data folder of the server (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("data");

    @Option(
            names = "--hours",
            paramLabel = "N",
            defaultValue = "24",
            description = "How long it is good for (default: ${DEFAULT-VALUE}).")
    private int hours;

    @Option(names = "--hunt", paramLabel = "NAME", description = "Good for this hunt alone.")
    private @Nullable String hunt;

    TokenCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws CommandFailed, IOException {
        invocation
                .console()
                .line(
                        PlayOptions.sign(
                                data, subject, Duration.ofHours(hours), Optional.ofNullable(hunt)));
        return 0;
    }
}
