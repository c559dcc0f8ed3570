package dev.lode.storage.slice;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;

/// A slice in a file: written as `FILE.part` that a rename makes `FILE`, and continued where a
/// killed export has left one.
///
/// Threads: one an export. Errors: a file of that name is never half written; a part that is in use
/// by another process is refused.
public final class SliceFile {
    private SliceFile() {}

    /// Writes a slice, or the rest of it.
    ///
    /// @param source what to write
    /// @param file its name once it is whole
    /// @param progress hears of bytes and of what was found from an earlier run
    /// @throws IOException where the file cannot be written
    public static void export(SliceSource source, Path file, SliceProgress progress)
            throws IOException {
        Path part = partOf(file);
        try (var out =
                FileChannel.open(
                        part,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            hold(out, part);
            var writer = new SliceWriter(source);
            long position = continued(source, writer, out, part, progress);
            long total = source.header().shape().streamBytes();
            out.truncate(position);
            try (var space = new FileSpace(part);
                    var disk = new Writeback()) {
                var early = new EarlyWriteback(out, space, disk, position, total, progress);
                writer.write(early, position, total - position);
                out.force(true);
            }
            Files.move(
                    part,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        }
        forceFolder(file);
    }

    /// The header of an export that was ended.
    ///
    /// @param file that it was to become
    /// @return empty where there is none, or it is not the beginning of a slice
    /// @throws IOException where it cannot be read
    public static Optional<SliceHeader> begun(Path file) throws IOException {
        Path part = partOf(file);
        try (var in = FileChannel.open(part, StandardOpenOption.READ)) {
            return Optional.of(SliceReader.open(part.toString(), in).header());
        } catch (NoSuchFileException | DamagedSlice e) {
            return Optional.empty();
        }
    }

    private static Path partOf(Path file) {
        return file.resolveSibling(file.getFileName() + ".part");
    }

    /// Where an export goes on: behind the last sound block that is there and is still the content.
    private static long continued(
            SliceSource source,
            SliceWriter writer,
            FileChannel out,
            Path part,
            SliceProgress progress)
            throws IOException {
        if (out.size() == 0) {
            return 0;
        }
        SliceReader reader;
        try {
            reader = SliceReader.open(part.toString(), out);
        } catch (DamagedSlice e) {
            progress.note(part + ": not the beginning of a slice; begins anew");
            return 0;
        }
        if (!reader.header().equals(source.header())) {
            progress.note(part + ": the beginning of another slice; begins anew");
            return 0;
        }
        try {
            while (reader.next()) {
                // Blocks up to the first that is missing or torn.
            }
        } catch (DamagedSlice e) {
            // What follows is written again.
        }
        try {
            writer.mustMatch(reader.block(), reader.hash());
        } catch (SliceChanged e) {
            progress.note(part + ": the content has changed since; begins anew");
            return 0;
        }
        var shape = source.header().shape();
        long position = shape.blockAt(reader.block());
        progress.note(
                String.format(
                        Locale.ROOT,
                        "%s: goes on at byte %,d of %,d, after what an export that was ended has written",
                        part,
                        position,
                        shape.streamBytes()));
        return position;
    }

    /// Reads what a slice in a file says of itself, without checking the rest.
    ///
    /// @param file the slice
    /// @return its header
    /// @throws DamagedSlice where it does not begin as a slice
    /// @throws IOException where it cannot be read
    public static SliceHeader header(Path file) throws IOException {
        try (var in = FileChannel.open(file, StandardOpenOption.READ)) {
            return SliceReader.open(file.toString(), in).header();
        }
    }

    /// Checks every checksum of a slice in a file.
    ///
    /// @param file the slice
    /// @param progress hears how far it has come
    /// @return what it says of itself
    /// @throws DamagedSlice where it is not whole and sound
    /// @throws IOException where it cannot be read
    public static SliceHeader verify(Path file, SliceProgress progress) throws IOException {
        try (var in = FileChannel.open(file, StandardOpenOption.READ)) {
            var reader = SliceReader.open(file.toString(), in);
            reader.mustBeAsLong();
            var shape = reader.header().shape();
            while (reader.next()) {
                progress.at(shape.blockAt(reader.block()), shape.streamBytes());
            }
            return reader.header();
        }
    }

    private static void hold(FileChannel out, Path part) throws IOException {
        try {
            if (out.tryLock() != null) {
                return;
            }
        } catch (OverlappingFileLockException e) {
            // Held by this very process: the same answer.
        }
        throw new IOException(
                part + " is in use: another export is writing this slice; wait for it or end it");
    }

    static void forceFolder(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IllegalArgumentException(file + " is not a file in a folder");
        }
        try (var open = FileChannel.open(folder, StandardOpenOption.READ)) {
            open.force(true);
        }
    }
}
