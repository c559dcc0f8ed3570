package dev.lode.storage.pack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.storage.extent.ChunkShape;
import dev.lode.storage.extent.Directory;
import dev.lode.storage.index.KeyShape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The dump in docs/format/pack.md is what this version writes; `-Dlode.golden=write` renews it.
class PackFormatTest {
    private static final Path DOC = Path.of("..", "docs", "format", "pack.md");
    private static final String BEGIN = "<!-- dump: written by PackFormatTest -->\n```\n";
    private static final String END = "```\n<!-- end of dump -->";
    private static final int LINE_BYTES = 16;

    @TempDir Path folder;
    private byte[] bytes = {};
    private final StringBuilder dump = new StringBuilder();

    @Test
    void isWhatTheDocumentShows() throws IOException {
        Path file = folder.resolve("tiny.lode");
        packTiny(file);
        bytes = Files.readAllBytes(file);
        dumpAll(file);
        String doc = Files.readString(DOC);
        int from = doc.indexOf(BEGIN) + BEGIN.length();
        int to = doc.indexOf(END);
        if ("write".equals(System.getProperty("lode.golden"))) {
            Files.writeString(DOC, doc.substring(0, from) + dump + doc.substring(to));
        } else {
            assertThat(doc.substring(from, to)).isEqualTo(dump.toString());
        }
    }

    private static void packTiny(Path file) throws IOException {
        byte[] json = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
        long first = (1L << 48) | 0xA1;
        long second = (1L << 48) | 0xB2;
        long third = (65_535L << 48) | 0xC3;
        try (var writer = PackWriter.create(file, TestHunt.options())) {
            writer.addRoom(first);
            writer.addRoom(second);
            writer.addRoom(third);
            writer.addCell(second, 2, 7, json, 0, json.length, 1);
            writer.addCell(first, 0, 5, json, 0, json.length, 2);
            writer.addKey(first, 0, 5, "key-001", 0, "crown", 1);
            byte[] meta = "{\"hunt\":\"tiny\"}".getBytes(StandardCharsets.UTF_8);
            byte[] graph = "graph".getBytes(StandardCharsets.UTF_8);
            writer.finish(meta, out -> out.write(graph), TestHunt.SECRET);
        }
    }

    private void dumpAll(Path file) throws IOException {
        title("header");
        long at =
                fields(
                        0,
                        8,
                        "magic LODEPACK",
                        2,
                        "format",
                        2,
                        "0",
                        4,
                        "length of the footer",
                        8,
                        "length of the file",
                        16,
                        "secret id",
                        4,
                        "checksum of the footer",
                        16,
                        "0",
                        4,
                        "checksum of bytes 0 to 59");
        skip(at, Header.AREA_BYTES, "0");
        title("blobs");
        at =
                fields(
                        Header.AREA_BYTES,
                        8,
                        "partition 1, room 0, site 0, spot 5: LZ4 block of {\"a\":1}",
                        8,
                        "partition 1, room 1, site 2, spot 7");
        Section heads = TestForger.section(file, Section.Kind.HEADS);
        skip(at, heads.at(), "0");
        title("partition directory");
        at = entry(heads.at(), "partition 0: empty");
        entry(at, "partition 1");
        long last = heads.at() + Directory.BYTES - Directory.ENTRY_BYTES;
        skip(at + Directory.ENTRY_BYTES, last, "partitions 2 to 65,534: empty");
        at = entry(last, "partition 65,535");
        at = chunk(at, 1, ChunkShape.of(2, KeyShape.of(1, 2, 7), 2), 2);
        at = chunk(at, 65_535, ChunkShape.of(1, KeyShape.NONE, 0), 0);
        at = section(file, at, Section.Kind.GRAPH);
        at = align(at);
        title("keys");
        at =
                fields(
                        at,
                        16,
                        "keyed hash of the cell",
                        12,
                        "nonce",
                        148,
                        "sealed cell, prize, stock and names",
                        16,
                        "tag");
        at = section(file, at, Section.Kind.META);
        at = align(at);
        title("checksums of pages");
        at = fields(at, 4, "graph", 4, "keys", 4, "meta");
        at = align(at);
        footer(at);
        assertThat(at + Footer.BYTES).isEqualTo(bytes.length);
    }

