package dev.lode.app.command;

import dev.lode.app.cli.CommandFailed;
import dev.lode.app.cli.ExitStatus;
import dev.lode.base.knob.Settings;
import dev.lode.base.memory.Epochs;
import dev.lode.node.ClosedHunt;
import dev.lode.storage.extent.HeadMemory;
import dev.lode.storage.slice.ImportId;
import dev.lode.storage.slice.ImportOptions;
import dev.lode.storage.slice.ImportedExtents;
import dev.lode.storage.slice.SliceHeader;
import dev.lode.storage.slice.SliceIntake;
import dev.lode.storage.slice.SliceProgress;
import dev.lode.storage.slice.SliceReader;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.List;

/// What takes slices in: the store of a hunt, or a folder of imports alone.
interface SliceTarget extends AutoCloseable {
    /// Takes a slice in.
    SliceIntake.Taken take(SliceReader reader) throws IOException;

    /// Takes the rest of one in.
    SliceIntake.Taken takeRest(String name, ReadableByteChannel in, ImportedExtents.Part part)
            throws IOException;

    /// Imports that were ended on their way.
    List<ImportedExtents.Part> parts();

    /// Drops a partition, or the beginning of one.
    ///
    /// @return false where there was none
    boolean drop(int partition) throws IOException;

    /// How much is served.
    String text();

    @Override
    void close() throws IOException;

    /// Opens what a path names, which must be there.
    static SliceTarget of(Path folder, Settings settings, SliceProgress progress)
            throws IOException, CommandFailed {
        if (SlicePlace.of(folder) instanceof SlicePlace.Store place) {
            return new OfStore(ClosedHunt.open(place.pack(), place.hunt(), settings));
        }
        if (!ImportedExtents.is(folder)) {
            throw new CommandFailed(
                    ExitStatus.MISSING,
                    folder
                            + " is neither a hunt's folder with content.lode in it nor one of imports");
        }
        var epochs = new Epochs();
        return new Alone(ImportedExtents.open(folder, epochs, options(settings, progress)), epochs);
    }

    /// Opens what a path names for a slice; a folder of imports is made where it is not there.
    static SliceTarget of(
            Path folder, SliceHeader header, Settings settings, SliceProgress progress)
            throws IOException {
        if (SlicePlace.of(folder) instanceof SlicePlace.Store place) {
            return new OfStore(ClosedHunt.open(place.pack(), place.hunt(), settings));
        }
        var epochs = new Epochs();
        return new Alone(
                ImportedExtents.open(
                        folder,
                        new ImportId(header.secretId(), header.hunt()),
                        epochs,
                        options(settings, progress)),
                epochs);
    }

    private static ImportOptions options(Settings settings, SliceProgress progress) {
        return ImportOptions.of(settings, HeadMemory.MAPPED, progress);
    }

    /// The store of a hunt.
    record OfStore(ClosedHunt open) implements SliceTarget {
        @Override
        public SliceIntake.Taken take(SliceReader reader) throws IOException {
            return open.store().slices().take(reader);
        }

        @Override
        public SliceIntake.Taken takeRest(
                String name, ReadableByteChannel in, ImportedExtents.Part part) throws IOException {
            return open.store().slices().takeRest(name, in, part);
        }

        @Override
        public List<ImportedExtents.Part> parts() {
            return open.store().slices().parts();
        }

        @Override
        public boolean drop(int partition) throws IOException {
            return open.store().slices().drop(partition);
        }

        @Override
        public String text() {
            int partitions = open.store().slices().partitions().length;
            return Amounts.count(partitions) + " partitions of the hunt are served from imports";
        }

        @Override
        public void close() throws IOException {
            open.close();
        }
    }

    /// A folder of imports that no store is over.
    record Alone(ImportedExtents imports, Epochs epochs) implements SliceTarget {
        @Override
        public SliceIntake.Taken take(SliceReader reader) throws IOException {
            return SliceIntake.take(reader, imports);
        }

        @Override
        public SliceIntake.Taken takeRest(
                String name, ReadableByteChannel in, ImportedExtents.Part part) throws IOException {
            return SliceIntake.rest(name, in, part, imports);
        }

        @Override
        public List<ImportedExtents.Part> parts() {
            return imports.parts();
        }

        @Override
        public boolean drop(int partition) throws IOException {
            boolean part = imports.abandon(partition);
            boolean whole = imports.drop(partition);
            int _ = epochs.reclaim();
            return part || whole;
        }

        @Override
        public String text() {
            var use = imports.use();
            return "%s partitions in %s files"
                    .formatted(Amounts.count(use.partitions()), Amounts.count(use.files()));
        }

        @Override
        public void close() throws IOException {
            int _ = epochs.reclaim();
            imports.close();
        }
    }
}
