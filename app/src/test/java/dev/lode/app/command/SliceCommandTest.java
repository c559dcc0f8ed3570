package dev.lode.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.app.CommandLineRun;
import dev.lode.base.memory.Epochs;
import dev.lode.storage.extent.HeadMemory;
import dev.lode.storage.pack.Pack;
import dev.lode.storage.slice.ImportOptions;
import dev.lode.storage.slice.ImportedExtents;
import dev.lode.storage.slice.SliceProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// A partition moved by hand, with what goes wrong on the way.
class SliceCommandTest {
    @TempDir Path folder;
    private Path pack = Path.of("");
    private int partition;

    @BeforeEach
    void packAHunt() throws IOException {
        Path hunt = folder.resolve("hunt");
        pack = folder.resolve("hunt.lode");
        assertThat(
                        CommandLineRun.of(
                                        "generate",
                                        hunt.toString(),
                                        "--rooms=20",
                                        "--cells=400",
                                        "--keys=5")
                                .status())
                .isZero();
        assertThat(CommandLineRun.of("pack", hunt.toString(), "-o", pack.toString()).status())
                .isZero();
        partition = aPartition();
    }

    /// The first partition that has a room.
    private int aPartition() throws IOException {
        int at = (int) Pack.placeOf(pack).headsAt();
        byte[] bytes = Files.readAllBytes(pack);
        for (int p = 0; p < 65_536; p++) {
            if (bytes[at + 32 * p + 8] != 0 || bytes[at + 32 * p + 9] != 0) {
                return p;
            }
        }
        throw new AssertionError("an empty pack");
    }

    @Test
    void movesAPartitionByHand() throws IOException {
        Path slice = folder.resolve("p.slice");
        Path in = folder.resolve("in");
        var exported = export(slice);
        assertThat(exported.status()).as(exported.err()).isZero();
        assertThat(exported.out()).contains("partition " + partition + " of " + pack);
        assertThat(slice.resolveSibling("p.slice.part")).doesNotExist();

        var inspected = CommandLineRun.of("slice", "inspect", slice.toString());
        assertThat(inspected.out()).contains("chunk        pack 0: head ").contains("sound");
        var json = CommandLineRun.of("slice", "inspect", slice.toString(), "--json");
        var node = JsonMapper.shared().readTree(json.out());
        assertThat(node.get("partition").asInt()).isEqualTo(partition);
        assertThat(node.get("stream_bytes").asLong()).isEqualTo(Files.size(slice));

        var imported = importInto(slice, in);
        assertThat(imported.status()).as(imported.err()).isZero();
        assertThat(imported.out()).contains("1 partitions in 1 files");
        assertThat(importInto(slice, in).out()).contains("already; nothing was done");
        var verified = CommandLineRun.of("verify", in.toString());
        assertThat(verified.status()).as(verified.out()).isZero();
        assertThat(verified.out()).contains("sound").contains("1 partitions in 1 files");

        var dropped = CommandLineRun.of("slice", "drop", in.toString(), String.valueOf(partition));
        assertThat(dropped.out()).contains("dropped partition " + partition);
        assertThat(
                        CommandLineRun.of("slice", "drop", in.toString(), String.valueOf(partition))
                                .status())
                .isEqualTo(1);
    }

