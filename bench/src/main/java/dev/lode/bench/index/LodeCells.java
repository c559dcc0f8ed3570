package dev.lode.bench.index;

import dev.lode.base.CellKey;
import dev.lode.base.memory.Memory;
import dev.lode.bench.BenchFailed;
import dev.lode.storage.blob.BlobFile;
import dev.lode.storage.blob.BlobReader;
import dev.lode.storage.extent.CellBatch;
import dev.lode.storage.extent.CellRef;
import dev.lode.storage.extent.ChunkCursor;
import dev.lode.storage.extent.Directory;
import dev.lode.storage.extent.Extent;
import dev.lode.storage.extent.ExtentPlace;
import dev.lode.storage.extent.ExtentPlan;
import dev.lode.storage.extent.ExtentWriter;
import dev.lode.storage.extent.HeadMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/// Lode's extent, in a file of its own.
final class LodeCells implements Contender {
    /// System property with the name of a [HeadMemory].
    static final String HEADS = "lode.bench.heads";

    private static final String EXTENT = "extent";
    private static final String PLACE = "place";
    private static final int HEADS_AT = 4096;

    private final Extent extent;
    private final CellRef ref = new CellRef();
    private final CellBatch batch = new CellBatch();
    private final ChunkCursor cursor = new ChunkCursor();
    private final BlobFile blobs;
    private final BlobReader reader;
    private final MemorySegment document = MemorySegment.ofArray(new byte[HuntCells.PLAIN_BYTES]);

    private LodeCells(Extent extent, BlobFile blobs) {
        this.extent = extent;
        this.blobs = blobs;
        reader = new BlobReader(blobs, HuntCells.PLAIN_BYTES);
    }

    static void build(SortedCells cells, Path folder) throws IOException {
        try (FileChannel file =
                FileChannel.open(
                        folder.resolve(EXTENT),
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            ExtentPlace place = write(cells, file);
            file.force(true);
            long[] numbers = {
                place.headsAt(),
                place.headsEnd(),
                place.blobsAt(),
                place.blobsEnd(),
                place.blobBytesMax()
            };
            Files.write(
                    folder.resolve(PLACE),
                    Arrays.stream(numbers).mapToObj(Long::toString).toList());
        }
    }

    private static ExtentPlace write(SortedCells cells, FileChannel file) throws IOException {
        var plan = new ExtentPlan();
        int cell = 0;
        for (int room = 0; room < cells.rooms(); room++) {
            int partition = (int) (cells.roomFp(room) >>> 48);
            plan.addRoom(partition, cells.ordinal(room));
            for (int end = cell + cells.cellsOf(room); cell < end; cell++) {
                long key = cells.key(cell);
                plan.addCell(partition, CellKey.site(key), CellKey.spot(key));
            }
        }
        var writer = new ExtentWriter(file, HEADS_AT, plan);
        cell = 0;
        for (int room = 0; room < cells.rooms(); room++) {
            writer.room(cells.roomFp(room), cells.ordinal(room));
            for (int end = cell + cells.cellsOf(room); cell < end; cell++) {
                writer.cell(
                        cells.key(cell),
                        HuntCells.BLOCK,
                        0,
                        HuntCells.BLOCK.length,
                        HuntCells.PLAIN_BYTES);
            }
        }
        return writer.finish(HuntCells.PLAIN_BYTES);
    }

    /// Where the extent lies in its file.
    ///
    /// @param folder that it was built in
    /// @return as the writer told
    /// @throws IOException where it cannot be read
    private static ExtentPlace place(Path folder) throws IOException {
        long[] numbers =
                Files.readAllLines(folder.resolve(PLACE)).stream()
                        .mapToLong(Long::parseLong)
                        .toArray();
        return new ExtentPlace(numbers[0], numbers[1], numbers[2], numbers[3], (int) numbers[4]);
    }

    /// Bytes of the heads: directory and chunks, all that the index has in the file.
    ///
    /// @param folder that it was built in
    /// @return bytes
    /// @throws IOException where it cannot be read
    static long headBytes(Path folder) throws IOException {
        ExtentPlace place = place(folder);
        return place.headsEnd() - place.headsAt();
    }

    /// Opens the extent for reading, its heads kept as the system property `lode.bench.heads` says.
    ///
    /// @param folder that it was built in
    /// @return the open extent
    /// @throws IOException where it cannot be read
    static LodeCells open(Path folder) throws IOException {
        Path name = folder.resolve(EXTENT);
        HeadMemory heads = HeadMemory.valueOf(System.getProperty(HEADS, "RESIDENT"));
        try (FileChannel file = FileChannel.open(name)) {
            return new LodeCells(
                    Extent.open(name, file, place(folder), heads), BlobFile.open(name));
        }
    }

    @Override
    public long get(long key) {
        if (!extent.find(key, ref)) {
            throw new BenchFailed("Lode lost a cell");
        }
        return ref.checksum & 0xFFFF_FFFFL;
    }

    @Override
    public long batch(long[] keys, int from, int count) {
        batch.clear();
        for (int i = from; i < from + count; i++) {
            batch.add(keys[i]);
        }
        if (Integer.bitCount(extent.findBatch(batch, 0)) != count) {
            throw new BenchFailed("Lode lost a cell of a batch");
        }
        long sum = 0;
        for (int i = 0; i < count; i++) {
            batch.place(i, ref);
            sum += ref.checksum & 0xFFFF_FFFFL;
        }
        return sum;
    }

    @Override
    public long scan() {
        long sum = 0;
        for (int partition = 0; partition < Directory.PARTITIONS; partition++) {
            extent.scan(partition, CellKey.of(partition, 0, 0, 0), cursor);
            while (cursor.nextLeaf()) {
                for (int i = cursor.first(); i < cursor.end(); i++) {
                    sum += cursor.key(i) + (cursor.checksum(i) & 0xFFFF_FFFFL);
                }
            }
        }
        return sum;
    }

    /// What the index holds in this process: its own memory and the file's pages that it maps.
    ///
    /// @return bytes
    static long indexBytes() {
        return Memory.byOwner().entrySet().stream()
                .filter(owner -> owner.getKey().startsWith("storage."))
                .mapToLong(owner -> owner.getValue().reserved() + owner.getValue().mapped())
                .sum();
    }

    /// Looks a cell up and reads its document, which is in the page cache or comes from the disk.
    ///
    /// @param key of a cell that is there
    /// @return bytes of the document
    int document(long key) {
        get(key);
        int plain = reader.tryRead(ref, document, 0, HuntCells.PLAIN_BYTES);
        if (plain == BlobReader.WOULD_BLOCK) {
            plain = reader.read(ref, document, 0, HuntCells.PLAIN_BYTES);
        }
        if (plain != HuntCells.PLAIN_BYTES) {
            throw new BenchFailed("Lode lost a document: " + plain);
        }
        return plain;
    }

    @Override
    public void close() throws IOException {
        reader.close();
        blobs.close();
        extent.close();
    }
}
