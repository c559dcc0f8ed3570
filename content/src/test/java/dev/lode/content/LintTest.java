package dev.lode.content;

import static dev.lode.content.ExpectedFindings.found;
import static dev.lode.content.ExpectedFindings.only;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.knob.Settings;
import dev.lode.content.lz4.Lz4Bytes;
import dev.lode.game.GameKnobs;
import dev.lode.storage.pack.PackKnobs;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is wrong with a hunt, its cells and the folder as a whole.
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
    void showsSomeOfManyFindingsAndCountsTheRest() {
        folder.cells("{}\n".repeat(500) + Folder.CELLS)
                .with(Settings.defaults().with(GameKnobs.FINDINGS_MAX, 3L));
        LintReport report = folder.lint();
        assertThat(report.findings()).extracting(Finding::line).containsExactly(1L, 2L, 3L);
        assertThat(report.total()).isEqualTo(500);
        assertThat(report.text()).contains("... and 497 more of missing-member", "500 findings");
        assertThat(folder.lint()).isEqualTo(report);
    }
}
