package dev.lode.storage.store;

import dev.lode.storage.blob.BlobDecoder;
import dev.lode.storage.blob.CellSource;
import dev.lode.storage.extent.ChunkCursor;
import dev.lode.storage.extent.Directory;
import dev.lode.storage.extent.Extent;
import dev.lode.storage.index.Checksum;
import dev.lode.storage.index.FileWindow;
import dev.lode.storage.pack.ExtentFile;
import dev.lode.storage.slice.SliceSource.Layer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The cells of an extent or of one of its partitions, read by copy through one window that moves
/// along.
///
/// Memory: the window.
final class ExtentCells extends MergeSource {
    private static final int WINDOW_BYTES = 1 << 20;
    private static final int PARTITION_SHIFT = 48;

    private final int number;
    private final Path file;
    private final Extent extent;
    private final int blobBytesMax;
    private final int first;
    private final int last;
    private final FileChannel channel;
    private final FileWindow window;
    private final Checksum checksum = new Checksum();
    private ChunkCursor cursor = new ChunkCursor();
    private int partition;

    /// All cells of an extent.
    ExtentCells(int number, ExtentFile file) throws IOException {
        this(
                number,
                file.path(),
                file.extent(),
                file.info().blobBytesMax(),
                0,
                Directory.PARTITIONS - 1);
    }

    /// The cells of one partition.
    ExtentCells(CellSource source, Layer layer, int partition) throws IOException {
        this(
                source.number(),
                layer.file(),
                source.extent(),
                layer.place().blobBytesMax(),
                partition,
                partition);
    }

    private ExtentCells(int number, Path file, Extent extent, int blobBytesMax, int first, int last)
            throws IOException {
        this.number = number;
        this.file = file;
        this.extent = extent;
        this.blobBytesMax = blobBytesMax;
        this.first = first;
        this.last = last;
        partition = first - 1;
        channel = FileChannel.open(file, StandardOpenOption.READ);
        int blockMax = BlobDecoder.storedBytesMax(blobBytesMax);
        window = new FileWindow(channel, Math.max(WINDOW_BYTES, blockMax));
    }

    @Override
    void rewind() {
        partition = first - 1;
        cursor = new ChunkCursor();
    }

    @Override
    boolean next() {
        while (!cursor.next()) {
            if (partition == last) {
                return false;
            }
            partition++;
            extent.scan(partition, (long) partition << PARTITION_SHIFT, cursor);
        }
        return true;
    }

    @Override
    long cell() {
        return cursor.key();
    }

    @Override
    void load() throws IOException {
        int stored = cursor.storedBytes();
        if (stored > BlobDecoder.storedBytesMax(blobBytesMax)) {
            throw damaged("has an impossible length");
        }
        try {
            window.load(cursor.offset(), stored);
        } catch (IOException e) {
            throw damaged("cannot be read (" + e.getMessage() + ")");
        }
        if (checksum.ofBlob(window.bytes(), window.offset(), stored, cursor.key())
                != cursor.checksum()) {
            throw damaged("is damaged");
        }
    }

    private DamagedSource damaged(String what) {
        return new DamagedSource(number, file, cursor.key(), what);
    }

    @Override
    byte[] bytes() {
        return window.bytes();
    }

    @Override
    int offset() {
        return window.offset();
    }

    @Override
    int storedBytes() {
        return cursor.storedBytes();
    }

    @Override
    int plainBytes() {
        return cursor.plainBytes();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
