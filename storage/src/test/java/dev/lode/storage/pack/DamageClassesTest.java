package dev.lode.storage.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.lode.base.CellKey;
import dev.lode.storage.Seeds;
import dev.lode.storage.blob.BlobReader;
import dev.lode.storage.extent.CellBatch;
import dev.lode.storage.extent.CellRef;
import dev.lode.storage.extent.ChunkCursor;
import dev.lode.storage.extent.ChunkHeader;
import dev.lode.storage.extent.DamagedChunk;
import dev.lode.storage.extent.Directory;
import dev.lode.storage.extent.HeadMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Thousands of packs that are damaged in one place of each kind and in each way: what is asked of
/// them is answered right or refused by name, and a check finds every one of them.
class DamageClassesTest {
    private static final int CASES_A_KIND = 140;
    private static final int VERIFIED_EVERY = 6;
    private static final int READS = 60;
    private static final int PAGE = 4096;
    private static final int WIDE = 77;
    private static final int LARGE = 4_711;

    /// The kinds of bytes that a pack is made of.
    private enum Kind {
        HEADER,
        DIRECTORY,
        CHUNK_HEADER,
        ROOMS,
        INNER_NODES,
        LEAF_KEYS,
        LEAF_VALUES,
        PAGE_CHECKS,
        BLOBS,
        GRAPH,
        KEYS,
        META,
        SECTION_CHECKS,
        PADDING,
        FOOTER
    }

    @TempDir Path folder;
    private Path file = Path.of("");
    private byte[] whole = new byte[0];
    private TestHunt hunt = new TestHunt();
    private NavigableMap<Long, String> wanted = new TreeMap<>();
    private long[] keys = new long[0];
    private List<Section> table = List.of();
    private List<ChunkPart> chunks = List.of();
    private final byte[] read = new byte[4096];
    private final List<Range> touched = new ArrayList<>();
    private boolean changed;

    /// What was written to the file.
    private record Range(int at, int bytes) {}

    /// A chunk of the whole pack.
    private record ChunkPart(ChunkHeader header, long headAt) {}

    @BeforeEach
    void packAHunt() throws IOException {
        var random = new SplittableRandom(6);
        hunt = TestHunt.random(random, 40, 300, 20);
        var wide = List.of((long) WIDE << 48, ((long) WIDE << 48) + 99_999);
        hunt.rooms.addAll(wide);
        long large = ((long) LARGE << 48) + 5;
        hunt.rooms.add(large);
        for (int spot = 0; spot < 900; spot++) {
            var at = new TestHunt.Place(large, spot % 3, spot / 3);
            hunt.cells.put(at, TestHunt.document(random));
        }
        for (int i = 0; i < 300; i++) {
            int spot = i == 0 ? CellKey.SPOTS - 1 : i * 3_000;
            long room = wide.get(i % 2);
            hunt.cells.put(new TestHunt.Place(room, 255, spot), TestHunt.document(random));
        }
        // Enough rooms that ordinal, site and spot together need more than 32 bits.
        for (int i = 1; i < 40; i++) {
            hunt.rooms.add(((long) WIDE << 48) + i);
        }
        wanted = hunt.byKey();
        keys = wanted.keySet().stream().mapToLong(key -> key).toArray();
        file = folder.resolve("damaged.lode");
        hunt.pack(file);
        whole = Files.readAllBytes(file);
        try (var open = FileChannel.open(file)) {
            table = PackFile.frame(file, open).sections();
        }
        int at = (int) table.getFirst().at();
        var directory = new Directory(Arrays.copyOfRange(whole, at, at + Directory.BYTES));
        chunks =
                List.of(0, 1, 32_767, 32_768, 65_535, LARGE, WIDE).stream()
                        .map(partition -> {
                            long head = directory.headAt(partition);
                            var header = ChunkHeader.read(whole, (int) head).orElseThrow();
                            return new ChunkPart(header, head);
                        })
                        .toList();
    }

