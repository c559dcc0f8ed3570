package dev.lode.node.hunt;

import dev.lode.node.view.HuntFacts;
import dev.lode.router.PartitionTable;
import dev.lode.router.Route;
import dev.lode.storage.extent.DamagedChunk;
import dev.lode.storage.slice.SliceFile;
import dev.lode.storage.slice.SliceHeader;
import dev.lode.storage.slice.SliceIntake.Taken;
import dev.lode.storage.slice.SliceProgress;
import dev.lode.storage.slice.SliceReader;
import dev.lode.storage.slice.SliceSource;
import dev.lode.storage.store.StoreSlices;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Moves partitions of a hunt out of this node and into it, while it serves.
///
/// Threads: any. Errors: IOException with place and remedy; what is served stays as it was.
public final class SliceDesk {
    private final HuntFacts facts;
    private final StoreSlices slices;

    /// Makes one.
    ///
    /// @param facts of the hunt
    /// @param content of it on this node
    public SliceDesk(HuntFacts facts, HuntContent content) {
        this.facts = facts;
        this.slices = content.store().slices();
    }

    /// Writes a partition's slice to a file: its content as it is now, what was added among it. One
    /// that was ended goes on where it stopped, if the content is the same still.
    ///
    /// @param partition 0 to 65,535
    /// @param table says the epoch of the partition
    /// @param file is whole once this has returned
    /// @return what the slice says of itself
    /// @throws IOException where the content is damaged, or the file cannot be written
    public SliceHeader export(int partition, PartitionTable table, Path file) throws IOException {
        long positionMax =
                SliceFile.begun(file).map(SliceHeader::logPosition).orElse(Long.MAX_VALUE);
        try (SliceSource source =
                slices.export(
                        partition,
                        facts.map().group(partition),
                        Route.epoch(table.route(partition)),
                        positionMax)) {
            SliceFile.export(source, file, SliceProgress.NONE);
            return source.header();
        } catch (DamagedChunk e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /// Takes a slice in; its partition is served from it once this has returned.
    ///
    /// @param file the slice
    /// @return what was taken in
    /// @throws IOException where it is damaged, of another hunt, or older than what is here
    public Taken take(Path file) throws IOException {
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            return slices.take(SliceReader.open(file.toString(), in));
        }
    }

    /// Serves a partition no longer from what was imported.
    ///
    /// @param partition 0 to 65,535
    /// @return whether it was
    /// @throws IOException where the disk refuses
    public boolean drop(int partition) throws IOException {
        return slices.drop(partition);
    }
}
