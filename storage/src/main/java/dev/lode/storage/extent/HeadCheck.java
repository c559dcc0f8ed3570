package dev.lode.storage.extent;

import dev.lode.storage.index.CellTree;
import dev.lode.storage.index.Checksum;
import dev.lode.storage.index.FileWindow;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.Optional;

/// A check of every byte of chunks' heads, and the only way by which one becomes readable.
///
/// Threads: owned by one. Memory: bounded, whatever a damaged length claims; reads by copy, never
/// through a map. Units: bytes; offsets in the file.
public final class HeadCheck {
    private static final int WINDOW_BYTES = 1 << 20;

    private final ExtentPlace place;
    private final FileWindow body;
    private final FileWindow checks;
    private final Checksum checksum = new Checksum();
    private final Checksum ofChecks = new Checksum();

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

    /// Takes what was found sound.
    @FunctionalInterface
    public interface Sink {
        /// A page that has its checksum.
        ///
        /// @param offset where it begins in the file
        /// @param bytes hold it until this returns
        /// @param from index of its first byte
        /// @param length of it
        void page(long offset, byte[] bytes, int from, int length);
    }

    /// Prepares checks.
    ///
    /// @param file holds the extent
    /// @param place where the extent lies in it
    public HeadCheck(FileChannel file, ExtentPlace place) {
        this(file, place, WINDOW_BYTES);
    }

    /// Prepares the check of one head.
    ///
    /// @param headBytes as long as the head is said to be: no more memory than that is taken
    HeadCheck(FileChannel file, ExtentPlace place, long headBytes) {
        this.place = place;
        long window = Math.max(ChunkShape.PAGE_BYTES, Math.min(headBytes, WINDOW_BYTES));
        body = new FileWindow(file, (int) window);
        checks = new FileWindow(file, ChunkShape.PAGE_BYTES);
    }

    /// Checks the head of one partition; cheapest in the order of the file.
    ///
    /// @param partition 0 to 65,535
    /// @param chunk where it is said to lie
    /// @param listener hears of every damaged range
    /// @param sink takes every sound page
    /// @return the header, where it is sound, whether its pages are or not
    /// @throws IOException where the file was closed
    public Optional<ChunkHeader> check(
            int partition, ChunkPlace chunk, Listener listener, Sink sink) throws IOException {
        long at = chunk.headAt();
        try {
            body.load(at, ChunkShape.HEADER_BYTES);
            var header = ChunkHeader.read(body.bytes(), body.offset(), checksum);
            if (header.isEmpty() || !fits(partition, chunk, header.get())) {
                listener.damaged(at, ChunkShape.HEADER_BYTES, "chunk header");
                return Optional.empty();
            }
            ChunkShape shape = header.get().shape();
            if (shape.tree().leaves() > CellTree.LEAVES_MAX) {
                listener.damaged(at, ChunkShape.HEADER_BYTES, "chunk header of too many cells");
                return Optional.empty();
            }
            checkPages(at, header.get(), shape, listener, sink);
            return header;
        } catch (ClosedChannelException e) {
            throw e;
        } catch (EOFException e) {
            listener.damaged(at, chunk.headBytes(), "head that the end of the file cuts");
            return Optional.empty();
        } catch (IOException e) {
            listener.damaged(
                    at, chunk.headBytes(), "head that cannot be read (" + e.getMessage() + ")");
            return Optional.empty();
        }
    }

    /// Whether a chunk's head is said to lie among the heads.
    ///
    /// @param chunk where it is said to lie
    /// @return false where it would be looked for elsewhere
    public boolean within(ChunkPlace chunk) {
        return within(
                        chunk.headAt(),
                        chunk.headBytes(),
                        place.headsAt() + Directory.BYTES,
                        place.headsEnd())
                && chunk.headBytes() >= ChunkShape.HEADER_BYTES
                && chunk.headAt() % ChunkShape.ALIGN == 0;
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

    private boolean fits(int partition, ChunkPlace chunk, ChunkHeader header) {
        return header.check() == chunk.headCheck()
                && header.partition() == partition
                && header.headBytes() == chunk.headBytes()
                && within(chunk.blobsAt(), header.blobBytes(), place.blobsAt(), place.blobsEnd());
    }

    private void checkPages(
            long at, ChunkHeader header, ChunkShape shape, Listener listener, Sink sink)
            throws IOException {
        Checksum all = ofChecks;
        all.begin();
        for (long page = 0; page < shape.pages(); page++) {
            int wanted = pageCheck(at, header, shape, page, all);
            long from = at + ChunkShape.pageAt(page);
            int length = shape.pageBytes(page);
            body.load(from, length);
            if (checksum.of(body.bytes(), body.offset(), length) != wanted) {
                listener.damaged(from, length, "page");
            } else if (!BlobBounds.hold(header, shape, page, body.bytes(), body.offset())) {
                listener.damaged(from, length, "page with a cell whose blob lies outside");
            } else {
                sink.page(from, body.bytes(), body.offset(), length);
            }
        }
        if (shape.checksInHeader()) {
            return;
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

    private int pageCheck(long at, ChunkHeader header, ChunkShape shape, long page, Checksum all)
            throws IOException {
        if (shape.checksInHeader()) {
            return header.pageChecks().get((int) page);
        }
        checks.load(at + shape.checksAt() + 4 * page, 4);
        all.add(checks.bytes(), checks.offset(), 4);
        return checks.getInt(0);
    }
}
