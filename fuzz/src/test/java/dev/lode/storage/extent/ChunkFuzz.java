package dev.lode.storage.extent;

import dev.lode.base.CellKey;
import dev.lode.base.Layouts;
import dev.lode.fuzz.Edits;
import dev.lode.storage.index.Checksum;
import dev.lode.storage.pack.FuzzPack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Heads of chunks, narrow, wide, with a checksum part, of a few cells and of many leaves: refused
/// as damaged, or every look-up ends, stays within the chunk and, where nothing was made to fit, is
/// right.
public final class ChunkFuzz {
    private static final List<Chunk> CHUNKS = open();
    private static final List<byte[]> SOUND = heads();

    private ChunkFuzz() {}

    /// A sound chunk, and where it lies.
    private record Chunk(
            FileChannel file,
            ExtentPlace place,
            Extent extent,
            int partition,
            ChunkPlace at,
            List<Long> keys,
            List<Long> offsets) {

        byte[] head() throws IOException {
            byte[] head = new byte[(int) at.headBytes()];
            file.read(ByteBuffer.wrap(head), at.headAt());
            return head;
        }
    }

    private static List<Chunk> open() {
        try {
            Path pack = FuzzPack.make();
            var file = FileChannel.open(pack, StandardOpenOption.READ, StandardOpenOption.WRITE);
            ExtentPlace place = FuzzPack.place(pack, file);
            Directory directory = new HeadScan(file, place).directory();
            Extent extent = Extent.open(pack, file, place, HeadMemory.RESIDENT);
            var chunks = new ArrayList<Chunk>();
            int[] partitions = {
                FuzzPack.NARROW, FuzzPack.WIDE, FuzzPack.LARGE, FuzzPack.SMALL, FuzzPack.HALF
            };
            for (int p : partitions) {
                ChunkPlace at = directory.place(p);
                var keys = new ArrayList<Long>();
                var offsets = new ArrayList<Long>();
                var ref = new CellRef();
                for (long rank = 0; rank < extent.cells(p); rank++) {
                    keys.add(extent.cellKey(p, rank));
                    extent.find(keys.getLast(), ref);
                    offsets.add(ref.offset);
                }
                var chunk = new Chunk(file, place, extent, p, at, keys, offsets);
                mustBeOfItsKind(chunk);
                chunks.add(chunk);
            }
            return chunks;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void mustBeOfItsKind(Chunk chunk) throws IOException {
        ChunkShape shape = ChunkHeader.read(chunk.head(), 0).orElseThrow().shape();
        if (shape.keys().narrow() == (chunk.partition == FuzzPack.WIDE)
                || SmallChunk.is(shape) != (chunk.partition == FuzzPack.SMALL)) {
            throw new IllegalStateException("the pack has another kind of chunk here");
        }
    }

    private static List<byte[]> heads() {
        var heads = new ArrayList<byte[]>();
        for (Chunk chunk : CHUNKS) {
            try {
                heads.add(chunk.head());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return heads;
    }

    /// Changes a head; its checksums are made to fit where the first bit is set.
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        var edits = new Edits(input);
        int kind = edits.next();
        int which = (kind >>> 1) % CHUNKS.size();
        Chunk chunk = CHUNKS.get(which);
        boolean repaired = (kind & 1) != 0;
        byte[] sound = SOUND.get(which);
        byte[] head = Arrays.copyOf(edits.applyTo(sound), sound.length);
        if (repaired) {
            repair(head);
        }
        chunk.file.write(ByteBuffer.wrap(head), chunk.at.headAt());
        chunk.extent.drop(chunk.partition);
        int check =
                repaired ? MemorySegment.ofArray(head).get(Layouts.I32, 60) : chunk.at.headCheck();
        var at = new ChunkPlace(chunk.at.headAt(), chunk.at.headBytes(), chunk.at.blobsAt(), check);
        boolean taken = chunk.extent.adopt(chunk.file, chunk.partition, at);
        if (Arrays.equals(head, sound) && !taken) {
            throw new AssertionError("a sound chunk is refused");
        }
        if (taken && !repaired) {
            mustBeRight(chunk);
        } else if (taken) {
            look(chunk);
        } else {
            mustRefuse(chunk);
        }
    }

    private static void mustBeRight(Chunk chunk) {
        var ref = new CellRef();
        for (int i = 0; i < chunk.keys.size(); i++) {
            if (!chunk.extent.find(chunk.keys.get(i), ref)
                    || ref.offset != chunk.offsets.get(i)
                    || chunk.extent.find(chunk.keys.get(i) ^ 1, ref)) {
                throw new AssertionError("a wrong answer from a head that was changed");
            }
        }
    }

    private static void mustRefuse(Chunk chunk) {
        try {
            chunk.extent.find(chunk.keys.getFirst(), new CellRef());
        } catch (DamagedChunk e) {
            return;
        }
        throw new AssertionError("an answer from a chunk that was refused");
    }

    /// Asks for all that can be asked for.
    private static void look(Chunk chunk) {
        Extent extent = chunk.extent;
        int p = chunk.partition;
        try {
            var ref = new CellRef();
            var batch = new CellBatch();
            for (long key : chunk.keys) {
                if (extent.find(key, ref)) {
                    mustBeWithin(chunk, ref);
                }
                extent.find(key ^ (1L << (key & 47)), ref);
                batch.add(key);
                if (batch.size() == CellBatch.CELLS) {
                    extent.findBatch(batch, 0);
                    for (int i = 0; i < CellBatch.CELLS; i++) {
                        if (batch.found(i)) {
                            batch.place(i, ref);
                            mustBeWithin(chunk, ref);
                        }
                    }
                    batch.clear();
                }
            }
            rooms(extent, p);
            long cells = extent.cells(p);
            for (long rank = 0; rank < Math.min(cells, 2_000); rank++) {
                extent.cellKey(p, rank);
            }
            var cursor = new ChunkCursor();
            long seen = 0;
            extent.scan(p, (long) p << 48, cursor);
            while (cursor.next()) {
                cursor.place(ref);
                mustBeWithin(chunk, ref);
                seen++;
            }
            if (seen > cells) {
                throw new AssertionError(seen + " cells of " + cells);
            }
        } catch (DamagedChunk e) {
            mustRefuse(chunk);
        }
    }

    private static void rooms(Extent extent, int p) {
        for (int i = 0; i < Math.min(extent.rooms(p), 200); i++) {
            int ordinal = extent.ordinalAt(p, i);
            try {
                long room = extent.roomFp(p, ordinal);
                if (room >>> 48 == p) {
                    extent.ordinal(room);
                }
            } catch (IllegalArgumentException e) {
                // Ordinals that do not rise: such a room is not found, and that is said.
            }
            extent.spots(p, ordinal, 0, new int[8]);
            extent.spots(p, ordinal, CellKey.SITES - 1, new int[8]);
        }
    }

    private static void mustBeWithin(Chunk chunk, CellRef ref) {
        if (ref.offset < chunk.place.blobsAt()
                || ref.storedBytes < 0
                || ref.offset + ref.storedBytes > chunk.place.blobsEnd()) {
            throw new AssertionError("a blob out of the file");
        }
    }

    private static void repair(byte[] head) {
        MemorySegment memory = MemorySegment.ofArray(head);
        memory.set(Layouts.I32, 0, ChunkHeader.MAGIC);
        memory.set(Layouts.I16, 4, (short) ChunkHeader.FORMAT);
        fit(head);
        var header = ChunkHeader.read(head, 0);
        if (header.isEmpty() || header.get().headBytes() != head.length) {
            return;
        }
        ChunkShape shape = header.get().shape();
        var checksum = new Checksum();
        for (long page = 0; page < shape.pages(); page++) {
            int check = checksum.of(head, (int) ChunkShape.pageAt(page), shape.pageBytes(page));
            long at = shape.checksInHeader() ? 44 : shape.checksAt();
            memory.set(Layouts.I32, at + 4 * page, check);
        }
        if (!shape.checksInHeader()) {
            int bytes = (int) (shape.headBytes() - shape.checksAt());
            memory.set(Layouts.I32, 40, checksum.of(head, (int) shape.checksAt(), bytes));
        }
        fit(head);
    }

    private static void fit(byte[] head) {
        MemorySegment.ofArray(head).set(Layouts.I32, 60, new Checksum().of(head, 0, 60));
    }
}
