package dev.lode.storage.slice;

import dev.lode.base.CellKey;
import dev.lode.storage.extent.ChunkCursor;
import dev.lode.storage.index.Checksum;
import dev.lode.storage.index.FileWindow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// One slice on its way into the shared files: absent to every reader until all of it is on the
/// disk and has been checked there.
///
/// Now and then what has come so far is forced to the disk and noted in the journal, so that an
/// import that was ended goes on from there. Threads: owned by one. Memory: one block, and windows
/// of 1 MiB. Errors: what the stream refuses keeps what was noted before; what is found wrong in
/// the end keeps nothing. Format: docs/format/slice.md.
public final class SliceImport implements AutoCloseable {
    private static final int WINDOW_BYTES = 1 << 20;
    private static final long STEP_BYTES = 8L << 20;

    private final ImportedExtents folder;
    private final ImportedPartition what;
    private final SliceHeader header;
    private final long checkpointBytes;
    private final SliceProgress progress;
    private long block;
    private long hash;
    private long noted;
    private boolean finishing;
    private boolean whole;

    SliceImport(
            ImportedExtents folder,
            ImportedPartition what,
            long block,
            long hash,
            long checkpointBytes,
            SliceProgress progress) {
        this.folder = folder;
        this.what = what;
        this.header = what.header();
        this.block = block;
        this.hash = hash;
        this.checkpointBytes = checkpointBytes;
        this.progress = progress;
        noted = block;
    }

    /// The first block that is missing: where the sender must begin.
    ///
    /// @return 0 for a new import
    public long block() {
        return block;
    }

    /// The running hash behind what is there.
    ///
    /// @return 64 bits
    public long hash() {
        return hash;
    }

    /// Where the stream must begin.
    ///
    /// @return position of [#block] in the stream
    public long position() {
        return header.shape().blockAt(block);
    }

    /// Takes all that is missing, checks it where it lies, and makes it what its partition is
    /// served from.
    ///
    /// @param name of the file or link, for messages
    /// @param reader stands before [#block]
    /// @throws DamagedSlice where the stream or what it carries is not sound
    /// @throws IOException where the stream cannot be read or the disk refuses
    public void take(String name, SliceReader reader) throws IOException {
        if (reader.block() != block || reader.hash() != hash || !reader.header().equals(header)) {
            throw new IllegalArgumentException("the stream does not go on where the import stands");
        }
        try {
            long total = header.shape().streamBytes();
            while (reader.next()) {
                put(reader.content(), reader.offset());
                block = reader.block();
                hash = reader.hash();
                if ((block - noted) * header.blockBytes() >= checkpointBytes) {
                    note();
                }
                progress.at(position(), total);
            }
            finishing = true;
            finish(name);
        } catch (IOException e) {
            throw explained(e);
        }
    }

    /// Says what to do where an exception means a full disk.
    private IOException explained(IOException e) {
        if (!String.valueOf(e.getMessage()).contains("No space left on device")) {
            return e;
        }
        return new IOException(
                "%s: no room left for partition %d (%d bytes); free some room and import it again"
                        .formatted(folder.folder(), header.partition(), header.contentBytes()),
                e);
    }

    private void note() throws IOException {
        force();
        folder.note(what, block, hash);
        noted = block;
    }

    /// Spreads content over the ranges that it belongs to.
    private void put(ByteBuffer content, long offset) throws IOException {
        long start = 0;
        int end = content.limit();
        for (int i = 0; i < what.files().length; i++) {
            var chunk = header.chunks().get(i);
            var placement = what.placements().get(i);
            var file = what.files()[i];
            putWithin(file, content, end, offset, start, chunk.headBytes(), placement.headAt());
            start += chunk.headBytes();
            putWithin(file, content, end, offset, start, chunk.blobBytes(), placement.blobsAt());
            start += chunk.blobBytes();
        }
    }

    private static void putWithin(
            ImportFile file,
            ByteBuffer content,
            int end,
            long offset,
            long start,
            long bytes,
            long at)
            throws IOException {
        long next = offset + (content.position() - SliceShape.BLOCK_HEADER_BYTES);
        long left = start + bytes - next;
        if (left <= 0 || next < start || content.position() == end) {
            return;
        }
        int part = (int) Math.min(left, end - content.position());
        content.limit(content.position() + part);
        long to = at + next - start;
        file.write(content, to);
        content.limit(end);
        if ((to ^ (to + part)) >= STEP_BYTES || part >= STEP_BYTES) {
            file.beginWriting(Math.max(at, to + part - STEP_BYTES), STEP_BYTES);
        }
    }

    /// Forces everything to the disk while it is being checked, then makes it true.
    private void finish(String name) throws IOException {
        what.enter();
        var forcing =
                new FutureTask<Object>(() -> {
                    force();
                    return what;
                });
        Thread.ofVirtual().name("slice-force").start(forcing);
        try {
            what.adopt(name);
            for (int i = 0; i < what.files().length; i++) {
                checkBlobs(name, i);
            }
        } finally {
            await(forcing);
        }
        folder.publish(what);
        whole = true;
    }

    private void force() throws IOException {
        for (ImportFile file : what.files()) {
            file.force();
        }
    }

    private static void await(FutureTask<Object> forcing) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    forcing.get();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    switch (e.getCause()) {
                        case IOException io -> throw io;
                        case Error error -> throw error;
                        case null, default ->
                                throw new IOException(
                                        "what was imported could not be forced to the disk", e);
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Checks every blob of a chunk against the checksum that its leaf has of it.
    private void checkBlobs(String name, int chunk) throws IOException {
        var file = what.files()[chunk];
        int longest = header.blobBytesMax();
        long blobBytes = header.chunks().get(chunk).blobBytes();
        var window =
                new FileWindow(
                        file.channel(),
                        (int)
                                Math.max(
                                        Math.min(WINDOW_BYTES, blobBytes),
                                        longest + longest / 255 + 16));
        var checksum = new Checksum();
        var cursor = new ChunkCursor();
        file.extent().scan(header.partition(), CellKey.of(header.partition(), 0, 0, 0), cursor);
        while (cursor.next()) {
            if (cursor.plainBytes() > longest
                    || cursor.storedBytes() > longest + longest / 255 + 16) {
                throw new DamagedSlice(name, 0, "the index of a chunk contradicts itself");
            }
            window.load(cursor.offset(), cursor.storedBytes());
            int check =
                    checksum.ofBlob(
                            window.bytes(), window.offset(), cursor.storedBytes(), cursor.key());
            if (check != cursor.checksum()) {
                throw new DamagedSlice(
                        name,
                        0,
                        "a blob was damaged before it was sent; verify the sender's content");
            }
        }
    }

    /// Ends an import; one that was cut keeps what was noted for the next attempt.
    @Override
    public void close() throws IOException {
        if (!whole) {
            folder.ended(what, noted > 0 && !finishing);
        }
    }
}
