package dev.lode.storage.slice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.base.Id128;
import dev.lode.base.memory.Epochs;
import dev.lode.storage.Seeds;
import dev.lode.storage.extent.CellRef;
import dev.lode.storage.extent.Directory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A folder of imports: what came as slices is served, and only that, whatever happened on the way.
class ImportedExtentsTest {
    private static final int BLOCK = 1000;

    @TempDir Path temp;

    @Test
    void servesWhatWasImportedAlsoWhenItIsOpenedAgain() throws IOException {
        var extent = TestExtent.write(temp.resolve("extent"), "one", 3, 40, 0, 77, 65_535);
        var fixture = new ImportFixture();
        try (var imports = fixture.open(temp.resolve("in"))) {
            for (int partition : new int[] {65_535, 0, 77}) {
                ImportFixture.take(imports, extent.slice(partition, BLOCK));
            }
            mustServeAll(imports, extent, 0, 77, 65_535);
            assertThat(imports.use()).isEqualTo(new ImportedExtents.Use(3, 0, 1));
        }
        try (var imports = fixture.open(temp.resolve("in"))) {
            mustServeAll(imports, extent, 0, 77, 65_535);
            ImportFixture.mustServe(imports, 5, Map.of());
            assertThat(ImportFixture.partition(imports, 77).sources()[0].extent().rooms(77))
                    .isEqualTo(3);
            assertThat(imports.header(77).orElseThrow().logPosition()).isEqualTo(99);
            assertThat(fixture.notes).isEmpty();
        }
    }

    @Test
    void servesTheNewestOfSeveralChunks() throws IOException {
        var pack = TestExtent.write(temp.resolve("pack"), "old", 3, 40, 9, 10);
        var added = TestExtent.write(temp.resolve("added"), "new", 2, 10, 9);
        var layers =
                List.of(added.layer(SliceChunk.Kind.ADDED, 4), pack.layer(SliceChunk.Kind.PACK, 0));
        var fixture = new ImportFixture();
        try (var imports = fixture.open(temp.resolve("in"))) {
            try (var source = TestExtent.open(9, BLOCK, layers)) {
                assertThat(source.header().chunks()).hasSize(2);
                ImportFixture.take(imports, TestExtent.slice(source));
            }
            try (var source = TestExtent.open(10, BLOCK, layers)) {
                assertThat(source.header().chunks()).hasSize(1);
                ImportFixture.take(imports, TestExtent.slice(source));
            }
            var documents = new java.util.TreeMap<Long, String>(Long::compareUnsigned);
            documents.putAll(pack.of(9));
            documents.putAll(added.of(9));
            for (int i = 0; i < 2; i++) {
                ImportFixture.mustServe(imports, 9, documents);
                ImportFixture.mustServe(imports, 10, pack.of(10));
                assertThat(ImportFixture.partition(imports, 9).sources()).hasSize(2);
            }
        }
        try (var imports = fixture.open(temp.resolve("in"))) {
            assertThat(ImportFixture.partition(imports, 9).sources()).hasSize(2);
            var ref = new CellRef();
            assertThat(ImportFixture.find(imports, added.of(9).firstKey(), ref)).isTrue();
        }
    }

    @Test
    void replacesWhatWasThereAndGivesItsRoomBack() throws IOException {
        var one = TestExtent.write(temp.resolve("one"), "one", 3, 40, 77);
        var two = TestExtent.write(temp.resolve("two"), "two", 3, 40, 77);
        Path in = temp.resolve("in");
        var fixture = new ImportFixture();
        try (var imports = fixture.open(in);
                var reader = fixture.epochs.join("a reader that has not passed")) {
            ImportFixture.take(imports, one.slice(77, BLOCK));
            reader.online();
            var before = new CellRef();
            long cell = one.of(77).firstKey();
            var held = ImportFixture.partition(imports, 77);
            assertThat(ImportFixture.find(imports, cell, before)).isTrue();
            ImportFixture.take(imports, two.slice(77, BLOCK));
            ImportFixture.mustServe(imports, 77, two.of(77));
            assertThat(fixture.epochs.reclaim()).isEqualTo(1);
            var out = java.lang.foreign.MemorySegment.ofArray(new byte[TestExtent.LONGEST]);
            assertThat(ImportFixture.document(held, before, out)).isEqualTo(one.of(77).get(cell));
            reader.pass();
            assertThat(fixture.epochs.reclaim()).isZero();
            assertThat(ImportFixture.path(in, 1)).doesNotExist();
            ImportFixture.mustServe(imports, 77, two.of(77));
        }
        try (var imports = fixture.open(in)) {
            ImportFixture.mustServe(imports, 77, two.of(77));
        }
    }

