package dev.lode.app;

import dev.lode.app.cli.CommandFailed;
import dev.lode.app.cli.Console;
import dev.lode.app.cli.ExitStatus;
import dev.lode.app.command.Commands;
import dev.lode.app.command.Invocation;
import dev.lode.base.knob.SettingsRefused;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/// The command line: finds the command, runs it, and turns what goes wrong into one line and an
/// exit status.
@Command(
        name = "lode",
        description = "A treasure-hunt engine: sharded, replicated, real-time.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:done",
            "1:failed, or found something wrong",
            "2:the command line or the settings cannot be understood",
            "3:something that must be there first is missing"
        })
public final class Lode {
    private Lode() {}

    /// Runs one command.
    ///
    /// @param words the words after `lode`
    /// @param console where to write
    /// @param environment the variables of the process
    /// @return the exit status
    public static int run(String[] words, Console console, Map<String, String> environment) {
        var run = new Invocation(console, environment);
        var root = new CommandLine(new Lode()).addMixin("run", run);
        Commands.addTo(root, run);
        root.registerConverter(long.class, Lode::wholeNumber);
        root.setOut(console.outWriter());
        root.setErr(console.errWriter());
        root.setParameterExceptionHandler((e, _) -> misused(e, console));
        root.setExecutionExceptionHandler((e, _, _) -> failed(e, run));
        if (words.length == 0) {
            root.usage(root.getErr());
            return ExitStatus.USAGE.number();
        }
        return root.execute(words);
    }

    private static long wholeNumber(String text) {
        try {
            return Long.parseLong(text.replace("_", ""));
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is not a whole number");
        }
    }

    private static int misused(ParameterException e, Console console) {
        var command = e.getCommandLine();
        var guesses = new StringWriter();
        CommandLine.UnmatchedArgumentException.printSuggestions(e, new PrintWriter(guesses, true));
        String guess = guesses.toString().strip().replaceAll("\\s+", " ");
        console.note(
                "lode: %s%s; see %s --help"
                        .formatted(
                                e.getMessage(),
                                guess.isEmpty() ? "" : "; " + guess,
                                command.getCommandSpec().qualifiedName()));
        return ExitStatus.USAGE.number();
    }

    private static int failed(Exception thrown, Invocation run) {
        Console console = run.console();
        Exception e =
                thrown instanceof UncheckedIOException
                                && thrown.getCause() instanceof IOException io
                        ? io
                        : thrown;
        describe(e).forEach(line -> console.note("lode: " + line));
        if (run.stacktrace()) {
            e.printStackTrace(console.errWriter());
        }
        return statusOf(e).number();
    }

    private static ExitStatus statusOf(Exception e) {
        return switch (e) {
            case CommandFailed failure -> failure.status();
            case SettingsRefused _ -> ExitStatus.USAGE;
            case dev.lode.app.config.BadSettingsFile _ -> ExitStatus.USAGE;
            default -> ExitStatus.FAILED;
        };
    }

    private static List<String> describe(Exception e) {
        return switch (e) {
            case CommandFailed failure -> List.of(text(failure));
            case SettingsRefused refused -> refused.problems();
            case NoSuchFileException file -> List.of(file.getFile() + ": there is no such file");
            case NotDirectoryException file -> List.of(file.getFile() + ": this is not a folder");
            case FileAlreadyExistsException file ->
                    List.of(file.getFile() + ": exists already; remove it or choose another name");
            case AccessDeniedException file ->
                    List.of(file.getFile() + ": not allowed to this user; check owner and mode");
            case FileSystemException file ->
                    List.of(file.getFile() + ": " + String.valueOf(file.getReason()));
            case IOException io -> List.of(text(io));
            // Said by Lode itself, with place and remedy.
            case RuntimeException ours when ours.getClass().getName().startsWith("dev.lode.") ->
                    List.of(text(ours));
            default ->
                    List.of(
                            "%s: %s; this is a defect of Lode: run it again with --stacktrace and report it"
                                    .formatted(e.getClass().getSimpleName(), text(e)));
        };
    }

    private static String text(Exception e) {
        return String.valueOf(e.getMessage());
    }
}
