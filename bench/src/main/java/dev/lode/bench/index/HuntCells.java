package dev.lode.bench.index;

import dev.lode.base.CellKey;
import dev.lode.storage.index.CellValue;
import dev.lode.storage.index.Checksum;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;

/// Writes the rooms and cells of a synthetic hunt in the order of their keys.
///
/// Rooms fall on chunks at random, as fingerprints do; so chunks differ in size and some have no
/// room. Each cell's blob is the LZ4 block of `{}`, so that values are real and the blobs small.
final class HuntCells {
    /// The document of each cell as an LZ4 block: one token, two literals.
    static final byte[] BLOCK = {0x20, '{', '}'};

    /// Length of that document.
    static final int PLAIN_BYTES = 2;

    private static final int BUFFER_BYTES = 1 << 20;
    private static final long PARTITION = 1L << 48;

    private HuntCells() {}

    /// Writes both files of [SortedCells].
    ///
    /// @param shape how cells lie in chunks
    /// @param seed decides everything else
    /// @param folder takes the files
    /// @throws IOException where the disk refuses
    static void write(CellShape shape, long seed, Path folder) throws IOException {
        var random = new SplittableRandom(seed);
        int[] rooms = new int[shape.chunks()];
        for (long i = Math.round(shape.cells() / RoomPlan.CELLS_MEAN); i > 0; i--) {
            rooms[random.nextInt(rooms.length)]++;
        }
        try (var roomFile = new Records(folder.resolve(SortedCells.ROOMS));
                var cellFile = new Records(folder.resolve(SortedCells.CELLS))) {
            for (int chunk = 0; chunk < rooms.length; chunk++) {
                writeChunk(shape.partition(chunk), rooms[chunk], random, roomFile, cellFile);
            }
        }
    }

    private static void writeChunk(
            int partition, int rooms, SplittableRandom random, Records roomFile, Records cellFile)
            throws IOException {
        long[] fps = random.longs(rooms, 0, PARTITION).distinct().sorted().toArray();
        var plan = new RoomPlan();
        var checksum = new Checksum();
        long offset = 0;
        for (int ordinal = 0; ordinal < fps.length; ordinal++) {
            plan.draw(random);
            roomFile.room(PARTITION * partition + fps[ordinal], ordinal, plan.cells());
            for (int i = 0; i < plan.cells(); i++) {
                long key = CellKey.of(partition, ordinal, plan.site(i), plan.spot(i));
                int check = checksum.ofBlob(BLOCK, 0, BLOCK.length, key);
                cellFile.cell(
                        key,
                        CellValue.low(offset, BLOCK.length),
                        CellValue.high(BLOCK.length, PLAIN_BYTES, check));
                offset += BLOCK.length;
            }
        }
    }

    /// Writes as many cells as asked for, drawn at random, with what a look-up must find.
    ///
    /// @param cells to draw from
    /// @param count how many, with repeats
    /// @param seed decides which
    /// @param folder takes the file
    /// @throws IOException where the disk refuses
    static void writeQueries(SortedCells cells, int count, long seed, Path folder)
            throws IOException {
        int[] ranks = new SplittableRandom(seed).ints(count, 0, cells.cells()).toArray();
        try (var keys = new Records(folder.resolve(Queries.KEYS));
                var checks = new Records(folder.resolve(Queries.CHECKS))) {
            for (int rank : ranks) {
                keys.number(cells.key(rank));
                checks.number(cells.high(rank) >>> 32);
            }
        }
    }

    /// A file that grows by fixed records.
    private static final class Records implements AutoCloseable {
        private final FileChannel file;
        private final ByteBuffer buffer =
                ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);

        Records(Path path) throws IOException {
            file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        }

        void room(long fp, int ordinal, int cells) throws IOException {
            need(SortedCells.ROOM_BYTES);
            buffer.putLong(fp).putInt(ordinal).putInt(cells);
        }

        void cell(long key, long low, long high) throws IOException {
            need(SortedCells.CELL_BYTES);
            buffer.putLong(key).putLong(low).putLong(high);
        }

        void number(long number) throws IOException {
            need(Long.BYTES);
            buffer.putLong(number);
        }

        private void need(int bytes) throws IOException {
            if (buffer.remaining() < bytes) {
                flush();
            }
        }

        private void flush() throws IOException {
            buffer.flip();
            while (buffer.hasRemaining()) {
                file.write(buffer);
            }
            buffer.clear();
        }

        @Override
        public void close() throws IOException {
            flush();
            file.close();
        }
    }
}
