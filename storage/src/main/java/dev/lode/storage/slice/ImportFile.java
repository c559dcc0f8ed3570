package dev.lode.storage.slice;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import dev.lode.storage.blob.BlobFile;
import dev.lode.storage.extent.ChunkPlace;
import dev.lode.storage.extent.Directory;
import dev.lode.storage.extent.Extent;
import dev.lode.storage.extent.ExtentPlace;
import dev.lode.storage.extent.HeadMemory;
import dev.lode.storage.extent.HeadScan;
import dev.lode.storage.index.Checksum;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Locale;

/// One file that many imported chunks share: partition directory, an area for heads that was
/// reserved when it was made, and blobs behind it as far as they come.
///
/// A page with blobs of one chunk has none of another, so what was committed is never written
/// again. Room is given out once and never again: what was dropped becomes a hole. Threads:
/// [ImportedExtents] asks for room under its lock; anybody may write into room that is his. Units:
/// bytes. Format: docs/format/slice.md.
final class ImportFile implements AutoCloseable {
    static final int AREA_BYTES = 4096;
    static final int HEADER_BYTES = 64;

    /// `LODEIMPT`.
    static final long MAGIC = 0x54504D49_45444F4CL;

    static final int FORMAT = 1;
    static final long HEADS_AT = AREA_BYTES + (long) Directory.BYTES;

    private static final int CHECK = 60;
    private static final int HEAD_ALIGN = 64;
    private static final int BLOB_ALIGN = 4096;

    /// The end of what a file may hold: past the offsets that a leaf can have.
    private static final long BLOBS_END = 1L << 52;

    private final Path path;
    private final int number;
    private final ExtentPlace place;
    private final FileChannel channel;
    private final FileSpace space;
    private final Directory directory;
    private final Extent extent;
    private final BlobFile blobs;
    private final BitSet taken = new BitSet();
    private long headEnd;
    private long blobEnd;

    /// Whether the folder's entry of it is on the disk.
    private volatile boolean named = true;

    private ImportFile(
            Path path,
            int number,
            ExtentPlace place,
            FileChannel channel,
            FileSpace space,
            Directory directory,
            Extent extent,
            BlobFile blobs) {
        this.path = path;
        this.number = number;
        this.place = place;
        this.channel = channel;
        this.space = space;
        this.directory = directory;
        this.extent = extent;
        this.blobs = blobs;
        headEnd = HEADS_AT;
        blobEnd = place.blobsAt();
    }

    static Path path(Path folder, int number) {
        return folder.resolve(String.format(Locale.ROOT, "import-%06d.lode", number));
    }

