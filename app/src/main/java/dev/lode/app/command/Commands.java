package dev.lode.app.command;

import picocli.CommandLine;

/// Every command of `lode`. A new one is a class in this package and a line here.
public final class Commands {
    private Commands() {}

    /// Hangs all commands below the root.
    ///
    /// @param root `lode` itself
    /// @param run what every command has
    public static void addTo(CommandLine root, Invocation run) {
        root.addSubcommand(new LintCommand(run));
        root.addSubcommand(new PackCommand(run));
        root.addSubcommand(new InspectCommand(run));
        root.addSubcommand(new VerifyCommand(run));
        root.addSubcommand(new GenerateCommand(run));
        root.addSubcommand(
                new CommandLine(new ConfigCommand()).addSubcommand(new ConfigExplainCommand(run)));
        root.addSubcommand(new ServeCommand(run));
        root.addSubcommand(new DemoCommand(run));
        root.addSubcommand(new BotsCommand(run));
        root.addSubcommand(new HuntCommand(run));
        root.addSubcommand(new TokenCommand(run));
        root.addSubcommand(new GoCommand(run));
        root.addSubcommand(new DigCommand(run));
        root.addSubcommand(new ClaimCommand(run));
        root.addSubcommand(new WatchCommand(run));
        root.addSubcommand(new WalCommand(run));
        root.addSubcommand(new ArchiveCommand(run));
        root.addSubcommand(new SliceCommand(run));
        root.addSubcommand(new VersionCommand(run));
    }
}
