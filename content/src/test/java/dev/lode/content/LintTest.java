package dev.lode.content;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.knob.Settings;
import dev.lode.content.lz4.Lz4Bytes;
import dev.lode.game.GameKnobs;
import dev.lode.storage.pack.PackKnobs;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LintTest {
    @TempDir Path temp;
    private Folder folder;

    @BeforeEach
    void begin() {
        folder = new Folder(temp);
    }

    @Test
    void findsNothingInASoundFolder() {
        LintReport report = folder.lint();
        assertThat(report.findings()).isEmpty();
        assertThat(report.clean()).isTrue();
        assertThat(report.text()).isEqualTo("2 rooms, 3 cells, 2 keys: nothing found\n");
    }

    @Test
    void missesFiles() {
        only(folder.without("hunt.yaml"), "hunt.yaml", Code.FILE, "there is no hunt.yaml");
        folder.hunt(Folder.HUNT).without("rooms.jsonl");
        only(folder, "rooms.jsonl", Code.FILE, "rooms.jsonl or rooms.jsonl.lz4");
        LintReport nowhere =
                Lint.run(temp.resolve("nowhere"), Settings.defaults(), ProgressListener.NONE);
        assertThat(nowhere.text()).contains("nowhere: file: there is no such folder");
    }

    @Test
    void refusesAFileThatIsThereTwice() {
        folder.file("cells.jsonl.lz4", Lz4Bytes.frame(Lz4Bytes.INDEPENDENT, Folder.CELLS));
        only(folder, "cells.jsonl.lz4", Code.FILE, "remove one of the two");
    }

    @Test
    void namesTheLineOfUnknownMembersAndTheNearestKnown() {
        folder.hunt(Folder.HUNT.replace("title: A", "titel: A"));
        only(folder, "hunt.yaml:2", Code.UNKNOWN_MEMBER, "'titel'", "did you mean 'title'?");
        folder.hunt(Folder.HUNT.replace("cooldown: 200ms", "cool_down: 200ms"));
        only(folder, "hunt.yaml:3", Code.UNKNOWN_MEMBER, "did you mean 'cooldown'?");
        folder.hunt(Folder.HUNT)
                .rooms(Folder.ROOMS.replace("\"needs\"", "\"need\":\"x\",\"needs\""));
        only(folder, "rooms.jsonl:1", Code.UNKNOWN_MEMBER, "did you mean 'needs'?");
        folder.rooms(Folder.ROOMS).cells(Folder.CELLS + "{\"rom\":\"hall\"}\n");
        only(folder, "cells.jsonl:4", Code.UNKNOWN_MEMBER, "did you mean 'room'?");
    }

    @Test
    void readsTimesByTheirUnits() {
        folder.hunt(Folder.HUNT.replace("200ms", "200"));
        only(folder, "hunt.yaml:3", Code.BAD_VALUE, "no unit", "200ms");
        folder.hunt(Folder.HUNT.replace("30s", "30m"));
        only(folder, "hunt.yaml:3", Code.BAD_VALUE, "unit \"m\" is unknown", "30min");
        folder.hunt(Folder.HUNT.replace("30s", "0s"));
        only(folder, "hunt.yaml:3", Code.BAD_VALUE, "too small");
        folder.hunt(Folder.HUNT.replace("200ms", "1.5us"));
        only(folder, "hunt.yaml:3", Code.BAD_VALUE, "finer than a millisecond");
    }

    @Test
    void refusesABrokenSchedule() {
        folder.hunt(
                Folder.HUNT
                        + "schedule:\n  opens: 2026-01-02T00:00:00Z\n  closes: 2026-01-01T00:00:00Z\n");
        only(folder, "hunt.yaml:9", Code.BAD_VALUE, "is not after 'opens'");
        folder.hunt(Folder.HUNT + "schedule: {opens: tomorrow}\n");
        only(folder, "hunt.yaml:7", Code.BAD_VALUE, "'tomorrow'", "2026-12-24T18:00:00Z");
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
    void refusesNames() {
        folder.hunt(Folder.HUNT.replace("small", "a/b"));
        only(folder, "hunt.yaml:1", Code.BAD_NAME, "a slash");
        folder.hunt(Folder.HUNT).rooms(Folder.ROOMS.replace("\"hall\"", "\"hall\\u0007\""));
        found(folder, "rooms.jsonl:1", Code.BAD_NAME, "control character");
        folder.rooms(Folder.ROOMS.replace("\"hall\"", "\"e\u0301tage\""));
        found(folder, "rooms.jsonl:1", Code.BAD_NAME, "NFC");
    }

    @Test
    void refusesBadPrizes() {
        folder.hunt(Folder.HUNT + "  - {id: crown, key: key-3}\n");
        only(folder, "hunt.yaml:7", Code.DUPLICATE_PRIZE, "'crown' stands already in line 5");
        folder.hunt(Folder.HUNT + "  - {id: hat, key: key-2}\n");
        only(folder, "hunt.yaml:7", Code.DUPLICATE_PRIZE, "'key-2' stands already in line 6");
        folder.hunt(Folder.HUNT.replace("stock: 3", "stock: 0"));
        only(folder, "hunt.yaml:6", Code.BAD_VALUE, "'stock' of a prize is 0", "from 1 to");
        folder.hunt(Folder.HUNT.replace("id: ring", "id: 17"));
        found(folder, "hunt.yaml:6", Code.BAD_VALUE, "is a number", "put it in quotes");
        folder.hunt(Folder.HUNT.replace("id: ring", "id: " + "x".repeat(65)));
        found(folder, "hunt.yaml:6", Code.BAD_NAME, "65 bytes");
    }

    @Test
    void wantsEveryKeyOnceAndWithAPrize() {
        folder.hunt(Folder.HUNT + "  - {id: hat, key: key-3}\n");
        only(folder, "hunt.yaml:7", Code.PRIZE_WITHOUT_KEY, "'key-3'", "\"key\":\"key-3\"");
        folder.hunt(Folder.HUNT)
                .cells(
                        Folder.CELLS
                                + "{\"room\":\"hall\",\"site\":0,\"spot\":1,\"blob\":{\"key\":\"key-9\"}}\n");
        only(folder, "cells.jsonl:4", Code.KEY_WITHOUT_PRIZE, "'key-9'", "add a prize");
        folder.cells(
                Folder.CELLS
                        + "{\"room\":\"hall\",\"site\":0,\"spot\":1,\"blob\":{\"key\":\"key-2\"}}\n");
        only(folder, "cells.jsonl:4", Code.DUPLICATE_KEY, "hidden already in line 3");
    }

    @Test
    void refusesRoomsOfTooManySites() {
        String sites = String.join(",", Collections.nCopies(257, "{}"));
        folder.rooms(Folder.ROOMS + "{\"room\":\"big\",\"sites\":[" + sites + "]}\n");
        found(folder, "rooms.jsonl:3", Code.SITES, "257 sites", "split the room");
        folder.rooms(Folder.ROOMS + "{\"room\":\"none\",\"sites\":[]}\n");
        only(folder, "rooms.jsonl:3", Code.SITES, "0 sites", "give it a site");
    }

    @Test
    void refusesDuplicateRooms() {
        folder.rooms(Folder.ROOMS + "{\"room\":\"attic\",\"sites\":[{}]}\n");
        only(folder, "rooms.jsonl:3", Code.DUPLICATE_ROOM, "already in line 2", "rename");
    }

    /// XXH3 folds a product of two halves, so names that swap them (under the mask of its secret)
    /// have one fingerprint; the hunt's name and its zero fill the 16 bytes before.
    @Test
    void refusesTwoRoomsOfOneFingerprint() {
        folder.hunt(Folder.HUNT.replace("name: small", "name: fifteen-letters"))
                .rooms(
                        """
                        {"room":"M7m8pH5oJ,i5yc:M","sites":[{"entry":true}]}
                        {"room":"hall","sites":[{"entry":true},{"entry":true}]}
                        {"room":"attic","sites":[{"entry":true},{"entry":true}]}
                        {"room":"渠xM@ʉᣤuDkū","sites":[{"entry":true}]}
                        """);
        only(folder, "rooms.jsonl:4", Code.FINGERPRINT, "'M7m8pH5oJ,i5yc:M' (line 1)", "rename");
    }

    @Test
    void refusesWaysThatLeadNowhere() {
        folder.rooms(Folder.ROOMS.replace("[[0,1]],\"exits\"", "[[0,1],[0,2]],\"exits\""));
        only(folder, "rooms.jsonl:1", Code.BAD_EDGE, "[0,2]", "sites 0 to 1");
        folder.rooms(Folder.ROOMS.replace("[[0,1]],\"exits\"", "[[0,1],[1,1]],\"exits\""));
        only(folder, "rooms.jsonl:1", Code.BAD_EDGE, "leads nowhere");
        folder.rooms(Folder.ROOMS.replace("[[0,1]],\"exits\"", "[[0,1],[0,1]],\"exits\""));
        only(folder, "rooms.jsonl:1", Code.BAD_EDGE, "stands twice");
        folder.rooms(Folder.ROOMS.replace("\"attic\",\"site\":0", "\"attic\",\"site\":5"));
        found(folder, "rooms.jsonl:1", Code.BAD_EDGE, "attic/5", "has 2 sites", "0 to 1");
        folder.rooms(
                Folder.ROOMS.replace(
                        "\"room\":\"attic\",\"site\"", "\"room\":\"cellar\",\"site\""));
        found(folder, "rooms.jsonl:1", Code.BAD_EDGE, "'cellar', which is not there");
        folder.rooms(Folder.ROOMS.replace("[[0,1]],\"exits\"", "[[0,\"1\"]],\"exits\""));
        found(folder, "rooms.jsonl:1", Code.BAD_VALUE, "write for instance [0,1]");
    }

    @Test
    void refusesGatesThatCannotStand() {
        String gate = "{\"from\":1,\"room\":\"attic\",\"site\":0,\"needs\":\"key-1\"}";
        folder.rooms(Folder.ROOMS.replace(gate, gate.replace("key-1", "key-7")));
        only(folder, "rooms.jsonl:1", Code.BAD_GATE, "'key-7'", "did you mean 'key-1'?");
        folder.rooms(Folder.ROOMS.replace(gate, "{\"from\":1,\"room\":\"attic\",\"site\":0}"));
        only(folder, "rooms.jsonl:1", Code.BAD_GATE, "neither needs a key nor opens");
        folder.rooms(Folder.ROOMS.replace(gate, "{\"from\":1,\"to\":0,\"needs\":\"key-1\"}"));
        only(folder, "rooms.jsonl:1", Code.BAD_GATE, "stands on no edge");
        folder.rooms(Folder.ROOMS.replace(gate, gate + "," + gate));
        only(folder, "rooms.jsonl:1", Code.BAD_GATE, "two gates");
        folder.rooms(Folder.ROOMS.replace(gate, gate.replace("\"needs\"", "\"to\":1,\"needs\"")));
        only(folder, "rooms.jsonl:1", Code.BAD_GATE, "name one of them");
    }

    @Test
    void findsCycles() {
        folder.rooms(
                Folder.ROOMS.replace(
                        "[{},{}],\"edges\":[[0,1]]",
                        "[{},{}],\"edges\":[[0,1]],\"exits\":[{\"from\":1,\"room\":\"hall\",\"site\":1}]"));
        only(
                folder,
                "rooms.jsonl:1",
                Code.CYCLE,
                "hall/1 -> attic/0 -> attic/1 -> hall/1",
                "take one of these ways out");
    }

    @Test
    void findsWhatNobodyCanReach() {
        folder.rooms(Folder.ROOMS + "{\"room\":\"island\",\"sites\":[{}]}\n");
        only(folder, "rooms.jsonl:3", Code.UNREACHABLE, "room 'island'", "add a way");
        folder.rooms(Folder.ROOMS.replace("[{},{}]", "[{},{},{}]"));
        only(folder, "rooms.jsonl:2", Code.UNREACHABLE, "attic/2");
        folder.rooms(Folder.ROOMS.replace(",\"entry\":true", ""));
        only(folder, "rooms.jsonl", Code.NO_ENTRY, "\"entry\":true");
    }

    @Test
    void findsKeysBehindTheirOwnGates() {
        folder.cells(
                Folder.CELLS
                        .replace("key-1", "key-x")
                        .replace("key-2", "key-1")
                        .replace("key-x", "key-2"));
        found(
                folder,
                "rooms.jsonl:1",
                Code.GATE_UNSOLVABLE,
                "needs key 'key-1'",
                "before the gate");
        found(folder, "rooms.jsonl:2", Code.KEY_UNREACHABLE, "'key-1'", "hide it elsewhere");
    }

    @Test
    void refusesCellsThatCannotBe() {
        folder.cells(Folder.CELLS + "{\"room\":\"cellar\",\"site\":0,\"spot\":0,\"blob\":{}}\n");
        only(folder, "cells.jsonl:4", Code.BAD_CELL, "'cellar' is not in rooms.jsonl");
        folder.cells(Folder.CELLS + "{\"room\":\"hall\",\"site\":2,\"spot\":0,\"blob\":{}}\n");
        only(folder, "cells.jsonl:4", Code.BAD_CELL, "'hall' has 2 sites", "0 to 1");
        folder.cells(
                Folder.CELLS + "{\"room\":\"hall\",\"site\":0,\"spot\":1048576,\"blob\":{}}\n");
        only(folder, "cells.jsonl:4", Code.BAD_CELL, "'spot'", "1048575");
        folder.cells(Folder.CELLS + "{\"room\":\"hall\",\"site\":-1,\"spot\":0,\"blob\":{}}\n");
        only(folder, "cells.jsonl:4", Code.BAD_CELL, "'site'");
        folder.cells(
                Folder.CELLS
                        + "{\"room\":\"hall\",\"site\":0,\"spot\":99999999999999999999,\"blob\":{}}\n");
        only(folder, "cells.jsonl:4", Code.BAD_CELL, "'spot'");
        folder.cells(Folder.CELLS + "{\"room\":\"hall\",\"site\":0,\"spot\":0.5,\"blob\":{}}\n");
        only(folder, "cells.jsonl:4", Code.BAD_CELL, "'spot'");
        folder.cells(Folder.CELLS + "{\"room\":\"hall\",\"site\":0,\"spot\":1}\n");
        only(folder, "cells.jsonl:4", Code.MISSING_MEMBER, "'blob'");
        folder.cells(Folder.CELLS + "{\"room\":\"hall\",\"site\":0,\"spot\":1,\"blob\":[1]}\n");
        only(folder, "cells.jsonl:4", Code.BAD_VALUE, "'blob' is not an object");
        folder.cells(
                Folder.CELLS + "{\"room\":\"hall\",\"site\":0,\"spot\":1,\"blob\":{\"key\":5}}\n");
        only(folder, "cells.jsonl:4", Code.BAD_VALUE, "'key' of a blob");
    }

    @Test
    void findsCellsThatStandTwiceWhateverTheMemory() {
        String extra =
                IntStream.range(0, 20_000)
                        .mapToObj(i ->
                                "{\"room\":\"hall\",\"site\":1,\"spot\":%d,\"blob\":{}}\n"
                                        .formatted(i + 10))
                        .collect(Collectors.joining());
        String twice = "{\"room\":\"hall\",\"site\":1,\"spot\":7,\"blob\":{\"x\":1}}\n";
        folder.cells(Folder.CELLS + extra + twice + twice)
                .with(Settings.defaults().with(PackKnobs.SORT_BYTES, 64L << 10));
        LintReport report = folder.lint();
        assertThat(report.text())
                .contains(
                        "cells.jsonl:20004: duplicate-cell: the cell hall/1/7 stands already in line 2",
                        "cells.jsonl:20005: duplicate-cell: the cell hall/1/7 stands already in line 2",
                        "2 findings");
    }

    @Test
    void refusesBlobsThatAreTooLarge() {
        String large =
                "{\"room\":\"hall\",\"site\":0,\"spot\":1,\"blob\":{\"x\":\""
                        + "y".repeat(70_000)
                        + "\"}}\n";
        folder.cells(Folder.CELLS + large);
        only(folder, "cells.jsonl:4", Code.BLOB_TOO_LARGE, "70008 bytes", "content.blobBytesMax");
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

    @Test
    void showsSomeOfManyFindingsAndCountsTheRest() {
        folder.cells("{}\n".repeat(500) + Folder.CELLS)
                .with(Settings.defaults().with(GameKnobs.FINDINGS_MAX, 3L));
        LintReport report = folder.lint();
        assertThat(report.findings()).extracting(Finding::line).containsExactly(1L, 2L, 3L);
        assertThat(report.total()).isEqualTo(500);
        assertThat(report.text()).contains("... and 497 more of missing-member", "500 findings");
        assertThat(folder.lint()).isEqualTo(report);
    }

    /// The one finding of a folder.
    private static void only(Folder folder, String place, Code code, String... parts) {
        LintReport report = folder.lint();
        assertThat(report.findings()).as(report.text()).hasSize(1);
        found(folder, place, code, parts);
    }

    private static void found(Folder folder, String place, Code code, String... parts) {
        LintReport report = folder.lint();
        assertThat(report.findings())
                .as(report.text())
                .anySatisfy(finding -> {
                    assertThat(finding.place()).endsWith("/" + place);
                    assertThat(finding.code()).isEqualTo(code);
                    assertThat(finding.toString()).contains(parts);
                    assertThat(finding.remedy()).isNotBlank();
                });
    }
}
