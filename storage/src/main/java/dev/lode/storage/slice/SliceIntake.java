package dev.lode.storage.slice;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// Takes a slice in from a file, a link, or whatever else delivers its bytes in order.
///
/// Threads: one an intake. Memory: one block. Errors: what is not a whole, sound slice is refused
/// with [DamagedSlice], and nothing of it is served; what was noted on the way is kept.
public final class SliceIntake {
    private SliceIntake() {}

    /// How an intake ended.
    public enum Outcome {
        /// The partition is now served from what was imported.
        DONE,
        /// The folder had this very slice already; nothing was done.
        THERE_ALREADY,
        /// The slice is of an empty partition; there is nothing to serve.
        EMPTY
    }

    /// What was taken in.
    ///
    /// @param header of the slice
    /// @param outcome how it ended
    public record Taken(SliceHeader header, Outcome outcome) {}

    /// Takes a slice in from a file, or the rest of it.
    ///
    /// @param file the slice
    /// @param into takes it
    /// @return what was taken in
    /// @throws DamagedSlice where the file is not a whole, sound slice
    /// @throws IOException where the file cannot be read or the folder cannot take it
    public static Taken file(Path file, ImportedExtents into) throws IOException {
        try (var in = FileChannel.open(file, StandardOpenOption.READ)) {
            return take(SliceReader.open(file.toString(), in), into);
        }
    }

    /// Takes a slice in. What an import that was ended has written is not written again: a channel
    /// that can seek is asked for the rest, from another all is read and compared.
    ///
    /// @param reader before the first block; its channel is not closed
    /// @param into takes it
    /// @return what was taken in
    /// @throws DamagedSlice where it is not a whole, sound slice
    /// @throws IOException where the channel cannot be read or the folder cannot take it
    public static Taken take(SliceReader reader, ImportedExtents into) throws IOException {
        reader.mustBeAsLong();
        SliceHeader header = reader.header();
        if (into.header(header.partition()).equals(Optional.of(header))) {
            return new Taken(header, Outcome.THERE_ALREADY);
        }
        if (header.chunks().isEmpty()) {
            while (reader.next()) {
                // There is no block, but an end that must be sound.
            }
            return new Taken(header, Outcome.EMPTY);
        }
        try (var one = into.begin(header)) {
            one.take(reader.name(), reader.from(one.block(), one.hash()));
        }
        return new Taken(header, Outcome.DONE);
    }

    /// Goes on with an import that was ended, with the rest of its stream alone.
    ///
    /// @param name of the file or link, for messages
    /// @param in delivers the stream from [ImportedExtents.Part#position] on; not closed
    /// @param part what the folder has
    /// @param into the folder
    /// @return what was taken in
    /// @throws DamagedSlice where it is not the rest of that slice
    /// @throws IOException where the channel cannot be read or the folder cannot take it
    public static Taken rest(
            String name, ReadableByteChannel in, ImportedExtents.Part part, ImportedExtents into)
            throws IOException {
        SliceHeader header = part.header();
        try (var one = into.begin(header)) {
            one.take(name, SliceReader.resume(name, in, header, one.block(), one.hash()));
        }
        return new Taken(header, Outcome.DONE);
    }
}
