package dev.lode.app.command;

import dev.lode.app.cli.CommandFailed;
import dev.lode.app.cli.Console;
import dev.lode.app.cli.ExitStatus;
import dev.lode.app.cli.ProgressLine;
import dev.lode.base.Id128;
import dev.lode.base.knob.SettingsRefused;
import dev.lode.base.memory.Epochs;
import dev.lode.content.Progress;
import dev.lode.storage.pack.Pack;
import dev.lode.storage.slice.ImportId;
import dev.lode.storage.slice.ImportOptions;
import dev.lode.storage.slice.ImportedExtents;
import dev.lode.storage.slice.SliceChunk;
import dev.lode.storage.slice.SliceFile;
import dev.lode.storage.slice.SliceHeader;
import dev.lode.storage.slice.SliceKnobs;
import dev.lode.storage.slice.SliceProgress;
import dev.lode.storage.slice.SliceSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/// `lode slice`: takes a partition's content out as one checked file, and puts it in elsewhere.
@Command(
        name = "slice",
        description =
                "Takes a partition's content out as one checked file, and puts it in elsewhere.")
final class SliceCommand {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Invocation run;

    SliceCommand(Invocation run) {
        this.run = run;
    }

    @Command(
            name = "export",
            description =
                    "Writes a partition's slice; goes on where an export that was ended stopped.")
    int export(
            @Parameters(paramLabel = "PACK", description = "The pack.") Path from,
            @Parameters(paramLabel = "PARTITION", description = "0 to 65535.") int partition,
            @Option(
                            names = {"-o", "--output"},
                            paramLabel = "FILE",
                            required = true,
                            description = "The slice to write.")
                    Path output)
            throws SettingsRefused, IOException, CommandFailed {
        mustBePartition(partition);
        if (Files.isDirectory(output)) {
            throw new CommandFailed(
                    ExitStatus.USAGE, output + " is a folder; name a file to be written");
        }
        int blockBytes = Math.toIntExact(run.settings().get(SliceKnobs.BLOCK_BYTES));
        var origin = new SliceSource.Origin(Pack.infoOf(from).secretId(), Id128.ZERO, 0, 0, 0);
        var layer = new SliceSource.Layer(SliceChunk.Kind.PACK, 0, from, Pack.placeOf(from));
        try (var source = SliceSource.open(partition, origin, List.of(layer), blockBytes);
                var line = run.progress()) {
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
                    "Takes a slice into a folder of shared files; goes on where an import that was ended stopped.")
    int importSlice(
            @Parameters(paramLabel = "FILE", description = "The slice.") Path file,
            @Option(
                            names = "--into",
                            paramLabel = "FOLDER",
                            required = true,
                            description = "The folder; made where there is none.")
                    Path folder)
            throws SettingsRefused, IOException, CommandFailed {
        SliceHeader header = SliceFile.header(file);
        try (var line = run.progress();
                var imports =
                        ImportedExtents.open(
                                folder,
                                new ImportId(header.secretId(), header.hunt()),
                                new Epochs(),
                                options(progress(line, "import")))) {
            var ended = SliceFile.importInto(file, imports);
            run.console()
                    .line(
                            switch (ended) {
                                case DONE ->
                                        "%s: partition %d, %s; %s partitions in %s files"
                                                .formatted(
                                                        folder,
                                                        header.partition(),
                                                        Amounts.bytes(header.contentBytes()),
                                                        Amounts.count(imports.use().partitions()),
                                                        Amounts.count(imports.use().files()));
                                case THERE_ALREADY ->
                                        "%s has this very slice of partition %d already; nothing was done"
                                                .formatted(folder, header.partition());
                                case EMPTY ->
                                        "%s: partition %d is empty; there is nothing to import"
                                                .formatted(file, header.partition());
                            });
        }
        return ExitStatus.OK.number();
    }

    @Command(name = "drop", description = "Takes a partition out of a folder of imports.")
    int drop(
            @Parameters(paramLabel = "FOLDER", description = "The folder.") Path folder,
            @Parameters(paramLabel = "PARTITION", description = "0 to 65535.") int partition)
            throws SettingsRefused, IOException, CommandFailed {
        mustBePartition(partition);
        var epochs = new Epochs();
        try (var line = run.progress();
                var imports = open(folder, epochs, progress(line, "drop"))) {
            boolean part = imports.abandon(partition);
            boolean whole = imports.drop(partition);
            epochs.reclaim();
            if (!part && !whole) {
                throw new CommandFailed(
                        ExitStatus.FAILED, "%s has no partition %d".formatted(folder, partition));
            }
            run.console()
                    .line(
                            "%s: dropped %s partition %d"
                                    .formatted(folder, whole ? "" : "the beginning of", partition)
                                    .replace("  ", " "));
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
        if (json) {
            run.console().line(json(header));
            return ExitStatus.OK.number();
        }
        Console console = run.console();
        console.line("partition    " + header.partition());
        console.line("secret id    " + header.secretId());
        console.line(
                "hunt         "
                        + (header.hunt().equals(Id128.ZERO) ? "none: of a pack" : header.hunt()));
        console.line("epoch        " + header.epoch());
        console.line(
                header.logPosition() == 0
                        ? "additions    none"
                        : "additions    up to entry %d of group %d"
                                .formatted(header.logPosition(), header.logGroup()));
        for (SliceChunk chunk : header.chunks()) {
            console.line(
                    "chunk        %s %d: head %s, blobs %s"
                            .formatted(
                                    text(chunk),
                                    chunk.origin(),
                                    Amounts.bytes(chunk.headBytes()),
                                    Amounts.bytes(chunk.blobBytes())));
        }
        console.line(
                "blocks       %s of %s"
                        .formatted(
                                Amounts.count(header.shape().blocks()),
                                Amounts.bytes(header.blockBytes())));
        console.line(
                "%s: sound, %s checked"
                        .formatted(file, Amounts.bytes(header.shape().streamBytes())));
        return ExitStatus.OK.number();
    }

    private static String json(SliceHeader header) {
        var node = JSON.createObjectNode();
        node.put("partition", header.partition());
        node.put("secret_id", header.secretId().toString());
        node.put("hunt", header.hunt().toString());
        node.put("epoch", header.epoch());
        node.put("log_group", header.logGroup());
        node.put("log_position", header.logPosition());
        node.put("block_bytes", header.blockBytes());
        node.put("blocks", header.shape().blocks());
        node.put("content_bytes", header.contentBytes());
        node.put("stream_bytes", header.shape().streamBytes());
        var chunks = node.putArray("chunks");
        for (SliceChunk chunk : header.chunks()) {
            chunks.addObject()
                    .put("kind", text(chunk))
                    .put("origin", chunk.origin())
                    .put("head_bytes", chunk.headBytes())
                    .put("blob_bytes", chunk.blobBytes());
        }
        return node.toPrettyString();
    }

    private static String text(SliceChunk chunk) {
        return chunk.kind().name().toLowerCase(Locale.ROOT);
    }

    private ImportedExtents open(Path folder, Epochs epochs, SliceProgress progress)
            throws SettingsRefused, IOException, CommandFailed {
        if (!ImportedExtents.is(folder)) {
            throw new CommandFailed(
                    ExitStatus.MISSING, folder + " is not a folder of imports: it has no journal");
        }
        return ImportedExtents.open(folder, epochs, options(progress));
    }

    private ImportOptions options(SliceProgress progress)
            throws SettingsRefused, IOException, CommandFailed {
        return ImportOptions.of(run.settings(), progress);
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
