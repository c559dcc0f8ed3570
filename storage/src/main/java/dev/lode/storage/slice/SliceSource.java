package dev.lode.storage.slice;

import dev.lode.base.Id128;
import dev.lode.storage.blob.BlobDictionary;
import dev.lode.storage.extent.ChunkHeader;
import dev.lode.storage.extent.DamagedChunk;
import dev.lode.storage.extent.ExtentPlace;
import dev.lode.storage.extent.HeadScan;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A partition's content where it lies: the two ranges of each of its chunks, newest first, as one
/// run of bytes.
///
/// Threads: any, after it was opened; the owner closes. The files must stay as they are until it is
/// closed, which sealed ones do. Memory: nothing of the content. Errors: a chunk with a damaged
/// head is not taken ([DamagedChunk]); blobs are checked by the receiver. Units: bytes.
public final class SliceSource implements AutoCloseable {
    /// Bytes of the content that lie together in a file.
    private record Range(FileChannel file, Path name, long at, long bytes) {}

    private final SliceHeader header;
    private final List<FileChannel> files;
    private final List<Range> ranges;
    private final Optional<ImportedPartition> imported;

    private SliceSource(
            SliceHeader header,
            List<FileChannel> files,
            List<Range> ranges,
            Optional<ImportedPartition> imported) {
        this.header = header;
        this.files = files;
        this.ranges = ranges;
        this.imported = imported;
    }

    /// A file that may hold a chunk of the partition.
    ///
    /// @param kind what made its chunks
    /// @param origin which extent of the sender it is, 0 for a pack
    /// @param file the file
    /// @param place where the extent lies in it
    public record Layer(SliceChunk.Kind kind, long origin, Path file, ExtentPlace place) {
        /// The layer of a pack.
        ///
        /// @param pack the file
        /// @param place where the extent lies in it
        /// @param dictionary what its blobs refer to; null where they stand alone
        /// @return the layer
        public static Layer ofPack(
                Path pack, ExtentPlace place, @Nullable BlobDictionary dictionary) {
            return dictionary == null
                    ? new Layer(SliceChunk.Kind.PACK, 0, pack, place)
                    : new Layer(SliceChunk.Kind.PACK_WITH_DICTIONARY, dictionary.id(), pack, place);
        }
    }

    /// What a slice says of itself beside its chunks.
    ///
    /// @param secretId of the pack that the hunt was sealed as
    /// @param hunt which it is played in, or [Id128#ZERO]
    /// @param epoch of the partition's entry in the partition table
    /// @param logGroup the claim group whose log additions came by
    /// @param logPosition index up to which additions are in the layers
    public record Origin(Id128 secretId, Id128 hunt, long epoch, int logGroup, long logPosition) {}

    /// Opens a partition's content and checks its heads.
    ///
    /// @param partition 0 to 65,535
    /// @param origin whose content it is
    /// @param layers newest first; those without a chunk of the partition are left out of the slice
    /// @param blockBytes of the slice's blocks
    /// @return the open source
    /// @throws DamagedChunk where a head is damaged
    /// @throws IOException where a file cannot be read
    public static SliceSource open(int partition, Origin origin, List<Layer> layers, int blockBytes)
            throws IOException {
        return open(partition, origin, layers, Optional.empty(), 0, blockBytes);
    }

