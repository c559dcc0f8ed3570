package dev.lode.storage.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.CellKey;
import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import dev.lode.storage.extent.CellRef;
import dev.lode.storage.extent.HeadMemory;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import net.jpountz.lz4.LZ4Factory;

/// A small hunt without a pack, whose cells tell which version of which cell they are.
final class TestCells {
    static final Id128 CONTENT = new Id128(7, 9);
    static final int GROUP = 0;
    static final Rooms ROOMS =
            (partition, ordinal) -> ((long) partition << 48) + 1000L * ordinal + 17;

    private static final int PARTITIONS = 5;
    private static final int ROOMS_EACH = 4;
    private static final int SITES = 3;
    private static final int SPOTS = 12;
    private static final int DOCUMENT_BYTES_MAX = 4096;

    private TestCells() {}

    static StoreConfig config(int extentsMax) {
        return config(extentsMax, HeadMemory.MAPPED);
    }

    static StoreConfig config(int extentsMax, HeadMemory heads) {
        return new StoreConfig(
                1 << 20,
                extentsMax,
                OptionalLong.empty(),
                Duration.ofMinutes(1),
                DOCUMENT_BYTES_MAX,
                heads,
                new SliceConfig(4096, 1 << 20, 1 << 30, 3));
    }

    /// Any of 720 cells, in partitions far apart and sites close together.
    static long any(SplittableRandom random) {
        return CellKey.of(
                random.nextInt(PARTITIONS) * 13_107,
                random.nextInt(ROOMS_EACH) * 3,
                random.nextInt(SITES) * 127,
                random.nextInt(SPOTS) * 3);
    }

    static byte[] document(long cell, long version) {
        byte[] pad = new byte[(int) (version * 31 % 250)];
        new SplittableRandom(cell + version).nextBytes(pad);
        String text =
                "{\"cell\":%d,\"version\":%d,\"pad\":\"%s\"}"
                        .formatted(cell, version, HexFormat.of().formatHex(pad));
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Addition addition(long position, long cell, long version) {
        byte[] document = document(cell, version);
        byte[] block = LZ4Factory.fastestInstance().fastCompressor().compress(document);
        return new Addition(GROUP, position, cell, MemorySegment.ofArray(block), document.length);
    }

    /// Reads a cell; the text of its document, or what it is instead.
    static String read(StoreReader reader, long cell) {
        var ref = new CellRef();
        if (!reader.find(cell, ref)) {
            return "none";
        }
        var out = MemorySegment.ofArray(new byte[DOCUMENT_BYTES_MAX]);
        int length = reader.read(ref, out, 0, DOCUMENT_BYTES_MAX);
        return length < 0
                ? "error " + length
                : new String(out.asSlice(0, length).toArray(Layouts.I8), StandardCharsets.UTF_8);
    }

    static String text(long cell, long version) {
        return new String(document(cell, version), StandardCharsets.UTF_8);
    }

    /// Everything that a reader shows is what a model says: cells, blobs, spots of each site.
    static void assertSame(StoreReader reader, Map<Long, Long> versions) {
        int[] spots = new int[7];
        for (int partition = 0; partition < PARTITIONS; partition++) {
            for (int room = 0; room < ROOMS_EACH; room++) {
                for (int site = 0; site < SITES; site++) {
                    int[] wanted = new int[SPOTS];
                    int count = 0;
                    for (int spot = 0; spot < SPOTS; spot++) {
                        long cell = CellKey.of(partition * 13_107, room * 3, site * 127, spot * 3);
                        Long version = versions.get(cell);
                        assertThat(read(reader, cell))
                                .isEqualTo(version == null ? "none" : text(cell, version));
                        if (version != null) {
                            wanted[count++] = spot * 3;
                        }
                    }
                    int shown = reader.spots(partition * 13_107, room * 3, site * 127, spots);
                    assertThat(shown).isEqualTo(count);
                    int kept = Math.min(count, spots.length);
                    assertThat(Arrays.copyOf(spots, kept)).isEqualTo(Arrays.copyOf(wanted, kept));
                }
            }
        }
    }
}
