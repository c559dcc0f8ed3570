package dev.lode.storage.extent;

import dev.lode.base.CellKey;
import dev.lode.base.Layouts;
import dev.lode.storage.index.CellValue;
import dev.lode.storage.index.Checksum;
import dev.lode.storage.index.FileWindow;
import dev.lode.storage.index.KeyShape;
import dev.lode.storage.index.Region;
import dev.lode.storage.index.TreeWriter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Writes an extent in one pass from rooms and cells in the order of their keys, the numbers of
/// each partition being known before.
///
/// Heads and blobs grow side by side, each in its own area; blobs that lie in theirs already are
/// only named ([#placedCell]). Threads: owned by one. Memory: bounded, whatever the number of
/// cells; the partition directory (2 MiB) and some buffers. Errors: what the disk refuses;
/// IllegalStateException where rooms or cells are not as they were announced.
public final class ExtentWriter {
    private static final int BLOB_BUFFER_BYTES = 1 << 20;
    private static final int HEAD_BUFFER_BYTES = 64 << 10;
    private static final int NONE = -1;

    private final ExtentPlan plan;
    private final Directory directory = new Directory(new byte[Directory.BYTES]);
    private final Checksum checksum = new Checksum();
    private final HeadBuffer heads;
    private final TreeWriter tree;
    private final Region blobs;
    private final Region roomEntries;
    private final Region checks;
    private final FileWindow written;
    private final long headsAt;
    private final long headsEnd;
    private final boolean blobsLast;
    private final long blobsAt;
    private long headAt;
    private long blobAt;
    private long chunkBlobsAt;
    private ChunkShape shape = ChunkShape.of(0, KeyShape.NONE, 0);
    private int partition = NONE;
    private int lastPartition = NONE;
    private int ordinal = NONE;
    private int roomCount;
    private long roomFp;
    private long roomCells;
    private long plainTotal;

    /// Begins an extent whose blobs lie behind its heads.
    ///
    /// @param file takes it
    /// @param headsAt offset where it begins, a multiple of the page size
    /// @param plan what it will hold
    public ExtentWriter(FileChannel file, long headsAt, ExtentPlan plan) {
        this(file, headsAt, Optional.empty(), plan);
    }

    private ExtentWriter(
            FileChannel file, long headsAt, Optional<Long> blobsBefore, ExtentPlan plan) {
        this.plan = plan;
        blobsLast = blobsBefore.isEmpty();
        this.headsAt = headsAt;
        headAt = headsAt + Directory.BYTES;
        long end = headAt;
        for (int p = 0; p < Directory.PARTITIONS; p++) {
            end += plan.rooms(p) == 0 ? 0 : shapeOf(p).headBytes();
        }
        headsEnd = end;
        blobsAt = blobsBefore.orElse(pageFrom(end));
        heads = new HeadBuffer(file);
        tree = new TreeWriter(heads);
        roomEntries = new Region(heads, HEAD_BUFFER_BYTES, headsAt);
        checks = new Region(heads, HEAD_BUFFER_BYTES, headsAt);
        written = new FileWindow(heads, HEAD_BUFFER_BYTES);
        blobs = new Region(file, BLOB_BUFFER_BYTES, blobsAt);
        blobAt = blobsAt;
        chunkBlobsAt = blobsAt;
        for (int p = 0; p < Directory.PARTITIONS; p++) {
            directory.set(p, 0, 0, 0, 0);
        }
    }

    /// Begins an extent whose heads lie behind its blobs.
    ///
    /// @param file takes it
    /// @param blobsAt offset where it begins, a multiple of the page size
    /// @param blobBytes length of all its blobs
    /// @param plan what it will hold
    /// @return the writer
    public static ExtentWriter blobsFirst(
            FileChannel file, long blobsAt, long blobBytes, ExtentPlan plan) {
        return new ExtentWriter(file, pageFrom(blobsAt + blobBytes), Optional.of(blobsAt), plan);
    }

    private static long pageFrom(long end) {
        return (end + ChunkShape.PAGE_BYTES - 1) & -ChunkShape.PAGE_BYTES;
    }

    /// Adds the next room.
    ///
    /// @param fingerprint above every one before, unsigned
    /// @param roomOrdinal above every one before in its partition
    /// @throws IOException where the disk refuses
    public void room(long fingerprint, int roomOrdinal) throws IOException {
        int of = (int) (fingerprint >>> 48);
        if (of != partition) {
            endChunk();
            beginChunk(of);
        } else {
            endRoom();
        }
        if (roomOrdinal <= ordinal || roomOrdinal > plan.ordinalMax(of)) {
            throw new IllegalStateException(
                    "ordinal " + roomOrdinal + " of partition " + of + " was not announced");
        }
        ordinal = roomOrdinal;
        roomCount++;
        roomFp = fingerprint;
        roomCells = 0;
    }

    /// The key of a cell of the room that was added last.
    ///
    /// @param site 0 to 255
    /// @param spot 0 to 1,048,575
    /// @return its key
    public long key(int site, int spot) {
        return CellKey.of(partition, ordinal, site, spot);
    }

    /// Adds the next cell of the room that was added last.
    ///
    /// @param key above every one before, unsigned
    /// @param stored holds its LZ4 block
    /// @param offset of the block's first byte
    /// @param storedBytes of the block
    /// @param plainBytes of the document in it
    /// @throws IOException where the disk refuses
    public void cell(long key, byte[] stored, int offset, int storedBytes, int plainBytes)
            throws IOException {
        int check = checksum.ofBlob(stored, offset, storedBytes, key);
        enter(key, check, storedBytes, plainBytes);
        blobs.put(stored, offset, storedBytes);
    }

