package dev.lode.storage.slice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.Id128;
import dev.lode.storage.extent.ExtentPlan;
import dev.lode.storage.extent.ExtentWriter;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The dump in docs/format/slice.md is what this version writes; `-Dlode.golden=write` renews it.
class SliceFormatTest {
    private static final Path DOC = Path.of("..", "docs", "format", "slice.md");
    private static final String BEGIN = "<!-- dump: written by SliceFormatTest -->\n```\n";
    private static final String END = "```\n<!-- end of dump -->";
    private static final int BLOCK = 256;
    private static final int LINE_BYTES = 16;

    @TempDir Path folder;
    private byte[] bytes = {};
    private final StringBuilder dump = new StringBuilder();

    @Test
    void isWhatTheDocumentShows() throws IOException {
        bytes = slice();
        dumpSlice();
        title("journal of the folder that it was imported into");
        bytes = journal(bytes);
        dumpJournal();
        String doc = Files.readString(DOC);
        int from = doc.indexOf(BEGIN) + BEGIN.length();
        int to = doc.indexOf(END);
        if ("write".equals(System.getProperty("lode.golden"))) {
            Files.writeString(DOC, doc.substring(0, from) + dump + doc.substring(to));
        } else {
            assertThat(doc.substring(from, to)).isEqualTo(dump.toString());
        }
    }

    /// One room with one cell, in partition 65,535.
    private byte[] slice() throws IOException {
        Path file = folder.resolve("extent");
        var plan = new ExtentPlan();
        plan.addRoom(65_535, 0);
        plan.addCell(65_535, 0, 5);
        byte[] block = "p{\"a\":1}".getBytes(StandardCharsets.UTF_8);
        SliceSource.Layer layer;
        try (var channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            var writer = new ExtentWriter(channel, 4096, plan);
            writer.room((65_535L << 48) | 0xA1, 0);
            writer.cell(writer.key(0, 5), block, 0, block.length, 7);
            layer = new SliceSource.Layer(SliceChunk.Kind.PACK, 0, file, writer.finish(7));
        }
        var origin = new SliceSource.Origin(TestExtent.SECRET, Id128.ZERO, 3, 0, 0);
        try (var source = SliceSource.open(65_535, origin, List.of(layer), BLOCK)) {
            return TestExtent.slice(source);
        }
    }

    private byte[] journal(byte[] slice) throws IOException {
        Path in = folder.resolve("in");
        var options =
                new ImportOptions(
                        1 << 20,
                        1 << 20,
                        dev.lode.storage.extent.HeadMemory.MAPPED,
                        SliceProgress.NONE);
        var id = new ImportId(TestExtent.SECRET, Id128.ZERO);
        var epochs = new dev.lode.base.memory.Epochs();
        try (var imports = ImportedExtents.open(in, id, epochs, options)) {
            ImportFixture.take(imports, slice);
            assertThat(imports.drop(65_535)).isTrue();
        }
        return Files.readAllBytes(in.resolve(ImportJournal.NAME));
    }

    private void dumpSlice() throws IOException {
        var header = SliceReader.open("test", TestExtent.channel(bytes)).header();
        var shape = header.shape();
        title("header");
        int at = header(0, 1);
        for (int block = 0; block < shape.blocks(); block++) {
            title("block " + block);
            at = field(at, 8, "offset of its content");
            at = field(at, 8, "hash of everything before");
            at = field(at, 4, "length of its content");
            at = field(at, 4, "checksum of the 20 bytes before and the content");
            at = field(at, shape.contentOf(block), "content: head, then blobs");
        }
        title("end record");
        at = field(at, 8, "magic LODESEND");
        at = field(at, 8, "length of all content");
        at = field(at, 8, "hash of everything before");
        at = field(at, 4, "0");
        at = field(at, 4, "checksum of bytes 0 to 27");
        assertThat(at).isEqualTo(bytes.length);
    }

    private int header(int from, int chunks) {
        int at = field(from, 8, "magic LODESLIC");
        at = field(at, 2, "format");
        at = field(at, 2, "partition");
        at = field(at, 4, "chunks");
        at = field(at, 16, "secret id");
        at = field(at, 16, "hunt");
        at = field(at, 8, "epoch");
        at = field(at, 8, "log position");
        at = field(at, 8, "length of all content");
        at = field(at, 4, "claim group");
        at = field(at, 4, "length of a block's content");
        at = field(at, 4, "longest document");
        at = field(at, 36, "0");
        at = field(at, 4, "checksum of the rows");
        at = field(at, 4, "checksum of bytes 0 to 123");
        for (int i = 0; i < chunks; i++) {
            at = field(at, 8, "row " + i + ": length of the head");
            at = field(at, 8, "length of the blobs");
            at = field(at, 8, "extent that it lay in");
            at = field(at, 4, "checksum of the chunk header");
            at = field(at, 4, "kind");
        }
        return at;
    }

    private void dumpJournal() {
        int at = field(0, 8, "magic LODEIMPJ");
        at = field(at, 2, "format");
        at = field(at, 6, "0");
        at = field(at, 16, "secret id");
        at = field(at, 16, "hunt");
        at = field(at, 12, "0");
        at = field(at, 4, "checksum of bytes 0 to 59");
        at = record(at, "whole");
        at = field(at, 16, "0");
        at = header(at, 1);
        at = field(at, 8, "where its head is");
        at = field(at, 8, "where its blobs are");
        at = field(at, 4, "number of the file");
        at = field(at, 4, "0");
        at = record(at, "dropped");
        assertThat(at).isEqualTo(bytes.length);
    }

    private int record(int from, String kind) {
        title("record: " + kind);
        int at = field(from, 4, "length of the record");
        at = field(at, 4, "checksum of the record without these four bytes");
        at = field(at, 8, "sequence");
        at = field(at, 4, "kind");
        at = field(at, 4, "0");
        return field(at, 8, "import");
    }

    private void title(String text) {
        dump.append("--- ").append(text).append('\n');
    }

    private int field(int at, int length, String what) {
        boolean zeros = length > LINE_BYTES;
        for (int i = at; i < at + length && zeros; i++) {
            zeros = bytes[i] == 0;
        }
        if (zeros) {
            dump.append("%08x  (%d bytes) %s%n".formatted(at, length, what));
            return at + length;
        }
        for (int line = 0; line < length; line += LINE_BYTES) {
            int part = Math.min(LINE_BYTES, length - line);
            String hex = HexFormat.ofDelimiter(" ").formatHex(bytes, at + line, at + line + part);
            dump.append(
                    "%08x  %-47s  %s"
                            .formatted(at + line, hex, line == 0 ? what : "")
                            .stripTrailing());
            dump.append('\n');
        }
        return at + length;
    }
}