    @Test
    void areAnsweredRightOrRefusedAndAlwaysFound() throws IOException {
        SplittableRandom random = Seeds.random("DamageClassesTest", 1);
        var refused = new EnumMap<Kind, Integer>(Kind.class);
        int cases = 0;
        for (Kind kind : Kind.values()) {
            for (int i = 0; i < CASES_A_KIND; i++) {
                int at = (int) place(kind, random);
                String what = damage(at, random) + " at byte " + at + ", in " + kind;
                HeadMemory heads = i % 2 == 0 ? HeadMemory.RESIDENT : HeadMemory.MAPPED;
                if (changed) {
                    cases++;
                    refused.merge(kind, ask(heads, what, at, random) ? 1 : 0, Integer::sum);
                    if (i % VERIFIED_EVERY == 0) {
                        var report = Pack.verify(file, 5, PackProgress.NONE);
                        assertThat(report.sound()).as(what).isFalse();
                    }
                }
                restore();
            }
        }
        assertThat(cases).isGreaterThan(2_000);
        System.out.println(cases + " damaged packs; refused, in whole or in part: " + refused);
        assertThat(refused.getOrDefault(Kind.PADDING, 0)).isLessThan(CASES_A_KIND);
    }

    /// A byte of a kind.
    private long place(Kind kind, SplittableRandom random) {
        ChunkPart chunk = chunks.get(random.nextInt(chunks.size()));
        ChunkPart large = chunks.get(5 + random.nextInt(2));
        return switch (kind) {
            case HEADER -> random.nextInt(Header.BYTES);
            case DIRECTORY ->
                    random.nextInt(3) == 0
                            ? table.getFirst().at() + random.nextInt(Directory.BYTES)
                            : table.getFirst().at()
                                    + (long) chunk.header.partition() * Directory.ENTRY_BYTES
                                    + random.nextInt(Directory.ENTRY_BYTES);
            case CHUNK_HEADER -> chunk.headAt + random.nextInt(64);
            case ROOMS -> within(chunk, 64, chunk.header.shape().treeAt(), random);
            case INNER_NODES ->
                    within(
                            large,
                            large.header.shape().treeAt(),
                            large.header.shape().leavesAt(),
                            random);
            case LEAF_KEYS -> leaf(chunk, random) + random.nextInt(64);
            case LEAF_VALUES -> {
                int values = chunk.header.shape().tree().leafBytes() - 64;
                long at = leaf(chunk, random) + 64 + random.nextInt(values);
                yield Math.min(at, chunk.headAt + chunk.header.shape().checksAt() - 1);
            }
            case PAGE_CHECKS -> {
                var shape = chunks.get(5).header.shape();
                yield within(chunks.get(5), shape.checksAt(), shape.headBytes(), random);
            }
            case BLOBS -> within(table.get(1), random);
            case GRAPH -> within(table.get(2), random);
            case KEYS -> within(table.get(3), random);
            case META -> within(table.get(4), random);
            case SECTION_CHECKS -> {
                Section section = table.get(2 + random.nextInt(3));
                yield section.checksAt() + random.nextLong(4 * section.pages());
            }
            case PADDING -> Header.BYTES + random.nextLong(Header.AREA_BYTES - Header.BYTES);
            case FOOTER -> whole.length - Footer.BYTES + random.nextInt(Footer.BYTES);
        };
    }

    private static long leaf(ChunkPart chunk, SplittableRandom random) {
        var shape = chunk.header.shape();
        long leaves = (shape.checksAt() - shape.leavesAt()) / shape.tree().leafBytes();
        return chunk.headAt + shape.leafAt(random.nextLong(Math.max(1, leaves)));
    }

    private static long within(ChunkPart chunk, long from, long to, SplittableRandom random) {
        return chunk.headAt + from + random.nextLong(to - from);
    }

    private static long within(Section section, SplittableRandom random) {
        return section.at() + random.nextLong(section.bytes());
    }

    /// Damages the file at a place in one of four ways.
    private String damage(int at, SplittableRandom random) throws IOException {
        return switch (random.nextInt(8)) {
            case 0 -> {
                int page = at / PAGE * PAGE;
                write(page, new byte[PAGE], 0, Math.min(PAGE, whole.length - page));
                yield "a page of 0";
            }
            case 1 -> {
                int pages = whole.length / PAGE;
                int one = Math.min(at / PAGE, pages - 1) * PAGE;
                int other = random.nextInt(pages) * PAGE;
                write(one, whole, other, PAGE);
                write(other, whole, one, PAGE);
                yield "a page exchanged with the one at " + other;
            }
            case 2 -> {
                try (var open = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    open.truncate(at);
                }
                touched.add(new Range(at, whole.length - at));
                changed = true;
                yield "a cut";
            }
            default -> {
                byte[] flipped = {(byte) (whole[at] ^ 1 << random.nextInt(8))};
                write(at, flipped, 0, 1);
                yield "a flipped bit";
            }
        };
    }

    private void restore() throws IOException {
        for (Range range : List.copyOf(touched)) {
            write(range.at, whole, range.at, range.bytes);
        }
        touched.clear();
        changed = false;
    }

