package dev.lode.app.command;

import dev.lode.app.cli.CommandFailed;
import dev.lode.app.cli.ExitStatus;
import dev.lode.app.cli.ProgressLine;
import dev.lode.base.knob.SettingsRefused;
import dev.lode.content.Progress;
import dev.lode.storage.slice.ImportedExtents;
import dev.lode.storage.slice.SliceFile;
import dev.lode.storage.slice.SliceHeader;
import dev.lode.storage.slice.SliceIntake;
import dev.lode.storage.slice.SliceProgress;
import dev.lode.storage.slice.SliceReader;
import dev.lode.storage.slice.SliceSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `lode slice`: takes a partition's content out as one checked file, and puts it in elsewhere.
@Command(
        name = "slice",
        description =
                "Takes a partition's content out as one checked file, and puts it in elsewhere.")
final class SliceCommand {
    private final Invocation run;

    SliceCommand(Invocation run) {
        this.run = run;
    }

    @Command(
            name = "export",
            description =
                    "Writes a partition's slice; goes on where an export that was ended stopped.")
    int export(
            @Parameters(
                            paramLabel = "FROM",
                            description =
                                    "A pack, or a hunt's folder in the data folder of a node.")
                    Path from,
            @Parameters(paramLabel = "PARTITION", description = "0 to 65535.") int partition,
            @Option(
                            names = {"-o", "--output"},
                            paramLabel = "FILE",
                            required = true,
                            description = "The slice to write; - writes it to standard output.")
                    Path output,
            @Option(
                            names = "--from",
                            paramLabel = "OFFSET",
                            defaultValue = "0",
                            description =
                                    "Begins at a byte of the stream (to standard output alone).")
                    long offset,
            @Option(
                            names = "--hash",
                            paramLabel = "HEX",
                            description =
                                    "What the receiver has before OFFSET (lode slice parts); other"
                                            + " content is refused.")
                    @Nullable String hash,
            @Option(
                            names = "--group",
                            paramLabel = "N",
                            description =
                                    "The claim group that the partition's additions come by, where"
                                            + " the store has those of several.")
                    @Nullable Integer group)
            throws SettingsRefused, IOException, CommandFailed {
        mustBePartition(partition);
        boolean piped = output.toString().equals("-");
        if (!piped && (offset != 0 || hash != null)) {
            throw new CommandFailed(
                    ExitStatus.USAGE, "--from and --hash go with -o -: a file goes on by itself");
        }
        if (!piped && Files.isDirectory(output)) {
            throw new CommandFailed(
                    ExitStatus.USAGE, output + " is a folder; name a file to be written");
        }
        long positionMax =
                piped
                        ? Long.MAX_VALUE
                        : SliceFile.begun(output)
                                .map(SliceHeader::logPosition)
                                .orElse(Long.MAX_VALUE);
        try (var opened = SliceSender.open(from, partition, group, positionMax, run.settings());
                var line = run.progress()) {
            SliceSource source = opened.source();
            if (piped) {
                SliceSender.send(source, offset, hash, run.console().bytes());
                return ExitStatus.OK.number();
            }
            SliceFile.export(source, output, progress(line, "export"));
            SliceHeader header = source.header();
            run.console()
                    .line(
                            "%s: partition %d of %s, %s in %d blocks%s"
                                    .formatted(
                                            output,
                                            partition,
                                            from,
                                            Amounts.bytes(header.contentBytes()),
                                            header.shape().blocks(),
                                            header.chunks().isEmpty() ? " (it is empty)" : ""));
        }
        return ExitStatus.OK.number();
    }

    @Command(
            name = "import",
            description =
                    "Takes a slice in, from where it is served then; goes on where an import that was ended stopped.")
    int importSlice(
            @Parameters(
                            paramLabel = "FILE",
                            description = "The slice; - reads it from standard input.")
                    Path file,
            @Option(
                            names = "--into",
                            paramLabel = "FOLDER",
                            required = true,
                            description =
                                    "A hunt's folder in the data folder of a node that is stopped;"
                                            + " else a folder of imports, made where there is none.")
                    Path folder,
            @Option(
                            names = "--rest-of",
                            paramLabel = "PARTITION",
                            description =
                                    "What comes is the rest of this partition's slice (lode slice"
                                            + " parts).")
                    @Nullable Integer restOf)
            throws SettingsRefused, IOException, CommandFailed {
        try (var line = run.progress();
                var input = SliceInput.open(file)) {
            SliceProgress progress = progress(line, "import");
            if (restOf != null) {
                try (var into = SliceTarget.of(folder, run.settings(), progress)) {
                    report(
                            folder,
                            into,
                            into.takeRest(input.name(), input.channel(), part(into, restOf)));
                }
                return ExitStatus.OK.number();
            }
            var reader = SliceReader.open(input.name(), input.channel());
            try (var into = SliceTarget.of(folder, reader.header(), run.settings(), progress)) {
                report(folder, into, into.take(reader));
            }
        }
        return ExitStatus.OK.number();
    }

