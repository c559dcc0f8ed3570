package dev.lode.storage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.base.CellKey;
import dev.lode.base.Id128;
import dev.lode.base.knob.Settings;
import dev.lode.base.memory.Epochs;
import dev.lode.storage.blob.BlobDictionary;
import dev.lode.storage.blob.BlobReader;
import dev.lode.storage.extent.CellRef;
import dev.lode.storage.extent.HeadMemory;
import dev.lode.storage.pack.Pack;
import dev.lode.storage.pack.PackOptions;
import dev.lode.storage.pack.PackProgress;
import dev.lode.storage.pack.PackWriter;
import dev.lode.storage.pack.SectionWriter;
import dev.lode.storage.slice.ImportCheck;
import dev.lode.storage.slice.ImportOptions;
import dev.lode.storage.slice.ImportedExtents;
import dev.lode.storage.slice.SliceChunk;
import dev.lode.storage.slice.SliceProgress;
import dev.lode.storage.slice.SliceReader;
import dev.lode.storage.slice.SliceWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.HashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Partitions of a pack with a dictionary that move between stores.
class DictionarySlicesTest {
    private static final Id128 HUNT = new Id128(3, 5);
    private static final int PARTITION = 13_107;
    private static final int SPOTS = 40;
    private static final int ADDED = 7;

    @TempDir Path temp;
    private Path pack = Path.of("");
    private Path other = Path.of("");
    private Path none = Path.of("");

    @BeforeEach
    void packAll() throws IOException {
        pack = packed("pack.lode", TestCells.document(1, 150));
        other = packed("other.lode", TestCells.document(2, 151));
        none = packed("none.lode", new byte[0]);
    }

    private Path packed(String name, byte[] dictionary) throws IOException {
        Path file = temp.resolve(name);
        var options = PackOptions.of(Settings.defaults(), PackProgress.NONE);
        try (var writer = PackWriter.create(file, options, dictionary, "cells", true)) {
            long room = TestCells.ROOMS.fingerprint(PARTITION, 0);
            writer.addRoom(room);
            for (int spot = 0; spot < SPOTS; spot++) {
                byte[] json = TestCells.document(cell(spot), 1);
                writer.addCell(room, 0, spot, json, 0, json.length, spot);
            }
            writer.finish(new byte[2], SectionWriter.EMPTY, new byte[32]);
        }
        return file;
    }

    private static long cell(int spot) {
        return CellKey.of(PARTITION, 0, 0, spot);
    }

    private CellStore open(String name, Pack over) throws IOException {
        return CellStore.open(
                temp.resolve(name),
                Base.of(over).playedIn(HUNT),
                TestCells.ROOMS,
                new Epochs(),
                TestCells.config(3));
    }

