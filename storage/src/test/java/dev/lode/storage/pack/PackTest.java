package dev.lode.storage.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.lode.base.CellKey;
import dev.lode.base.memory.Memory;
import dev.lode.storage.Seeds;
import dev.lode.storage.extent.CellRef;
import dev.lode.storage.pack.TestHunt.Place;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackTest {
    @TempDir Path folder;
    private final Map<String, Memory.Use> memoryBefore = Memory.byOwner();

    @AfterEach
    void allMemoryIsGivenBack() {
        assertThat(Memory.byOwner()).isEqualTo(memoryBefore);
    }

    @Test
    void givesBackEveryRoomCellAndKeyThatWasPacked() throws IOException {
        var hunt = TestHunt.random(Seeds.random("PackTest", 2), 300, 5_000, 40);
        Path file = folder.resolve("world.lode");
        PackInfo info = hunt.pack(file);
        mustHold(file, hunt);
        assertThat(info.rooms()).isEqualTo(300);
        assertThat(info.cells()).isEqualTo(5_000);
        assertThat(info.keys()).isEqualTo(40);
        assertThat(info.partitions()).isEqualTo(6);
        assertThat(info.bytes()).isEqualTo(Files.size(file));
    }

    @Test
    void isTheSameByteForByteHoweverItWasSorted() throws IOException {
        var hunt = TestHunt.random(Seeds.random("PackTest", 3), 100, 3_000, 20);
        Path inMemory = folder.resolve("a.lode");
        Path inRuns = folder.resolve("b.lode");
        hunt.pack(inMemory);
        hunt.pack(inRuns, TestHunt.options(64 << 10, 2, PackProgress.NONE), 99);
        assertThat(Files.mismatch(inMemory, inRuns)).isEqualTo(-1);
        assertThat(files()).containsExactlyInAnyOrder("a.lode", "b.lode");
    }

    @Test
    void givesBackTheSameWhereItsHeadsLieBeforeItsBlobs() throws IOException {
        var hunt = TestHunt.random(Seeds.random("PackTest", 6), 100, 3_000, 20);
        Path file = folder.resolve("older.lode");
        hunt.pack(file);
        byte[] packed = Files.readAllBytes(file);
        TestForger.headsFirst(file);
        assertThat(Files.readAllBytes(file)).isNotEqualTo(packed);
        assertThat(TestForger.section(file, Section.Kind.HEADS).end())
                .isLessThanOrEqualTo(TestForger.section(file, Section.Kind.BLOBS).at());
        mustHold(file, hunt);
    }

    @Test
    void holdsAHuntWithoutAnyRoom() throws IOException {
        var hunt = new TestHunt();
        Path file = folder.resolve("empty.lode");
        PackInfo info = hunt.pack(file);
        mustHold(file, hunt);
        assertThat(info.cells()).isZero();
        assertThat(info.merkleRoot())
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void holdsAHuntOfOneCellAndARoomWithoutAny() throws IOException {
        var hunt = new TestHunt();
        hunt.rooms.add(0L);
        hunt.rooms.add(7L << 48);
        hunt.cells.put(new Place(0, 0, 0), "{}");
        hunt.keys.add(new TestHunt.Hidden(new Place(0, 0, 0), "k", 0, "p", 1));
        Path file = folder.resolve("one.lode");
        hunt.pack(file);
        mustHold(file, hunt);
    }

    @Test
    void holdsTheSmallestAndTheLargestOfEverything() throws IOException {
        var hunt = new TestHunt();
        for (long partition : new long[] {0, 32_767, 32_768, 65_535}) {
            for (long low : new long[] {0, 1, (1L << 48) - 1}) {
                long room = (partition << 48) | low;
                hunt.rooms.add(room);
                for (int site : new int[] {0, 255}) {
                    for (int spot : new int[] {0, CellKey.SPOTS - 1}) {
                        hunt.cells.put(new Place(room, site, spot), "{\"s\":" + spot + "}");
                    }
                }
            }
        }
        Path file = folder.resolve("ends.lode");
        hunt.pack(file);
        mustHold(file, hunt);
    }

    @Test
    void findsTheCellOfTheLargestOrdinalThatAPartitionCanHave() throws IOException {
        Path file = folder.resolve("full.lode");
        long first = 0xFFFFL << 48;
        try (var writer = PackWriter.create(file, TestHunt.options())) {
            for (int i = 0; i < CellKey.ORDINALS; i++) {
                writer.addRoom(first + i);
            }
            byte[] json = TestHunt.bytes("{\"last\":true}");
            long room = first + CellKey.ORDINALS - 1;
            writer.addCell(room, 255, CellKey.SPOTS - 1, json, 0, json.length, 1);
            writer.finish(TestHunt.META, SectionWriter.EMPTY, TestHunt.SECRET);
        }
        try (var pack = Pack.open(file)) {
            assertThat(pack.extent().find(-1L, new CellRef())).isTrue();
            assertThat(pack.extent().ordinal(first + CellKey.ORDINALS - 1))
                    .isEqualTo(CellKey.ORDINALS - 1);
            assertThat(pack.extent().spots(65_535, CellKey.ORDINALS - 1, 255, new int[1]))
                    .isEqualTo(1);
        }
    }

    @Test
    void takesTheLongestDocumentAndOneThatDoesNotCompress() throws IOException {
        var hunt = new TestHunt();
        var random = Seeds.random("PackTest", 4);
        hunt.rooms.add(1L);
        hunt.cells.put(new Place(1, 0, 0), "x".repeat(64 << 10));
        var noise = new StringBuilder();
        while (noise.length() < 60_000) {
            noise.append((char) (32 + random.nextInt(95)));
        }
        hunt.cells.put(new Place(1, 0, 1), noise.toString());
        Path file = folder.resolve("long.lode");
        PackInfo info = hunt.pack(file);
        mustHold(file, hunt);
        assertThat(info.blobBytesMax()).isEqualTo(64 << 10);
    }

    @Test
    void saysHowFarItHasCome() throws IOException {
        var stages = new TreeMap<PackProgress.Stage, Long>();
        var hunt = TestHunt.random(Seeds.random("PackTest", 5), 10, 200, 0);
        Path file = folder.resolve("said.lode");
        PackProgress said = (stage, done, _) -> stages.put(stage, done);
        hunt.pack(file, TestHunt.options(1 << 20, 8, said), 1);
        assertThat(stages)
                .containsEntry(PackProgress.Stage.MERGE, 200L)
                .containsKey(PackProgress.Stage.SEAL);
        Pack.verify(file, 10, said);
        assertThat(stages).containsEntry(PackProgress.Stage.VERIFY, Files.size(file));
    }

    private String[] files() throws IOException {
        try (var list = Files.list(folder)) {
            return list.map(file -> file.getFileName().toString()).toArray(String[]::new);
        }
    }

    static void mustHold(Path file, TestHunt hunt) throws IOException {
        var report = Pack.verify(file, 10, PackProgress.NONE);
        assertThat(report.damages()).isEmpty();
        try (var pack = Pack.open(file);
                var reader = pack.reader()) {
            assertThat(pack.info()).isEqualTo(report.info().orElseThrow());
            assertThat(pack.meta()).isEqualTo(TestHunt.META);
            assertThat(pack.graph().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(TestHunt.GRAPH);
            mustHaveRooms(pack, hunt);
            assertThat(pack.unsealKeys(TestHunt.SECRET)).isEqualTo(hunt.hidden());
            var ref = new CellRef();
            var wanted = hunt.byKey();
            MemorySegment out = MemorySegment.ofArray(new byte[64 << 10]);
            for (var cell : wanted.entrySet()) {
                long beside = cell.getKey() ^ (1 << 19);
                if (pack.extent().find(beside, ref) != wanted.containsKey(beside)
                        || !pack.extent().find(cell.getKey(), ref)
                        || !text(out, reader.read(ref, out, 0, 64 << 10)).equals(cell.getValue())) {
                    fail("cell %016x is not what was packed", cell.getKey());
                }
            }
        }
    }

    private static void mustHaveRooms(Pack pack, TestHunt hunt) {
        int[] into = new int[3];
        var ordinals = hunt.ordinals();
        var sites = new HashMap<Long, List<Integer>>();
        for (Place place : hunt.cells.keySet()) {
            long site = TestHunt.key(ordinals, place) >>> 20;
            sites.computeIfAbsent(site, _ -> new ArrayList<>()).add(place.spot());
        }
        for (long room : hunt.rooms) {
            int partition = (int) (room >>> 48);
            int ordinal = ordinals.getOrDefault(room, -1);
            assertThat(pack.extent().ordinal(room)).isEqualTo(ordinal);
            assertThat(pack.extent().roomFp(partition, ordinal)).isEqualTo(room);
            long beside = room ^ (1 << 20);
            assertThat(pack.extent().ordinal(beside)).isEqualTo(ordinals.getOrDefault(beside, -1));
            for (int site : new int[] {0, 1, 2, 3, 4, 255}) {
                long place = CellKey.of(partition, ordinal, site, 0) >>> 20;
                var spots = sites.getOrDefault(place, List.of());
                int count = pack.extent().spots(partition, ordinal, site, into);
                assertThat(count).isEqualTo(spots.size());
                for (int i = 0; i < Math.min(count, into.length); i++) {
                    assertThat(into[i]).isEqualTo(spots.get(i));
                }
            }
            assertThat(pack.extent().spots(partition, ordinal, 256, into)).isZero();
            assertThat(pack.extent().spots(partition, ordinal, -1, into)).isZero();
        }
    }

    private static String text(MemorySegment out, int length) {
        return length <= 0
                ? ""
                : new String(
                        out.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE),
                        StandardCharsets.UTF_8);
    }
}