    @Test
    void dropsAPartitionAndLeavesTheOthers() throws IOException {
        var extent = TestExtent.write(temp.resolve("extent"), "one", 3, 40, 0, 77, 65_535);
        Path in = temp.resolve("in");
        var fixture = new ImportFixture();
        try (var imports = fixture.open(in)) {
            for (int partition : new int[] {0, 77, 65_535}) {
                ImportFixture.take(imports, extent.slice(partition, BLOCK));
            }
            var ref = new CellRef();
            assertThat(ImportFixture.find(imports, extent.of(77).firstKey(), ref)).isTrue();
            assertThat(imports.drop(77)).isTrue();
            assertThat(imports.drop(77)).isFalse();
            ImportFixture.mustServe(imports, 77, Map.of());
            assertThat(fixture.epochs.reclaim()).isZero();
            byte[] file = Files.readAllBytes(ImportFixture.path(in, 1));
            byte[] room = Arrays.copyOfRange(file, (int) ref.offset, (int) ref.offset + 100);
            assertThat(room).as("the room of what was dropped").containsOnly(0);
            mustServeAll(imports, extent, 0, 65_535);
            ImportFixture.take(imports, extent.slice(77, BLOCK));
            mustServeAll(imports, extent, 0, 77, 65_535);
        }
        try (var imports = fixture.open(in)) {
            mustServeAll(imports, extent, 0, 77, 65_535);
            for (int partition : imports.partitions()) {
                assertThat(imports.drop(partition)).isTrue();
            }
            fixture.epochs.reclaim();
            assertThat(imports.use()).isEqualTo(new ImportedExtents.Use(0, 0, 0));
            assertThat(ImportRecovery.importFiles(in)).isEmpty();
        }
    }

    @Test
    void refusesAnotherHuntAndASecondOwner() throws IOException {
        var extent = TestExtent.write(temp.resolve("extent"), "one", 1, 2, 77);
        Path in = temp.resolve("in");
        var fixture = new ImportFixture();
        try (var imports = fixture.open(in)) {
            assertThatThrownBy(() -> fixture.open(in)).hasMessageContaining("in use");
            var origin = new SliceSource.Origin(TestExtent.SECRET, Id128.ZERO, 0, 1, 9);
            var layers = List.of(extent.layer(SliceChunk.Kind.PACK, 0));
            try (var source = SliceSource.open(77, origin, layers, BLOCK)) {
                assertThatThrownBy(() -> imports.begin(source.header()))
                        .hasMessageContaining("import it into another folder");
            }
        }
        var other = new ImportId(Id128.ZERO, Id128.ZERO);
        assertThatThrownBy(() ->
                        ImportedExtents.open(
                                in,
                                other,
                                new Epochs(),
                                new ImportOptions(
                                        1 << 20,
                                        1 << 20,
                                        dev.lode.storage.extent.HeadMemory.MAPPED,
                                        SliceProgress.NONE)))
                .isInstanceOf(DamagedImports.class)
                .hasMessageContaining("choose another folder");
    }

    @Test
    void refusesContentThatWasDamagedBeforeItWasSent() throws IOException {
        var random = Seeds.random("refusesContentThatWasDamagedBeforeItWasSent", 6);
        var extent = TestExtent.write(temp.resolve("extent"), "one", 3, 40, 77);
        byte[] whole = Files.readAllBytes(extent.file);
        byte[] slice = extent.slice(77, BLOCK);
        var chunk =
                SliceReader.open("test", TestExtent.channel(slice)).header().chunks().getFirst();
        int blobs = (int) extent.place.blobsAt();
        var fixture = new ImportFixture(1 << 20, 2_000);
        try (var imports = fixture.open(temp.resolve("in"))) {
            for (int i = 0; i < 40; i++) {
                byte[] damaged = whole.clone();
                int at = blobs + random.nextInt((int) chunk.blobBytes());
                damaged[at] ^= (byte) (1 << random.nextInt(8));
                Files.write(extent.file, damaged);
                byte[] bad = extent.slice(77, BLOCK);
                assertThatThrownBy(() -> ImportFixture.take(imports, bad))
                        .as("byte %d", at)
                        .isInstanceOf(DamagedSlice.class)
                        .hasMessageContaining("before it was sent");
                ImportFixture.mustServe(imports, 77, Map.of());
            }
            Files.write(extent.file, whole);
            ImportFixture.take(imports, slice);
            ImportFixture.mustServe(imports, 77, extent.of(77));
        }
    }

