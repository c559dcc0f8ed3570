package dev.lode.storage.extent;

import dev.lode.base.CellKey;
import dev.lode.base.Layouts;
import dev.lode.storage.index.Checksum;
import dev.lode.storage.index.FileWindow;
import dev.lode.storage.index.TreeShape;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.Optional;

/// A pass over the heads of an extent that checks every byte of them, partition by partition.
///
/// Threads: owned by one. Memory: bounded, whatever a damaged length claims; reads by copy, never
/// through a map. Units: bytes; offsets in the file.
public final class HeadScan {
    private static final int WINDOW_BYTES = 1 << 20;

    private final ExtentPlace place;
    private final Directory directory;
    private final FileWindow body;
    private final FileWindow checks;
    private final Checksum checksum = new Checksum();

    /// Hears of damage.
    @FunctionalInterface
    public interface Listener {
        /// A range is not what was written.
        ///
        /// @param offset where it begins in the file
        /// @param bytes how long it is
        /// @param what is wrong, such as `page`
        void damaged(long offset, long bytes, String what);
    }

    /// Prepares a pass.
    ///
    /// @param file holds the extent
    /// @param place where the extent lies in it
    /// @throws IOException where the directory cannot be read
    public HeadScan(FileChannel file, ExtentPlace place) throws IOException {
        this.place = place;
        body = new FileWindow(file, WINDOW_BYTES);
        checks = new FileWindow(file, ChunkShape.PAGE_BYTES);
        var read = new FileWindow(file, Directory.BYTES);
        read.load(place.headsAt(), Directory.BYTES);
        directory = new Directory(read.bytes());
    }

    /// The directory as it was read.
    ///
    /// @return 65,536 entries, some of which may be damaged
    public Directory directory() {
        return directory;
    }

    /// Checks the head of one partition; cheapest in rising order.
    ///
    /// @param partition 0 to 65,535
    /// @param listener hears of every damaged range
    /// @return the header, where it is sound, whether its pages are or not; empty also where the
    ///   partition has no room
    /// @throws IOException where the file was closed
    public Optional<ChunkHeader> scan(int partition, Listener listener) throws IOException {
        if (!directory.sound(partition)) {
            listener.damaged(
                    place.headsAt() + (long) partition * Directory.ENTRY_BYTES,
                    Directory.ENTRY_BYTES,
                    "directory entry");
            return Optional.empty();
        }
        long at = directory.headAt(partition);
        if (at == 0) {
            return Optional.empty();
        }
        long length = directory.headBytes(partition);
        if (!within(at, length, place.headsAt() + Directory.BYTES, place.headsEnd())
                || length < ChunkShape.HEADER_BYTES) {
            listener.damaged(
                    place.headsAt() + (long) partition * Directory.ENTRY_BYTES,
                    Directory.ENTRY_BYTES,
                    "directory entry that points out of the heads");
            return Optional.empty();
        }
        try {
            body.load(at, ChunkShape.HEADER_BYTES);
            var header = ChunkHeader.read(body.bytes(), body.offset());
            if (header.isEmpty() || !fits(partition, header.get())) {
                listener.damaged(at, ChunkShape.HEADER_BYTES, "chunk header");
                return Optional.empty();
            }
            scanPages(at, header.get(), listener);
            return header;
        } catch (ClosedChannelException e) {
            throw e;
        } catch (EOFException e) {
            listener.damaged(at, length, "head that the end of the file cuts");
            return Optional.empty();
        } catch (IOException e) {
            listener.damaged(at, length, "head that cannot be read (" + e.getMessage() + ")");
            return Optional.empty();
        }
    }

    /// Whether a range lies within bounds, whatever its numbers claim.
    ///
    /// @param at where it begins
    /// @param length of it
    /// @param from first offset allowed
    /// @param to end of what is allowed
    /// @return true where it does
    public static boolean within(long at, long length, long from, long to) {
        return at >= from && at <= to && length >= 0 && length <= to - at;
    }

    private boolean fits(int partition, ChunkHeader header) {
        return header.check() == directory.headCheck(partition)
                && header.partition() == partition
                && header.rooms() > 0
                && header.rooms() <= CellKey.ORDINALS
                && header.cells() >= 0
                && header.cells() <= TreeShape.CELLS_MAX
                && header.headBytes() == directory.headBytes(partition)
                && ChunkShape.of(header.rooms(), header.cells()).headBytes() == header.headBytes()
                && within(
                        directory.blobsAt(partition),
                        header.blobBytes(),
                        place.blobsAt(),
                        place.blobsEnd());
    }

    private void scanPages(long at, ChunkHeader header, Listener listener) throws IOException {
        ChunkShape shape = ChunkShape.of(header.rooms(), header.cells());
        var all = new Checksum();
        all.begin();
        byte[] word = new byte[4];
        for (long page = 0; page < shape.pages(); page++) {
            checks.load(at + shape.checksAt() + 4 * page, 4);
            int wanted = checks.getInt(0);
            MemorySegment.ofArray(word).set(Layouts.I32, 0, wanted);
            all.add(word, 0, word.length);
            long from = at + ChunkShape.HEADER_BYTES + page * ChunkShape.PAGE_BYTES;
            int length = (int) Math.min(ChunkShape.PAGE_BYTES, at + shape.checksAt() - from);
            body.load(from, length);
            if (checksum.of(body.bytes(), body.offset(), length) != wanted) {
                listener.damaged(from, length, "page");
            }
        }
        int padding = shape.paddingBytes();
        checks.load(at + shape.headBytes() - padding, padding);
        all.add(checks.bytes(), checks.offset(), padding);
        if (all.end() != header.pagesCheck()) {
            listener.damaged(
                    at + shape.checksAt(),
                    shape.headBytes() - shape.checksAt(),
                    "checksums of the pages");
        }
    }
}