    /// Makes an empty file, which is on the disk once it was forced: no record names it before.
    static ImportFile create(
            Path folder,
            int number,
            ImportId id,
            long headAreaBytes,
            int blobBytesMax,
            HeadMemory heads)
            throws IOException {
        Path path = path(folder, number);
        long headsEnd = aligned(HEADS_AT + headAreaBytes, BLOB_ALIGN);
        byte[] directory = emptyDirectory();
        var channel =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        try {
            writeAll(channel, header(number, id, headsEnd, blobBytesMax), 0);
            writeAll(channel, directory, AREA_BYTES);
            writeAll(channel, new byte[1], headsEnd - 1);
            var place = new ExtentPlace(AREA_BYTES, headsEnd, headsEnd, BLOBS_END, blobBytesMax);
            var extent = Extent.empty(path, place, heads);
            var made = of(path, number, channel, new Directory(directory), place, extent);
            made.named = false;
            return made;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /// Opens a file whose directory is in order.
    static ImportFile open(Path folder, int number, ImportId id, HeadMemory heads)
            throws IOException {
        Path path = path(folder, number);
        var channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            ExtentPlace place = place(path, channel, number, id);
            var directory = new HeadScan(channel, place).directory();
            var extent = Extent.open(path, channel, place, heads);
            return of(path, number, channel, directory, place, extent);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static ImportFile of(
            Path path,
            int number,
            FileChannel channel,
            Directory directory,
            ExtentPlace place,
            Extent extent)
            throws IOException {
        try {
            return new ImportFile(
                    path,
                    number,
                    place,
                    channel,
                    new FileSpace(path),
                    directory,
                    extent,
                    BlobFile.open(path));
        } catch (IOException | RuntimeException e) {
            extent.close();
            throw e;
        }
    }

    /// Reads where a file's parts lie.
    static ExtentPlace place(Path path, FileChannel file, int number, ImportId id)
            throws IOException {
        byte[] bytes = new byte[HEADER_BYTES];
        var view = ByteBuffer.wrap(bytes);
        while (view.hasRemaining() && file.read(view, view.position()) >= 0) {}
        var memory = MemorySegment.ofArray(bytes);
        if (memory.get(Layouts.I64, 0) != MAGIC
                || memory.get(Layouts.I32, CHECK) != new Checksum().of(bytes, 0, CHECK)) {
            throw damaged(path, "not a file of imports, or its header is damaged");
        }
        int format = memory.get(Layouts.I16, 8) & 0xFFFF;
        if (format != FORMAT) {
            throw damaged(path, "format " + format + " is not known here");
        }
        if (memory.get(Layouts.I32, 12) != number
                || !Id128.read(memory, 16).equals(id.secretId())
                || !Id128.read(memory, 32).equals(id.hunt())) {
            throw damaged(path, "a file of another folder of imports, or one renamed");
        }
        long headsEnd = memory.get(Layouts.I64, 48);
        if (headsEnd > file.size()) {
            throw damaged(path, "the file ends in the middle of its heads");
        }
        return new ExtentPlace(
                AREA_BYTES, headsEnd, headsEnd, BLOBS_END, memory.get(Layouts.I32, 56));
    }

    int number() {
        return number;
    }

    Path path() {
        return path;
    }

    ExtentPlace place() {
        return place;
    }

    Extent extent() {
        return extent;
    }

    BlobFile blobs() {
        return blobs;
    }

    /// Whether a chunk may come here.
    boolean fits(int partition, SliceHeader header, SliceChunk chunk) {
        return !taken.get(partition)
                && header.blobBytesMax() <= place.blobBytesMax()
                && chunk.headBytes() <= place.headsEnd() - headEnd;
    }

    /// Gives room to a chunk.
    Placement give(int partition, SliceChunk chunk) {
        var placement = new Placement(number, headEnd, blobEnd);
        take(partition, placement, chunk);
        return placement;
    }

    /// Marks room as given.
    void take(int partition, Placement placement, SliceChunk chunk) {
        taken.set(partition);
        headEnd = Math.max(headEnd, aligned(placement.headAt() + chunk.headBytes(), HEAD_ALIGN));
        blobEnd = Math.max(blobEnd, aligned(placement.blobsAt() + chunk.blobBytes(), BLOB_ALIGN));
    }

    /// Takes room back that no reader can see any more.
    ///
    /// @return whether the file system freed it
    boolean giveBack(int partition, Placement placement, SliceChunk chunk) throws IOException {
        extent.drop(partition);
        enter(partition, 0, 0, 0, 0);
        boolean freed =
                space.punch(placement.headAt(), chunk.headBytes())
                        && space.punch(placement.blobsAt(), aligned(chunk.blobBytes(), BLOB_ALIGN));
        taken.clear(partition);
        return freed;
    }

    /// Whether no chunk has room here.
    boolean empty() {
        return taken.isEmpty();
    }

    /// Names a chunk in the partition directory.
    void enter(int partition, Placement placement, SliceChunk chunk) throws IOException {
        enter(
                partition,
                placement.headAt(),
                chunk.headBytes(),
                placement.blobsAt(),
                chunk.headCheck());
    }

    private void enter(int partition, long headAt, long headBytes, long blobsAt, int check)
            throws IOException {
        byte[] bytes;
        int at = partition * Directory.ENTRY_BYTES;
        synchronized (directory) {
            directory.set(partition, headAt, headBytes, blobsAt, check);
            bytes = Arrays.copyOfRange(directory.bytes(), at, at + Directory.ENTRY_BYTES);
        }
        writeAll(channel, bytes, (long) AREA_BYTES + at);
    }

    /// Makes a chunk that was entered readable.
    ///
    /// @return whether its head is sound
    boolean adopt(int partition, Placement placement, SliceChunk chunk) throws IOException {
        return extent.adopt(
                channel,
                partition,
                new ChunkPlace(
                        placement.headAt(),
                        chunk.headBytes(),
                        placement.blobsAt(),
                        chunk.headCheck()));
    }

    /// Reads until a buffer is full.
    void read(ByteBuffer into, long at) throws IOException {
        long next = at;
        while (into.hasRemaining()) {
            int got = channel.read(into, next);
            if (got < 0) {
                throw new EOFException(path + " ends at byte " + next);
            }
            next += got;
        }
    }

    void write(ByteBuffer bytes, long at) throws IOException {
        writeAll(channel, bytes, at);
    }

    /// What can be asked of its room.
    FileSpace space() {
        return space;
    }

    /// Has everything on the disk that was written, and the name of the file.
    void force() throws IOException {
        channel.force(true);
        if (!named) {
            SliceFile.forceFolder(path);
            named = true;
        }
    }

    /// Closes the file and removes it, once nobody reads it.
    void remove() throws IOException {
        close();
        Files.deleteIfExists(path);
    }

    static byte[] emptyDirectory() {
        byte[] all = new byte[Directory.BYTES];
        var directory = new Directory(all);
        for (int partition = 0; partition < Directory.PARTITIONS; partition++) {
            directory.set(partition, 0, 0, 0, 0);
        }
        return all;
    }

    private static byte[] header(int number, ImportId id, long headsEnd, int blobBytesMax) {
        byte[] bytes = new byte[HEADER_BYTES];
        var memory = MemorySegment.ofArray(bytes);
        memory.set(Layouts.I64, 0, MAGIC);
        memory.set(Layouts.I16, 8, (short) FORMAT);
        memory.set(Layouts.I32, 12, number);
        id.secretId().write(memory, 16);
        id.hunt().write(memory, 32);
        memory.set(Layouts.I64, 48, headsEnd);
        memory.set(Layouts.I32, 56, blobBytesMax);
        memory.set(Layouts.I32, CHECK, new Checksum().of(bytes, 0, CHECK));
        return bytes;
    }

    private static DamagedImports damaged(Path path, String what) {
        return new DamagedImports(
                path + ": " + what + "; move the folder away and import its partitions again");
    }

    private static void writeAll(FileChannel file, byte[] bytes, long at) throws IOException {
        writeAll(file, ByteBuffer.wrap(bytes), at);
    }

    static void writeAll(FileChannel file, ByteBuffer bytes, long at) throws IOException {
        long next = at;
        while (bytes.hasRemaining()) {
            next += file.write(bytes, next);
        }
    }

    private static long aligned(long bytes, int unit) {
        return (bytes + unit - 1) & -unit;
    }

    @Override
    public void close() throws IOException {
        extent.close();
        blobs.close();
        space.close();
        channel.close();
    }
}