    private long section(Path file, long after, Section.Kind kind) throws IOException {
        long at = align(after);
        Section section = TestForger.section(file, kind);
        assertThat(section.at()).isEqualTo(at);
        title(kind.text());
        return field(at, (int) section.bytes(), kind.text());
    }

    private long entry(long at, String partition) {
        dump.append(partition).append('\n');
        return fields(
                at,
                8,
                "offset of the head",
                8,
                "length of the head",
                8,
                "offset of the blobs",
                4,
                "checksum of the chunk header",
                4,
                "checksum of entry and partition");
    }

    private long chunk(long head, int partition, ChunkShape shape, int cells) {
        title("head of partition " + partition);
        long at =
                fields(
                        head,
                        4,
                        "magic LCHK",
                        2,
                        "format",
                        2,
                        "partition",
                        4,
                        "rooms",
                        1,
                        "bits of an ordinal",
                        1,
                        "bits of a site",
                        1,
                        "bits of a spot",
                        1,
                        "0",
                        8,
                        "cells",
                        8,
                        "length of the head",
                        8,
                        "length of the blobs",
                        4,
                        "0: the checksums of the pages follow",
                        4,
                        "checksum of page 0",
                        12,
                        "0",
                        4,
                        "checksum of bytes 0 to 59");
        for (int i = 0; i < shape.rooms(); i++) {
            at = fields(at, 8, "room " + i + ": fingerprint", 4, "ordinal", 4, "cells");
        }
        at = skip(at, head + shape.leavesAt(), "0");
        if (cells > 0) {
            for (int i = 0; i < 16; i++) {
                at = field(at, 4, i < cells ? "key of cell " + i : "unused key");
            }
            for (int i = 0; i < cells; i++) {
                at =
                        fields(
                                at,
                                6,
                                "offset of blob " + i,
                                3,
                                "stored length",
                                3,
                                "plain length",
                                4,
                                "checksum of blob and key");
            }
            at = skip(at, head + shape.checksAt(), "0");
        }
        return skip(at, head + shape.headBytes(), "0");
    }

    private void footer(long from) {
        title("footer");
        long at =
                fields(
                        from,
                        8,
                        "magic LODEFOOT",
                        2,
                        "format",
                        2,
                        "sections",
                        4,
                        "longest document",
                        8,
                        "length of the file",
                        8,
                        "rooms",
                        8,
                        "cells",
                        8,
                        "keys",
                        8,
                        "length of all documents",
                        8,
                        "length of all blobs",
                        4,
                        "partitions that have a room",
                        4,
                        "0",
                        16,
                        "secret id",
                        32,
                        "Merkle root",
                        8,
                        "0");
        for (Section.Kind kind : Section.Kind.ALWAYS) {
            at =
                    fields(
                            at,
                            4,
                            "section " + kind.text(),
                            4,
                            "check",
                            8,
                            "offset",
                            8,
                            "length",
                            8,
                            "offset of the checksums of its pages");
        }
        at = skip(at, from + Footer.BYTES - 4, "0");
        field(at, 4, "checksum of bytes 0 to 315");
    }

    private long align(long at) {
        return skip(at, ChunkShape.aligned(at), "0");
    }

    private void title(String text) {
        dump.append("--- ").append(text).append('\n');
    }

    private long skip(long from, long to, String what) {
        if (to > from) {
            dump.append(String.format("%08x  (%d bytes) %s\n", from, to - from, what));
        }
        return to;
    }

    private long fields(long from, Object... lengthsAndNames) {
        long at = from;
        for (int i = 0; i < lengthsAndNames.length; i += 2) {
            at = field(at, (int) lengthsAndNames[i], (String) lengthsAndNames[i + 1]);
        }
        return at;
    }

    private long field(long from, int length, String name) {
        var hex = HexFormat.ofDelimiter(" ");
        for (int done = 0; done < length; done += LINE_BYTES) {
            int part = Math.min(LINE_BYTES, length - done);
            String shown = hex.formatHex(bytes, (int) from + done, (int) from + done + part);
            dump.append(
                            String.format(
                                            "%08x  %-47s  %s",
                                            from + done, shown, done == 0 ? name : "")
                                    .stripTrailing())
                    .append('\n');
        }
        return from + length;
    }
}