    private static byte[] slice(CellStore store) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var source = store.slices().export(PARTITION, TestCells.GROUP, 1, Long.MAX_VALUE)) {
            new SliceWriter(source).write(Channels.newChannel(bytes));
        }
        return bytes.toByteArray();
    }

    private static void take(CellStore store, byte[] slice) throws IOException {
        var in = Channels.newChannel(new ByteArrayInputStream(slice));
        store.slices().take(SliceReader.open("a slice", in));
    }

    private static void mustShowAll(CellStore store) {
        var ref = new CellRef();
        var block = MemorySegment.ofArray(new byte[4096]);
        try (var reader = store.reader()) {
            for (int spot = 0; spot < SPOTS; spot++) {
                int version = spot == ADDED ? 2 : 1;
                assertThat(TestCells.read(reader, cell(spot)))
                        .isEqualTo(TestCells.text(cell(spot), version));
                assertThat(reader.find(cell(spot), ref)).isTrue();
                int stored = reader.readStored(ref, block, 0, 4096);
                if (spot == ADDED) {
                    assertThat(stored).as("what was added stands alone").isPositive();
                } else {
                    assertThat(stored).isEqualTo(BlobReader.NEEDS_DICTIONARY);
                }
            }
        }
    }

    @Test
    void areServedWhereThePackIsTheSameAndGoOnFromThere() throws IOException {
        try (var over = Pack.open(pack);
                var one = open("one", over);
                var two = open("two", over);
                var three = open("three", over)) {
            one.add(TestCells.addition(1, cell(ADDED), 2));
            one.flush();
            mustShowAll(one);
            take(two, slice(one));
            assertThat(two.slices().partitions()).containsExactly(PARTITION);
            mustShowAll(two);
            take(three, slice(two));
            mustShowAll(three);
        }
        try (var over = Pack.open(pack);
                var again = open("three", over)) {
            mustShowAll(again);
        }
    }

    @Test
    void leaveThePackAsItIsWhereTheChunksAboveItAreMerged() throws IOException {
        try (var over = Pack.open(pack);
                var one = open("one", over);
                var two = open("two", over)) {
            var versions = new HashMap<Long, Long>();
            for (int spot = 0; spot < SPOTS; spot++) {
                versions.put(cell(spot), 1L);
            }
            for (int extent = 0; extent < 9; extent++) {
                for (int i = 0; i < 6; i++) {
                    long cell = cell((extent * 6 + i) % (SPOTS - 1));
                    long position = versions.merge(cell, 100L, Long::sum);
                    one.add(TestCells.addition(extent * 6 + i + 1, cell, position));
                }
                one.flush();
            }
            byte[] slice = slice(one);
            var in = Channels.newChannel(new ByteArrayInputStream(slice));
            assertThat(SliceReader.open("a slice", in).header().chunks())
                    .extracting(SliceChunk::kind)
                    .hasSizeLessThanOrEqualTo(TestCells.config(3).slices().chunksMax())
                    .endsWith(SliceChunk.Kind.PACK_WITH_DICTIONARY)
                    .contains(SliceChunk.Kind.MERGED);
            take(two, slice);
            try (var reader = two.reader()) {
                versions.forEach((cell, version) ->
                        assertThat(TestCells.read(reader, cell))
                                .isEqualTo(TestCells.text(cell, version)));
            }
        }
    }

    @Test
    void areRefusedWhereThePackIsAnotherOrHasNoDictionary() throws IOException {
        byte[] slice;
        try (var over = Pack.open(pack);
                var one = open("one", over)) {
            slice = slice(one);
        }
        for (Path file : new Path[] {other, none}) {
            try (var over = Pack.open(file);
                    var store = open(file.getFileName() + ".store", over)) {
                assertThatThrownBy(() -> take(store, slice))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("of a pack with the dictionary")
                        .hasMessageContaining("import it into a hunt of that very pack");
                assertThat(store.slices().partitions()).isEmpty();
            }
        }
    }

    @Test
    void areNotServedOverAPackThatTookThePlaceOfTheirs() throws IOException {
        try (var over = Pack.open(pack);
                var one = open("one", over);
                var two = open("two", over)) {
            take(two, slice(one));
        }
        try (var over = Pack.open(other)) {
            assertThatThrownBy(() -> open("two", over))
                    .hasMessageContaining("of a pack with the dictionary");
        }
    }

    @Test
    void nameTheDictionaryInTheirHeader() throws IOException {
        try (var over = Pack.open(pack);
                var one = open("one", over)) {
            var in = Channels.newChannel(new ByteArrayInputStream(slice(one)));
            var chunk = SliceReader.open("a slice", in).header().chunks().getFirst();
            assertThat(chunk.kind()).isEqualTo(SliceChunk.Kind.PACK_WITH_DICTIONARY);
            assertThat(chunk.origin()).isEqualTo(BlobDictionary.idOf(TestCells.document(1, 150)));
        }
    }

    @Test
    void areCheckedWithTheDictionaryAndNotWithout() throws IOException {
        Path imports = StoreSlices.folderOf(temp.resolve("two"));
        try (var over = Pack.open(pack);
                var one = open("one", over);
                var two = open("two", over)) {
            take(two, slice(one));
            assertThat(ImportCheck.beside(imports, over.dictionary(), 9).reports().values())
                    .isNotEmpty()
                    .allMatch(report -> report.sound());
            assertThatThrownBy(() -> ImportCheck.beside(imports, null, 9))
                    .hasMessageContaining("of a pack with the dictionary");
        }
        var options = new ImportOptions(4096, 1 << 20, HeadMemory.MAPPED, SliceProgress.NONE);
        try (var dictionary = Pack.dictionaryOf(pack);
                var folder =
                        ImportedExtents.open(imports, new Epochs(), options.with(dictionary))) {
            assertThat(ImportCheck.run(folder, 9).values())
                    .isNotEmpty()
                    .allMatch(report -> report.sound());
        }
        try (var folder = ImportedExtents.open(imports, new Epochs(), options)) {
            assertThatThrownBy(() -> ImportCheck.run(folder, 9))
                    .hasMessageContaining("of a pack with the dictionary");
        }
    }
}
