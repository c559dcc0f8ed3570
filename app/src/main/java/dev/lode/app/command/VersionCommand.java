package dev.lode.app.command;

import dev.lode.base.Version;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `lode version`, where options stand beside it; alone it is answered before picocli loads.
@Command(name = "version", description = "Prints the version.")
final class VersionCommand implements Callable<Integer> {
    private final Invocation invocation;

    VersionCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        invocation.console().line("lode " + Version.CURRENT.name());
        return 0;
    }
}
