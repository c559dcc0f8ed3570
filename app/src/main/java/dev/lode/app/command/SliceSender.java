package dev.lode.app.command;

import dev.lode.app.cli.CommandFailed;
import dev.lode.app.cli.ExitStatus;
import dev.lode.base.Id128;
import dev.lode.base.knob.Settings;
import dev.lode.node.ClosedHunt;
import dev.lode.storage.pack.Pack;
import dev.lode.storage.slice.SliceShape;
import dev.lode.storage.slice.SliceSource;
import dev.lode.storage.slice.SliceWriter;
import dev.lode.storage.store.SliceConfig;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A partition's content, open to be sent as a slice, and the store that it is of.
///
/// @param source the content
/// @param store open where the content is of one
record SliceSender(SliceSource source, Optional<ClosedHunt> store) implements AutoCloseable {
    /// Opens what a path names.
    ///
    /// @param group whose log the partition's additions come by, null where that is plain
    /// @param positionMax of a slice that was begun
    static SliceSender open(
            Path from, int partition, @Nullable Integer group, long positionMax, Settings settings)
            throws IOException, CommandFailed {
        return switch (SlicePlace.of(from)) {
            case SlicePlace.PackFile pack -> {
                var origin =
                        new SliceSource.Origin(
                                Pack.infoOf(pack.file()).secretId(), Id128.ZERO, 0, 0, 0);
                try (var dictionary = Pack.dictionaryOf(pack.file())) {
                    var layer =
                            SliceSource.Layer.ofPack(
                                    pack.file(), Pack.placeOf(pack.file()), dictionary);
                    yield new SliceSender(
                            SliceSource.open(
                                    partition,
                                    origin,
                                    List.of(layer),
                                    SliceConfig.of(settings).blockBytes()),
                            Optional.empty());
                }
            }
            case SlicePlace.Store place -> {
                ClosedHunt open = ClosedHunt.open(place.pack(), place.hunt(), settings);
                try {
                    yield new SliceSender(
                            open.store()
                                    .slices()
                                    .export(partition, group(open, group), 0, positionMax),
                            Optional.of(open));
                } catch (IOException | CommandFailed | RuntimeException e) {
                    open.close();
                    throw e;
                }
            }
            case SlicePlace.Imports place ->
                    throw new CommandFailed(
                            ExitStatus.MISSING,
                            place.folder()
                                    + " is neither a pack nor a hunt's folder with content.lode in it");
        };
    }

    private static int group(ClosedHunt open, @Nullable Integer wanted) throws CommandFailed {
        var groups = open.store().status().cursors().keySet();
        if (wanted != null) {
            return wanted;
        }
        if (groups.size() > 1) {
            throw new CommandFailed(
                    ExitStatus.USAGE,
                    "the store has additions of the claim groups %s: say with --group which of them the partition's come by"
                            .formatted(groups));
        }
        return groups.stream().findFirst().orElse(0);
    }

    /// Writes a slice from a byte of its stream on.
    ///
    /// @param hash what the receiver has before it, null where that is not to be compared
    static void send(
            SliceSource source, long offset, @Nullable String hash, WritableByteChannel out)
            throws IOException, CommandFailed {
        var writer = new SliceWriter(source);
        SliceShape shape = source.header().shape();
        if (offset < 0 || offset > shape.streamBytes()) {
            throw new CommandFailed(
                    ExitStatus.USAGE,
                    "the slice has %d bytes, none at %d".formatted(shape.streamBytes(), offset));
        }
        if (hash != null) {
            long block = offset < shape.headerBytes() ? 0 : shape.blockOf(offset);
            if (shape.blockAt(block) != offset) {
                throw new CommandFailed(
                        ExitStatus.USAGE, "--hash needs the offset that lode slice parts names");
            }
            writer.mustMatch(block, number(hash));
        }
        writer.write(out, offset, shape.streamBytes() - offset);
    }

    private static long number(String hash) throws CommandFailed {
        try {
            return Long.parseUnsignedLong(hash, 16);
        } catch (NumberFormatException e) {
            throw new CommandFailed(ExitStatus.USAGE, "--hash takes up to 16 hex digits", e);
        }
    }

    @Override
    public void close() throws IOException {
        try (source) {
            if (store.isPresent()) {
                store.get().close();
            }
        }
    }
}
