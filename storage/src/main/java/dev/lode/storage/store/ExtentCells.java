package dev.lode.storage.store;

import dev.lode.storage.blob.BlobDecoder;
import dev.lode.storage.extent.ChunkCursor;
import dev.lode.storage.extent.Directory;
import dev.lode.storage.extent.Extent;
import dev.lode.storage.index.Checksum;
import dev.lode.storage.index.FileWindow;
import dev.lode.storage.pack.ExtentFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/// The cells of an extent, read by copy through one window that moves along.
///
/// Memory: the window.
final class ExtentCells extends MergeSource {
    private static final int WINDOW_BYTES = 1 << 20;
    private static final int PARTITION_SHIFT = 48;

    private final int number;
    private final ExtentFile file;
    private final Extent extent;
    private final FileChannel channel;
    private final FileWindow window;
    private final Checksum checksum = new Checksum();
    private ChunkCursor cursor = new ChunkCursor();
    private int partition = -1;

    ExtentCells(int number, ExtentFile file) throws IOException {
        this.number = number;
        this.file = file;
        extent = file.extent();
        channel = FileChannel.open(file.path(), StandardOpenOption.READ);
        int blockMax = BlobDecoder.storedBytesMax(file.info().blobBytesMax());
        window = new FileWindow(channel, Math.max(WINDOW_BYTES, blockMax));
    }

    @Override
    void rewind() {
        partition = -1;
        cursor = new ChunkCursor();
    }

    @Override
    boolean next() {
        while (!cursor.next()) {
            if (++partition == Directory.PARTITIONS) {
                return false;
            }
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
        if (stored > BlobDecoder.storedBytesMax(file.info().blobBytesMax())) {
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
        return new DamagedSource(number, file.path(), cursor.key(), what);
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
