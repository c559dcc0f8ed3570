package dev.lode.storage.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.lode.base.CellKey;
import dev.lode.storage.Seeds;
import dev.lode.storage.blob.BlobReader;
import dev.lode.storage.extent.CellRef;
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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamageTest {
    private static final int FLIPS_A_SECTION = 25;

    @TempDir Path folder;

    private Path file = Path.of("");
    private byte[] whole = new byte[0];
    private TestHunt hunt = new TestHunt();
    private NavigableMap<Long, String> wanted = hunt.byKey();
    private List<Section> table = List.of();

    @BeforeEach
    void packAHunt() throws IOException {
        hunt = TestHunt.random(new SplittableRandom(6), 60, 900, 30);
        wanted = hunt.byKey();
        file = folder.resolve("damaged.lode");
        hunt.pack(file);
        whole = Files.readAllBytes(file);
        try (var open = FileChannel.open(file)) {
            table = PackFile.frame(file, open).sections();
        }
    }

    @Test
    void neverGivesAWrongAnswerWhicheverBitIsFlipped() throws IOException {
        SplittableRandom random = Seeds.random("DamageTest", 7);
        for (var section : sections().entrySet()) {
            long from = section.getValue()[0];
            long to = section.getValue()[1];
            for (int i = 0; i < FLIPS_A_SECTION; i++) {
                int at = (int) random.nextLong(from, to);
                int bit = 1 << random.nextInt(8);
                write(at, (byte) (whole[at] ^ bit));
                String place = section.getKey() + ", byte " + at + ", bit " + bit;
                mustBeRightOrRefused(place);
                var report = Pack.verify(file, 5, PackProgress.NONE);
                assertThat(report.sound()).as(place).isFalse();
                mustBeNamed(report, section.getKey(), at, place);
                write(at, whole[at]);
            }
        }
        mustBeRightOrRefused("nothing flipped");
        assertThat(Pack.verify(file, 5, PackProgress.NONE).damages()).isEmpty();
    }

    @Test
    void refusesAFileThatIsCutAnywhere() throws IOException {
        SplittableRandom random = Seeds.random("DamageTest", 8);
        for (int i = 0; i < 60; i++) {
            int length = random.nextInt(whole.length);
            mustRefuseCutAt(length);
        }
        for (long[] section : sections().values()) {
            mustRefuseCutAt((int) section[0]);
            mustRefuseCutAt((int) section[1] - 1);
        }
    }

    @Test
    void refusesAFileThatIsLongerThanItMustBe() throws IOException {
        Files.write(file, new byte[] {0}, StandardOpenOption.APPEND);
        assertThatThrownBy(() -> Pack.open(file))
                .isInstanceOf(DamagedPack.class)
                .hasMessageContaining("must have");
    }

    @Test
    void refusesAPartitionWhoseHeadIsDamagedWhileOthersGoOn() throws IOException {
        int partition = 32_768;
        int heads = (int) table.getFirst().at();
        var directory = new Directory(Arrays.copyOfRange(whole, heads, heads + Directory.BYTES));
        int at = (int) directory.headAt(partition) + 100;
        write(at, (byte) ~whole[at]);
        try (var pack = Pack.open(file)) {
            assertThat(pack.extent().damagedPartitions()).isEqualTo(1);
            assertThat(pack.extent().damages()).containsOnlyKeys(partition);
            assertThat(pack.extent().damaged(partition)).isTrue();
            var ref = new CellRef();
            for (long key : wanted.keySet()) {
                if (CellKey.partition(key) == partition) {
                    assertThatThrownBy(() -> pack.extent().find(key, ref))
                            .isInstanceOf(DamagedChunk.class)
                            .hasMessageContaining("partition 32768")
                            .hasMessageContaining(file.toString());
                } else {
                    assertThat(pack.extent().find(key, ref)).isTrue();
                }
            }
            long room = (long) partition << 48;
            assertThatThrownBy(() -> pack.extent().ordinal(room)).isInstanceOf(DamagedChunk.class);
            assertThatThrownBy(() -> pack.extent().roomFp(partition, 0))
                    .isInstanceOf(DamagedChunk.class);
            assertThatThrownBy(() -> pack.extent().spots(partition, 0, 0, new int[1]))
                    .isInstanceOf(DamagedChunk.class);
        }
    }

    @Test
    void answersRightOrRefusesWhenTheFileIsCutWhileItIsRead() throws IOException {
        try (var pack = Pack.open(file, HeadMemory.MAPPED);
                var reader = pack.reader()) {
            for (int i = 0; i < 30; i++) {
                mustBeRightOrRefused(pack, reader, "not yet cut");
            }
            try (var cut = FileChannel.open(file, StandardOpenOption.WRITE)) {
                cut.truncate(table.getFirst().at() / 2);
            }
            for (int i = 0; i < 30; i++) {
                mustBeRightOrRefused(pack, reader, "cut while open");
            }
            assertThat(pack.extent().damagedPartitions()).isPositive();
            assertThat(pack.graph().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(TestHunt.GRAPH);
        }
    }

    private void mustRefuseCutAt(int length) throws IOException {
        Files.write(file, Arrays.copyOf(whole, length));
        assertThatThrownBy(() -> Pack.open(file))
                .as("cut at %d", length)
                .isInstanceOf(DamagedPack.class)
                .hasMessageContaining("bytes");
        assertThat(Pack.verify(file, 5, PackProgress.NONE).sound())
                .as("cut at %d", length)
                .isFalse();
        Files.write(file, whole);
    }

    /// Where each kind of byte lies: first and end.
    private Map<String, long[]> sections() {
        var ranges = new LinkedHashMap<String, long[]>();
        var heads = table.getFirst();
        ranges.put("header", new long[] {0, Header.BYTES});
        ranges.put("padding", new long[] {Header.BYTES, Header.AREA_BYTES});
        ranges.put("directory", new long[] {heads.at(), heads.at() + Directory.BYTES});
        ranges.put("heads", new long[] {heads.at() + Directory.BYTES, heads.end()});
        for (Section section : table) {
            if (section.kind() != Section.Kind.HEADS) {
                ranges.put(section.kind().text(), new long[] {section.at(), section.end()});
            }
        }
        long checks = table.getLast().checksAt();
        ranges.put("checks", new long[] {checks, checks + 4});
        ranges.put("footer", new long[] {whole.length - Footer.BYTES, whole.length});
        return ranges;
    }

    private void mustBeNamed(VerifyReport report, String section, int at, String place) {
        boolean named =
                report.damages().stream()
                        .anyMatch(damage ->
                                damage.offset() <= at
                                        && at < damage.offset() + Math.max(damage.bytes(), 1)
                                        && (!section.equals("blobs")
                                                || (damage.ordinal() >= 0
                                                        && damage.partition() >= 0)));
        boolean frame = section.equals("header") || section.equals("footer");
        if (!named && !frame && !section.equals("checks") && !section.equals("heads")) {
            fail("%s is not named in %s", place, report.damages());
        }
    }

    private void mustBeRightOrRefused(String place) throws IOException {
        try (var pack = Pack.open(file);
                var reader = pack.reader()) {
            assertThat(pack.meta()).as(place).isEqualTo(TestHunt.META);
            assertThat(pack.graph().toArray(ValueLayout.JAVA_BYTE))
                    .as(place)
                    .isEqualTo(TestHunt.GRAPH);
            assertThat(pack.unsealKeys(TestHunt.SECRET)).as(place).isEqualTo(hunt.hidden());
            mustBeRightOrRefused(pack, reader, place);
        } catch (DamagedPack e) {
            assertThat(e).as(place).hasMessageContaining(file.toString());
        }
    }

    private void mustBeRightOrRefused(Pack pack, BlobReader reader, String place) {
        var ref = new CellRef();
        MemorySegment out = MemorySegment.ofArray(new byte[4096]);
        for (var cell : wanted.entrySet()) {
            long key = cell.getKey();
            try {
                if (pack.extent().find(key ^ (1 << 19), ref) != wanted.containsKey(key ^ (1 << 19))
                        || !pack.extent().find(key, ref)) {
                    fail("%s: cell %016x is there or not, wrongly", place, key);
                }
            } catch (DamagedChunk e) {
                assertThat(e.partition()).as(place).isEqualTo(CellKey.partition(key));
                continue;
            }
            int length = reader.read(ref, out, 0, 4096);
            if (length != BlobReader.DAMAGED && !text(out, length).equals(cell.getValue())) {
                fail("%s: cell %016x has a wrong document", place, key);
            }
        }
    }

    private static String text(MemorySegment out, int length) {
        return length <= 0
                ? ""
                : new String(
                        out.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE),
                        StandardCharsets.UTF_8);
    }

    private void write(long at, byte value) throws IOException {
        try (var open = FileChannel.open(file, StandardOpenOption.WRITE)) {
            open.write(ByteBuffer.wrap(new byte[] {value}), at);
        }
    }
}