    /// Adds the next cell of the room that was added last, whose blob lies in the file already,
    /// right behind that of the cell before.
    ///
    /// @param key above every one before, unsigned
    /// @param blockCheck checksum of its LZ4 block
    /// @param storedBytes of the block
    /// @param plainBytes of the document in it
    /// @throws IOException where the disk refuses
    public void placedCell(long key, int blockCheck, int storedBytes, int plainBytes)
            throws IOException {
        enter(key, Checksum.goOn(blockCheck, key), storedBytes, plainBytes);
    }

    private void enter(long key, int check, int storedBytes, int plainBytes) throws IOException {
        if (!shape.keys().holds(key)) {
            throw new IllegalStateException(
                    "partition " + partition + " has a cell beyond what was announced");
        }
        long at = blobAt - chunkBlobsAt;
        if (at + storedBytes >= 1L << CellValue.OFFSET_BITS) {
            throw new IOException("partition " + partition + " has more than 256 TiB of blobs");
        }
        tree.add(
                shape.keys().treeKey(key),
                CellValue.low(at, storedBytes),
                CellValue.high(storedBytes, plainBytes, check));
        blobAt += storedBytes;
        roomCells++;
        plainTotal += plainBytes;
    }

    /// Ends the extent: every byte of it is then in the file.
    ///
    /// @param blobBytesMax the longest document that it may hold
    /// @return where it lies
    /// @throws IOException where the disk refuses
    public ExtentPlace finish(int blobBytesMax) throws IOException {
        endChunk();
        heads.flush();
        blobs.flush();
        if (headAt != headsEnd) {
            throw new IllegalStateException("rooms that were announced were not written");
        }
        if (!blobsLast && pageFrom(blobAt) != headsAt) {
            throw new IllegalStateException("the blobs are not as long as was announced");
        }
        checks.moveTo(headsAt);
        checks.put(directory.bytes(), 0, Directory.BYTES);
        checks.flush();
        return new ExtentPlace(headsAt, headsEnd, blobsAt, chunkBlobsAt, blobBytesMax);
    }

    /// The checksum of the partition directory.
    ///
    /// @return 32 bits
    public int directoryCheck() {
        return checksum.of(directory.bytes(), 0, Directory.BYTES);
    }

    /// Length of all documents together.
    ///
    /// @return bytes
    public long plainBytes() {
        return plainTotal;
    }

    /// Length of all blobs together.
    ///
    /// @return bytes
    public long storedBytes() {
        return blobAt - blobsAt;
    }

    private ChunkShape shapeOf(int of) {
        return ChunkShape.of(
                plan.rooms(of),
                KeyShape.of(plan.ordinalMax(of), plan.siteMax(of), plan.spotMax(of)),
                plan.cells(of));
    }

    private void beginChunk(int of) throws IOException {
        if (of <= lastPartition || plan.rooms(of) == 0) {
            throw new IllegalStateException("partition " + of + " was not announced, or too late");
        }
        partition = of;
        lastPartition = of;
        ordinal = NONE;
        roomCount = 0;
        shape = shapeOf(of);
        heads.begin(headAt, shape.headBytes());
        roomEntries.moveTo(headAt + ChunkShape.HEADER_BYTES);
        tree.begin(shape.tree(), headAt + shape.treeAt());
    }

    private void endRoom() throws IOException {
        roomEntries.putLong(roomFp);
        roomEntries.putInt(ordinal);
        roomEntries.putInt((int) roomCells);
    }

    private void endChunk() throws IOException {
        if (partition == NONE) {
            return;
        }
        endRoom();
        if (roomCount != plan.rooms(partition)) {
            throw new IllegalStateException("partition " + partition + " lacks rooms");
        }
        roomEntries.fillTo(headAt + shape.treeAt(), (byte) 0);
        roomEntries.flush();
        tree.finish();
        var pageChecks = new ArrayList<Integer>();
        int pagesCheck = check(pageChecks);
        long blobBytes = blobAt - chunkBlobsAt;
        var header =
                new ChunkHeader(
                                partition,
                                plan.rooms(partition),
                                shape.keys(),
                                plan.cells(partition),
                                shape.headBytes(),
                                blobBytes,
                                pagesCheck,
                                pageChecks,
                                0)
                        .bytes();
        checks.moveTo(headAt);
        checks.put(header, 0, header.length);
        checks.flush();
        int headCheck = MemorySegment.ofArray(header).get(Layouts.I32, header.length - 4L);
        directory.set(partition, headAt, shape.headBytes(), chunkBlobsAt, headCheck);
        headAt += shape.headBytes();
        chunkBlobsAt += blobBytes;
        partition = NONE;
    }

    /// Checks the pages of a head that is written: into the list for the header where they are few,
    /// else into their own part, whose checksum is returned.
    private int check(List<Integer> forHeader) throws IOException {
        var all = new Checksum();
        all.begin();
        byte[] word = new byte[4];
        written.forget();
        checks.moveTo(headAt + shape.checksAt());
        for (long page = 0; page < shape.pages(); page++) {
            int length = shape.pageBytes(page);
            written.load(headAt + ChunkShape.pageAt(page), length);
            int check = checksum.of(written.bytes(), written.offset(), length);
            if (shape.checksInHeader()) {
                forHeader.add(check);
            } else {
                checks.putInt(check);
                MemorySegment.ofArray(word).set(Layouts.I32, 0, check);
                all.add(word, 0, word.length);
            }
        }
        if (shape.checksInHeader()) {
            return 0;
        }
        all.add(new byte[ChunkShape.ALIGN], 0, shape.paddingBytes());
        checks.fillTo(headAt + shape.headBytes(), (byte) 0);
        checks.flush();
        return all.end();
    }
}
