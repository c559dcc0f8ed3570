package dev.lode.storage.pack;

import dev.lode.storage.blob.BlobReader;
import dev.lode.storage.extent.CellBatch;
import dev.lode.storage.extent.CellRef;
import dev.lode.storage.extent.ChunkCursor;
import dev.lode.storage.extent.DamagedChunk;
import dev.lode.storage.extent.HeadMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.SplittableRandom;

/// A process that reads a pack in every way while its file is cut, and ends with 0 if no answer was
/// wrong: a JVM that dies is seen by its exit status.
final class CutPackProcess {
    private static final int WARM_UPS = 60;

    private final Pack pack;
    private final BlobReader reader;
    private final NavigableMap<Long, String> wanted;
    private final CellRef ref = new CellRef();
    private final CellBatch batch = new CellBatch();
    private final ChunkCursor cursor = new ChunkCursor();
    private final byte[] out = new byte[64 << 10];
    private int refused;

    private CutPackProcess(Pack pack, NavigableMap<Long, String> wanted) {
        this.pack = pack;
        this.wanted = wanted;
        reader = pack.reader();
    }

    public static void main(String[] args) throws Exception {
        Path file = Path.of(args[0]);
        var hunt = TestHunt.random(new SplittableRandom(Long.parseLong(args[2])), 40, 900, 5);
        try (var pack = Pack.open(file, HeadMemory.valueOf(args[1]))) {
            var process = new CutPackProcess(pack, hunt.byKey());
            for (int i = 0; i < WARM_UPS; i++) {
                process.readAll();
            }
            if (process.refused > 0) {
                throw new AssertionError("refused before it was cut");
            }
            var cutter = Thread.ofPlatform().start(() -> cut(file));
            while (cutter.isAlive()) {
                process.readAll();
            }
            process.readAll();
            IO.println("refused " + process.refused);
            process.reader.close();
        }
    }

    private static void cut(Path file) {
        try (var open = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long size = open.size();
            for (int i = 9; i >= 0; i--) {
                open.truncate(size * i / 10);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void readAll() {
        MemorySegment document = MemorySegment.ofArray(out);
        batch.clear();
        for (var cell : wanted.entrySet()) {
            long key = cell.getKey();
            try {
                require(pack.extent().find(key, ref), key);
                int length = reader.read(ref, document, 0, out.length);
                if (length > 0) {
                    byte[] text = TestHunt.bytes(cell.getValue());
                    require(Arrays.equals(out, 0, length, text, 0, text.length), key);
                } else {
                    refused++;
                }
            } catch (DamagedChunk e) {
                refused++;
            }
            batch.add(key);
            if (batch.size() == CellBatch.CELLS) {
                pack.extent().findBatch(batch, 0);
                require((batch.found() | batch.refused()) == -1, key);
                batch.clear();
            }
            scan(key);
        }
    }

    private void scan(long key) {
        try {
            pack.extent().scan((int) (key >>> 48), key, cursor);
            require(cursor.next() && cursor.key() == key, key);
            pack.extent().spots((int) (key >>> 48), 0, 0, new int[4]);
        } catch (DamagedChunk e) {
            refused++;
        }
    }

    private static void require(boolean right, long key) {
        if (!right) {
            throw new AssertionError("a wrong answer for cell " + Long.toHexString(key));
        }
    }
}
