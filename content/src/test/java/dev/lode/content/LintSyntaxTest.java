package dev.lode.content;

import static dev.lode.content.ExpectedFindings.found;
import static dev.lode.content.ExpectedFindings.only;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.content.lz4.Lz4Bytes;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is wrong with files that cannot be read as they are: their text, bytes and compression.
class LintSyntaxTest {
    @TempDir Path temp;
    private Folder folder;

    @BeforeEach
    void begin() {
        folder = new Folder(temp);
    }

    @Test
    void refusesBrokenYaml() {
        folder.hunt("name: [\n");
        only(folder, "hunt.yaml:2", Code.SYNTAX, "flow", "column 1", "correct the text");
        assertThat(folder.lint().text()).contains("what depends on that file was not checked");
        folder.hunt("name: small\nname: large\nprizes: []\n");
        assertThat(folder.lint().text())
                .contains("hunt.yaml:2: duplicate-member: ", "keep one of them");
        folder.hunt("name: &a small\ntitle: *a\nprizes: []\n");
        assertThat(folder.lint().text()).contains("hunt.yaml:2: syntax: aliases");
        folder.hunt("");
        assertThat(folder.lint().text()).contains("hunt.yaml: syntax: the file is empty");
        folder.hunt("- a list\n");
        assertThat(folder.lint().text()).contains("hunt.yaml:1: bad-value: the hunt is an object");
        folder.hunt("name: " + "[".repeat(100) + "\n");
        assertThat(folder.lint().text()).contains("hunt.yaml:1: too-deep:", "content.depthMax");
        folder.hunt("name: small\nprizes: []\n---\nname: other\n");
        assertThat(folder.lint().text()).contains("a second document");
    }

    @Test
    void refusesHugeLinesAndGoesOnBehindThem() {
        String huge = "{\"room\":\"hall\",\"blob\":\"" + "y".repeat(2 << 20) + "\"}\n";
        folder.cells(huge + Folder.CELLS + "{}\n");
        LintReport report = folder.lint();
        assertThat(report.cells()).isEqualTo(3);
        found(folder, "cells.jsonl:1", Code.TOO_LONG, "2097177 bytes", "content.lineBytesMax");
        found(folder, "cells.jsonl:5", Code.MISSING_MEMBER, "'room'");
    }

    @Test
    void refusesBrokenJsonAndGoesOnBehindIt() {
        String blob = "{\"room\":\"hall\",\"site\":0,\"spot\":1,\"blob\":";
        folder.cells(blob + "{\"a\":}}\n" + Folder.CELLS);
        only(folder, "cells.jsonl:1", Code.SYNTAX, "column", "correct the text");
        folder.cells(Folder.CELLS + blob + "{\"a\":1\n");
        only(folder, "cells.jsonl:4", Code.SYNTAX, "end-of-input");
        folder.cells(Folder.CELLS + blob + "{}} {}\n");
        only(folder, "cells.jsonl:4", Code.SYNTAX, "something follows", "one object a line");
        folder.cells(Folder.CELLS + "[1]\n");
        only(folder, "cells.jsonl:4", Code.BAD_VALUE, "a cell is an object");
        folder.cells(Folder.CELLS + blob + "{\"a\":NaN}}\n");
        only(folder, "cells.jsonl:4", Code.SYNTAX, "NaN");
        folder.cells(Folder.CELLS + blob + "{\"a\":\"\u0001\"}}\n");
        only(folder, "cells.jsonl:4", Code.SYNTAX, "CTRL-CHAR");
        folder.cells(Folder.CELLS + blob + "{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}}\n");
        only(folder, "cells.jsonl:4", Code.TOO_DEEP, "deeper than 64", "content.depthMax");
        folder.cells(Folder.CELLS + blob + "{\"a\":1,\"b\":{\"c\":1,\"c\":2}}}\n");
        only(folder, "cells.jsonl:4", Code.DUPLICATE_MEMBER, "\"c\"", "keep one");
        folder.cells(Folder.CELLS + blob + "{\"key\":\"a\",\"k\\u0065y\":\"b\"}}\n");
        only(folder, "cells.jsonl:4", Code.DUPLICATE_MEMBER, "\"key\"");
        folder.cells(Folder.CELLS + blob + "{\"a\":" + "1".repeat(500) + "}}\n");
        only(folder, "cells.jsonl:4", Code.TOO_LONG, "Number", "shorten");
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        byte[] latin = (Folder.CELLS + "{\"room\":\"höhle\"}\n").getBytes(ISO_8859_1);
        only(folder.file("cells.jsonl", latin), "cells.jsonl:4", Code.UTF8, "byte 10", "0xf6");
        folder.cells(Folder.CELLS).file("rooms.jsonl", ("\ufeff" + Folder.ROOMS).getBytes(UTF_8));
        found(folder, "rooms.jsonl:1", Code.UTF8, "byte order mark");
        folder.rooms(Folder.ROOMS)
                .file("hunt.yaml", "name: small\ntitle: \u00fc\n".getBytes(ISO_8859_1));
        found(folder, "hunt.yaml:2", Code.UTF8, "byte 19", "0xfc");
    }

    @Test
    void readsCompressedFiles() {
        folder.cellsLz4(Lz4Bytes.frame(Lz4Bytes.INDEPENDENT, Folder.CELLS));
        assertThat(folder.lint().text()).isEqualTo("2 rooms, 3 cells, 2 keys: nothing found\n");
    }

    @Test
    void refusesLinkedBlocks() {
        folder.cellsLz4(Lz4Bytes.frame(Lz4Bytes.LINKED, Folder.CELLS));
        found(folder, "cells.jsonl.lz4:1", Code.LZ4, "linked blocks", "lz4 -BI");
    }

    @Test
    void keepsTheLineWhereAStreamDies() {
        String[] lines = Folder.CELLS.split("(?<=\n)");
        byte[] file = Lz4Bytes.frame(Lz4Bytes.INDEPENDENT, lines);
        byte[] cut = Arrays.copyOf(file, file.length - 30);
        folder.cellsLz4(cut);
        found(folder, "cells.jsonl.lz4:2", Code.LZ4, "the file ends within block 2", "not whole");
        byte[] flipped = file.clone();
        flipped[file.length - 1] ^= 1;
        folder.file("cells.jsonl.lz4", flipped);
        found(folder, "cells.jsonl.lz4:3", Code.LZ4, "content checksum", "lz4 -t FILE");
        folder.file("cells.jsonl.lz4", "PK\u0003\u0004 zipped".getBytes(UTF_8));
        found(folder, "cells.jsonl.lz4:1", Code.LZ4, "zip file");
    }
}