    @Test
    void goesOnWhereAnImportWasCutWhereverThatWas() throws IOException {
        var random = Seeds.random("goesOnWhereAnImportWasCutWhereverThatWas", 7);
        var extent = TestExtent.write(temp.resolve("extent"), "one", 3, 60, 77);
        byte[] slice = extent.slice(77, BLOCK);
        var header = SliceReader.open("test", TestExtent.channel(slice)).header();
        var shape = header.shape();
        var fixture = new ImportFixture(1 << 20, BLOCK);
        for (int block = 0; block <= shape.blocks(); block++) {
            Path in = temp.resolve("in-" + block);
            int cut = (int) shape.blockAt(block);
            cut += block % 2 == 0 ? 0 : random.nextInt(SliceShape.END_BYTES);
            long reached = cutOff(fixture, in, Arrays.copyOf(slice, cut));
            assertThat(reached).isEqualTo(block);
            try (var imports = fixture.open(in)) {
                ImportFixture.mustServe(imports, 77, Map.of());
                if (block > 0) {
                    assertThat(fixture.notes)
                            .singleElement()
                            .asString()
                            .contains("keeps the first " + block);
                }
                try (var one = imports.begin(header);
                        var source = extent.open(77, BLOCK)) {
                    assertThat(one.block()).isEqualTo(block);
                    var rest = new ByteArrayOutputStream();
                    new SliceWriter(source)
                            .resume(Channels.newChannel(rest), one.block(), one.hash());
                    assertThat(rest.size()).isEqualTo(slice.length - shape.blockAt(block));
                    var reader =
                            SliceReader.resume(
                                    "test",
                                    TestExtent.channel(rest.toByteArray()),
                                    header,
                                    one.block(),
                                    one.hash());
                    one.take("test", reader);
                }
                ImportFixture.mustServe(imports, 77, extent.of(77));
            }
        }
    }

    @Test
    void givesUpTheBeginningOfAnotherSlice() throws IOException {
        var one = TestExtent.write(temp.resolve("one"), "one", 3, 60, 77);
        var two = TestExtent.write(temp.resolve("two"), "three", 3, 60, 77);
        Path in = temp.resolve("in");
        var fixture = new ImportFixture(1 << 20, BLOCK);
        byte[] slice = one.slice(77, BLOCK);
        assertThat(cutOff(fixture, in, Arrays.copyOf(slice, slice.length / 2))).isPositive();
        try (var imports = fixture.open(in)) {
            ImportFixture.take(imports, two.slice(77, BLOCK));
            assertThat(fixture.notes.getLast()).contains("gives up the beginning");
            ImportFixture.mustServe(imports, 77, two.of(77));
            assertThat(imports.use().parts()).isZero();
        }
        assertThat(cutOff(fixture, in, Arrays.copyOf(slice, slice.length / 2))).isPositive();
        try (var imports = fixture.open(in)) {
            assertThat(imports.abandon(77)).isTrue();
            assertThat(imports.abandon(77)).isFalse();
            ImportFixture.mustServe(imports, 77, two.of(77));
        }
    }

    @Test
    void beginsAnotherFileWhereTheHeadsAreFull() throws IOException {
        int[] partitions = new int[30];
        Arrays.setAll(partitions, i -> i * 2_000);
        var extent = TestExtent.write(temp.resolve("extent"), "one", 3, 40, partitions);
        var fixture = new ImportFixture(20_000, 1 << 30);
        Path in = temp.resolve("in");
        int maps;
        try (var imports = fixture.open(in)) {
            for (int partition : partitions) {
                ImportFixture.take(imports, extent.slice(partition, BLOCK));
            }
            maps = mapsOf(in);
            mustServeAll(imports, extent, partitions);
            assertThat(imports.use().files()).isBetween(3, 15);
            assertThat(maps).isEqualTo(imports.use().files());
        }
        try (var imports = fixture.open(in)) {
            mustServeAll(imports, extent, partitions);
            assertThat(mapsOf(in)).isEqualTo(maps);
        }
    }

