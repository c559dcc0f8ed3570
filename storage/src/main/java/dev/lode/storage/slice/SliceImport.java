package dev.lode.storage.slice;

import dev.lode.base.os.FullDisk;
import java.io.IOException;

/// One slice on its way into the shared files: absent to every reader until all of it is on the
/// disk and has been checked there.
///
/// Now and then what has come so far is forced to the disk and noted in the journal, so that an
/// import that was ended goes on from there. Threads: owned by one, which reads the stream; another
/// writes and checks meanwhile. Memory: three blocks, and windows of 1 MiB. Errors: what the stream
/// refuses keeps what was noted before; what is found wrong in the end keeps nothing. Format:
/// docs/format/slice.md.
public final class SliceImport implements AutoCloseable {
    private final ImportedExtents folder;
    private final ImportedPartition what;
    private final SliceHeader header;
    private final long checkpointBytes;
    private final SliceProgress progress;
    private long block;
    private long hash;
    private long noted;

    /// Whether what was noted may be gone on with.
    private boolean sound = true;

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
        var writer = new ContentWriter(name, what);
        try (writer) {
            writer.takeWritten(Math.min(block * header.blockBytes(), header.contentBytes()));
            takeBlocks(reader, writer);
            writer.end();
            what.enter();
            force();
            folder.publish(what);
            whole = true;
        } catch (IOException e) {
            throw explained(e);
        } finally {
            sound = writer.sound();
        }
    }

    private void takeBlocks(SliceReader reader, ContentWriter writer) throws IOException {
        long total = header.shape().streamBytes();
        while (reader.next()) {
            reader.room(writer.take(reader.room(), reader.content(), reader.offset()));
            block = reader.block();
            hash = reader.hash();
            if ((block - noted) * header.blockBytes() >= checkpointBytes) {
                writer.drain();
                note();
            }
            progress.at(position(), total);
        }
    }

    /// Says what to do where an exception means a full disk.
    private IOException explained(IOException e) {
        if (!FullDisk.caused(e)) {
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

    private void force() throws IOException {
        for (ImportFile file : what.files()) {
            file.force();
        }
    }

    /// Ends an import; one that was cut keeps what was noted for the next attempt.
    @Override
    public void close() throws IOException {
        if (!whole) {
            folder.ended(what, noted > 0 && sound);
        }
    }
}