    private void write(int at, byte[] bytes, int from, int length) throws IOException {
        touched.add(new Range(at, length));
        changed |= !Arrays.equals(bytes, from, from + length, whole, at, at + length);
        try (var open = FileChannel.open(file, StandardOpenOption.WRITE)) {
            open.write(ByteBuffer.wrap(bytes, from, length), at);
        }
    }

    /// Asks for cells here and there and around the damage.
    ///
    /// @return whether anything was refused
    private boolean ask(HeadMemory heads, String what, int at, SplittableRandom random)
            throws IOException {
        try (var pack = Pack.open(file, heads);
                var reader = pack.reader()) {
            assertThat(pack.meta()).as(what).isEqualTo(TestHunt.META);
            assertThat(pack.graph().toArray(ValueLayout.JAVA_BYTE))
                    .as(what)
                    .isEqualTo(TestHunt.GRAPH);
            boolean refused = pack.extent().damagedPartitions() > 0;
            for (int i = 0; i < READS; i++) {
                refused |= find(pack, reader, keys[random.nextInt(keys.length)], what);
            }
            if (at >= table.get(1).at() && at < table.get(1).end()) {
                for (long key : keys) {
                    refused |= find(pack, reader, key, what);
                }
            }
            findMany(pack, random, what);
            for (ChunkPart chunk : chunks) {
                scan(pack, chunk.header.partition(), what);
            }
            return refused;
        } catch (DamagedPack e) {
            assertThat(e).as(what).hasMessageContaining(file.toString());
            assertThat(e.section()).as(what).isNotEmpty();
            return true;
        }
    }

    private boolean find(Pack pack, BlobReader reader, long key, String what) {
        var ref = new CellRef();
        long absent = key ^ (1 << 19);
        try {
            if (pack.extent().find(absent, ref) != wanted.containsKey(absent)
                    || !pack.extent().find(key, ref)) {
                fail("%s: cell %016x is there or not, wrongly", what, key);
            }
        } catch (DamagedChunk e) {
            assertThat(e.partition()).as(what).isEqualTo(CellKey.partition(key));
            return true;
        }
        int length = reader.read(ref, MemorySegment.ofArray(read), 0, read.length);
        if (length == BlobReader.DAMAGED) {
            return true;
        }
        String text = new String(read, 0, Math.max(0, length), StandardCharsets.UTF_8);
        if (!text.equals(wanted.get(key))) {
            fail("%s: cell %016x has another document", what, key);
        }
        return false;
    }

    private void findMany(Pack pack, SplittableRandom random, String what) {
        var batch = new CellBatch();
        var asked = new long[CellBatch.CELLS];
        for (int i = 0; i < asked.length; i++) {
            asked[i] = keys[random.nextInt(keys.length)] ^ (random.nextInt(4) == 0 ? 1 << 19 : 0);
            batch.add(asked[i]);
        }
        pack.extent().findBatch(batch, 0);
        for (int i = 0; i < asked.length; i++) {
            boolean refused = pack.extent().damaged(CellKey.partition(asked[i]));
            assertThat(batch.found(i)).as(what).isEqualTo(!refused && wanted.containsKey(asked[i]));
        }
    }

    private void scan(Pack pack, int partition, String what) {
        var cursor = new ChunkCursor();
        long first = (long) partition << 48;
        try {
            pack.extent().scan(partition, first, cursor);
            for (long key : wanted.tailMap(first, true).keySet()) {
                if (CellKey.partition(key) != partition) {
                    break;
                }
                if (!cursor.next() || cursor.key() != key) {
                    fail("%s: cell %016x is not where it must be", what, key);
                }
            }
            assertThat(cursor.next()).as(what).isFalse();
        } catch (DamagedChunk e) {
            assertThat(e.partition()).as(what).isEqualTo(partition);
        }
    }

    /// How much of each kind there is, so that no kind is missing by accident.
    @Test
    void thePackHasEveryKind() {
        Map<Kind, Integer> places = new EnumMap<>(Kind.class);
        var random = new SplittableRandom(2);
        for (Kind kind : Kind.values()) {
            places.put(kind, (int) place(kind, random));
        }
        assertThat(places).hasSize(Kind.values().length);
        assertThat(chunks.get(5).header.shape().checksInHeader()).isFalse();
        assertThat(chunks.get(5).header.keys().narrow()).isTrue();
        assertThat(chunks.get(6).header.keys().narrow()).isFalse();
    }
}
