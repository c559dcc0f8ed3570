package dev.lode.storage.slice;

import dev.lode.base.CellKey;
import dev.lode.storage.extent.ChunkCursor;
import dev.lode.storage.extent.DamagedChunk;
import dev.lode.storage.index.Checksum;
import java.io.IOException;
import java.nio.ByteBuffer;

/// A check of the content of a slice while it passes by: each head once it is whole, and every blob
/// against the checksum that its leaf has of it.
///
/// Content is given in order and without gaps, when it has been written where it belongs: a head is
/// checked where it lies. Threads: owned by one. Memory: windows of at most 1 MiB while a head is
/// checked. Errors: [DamagedSlice] where content was not what a sound sender has.
final class ContentCheck {
    private static final int WINDOW_BYTES = 1 << 20;

    private final String name;
    private final SliceHeader header;
    private final ImportedPartition what;
    private final int longest;
    private final Checksum checksum = new Checksum();
    private final ChunkCursor cursor = new ChunkCursor();

    /// The chunk that is coming; so many are whole.
    private int chunk;

    private long headLeft;
    private long blobsLeft;
    private long offset;
    private int blobLeft;

    ContentCheck(String name, ImportedPartition what) {
        this.name = name;
        this.what = what;
        header = what.header();
        longest = header.blobBytesMax();
        beginChunk();
    }

    /// Takes what lies in the files already.
    ///
    /// @param bytes of the content, from its beginning
    void takeWritten(long bytes) throws IOException {
        var window = ByteBuffer.allocate((int) Math.min(WINDOW_BYTES, bytes));
        long left = bytes;
        while (left > 0) {
            int part = (int) Math.min(window.capacity(), left);
            what.read(window.clear().limit(part), bytes - left);
            take(window.flip());
            left -= part;
        }
    }

    /// Takes what comes next, in a buffer on the heap.
    void take(ByteBuffer content) throws IOException {
        byte[] bytes = content.array();
        int at = content.arrayOffset() + content.position();
        int to = at + content.remaining();
        while (at < to) {
            if (headLeft > 0) {
                int part = (int) Math.min(headLeft, to - at);
                headLeft -= part;
                at += part;
                if (headLeft == 0) {
                    adopt();
                }
            } else {
                at = takeBlobs(bytes, at, to);
            }
        }
    }

    /// Refuses content that ends too early.
    void end() throws DamagedSlice {
        if (chunk < header.chunks().size()) {
            throw contradiction();
        }
    }

    private void beginChunk() {
        if (chunk < header.chunks().size()) {
            headLeft = header.chunks().get(chunk).headBytes();
            blobsLeft = header.chunks().get(chunk).blobBytes();
            offset = 0;
            blobLeft = 0;
        }
    }

    private void adopt() throws IOException {
        what.adopt(name, chunk);
        int partition = header.partition();
        what.files()[chunk].extent().scan(partition, CellKey.of(partition, 0, 0, 0), cursor);
        if (blobsLeft == 0) {
            endChunk();
        }
    }

    private int takeBlobs(byte[] bytes, int from, int to) throws DamagedSlice {
        int at = from;
        while (at < to && blobsLeft > 0) {
            if (blobLeft == 0) {
                beginBlob();
            }
            int part = Math.min(blobLeft, to - at);
            checksum.add(bytes, at, part);
            at += part;
            blobLeft -= part;
            blobsLeft -= part;
            if (blobLeft == 0 && Checksum.goOn(checksum.end(), cursor.key()) != cursor.checksum()) {
                throw new DamagedSlice(
                        name,
                        0,
                        "a blob was damaged before it was sent; verify the sender's content");
            }
        }
        if (blobsLeft == 0) {
            endChunk();
        }
        return at;
    }

    /// Blobs lie in the order of their cells, without gaps.
    private void beginBlob() throws DamagedSlice {
        if (!cursor.next()) {
            throw contradiction();
        }
        int stored = cursor.storedBytes();
        if (place() != offset
                || stored < 1
                || stored > blobsLeft
                || cursor.plainBytes() > longest
                || stored > longest + longest / 255 + 16) {
            throw contradiction();
        }
        offset += stored;
        blobLeft = stored;
        checksum.begin();
    }

    private long place() throws DamagedSlice {
        try {
            return cursor.offset() - what.placements().get(chunk).blobsAt();
        } catch (DamagedChunk e) {
            throw contradiction();
        }
    }

    private void endChunk() throws DamagedSlice {
        if (cursor.next()) {
            throw contradiction();
        }
        chunk++;
        beginChunk();
    }

    private DamagedSlice contradiction() {
        return new DamagedSlice(name, 0, "the index of a chunk contradicts itself");
    }
}
