package dev.lode.storage.slice;

import dev.lode.base.CellKey;
import dev.lode.base.Id128;
import dev.lode.storage.extent.ExtentPlace;
import dev.lode.storage.extent.ExtentPlan;
import dev.lode.storage.extent.ExtentWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jpountz.lz4.LZ4Factory;

/// An extent in a file and what it must say: where slices are taken from in tests.
final class TestExtent {
    static final Id128 SECRET = Id128.parse("000102030405060708090a0b0c0d0e0f");
    static final Id128 HUNT = Id128.parse("f0e0d0c0b0a090807060504030201000");
    static final int LONGEST = 4096;
    static final TestExtent NONE =
            new TestExtent(Path.of(""), new ExtentPlace(0, 0, 0, 0, 0), new TreeMap<>());
    private static final int SITES = 3;

    /// With more cells in a room, all documents are alike.
    private static final int MANY = 10_000;

    final Path file;
    final ExtentPlace place;
    final NavigableMap<Long, String> documents;

    private TestExtent(Path file, ExtentPlace place, NavigableMap<Long, String> documents) {
        this.file = file;
        this.place = place;
        this.documents = documents;
    }

    /// Writes an extent with as many rooms and cells in each partition; `version` is in every
    /// document.
    static TestExtent write(
            Path file, String version, int rooms, int cellsOfARoom, int... partitions)
            throws IOException {
        return writeAt(4096, file, version, rooms, cellsOfARoom, partitions);
    }

    /// The same behind a hole.
    static TestExtent writeAt(
            long headsAt, Path file, String version, int rooms, int cellsOfARoom, int... partitions)
            throws IOException {
        int[] sorted = partitions.clone();
        Arrays.sort(sorted);
        var plan = new ExtentPlan();
        for (int partition : sorted) {
            for (int room = 0; room < rooms; room++) {
                plan.addRoom(partition, room);
                for (int cell = 0; cell < cellsOfARoom; cell++) {
                    plan.addCell(partition, site(cell, cellsOfARoom), spot(cell));
                }
            }
        }
        var documents = new TreeMap<Long, String>(Long::compareUnsigned);
        var lz4 = LZ4Factory.fastestJavaInstance().fastCompressor();
        ExtentPlace place;
        try (var channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            var writer = new ExtentWriter(channel, headsAt, plan);
            for (int partition : sorted) {
                for (int room = 0; room < rooms; room++) {
                    writer.room(roomFp(partition, room), room);
                    for (int cell = 0; cell < cellsOfARoom; cell++) {
                        long key = writer.key(site(cell, cellsOfARoom), spot(cell));
                        String text = cellsOfARoom > MANY ? "{}" : document(version, key);
                        byte[] plain = text.getBytes(StandardCharsets.UTF_8);
                        byte[] block =
                                cellsOfARoom > MANY
                                        ? new byte[] {32, '{', '}'}
                                        : lz4.compress(plain);
                        writer.cell(key, block, 0, block.length, plain.length);
                        documents.put(key, text);
                    }
                }
            }
            place = writer.finish(LONGEST);
        }
        return new TestExtent(file, place, documents);
    }

    static long roomFp(int partition, int room) {
        return ((long) partition << 48) | (room * 7L + 1);
    }

    private static int site(int cell, int cells) {
        return (int) ((long) cell * SITES / cells);
    }

    private static int spot(int cell) {
        return cell * 2;
    }

    private static String document(String version, long key) {
        var random = new SplittableRandom(key);
        return "{\"v\":\"%s\",\"k\":\"%016x\",\"r\":\"%s\"}"
                .formatted(
                        version,
                        key,
                        Long.toHexString(random.nextLong()).repeat(key % 5 == 0 ? 9 : 1));
    }

    /// What must be found in a partition.
    NavigableMap<Long, String> of(int partition) {
        return documents.subMap(
                CellKey.of(partition, 0, 0, 0),
                true,
                CellKey.of(partition, CellKey.ORDINALS - 1, CellKey.SITES - 1, CellKey.SPOTS - 1),
                true);
    }

    SliceSource.Layer layer(SliceChunk.Kind kind, long origin) {
        return new SliceSource.Layer(kind, origin, file, place);
    }

    SliceSource open(int partition, int blockBytes) throws IOException {
        return open(partition, blockBytes, List.of(layer(SliceChunk.Kind.PACK, 0)));
    }

    static SliceSource open(int partition, int blockBytes, List<SliceSource.Layer> layers)
            throws IOException {
        var origin = new SliceSource.Origin(SECRET, HUNT, 7, 2, 99);
        return SliceSource.open(partition, origin, layers, blockBytes);
    }

    /// A partition's whole slice.
    byte[] slice(int partition, int blockBytes) throws IOException {
        try (var source = open(partition, blockBytes)) {
            return slice(source);
        }
    }

    static byte[] slice(SliceSource source) throws IOException {
        var bytes = new ByteArrayOutputStream();
        new SliceWriter(source).write(Channels.newChannel(bytes));
        return bytes.toByteArray();
    }

    static ReadableByteChannel channel(byte[] bytes) {
        return Channels.newChannel(new ByteArrayInputStream(bytes));
    }
}