    /// Opens a partition's content that came as a slice itself, and checks its heads.
    ///
    /// @param partition 0 to 65,535
    /// @param origin whose content it is
    /// @param layers newest first; those without a chunk of the partition are left out of the slice
    /// @param imported what the partition came as, behind all layers; it keeps its room until this
    ///   is closed, even where it is dropped
    /// @param skipped how many of its newest chunks are left out, for they are in the layers
    /// @param blockBytes of the slice's blocks
    /// @return the open source
    /// @throws DamagedChunk where a head is damaged
    /// @throws IOException where a file cannot be read
    public static SliceSource open(
            int partition,
            Origin origin,
            List<Layer> layers,
            Optional<ImportedPartition> imported,
            int skipped,
            int blockBytes)
            throws IOException {
        if (imported.isPresent() && !imported.get().pin()) {
            throw new IOException("partition " + partition + " was dropped just now");
        }
        var files = new ArrayList<FileChannel>();
        try {
            var all = new ArrayList<>(layers);
            if (imported.isPresent()) {
                List<Layer> behind = imported.get().layers();
                all.addAll(behind.subList(skipped, behind.size()));
            }
            var ranges = new ArrayList<Range>();
            var chunks = new ArrayList<SliceChunk>();
            int blobBytesMax = 1;
            for (Layer layer : all) {
                var file = FileChannel.open(layer.file(), StandardOpenOption.READ);
                files.add(file);
                var scan = HeadScan.ofOne(file, layer.place(), partition);
                Optional<ChunkHeader> chunk = sound(layer.file(), scan, partition);
                if (chunk.isEmpty()) {
                    continue;
                }
                var found = chunk.get();
                long headAt = scan.directory().headAt(partition);
                long blobsAt = scan.directory().blobsAt(partition);
                ranges.add(new Range(file, layer.file(), headAt, found.headBytes()));
                ranges.add(new Range(file, layer.file(), blobsAt, found.blobBytes()));
                chunks.add(
                        new SliceChunk(
                                layer.kind(),
                                layer.origin(),
                                found.headBytes(),
                                found.blobBytes(),
                                found.check()));
                blobBytesMax = Math.max(blobBytesMax, layer.place().blobBytesMax());
            }
            mustFit(partition, chunks.size());
            var header =
                    new SliceHeader(
                            partition,
                            blockBytes,
                            origin.secretId(),
                            origin.hunt(),
                            origin.epoch(),
                            origin.logGroup(),
                            origin.logPosition(),
                            blobBytesMax,
                            chunks);
            return new SliceSource(header, files, ranges, imported);
        } catch (IOException | RuntimeException e) {
            try {
                close(files, imported);
            } catch (IOException more) {
                e.addSuppressed(more);
            }
            throw e;
        }
    }

    private static void mustFit(int partition, int chunks) throws IOException {
        if (chunks > SliceHeader.CHUNKS_MAX) {
            throw new IOException(
                    "partition %d lies in %d chunks, a slice holds %d: have the sender merge them (slice.chunksMax)"
                            .formatted(partition, chunks, SliceHeader.CHUNKS_MAX));
        }
    }

    private static Optional<ChunkHeader> sound(Path file, HeadScan scan, int partition)
            throws IOException {
        var header =
                scan.scan(
                        partition,
                        (at, _, what) -> {
                            throw new DamagedChunk(
                                    partition,
                                    "%s: partition %d is damaged (byte %d: %s) and cannot be sent; run lode verify, then take the slice from another holder"
                                            .formatted(file, partition, at, what));
                        });
        return header;
    }

    /// What the slice of it begins with.
    ///
    /// @return the header
    public SliceHeader header() {
        return header;
    }

    /// Reads content until a buffer is full.
    ///
    /// @param into has no more room than there is content from `offset` on
    /// @param offset in the content
    /// @throws IOException where a file cannot be read
    void read(ByteBuffer into, long offset) throws IOException {
        long skip = offset;
        int limit = into.limit();
        for (Range range : ranges) {
            if (skip >= range.bytes()) {
                skip -= range.bytes();
                continue;
            }
            long part = Math.min(range.bytes() - skip, limit - into.position());
            into.limit(into.position() + (int) part);
            readAll(range, into, range.at() + skip);
            into.limit(limit);
            skip = 0;
            if (!into.hasRemaining()) {
                return;
            }
        }
    }

    private static void readAll(Range range, ByteBuffer into, long from) throws IOException {
        long at = from;
        while (into.hasRemaining()) {
            int got = range.file().read(into, at);
            if (got < 0) {
                throw new EOFException(
                        "%s ends at byte %d, in the middle of what is being sent; run lode verify"
                                .formatted(range.name(), at));
            }
            at += got;
        }
    }

    @Override
    public void close() throws IOException {
        close(files, imported);
    }

    private static void close(List<FileChannel> files, Optional<ImportedPartition> imported)
            throws IOException {
        IOException first = null;
        for (FileChannel file : files) {
            try {
                file.close();
            } catch (IOException e) {
                first = e;
            }
        }
        if (imported.isPresent()) {
            imported.get().unpin();
        }
        if (first != null) {
            throw first;
        }
    }
}