    @Test
    void movesAPartitionFromTheContentOfOneNodeToThatOfAnother() throws IOException {
        String hunt = "0123456789abcdef0123456789abcdef";
        Path from = folder.resolve("a/hunts").resolve(hunt);
        Path to = folder.resolve("b/hunts").resolve(hunt);
        for (Path content : new Path[] {from, to}) {
            Files.createDirectories(content);
            Files.copy(pack, content.resolve("content.lode"));
        }
        byte[] bytes = Files.readAllBytes(to.resolve("content.lode"));
        // The head of the first partition lies right behind the partition directory.
        bytes[(int) Pack.placeOf(pack).headsAt() + (2 << 20) + 70] ^= 1;
        Files.write(to.resolve("content.lode"), bytes);
        Path slice = folder.resolve("p.slice");
        String number = String.valueOf(partition);
        var exported =
                CommandLineRun.of("slice", "export", from.toString(), number, "-o", "" + slice);
        assertThat(exported.status()).as(exported.err()).isZero();
        var inspected = CommandLineRun.of("slice", "inspect", slice.toString());
        assertThat(inspected.out()).contains("hunt         " + hunt);

        var imported = importInto(slice, to);
        assertThat(imported.status()).as(imported.err()).isZero();
        assertThat(imported.out()).contains("1 partitions of the hunt are served from imports");
        assertThat(importInto(slice, to).out()).contains("already; nothing was done");
        Path store = to.resolve("content.store");
        var verified = CommandLineRun.of("verify", store.toString());
        assertThat(verified.status()).as(verified.out()).isZero();
        assertThat(verified.out()).contains("imports: 1 partitions in 1 files");
        verifiesBesideOneWhoServes(store);

        Path again = folder.resolve("again.slice");
        var onwards =
                CommandLineRun.of("slice", "export", store.toString(), number, "-o", "" + again);
        assertThat(onwards.status()).as(onwards.err()).isZero();
        assertThat(Files.readAllBytes(again)).isEqualTo(Files.readAllBytes(slice));
        assertThat(CommandLineRun.of("slice", "drop", to.toString(), number).status()).isZero();
        var damaged =
                CommandLineRun.of("slice", "export", store.toString(), number, "-o", "" + again);
        assertThat(damaged.err()).contains("take the slice from another holder");
    }

    private static void verifiesBesideOneWhoServes(Path store) throws IOException {
        var options = new ImportOptions(1 << 20, 1 << 20, HeadMemory.MAPPED, SliceProgress.NONE);
        Path imports = store.resolve("imports");
        Path file = imports.resolve("import-000001.lode");
        byte[] sound = Files.readAllBytes(file);
        try (var _ = ImportedExtents.open(imports, new Epochs(), options)) {
            var verified = CommandLineRun.of("verify", store.toString());
            assertThat(verified.status()).as(verified.out()).isZero();
            assertThat(verified.out()).contains("imports: 1 partitions in 1 files");
            byte[] bytes = sound.clone();
            bytes[bytes.length - 1] ^= 1;
            Files.write(file, bytes);
            var damaged = CommandLineRun.of("verify", store.toString());
            assertThat(damaged.status()).isEqualTo(1);
            assertThat(damaged.out()).contains("damaged blob");
            Files.write(file, sound);
        }
    }

    @Test
    void goesOnWithAnExportThatWasEnded() throws IOException {
        Path slice = folder.resolve("p.slice");
        assertThat(export(slice).status()).isZero();
        byte[] whole = Files.readAllBytes(slice);
        Files.delete(slice);
        Files.write(folder.resolve("p.slice.part"), Arrays.copyOf(whole, whole.length - 40));
        var again = export(slice);
        assertThat(again.err()).contains("goes on at byte");
        assertThat(Files.readAllBytes(slice)).isEqualTo(whole);
    }

    @Test
    void namesPlaceAndRemedyWhereSomethingIsWrong() throws IOException {
        Path slice = folder.resolve("p.slice");
        Path in = folder.resolve("in");
        assertThat(export(slice).status()).isZero();
        byte[] bytes = Files.readAllBytes(slice);
        bytes[bytes.length / 2] ^= 1;
        Files.write(slice, bytes);
        for (var refused :
                new CommandLineRun[] {
                    CommandLineRun.of("slice", "inspect", slice.toString()), importInto(slice, in)
                }) {
            assertThat(refused.status()).isEqualTo(1);
            assertThat(refused.err()).contains("byte ").contains("fetch or export the slice again");
        }
        assertThat(CommandLineRun.of("verify", in.toString()).out()).contains("0 partitions");
        assertThat(
                        CommandLineRun.of(
                                        "slice",
                                        "export",
                                        pack.toString(),
                                        "65536",
                                        "-o",
                                        slice.toString())
                                .status())
                .isEqualTo(2);
        assertThat(CommandLineRun.of("slice", "drop", folder.toString(), "1").status())
                .isEqualTo(3);
        assertThat(CommandLineRun.of("slice", "inspect", pack.toString()).err())
                .contains("not a slice of Lode");
    }

    private CommandLineRun export(Path slice) {
        return CommandLineRun.of(
                "slice",
                "export",
                pack.toString(),
                String.valueOf(partition),
                "-o",
                slice.toString(),
                "--set",
                "slice.blockBytes=4KiB");
    }

    private static CommandLineRun importInto(Path slice, Path in) {
        return CommandLineRun.of("slice", "import", slice.toString(), "--into", in.toString());
    }
}