    private static ImportedExtents.Part part(SliceTarget into, int partition) throws CommandFailed {
        return into.parts().stream()
                .filter(part -> part.header().partition() == partition)
                .findFirst()
                .orElseThrow(() ->
                        new CommandFailed(
                                ExitStatus.FAILED,
                                "nothing of partition "
                                        + partition
                                        + " is there: import all of it"));
    }

    private void report(Path folder, SliceTarget into, SliceIntake.Taken taken) {
        int partition = taken.header().partition();
        run.console()
                .line(
                        switch (taken.outcome()) {
                            case DONE ->
                                    "%s: partition %d, %s; %s"
                                            .formatted(
                                                    folder,
                                                    partition,
                                                    Amounts.bytes(taken.header().contentBytes()),
                                                    into.text());
                            case THERE_ALREADY ->
                                    "%s has this very slice of partition %d already; nothing was done"
                                            .formatted(folder, partition);
                            case EMPTY ->
                                    "partition %d is empty; there is nothing to import"
                                            .formatted(partition);
                        });
    }

    @Command(name = "drop", description = "Serves a partition no longer from what was imported.")
    int drop(
            @Parameters(paramLabel = "FOLDER", description = "As it was imported into.")
                    Path folder,
            @Parameters(paramLabel = "PARTITION", description = "0 to 65535.") int partition)
            throws SettingsRefused, IOException, CommandFailed {
        mustBePartition(partition);
        try (var line = run.progress();
                var from = SliceTarget.of(folder, run.settings(), progress(line, "drop"))) {
            if (!from.drop(partition)) {
                throw new CommandFailed(
                        ExitStatus.FAILED,
                        "%s has no import of partition %d".formatted(folder, partition));
            }
            run.console().line("%s: dropped partition %d".formatted(folder, partition));
        }
        return ExitStatus.OK.number();
    }

    @Command(
            name = "parts",
            description = "Lists imports that were ended on their way, and what they lack.")
    int parts(
            @Parameters(paramLabel = "FOLDER", description = "As it was imported into.")
                    Path folder)
            throws SettingsRefused, IOException, CommandFailed {
        try (var line = run.progress();
                var from = SliceTarget.of(folder, run.settings(), progress(line, "parts"))) {
            for (ImportedExtents.Part part : from.parts()) {
                run.console()
                        .line(
                                "partition %d: %d of %d blocks; the rest is --from %d --hash %016x"
                                        .formatted(
                                                part.header().partition(),
                                                part.block(),
                                                part.header().shape().blocks(),
                                                part.position(),
                                                part.hash()));
            }
        }
        return ExitStatus.OK.number();
    }

    @Command(
            name = "inspect",
            description = "Shows what a slice holds, and checks every checksum of it.")
    int inspect(
            @Parameters(paramLabel = "FILE", description = "The slice.") Path file,
            @Option(names = "--json", description = "Prints one JSON object.") boolean json)
            throws SettingsRefused, IOException, CommandFailed {
        SliceHeader header;
        try (var line = run.progress()) {
            header = SliceFile.verify(file, progress(line, "inspect"));
        }
        SliceReport.print(run.console(), file, header, json);
        return ExitStatus.OK.number();
    }

    private SliceProgress progress(ProgressLine line, String stage) {
        return new SliceProgress() {
            @Override
            public void at(long done, long total) {
                line.progress(new Progress(stage, done, done, total, 0, -1));
            }

            @Override
            public void note(String text) {
                run.console().note(text);
            }
        };
    }

    private static void mustBePartition(int partition) throws CommandFailed {
        if (partition < 0 || partition > 0xFFFF) {
            throw new CommandFailed(
                    ExitStatus.USAGE, partition + " is not a partition: there are 0 to 65535");
        }
    }
}
