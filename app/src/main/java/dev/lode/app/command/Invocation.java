package dev.lode.app.command;

import dev.lode.app.cli.CliKnobs;
import dev.lode.app.cli.CommandFailed;
import dev.lode.app.cli.Console;
import dev.lode.app.cli.ExitStatus;
import dev.lode.app.cli.ProgressLine;
import dev.lode.app.config.AllKnobs;
import dev.lode.app.config.SettingsFile;
import dev.lode.base.knob.EnvironmentSettings;
import dev.lode.base.knob.KnobRegistry;
import dev.lode.base.knob.Origin;
import dev.lode.base.knob.Setting;
import dev.lode.base.knob.Settings;
import dev.lode.base.knob.SettingsRefused;
import dev.lode.base.time.NanoClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// One run of the command line: the options that every command has, the settings they lead to, and
/// the console.
///
/// Threads: the main thread alone, until the settings are loaded.
public final class Invocation {
    private static final Path USUAL_FILE = Path.of("lode.yaml");

    private final Console console;
    private final Map<String, String> environment;
    private @Nullable Settings settings;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Says what a command does and takes.")
    @SuppressWarnings("unused") // picocli reads it
    private boolean help;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Settings file (otherwise lode.yaml of this folder, if there is one).")
    private @Nullable Path config;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            scope = ScopeType.INHERIT,
            description = "Sets a knob for this run; may be repeated. See: lode config explain.")
    private List<String> assignments = new ArrayList<>();

    @Option(
            names = "--stacktrace",
            scope = ScopeType.INHERIT,
            description = "Shows where in the program an error came from.")
    private boolean stacktrace;

    /// Begins.
    ///
    /// @param console where to write
    /// @param environment the variables of the process
    public Invocation(Console console, Map<String, String> environment) {
        this.console = console;
        this.environment = Map.copyOf(environment);
    }

    /// Where to write.
    ///
    /// @return the console
    public Console console() {
        return console;
    }

    /// Whether an error is to be shown with its stack.
    ///
    /// @return true where the user asked
    public boolean stacktrace() {
        return stacktrace;
    }

    /// The settings file that is read.
    ///
    /// @return the one named, else the usual one where it exists
    public Optional<Path> settingsFile() {
        if (config != null) {
            return Optional.of(config);
        }
        return USUAL_FILE.toFile().exists() ? Optional.of(USUAL_FILE) : Optional.empty();
    }

    /// The effective settings, read once; prints their warnings.
    ///
    /// @return the settings
    /// @throws SettingsRefused where a name or value cannot be used
    /// @throws IOException where the settings file cannot be read
    /// @throws CommandFailed where `--set` has no `=`
    public Settings settings() throws SettingsRefused, IOException, CommandFailed {
        if (settings == null) {
            KnobRegistry registry = AllKnobs.REGISTRY;
            var file = settingsFile();
            settings =
                    Settings.load(
                            registry,
                            List.of(
                                    file.isPresent() ? SettingsFile.read(file.get()) : List.of(),
                                    EnvironmentSettings.of(registry, environment),
                                    assigned()));
            settings.warnings().forEach(warning -> console.note("lode: warning: " + warning));
        }
        return settings;
    }

    private List<Setting> assigned() throws CommandFailed {
        var assigned = new ArrayList<Setting>();
        for (String assignment : assignments) {
            int equals = assignment.indexOf('=');
            if (equals < 0) {
                throw new CommandFailed(
                        ExitStatus.USAGE,
                        "--set " + assignment + ": write --set name=value, without spaces");
            }
            String name = assignment.substring(0, equals);
            assigned.add(
                    new Setting(
                            name,
                            assignment.substring(equals + 1),
                            Origin.commandLine("--set " + name)));
        }
        return assigned;
    }

    /// A progress line on the console.
    ///
    /// @return a new one, begun now
    /// @throws SettingsRefused as [#settings()]
    /// @throws IOException as [#settings()]
    /// @throws CommandFailed as [#settings()]
    public ProgressLine progress() throws SettingsRefused, IOException, CommandFailed {
        return new ProgressLine(
                console, NanoClock.SYSTEM, settings().get(CliKnobs.PROGRESS_INTERVAL));
    }
}
