package dev.lode.app.command;

import dev.lode.app.archive.BucketModules;
import dev.lode.app.cli.CommandFailed;
import dev.lode.app.cli.Console;
import dev.lode.app.cli.ExitStatus;
import dev.lode.atlas.AtlasKnobs;
import dev.lode.atlas.ClusterKey;
import dev.lode.base.Id128;
import dev.lode.base.knob.Settings;
import dev.lode.base.knob.SettingsRefused;
import dev.lode.membership.HuntEntry;
import dev.lode.node.ArchiveRestore;
import dev.lode.node.RestoredCells;
import dev.lode.node.footing.NodeFolder;
import dev.lode.storage.archive.ArchiveGap;
import dev.lode.storage.archive.ArchiveKnobs;
import dev.lode.storage.archive.ArchiveReader;
import dev.lode.storage.archive.ArchiveReader.Group;
import dev.lode.storage.archive.ArchiveReader.Restored;
import dev.lode.storage.archive.ArchiveStore;
import dev.lode.storage.archive.ArchiveTarget;
import dev.lode.storage.pack.Pack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// `lode archive`: what is in the archive, whether it is sound, and a cluster from it.
@Command(
        name = "archive",
        description = "Lists and checks the archive in S3, and brings a cluster back from it.")
final class ArchiveCommand {
    private final Invocation invocation;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "The cluster key (default: cluster.keyFile, seen from --data).")
    private @Nullable Path keyFile;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            defaultValue = "data",
            scope = ScopeType.INHERIT,
            description =
                    "Data folder: where the key is; of restore, what is made"
                            + " (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("data");

    @Option(
            names = "--cluster",
            paramLabel = "ID",
            scope = ScopeType.INHERIT,
            description = "Which cluster, where the bucket holds several.")
    private @Nullable String cluster;

    ArchiveCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    /// What the commands work with.
    private record Open(ArchiveStore store, ArchiveReader reader, ClusterKey key)
            implements AutoCloseable {
        @Override
        public void close() throws IOException {
            store.close();
        }
    }

    private Open open() throws IOException, SettingsRefused, CommandFailed {
        Settings settings = invocation.settings();
        ArchiveTarget target;
        try {
            target =
                    ArchiveTarget.of(settings)
                            .orElseThrow(() ->
                                    new CommandFailed(
                                            ExitStatus.USAGE,
                                            "archive.endpoint is off: say where the archive"
                                                    + " is, with archive.bucket"));
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(ExitStatus.USAGE, String.valueOf(e.getMessage()));
        }
        Path file = keyFile;
        ClusterKey key =
                ClusterKey.read(
                        file == null ? data.resolve(settings.get(AtlasKnobs.KEY_FILE)) : file);
        ArchiveStore store = new BucketModules().open(target);
        return new Open(
                store,
                new ArchiveReader(
                        store, settings.get(ArchiveKnobs.PREFIX), ArchiveRestore.archiveKey(key)),
                key);
    }

    @Command(name = "ls", description = "Lists clusters and groups, how far they go, and gaps.")
    int ls() throws IOException, SettingsRefused, CommandFailed {
        try (Open open = open()) {
            List<Id128> clusters = clusters(open.reader);
            if (clusters.isEmpty()) {
                invocation.console().line("nothing in " + open.store.place());
            }
            for (Id128 one : clusters) {
                show(open.reader, one, false);
            }
        }
        return 0;
    }

    @Command(
            name = "verify",
            description = "Downloads everything: hashes, chains, gaps, and that the key opens it.")
    int verify() throws IOException, SettingsRefused, CommandFailed {
        boolean sound = true;
        try (Open open = open()) {
            List<Id128> clusters = clusters(open.reader);
            if (clusters.isEmpty()) {
                throw new CommandFailed(
                        ExitStatus.MISSING, "nothing in " + open.store.place() + " to verify");
            }
            for (Id128 one : clusters) {
                sound &= show(open.reader, one, true);
            }
        }
        return sound ? 0 : ExitStatus.FAILED.number();
    }

    private List<Id128> clusters(ArchiveReader reader) throws IOException, CommandFailed {
        if (cluster == null) {
            return reader.clusters();
        }
        try {
            return List.of(Id128.parse(cluster));
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(ExitStatus.USAGE, "--cluster: " + e.getMessage());
        }
    }

    private boolean show(ArchiveReader reader, Id128 one, boolean whole) throws IOException {
        Console console = invocation.console();
        console.line("cluster " + one);
        boolean sound = true;
        for (int number : reader.groups(one)) {
            Group group = reader.look(one, number, whole);
            console.line(
                    "  group %d: %d pieces, entries %d to %d, snapshot %d; can be restored up to entry %d"
                            .formatted(
                                    number,
                                    group.pieces(),
                                    group.first(),
                                    group.last(),
                                    group.snapshot(),
                                    group.end()));
            for (ArchiveGap gap : group.gaps()) {
                boolean closed = gap.last() <= group.snapshot();
                console.line(
                        "    gap: entries %d to %d, %s"
                                .formatted(
                                        gap.first(),
                                        gap.last(),
                                        closed
                                                ? "closed by snapshot " + group.snapshot()
                                                : "OPEN: no snapshot holds them"));
            }
            group.faults().forEach(fault -> console.line("    fault: " + fault));
            sound &= group.sound();
        }
        if (whole) {
            console.line(sound ? "  sound" : "  NOT sound");
        }
        return sound;
    }

    @Command(
            name = "restore",
            description = {
                "Makes a data folder from the archive and the cluster key: a new cluster, its hunts"
                        + " FROZEN.",
                "Packs, hunters' places and tokens are not in the archive; cells that were added while"
                        + " a hunt ran are, and go beside the hunt's pack."
            })
    int restore(
            @Option(
                            names = "--pack",
                            paramLabel = "FILE",
                            description = "Content of one of the hunts; may be repeated.")
                    List<Path> packs,
            @Option(
                            names = "--skip-added-cells",
                            description =
                                    "Leaves out cells that were added while a hunt ran: for them"
                                            + " every piece is downloaded, not only those behind the"
                                            + " newest snapshot.")
                    boolean skipAdded,
            @Option(
                            names = "--accept-loss",
                            description = "Goes on where damage ends a group's log early.")
                    boolean acceptLoss,
            @Option(
                            names = "--read-only",
                            description =
                                    "Writes atlas.json and ledger.jsonl, and nothing to serve.")
                    boolean readOnly)
            throws IOException, SettingsRefused, CommandFailed {
        try (Open open = open()) {
            Path kept = keyFile;
            Path folder = data.toAbsolutePath().normalize();
            if (Files.exists(folder)) {
                throw new CommandFailed(
                        ExitStatus.FAILED,
                        data + " exists: restore makes a new folder; give the key by --key");
            }
            Path making = folder.resolveSibling(folder.getFileName() + ".restoring");
            if (Files.exists(making)) {
                throw new CommandFailed(
                        ExitStatus.FAILED,
                        making + " is what an interrupted restore left: remove it first");
            }
            Files.createDirectories(making);
            boolean done = false;
            try {
                restore(
                        open,
                        making,
                        packs == null ? List.of() : packs,
                        skipAdded,
                        acceptLoss,
                        readOnly);
                if (!readOnly && kept != null) {
                    Path place = making.resolve(invocation.settings().get(AtlasKnobs.KEY_FILE));
                    if (place.startsWith(making)) {
                        Files.copy(kept, place, StandardCopyOption.COPY_ATTRIBUTES);
                    }
                }
                Files.move(making, folder, StandardCopyOption.ATOMIC_MOVE);
                done = true;
            } finally {
                if (!done) {
                    deleteAll(making);
                }
            }
        }
        invocation.console().line("made " + data);
        return 0;
    }

    private void restore(
            Open open,
            Path folder,
            List<Path> packs,
            boolean skipAdded,
            boolean acceptLoss,
            boolean readOnly)
            throws IOException, SettingsRefused, CommandFailed {
        Console console = invocation.console();
        List<Id128> clusters = clusters(open.reader);
        if (clusters.size() != 1) {
            throw new CommandFailed(
                    ExitStatus.MISSING,
                    clusters.isEmpty()
                            ? "nothing in " + open.store.place() + " to restore"
                            : "the bucket holds several clusters: choose one by --cluster "
                                    + clusters);
        }
        Id128 old = clusters.getFirst();
        ArchiveRestore restore = ArchiveRestore.read(open.reader, old, open.key, folder);
        boolean loss = false;
        for (Map.Entry<Integer, Restored> one : new TreeMap<>(restore.reached()).entrySet()) {
            console.line(
                    "group %d: up to entry %d".formatted(one.getKey(), one.getValue().index()));
            for (String fault : one.getValue().faults()) {
                console.line("  fault: " + fault);
                loss = true;
            }
        }
        restore.unknown()
                .forEach(id ->
                        console.line(
                                "hunt "
                                        + id
                                        + ": its wins are there, its creation had not"
                                        + " reached the archive; it can be read, not served"));
        if (loss && restore.reached().values().stream().allMatch(one -> one.index() == 0)) {
            throw new CommandFailed(
                    ExitStatus.FAILED,
                    "nothing in the archive can be read with this key: nothing was made");
        }
        if (loss && !acceptLoss) {
            throw new CommandFailed(
                    ExitStatus.FAILED,
                    "parts of the archive are damaged: look at `lode archive verify`, then say"
                            + " --accept-loss to take what is left");
        }
        if (readOnly) {
            restore.writeCopy(folder);
        } else {
            Id128 cluster = restore.write(folder, invocation.settings());
            console.line("cluster %s from the archive of cluster %s".formatted(cluster, old));
            content(restore, folder, packs);
            if (!skipAdded) {
                addedCells(restore, open.reader, old, folder);
            }
        }
        for (HuntEntry hunt : restore.view().hunts()) {
            console.line(
                    "hunt %s (%s): %s, %d wins"
                            .formatted(
                                    hunt.name(), hunt.id(), hunt.state(), restore.wins(hunt.id())));
        }
    }

    private void addedCells(ArchiveRestore restore, ArchiveReader reader, Id128 old, Path folder)
            throws IOException, SettingsRefused, CommandFailed {
        RestoredCells cells = restore.restoreCells(reader, old, folder, invocation.settings());
        Console console = invocation.console();
        cells.missing()
                .forEach((group, gaps) ->
                        gaps.forEach(gap ->
                                console.line(
                                        "group %d: cells that entries %d to %d may have added are lost; add them again"
                                                .formatted(group, gap.first(), gap.last()))));
        cells.added()
                .forEach((hunt, count) ->
                        console.line(
                                "hunt %s: %,d cells that were added while it ran are back"
                                        .formatted(hunt, count)));
        cells.homeless()
                .forEach((hunt, count) ->
                        console.line(
                                "hunt %s: %,d cells that were added while it ran are left out: restore with its --pack"
                                        .formatted(hunt, count)));
    }

    private static void content(ArchiveRestore restore, Path folder, List<Path> packs)
            throws IOException, CommandFailed {
        for (Path file : packs) {
            String root;
            try (Pack pack = Pack.open(file)) {
                root = pack.info().merkleRoot();
            }
            HuntEntry hunt =
                    restore.huntOf(root)
                            .orElseThrow(() ->
                                    new CommandFailed(
                                            ExitStatus.FAILED,
                                            file + " is not the pack of a hunt in the archive"));
            Path place = NodeFolder.content(folder, hunt.id());
            Files.createDirectories(place.resolveSibling(""));
            Files.copy(file, place);
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