    @Test
    void takesAMillionCellsInOnePartition() throws IOException {
        var extent = TestExtent.write(temp.resolve("extent"), "m", 10, 100_000, 4_711);
        byte[] slice = extent.slice(4_711, SliceHeader.BLOCK_BYTES);
        var fixture = new ImportFixture();
        try (var imports = fixture.open(temp.resolve("in"))) {
            ImportFixture.take(imports, slice);
            var chunk = imports.header(4_711).orElseThrow().chunks().getFirst();
            assertThat(chunk.headBytes()).isGreaterThan(20_000_000);
            assertThat(ImportFixture.partition(imports, 4_711).sources()[0].extent().cells(4_711))
                    .isEqualTo(1_000_000);
            var some = extent.documents.headMap(extent.documents.firstKey() + 4_000);
            ImportFixture.mustServe(imports, 4_711, some);
        }
    }

    @Test
    void cutsARecordThatWasNeverWholeAndRefusesDamageBeforeIt() throws IOException {
        var random = Seeds.random("cutsARecordThatWasNeverWholeAndRefusesDamageBeforeIt", 8);
        var extent = TestExtent.write(temp.resolve("extent"), "one", 1, 5, 1, 2);
        Path in = temp.resolve("in");
        Path journal = in.resolve(ImportJournal.NAME);
        var fixture = new ImportFixture();
        int first;
        try (var imports = fixture.open(in)) {
            ImportFixture.take(imports, extent.slice(1, BLOCK));
            first = (int) Files.size(journal);
            ImportFixture.take(imports, extent.slice(2, BLOCK));
        }
        byte[] whole = Files.readAllBytes(journal);
        byte[] files = Files.readAllBytes(ImportFixture.path(in, 1));
        for (int end = first; end < whole.length; end += 5) {
            Files.write(journal, Arrays.copyOf(whole, end));
            Files.write(ImportFixture.path(in, 1), files);
            try (var imports = fixture.open(in)) {
                ImportFixture.mustServe(imports, 1, extent.of(1));
                ImportFixture.mustServe(imports, 2, Map.of());
                assertThat(fixture.notes.getLast()).contains("cleared 1 directory entries");
                assertThat(fixture.notes).hasSize(end == first ? 1 : 2);
            }
        }
        for (int i = 0; i < 500; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(first)] ^= (byte) (1 << random.nextInt(8));
            Files.write(journal, damaged);
            assertThatThrownBy(() -> fixture.open(in))
                    .isInstanceOf(DamagedImports.class)
                    .hasMessageContaining("import its partitions again");
        }
    }

    @Test
    void healsADirectoryThatIsNotWhatTheJournalSays() throws IOException {
        var random = Seeds.random("healsADirectoryThatIsNotWhatTheJournalSays", 9);
        var extent = TestExtent.write(temp.resolve("extent"), "one", 1, 5, 1, 2);
        Path in = temp.resolve("in");
        var fixture = new ImportFixture();
        try (var imports = fixture.open(in)) {
            ImportFixture.take(imports, extent.slice(1, BLOCK));
            ImportFixture.take(imports, extent.slice(2, BLOCK));
        }
        Path file = ImportFixture.path(in, 1);
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < 50; i++) {
            byte[] damaged = whole.clone();
            damaged[ImportFile.AREA_BYTES + random.nextInt(Directory.BYTES)] ^= 4;
            Files.write(file, damaged);
            try (var imports = fixture.open(in)) {
                mustServeAll(imports, extent, 1, 2);
                assertThat(fixture.notes).singleElement().asString().contains("directory entries");
            }
        }
    }

    /// Imports what comes before a stream is cut; how many blocks were taken.
    private static long cutOff(ImportFixture fixture, Path in, byte[] begun) throws IOException {
        ReadableByteChannel channel = TestExtent.channel(begun);
        try (var imports = fixture.open(in)) {
            var reader = SliceReader.open("test", channel);
            try (var one = imports.begin(reader.header())) {
                assertThatThrownBy(() -> one.take("test", reader))
                        .isInstanceOf(DamagedSlice.class)
                        .hasMessageContaining("cut");
                return one.block();
            }
        }
    }

    private static void mustServeAll(ImportedExtents imports, TestExtent extent, int... partitions)
            throws IOException {
        for (int partition : partitions) {
            ImportFixture.mustServe(imports, partition, extent.of(partition));
        }
    }

    /// How many maps this process has of files in a folder.
    private static int mapsOf(Path folder) throws IOException {
        String name = folder.toRealPath().toString();
        try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
            return (int) lines.filter(line -> line.contains(name)).count();
        }
    }
}
