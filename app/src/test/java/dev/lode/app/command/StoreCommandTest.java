package dev.lode.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.app.CommandLineRun;
import dev.lode.base.CellKey;
import dev.lode.base.knob.Settings;
import dev.lode.base.memory.Epochs;
import dev.lode.storage.extent.Directory;
import dev.lode.storage.pack.Pack;
import dev.lode.storage.store.Addition;
import dev.lode.storage.store.Base;
import dev.lode.storage.store.CellStore;
import dev.lode.storage.store.StoreConfig;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `lode verify` and `lode inspect` of a hunt's folder: pack, manifest and extents, damaged one
/// after the other.
class StoreCommandTest {
    private static final byte[] BLOCK = {0x20, '{', '}'};
    private static final int FIRST_HEAD = 4096 + Directory.BYTES;

    @TempDir Path temp;
    private Path folder = Path.of("");
    private Path pack = Path.of("");
    private Path store = Path.of("");

    @BeforeEach
    void makeAPackAndAStoreOfTwoExtents() throws IOException {
        Path hunt = temp.resolve("hunt");
        folder = Files.createDirectory(temp.resolve("live"));
        pack = folder.resolve("content.lode");
        store = folder.resolve("content.store");
        var made =
                CommandLineRun.of(
                        "generate", hunt.toString(), "--rooms=8", "--cells=100", "--keys=2");
        assertThat(made.status()).isZero();
        var packed = CommandLineRun.of("pack", hunt.toString(), "-o", pack.toString());
        assertThat(packed.status()).isZero();
        try (Pack open = Pack.open(pack);
                CellStore cells =
                        CellStore.open(
                                store,
                                Base.of(open),
                                open.extent()::roomFp,
                                new Epochs(),
                                StoreConfig.of(Settings.defaults()))) {
            int partition = 0;
            while (open.extent().rooms(partition) == 0) {
                partition++;
            }
            for (int i = 1; i <= 2; i++) {
                long cell = CellKey.of(partition, 0, 0, 900 + i);
                cells.add(new Addition(0, i, cell, MemorySegment.ofArray(BLOCK), 2));
                cells.flush();
            }
        }
    }

    @Test
    void aDataFolderStandsForAllItsHuntsAndAFolderWithoutContentIsRefused() throws IOException {
        Path data = temp.resolve("data");
        Path hunts = Files.createDirectories(data.resolve("hunts"));
        assertThat(mustBe(1, "verify", data)).contains(data + ": there is no pack");
        Files.move(folder, hunts.resolve("one"));
        Files.createFile(hunts.resolve("stray"));
        Path moved = hunts.resolve("one");
        for (String command : new String[] {"verify", "inspect"}) {
            assertThat(mustBe(0, command, data))
                    .contains(
                            moved.resolve("content.lode") + ": sound",
                            moved.resolve("content.store") + ": sound, 2 extents");
        }
    }

    private static String mustBe(int status, String command, Path path) {
        var run = CommandLineRun.of(command, path.toString());
        assertThat(run.status()).as(run.out() + run.err()).isEqualTo(status);
        return run.out() + run.err();
    }

    @Test
    void theWholeFolderIsSoundAndInspectShowsWhatIsInIt() {
        assertThat(mustBe(0, "verify", folder))
                .contains(
                        pack + ": sound",
                        store.resolve("extent-000001.lode") + ": sound",
                        store + ": sound, 2 extents");
        assertThat(mustBe(0, "inspect", folder))
                .contains("rooms        8 in", "extent       2: 1 cells", "cursor       group 0");
        assertThat(mustBe(0, "verify", store)).doesNotContain(pack.toString());
    }

    @Test
    void damageInEachFileIsNamedAndTheOthersAreCheckedNonetheless() throws IOException {
        Path first = store.resolve("extent-000001.lode");
        Path second = store.resolve("extent-000002.lode");
        int packHead = (int) Pack.placeOf(pack).headsAt() + Directory.BYTES;
        for (String command : new String[] {"verify", "inspect"}) {
            flip(pack, packHead + 70);
            assertThat(mustBe(1, command, folder))
                    .contains(pack + ": heads of partition", store + ": sound, 2 extents");
            flip(pack, packHead + 70);
            flip(first, FIRST_HEAD + 70);
            assertThat(mustBe(1, command, folder))
                    .contains(
                            pack + ": sound",
                            first + ": heads of partition",
                            second + ": sound",
                            store + ": DAMAGED");
            Files.move(second, folder.resolve("aside"));
            assertThat(mustBe(1, command, folder))
                    .contains(first + ": heads of partition", second + ": extent, byte 0")
                    .contains("it is gone, and the manifest names it");
            Files.move(folder.resolve("aside"), second);
            flip(first, FIRST_HEAD + 70);
            flip(store.resolve("manifest"), 20);
            assertThat(mustBe(1, command, folder))
                    .contains("manifest: manifest, byte 0", "checksum does not hold")
                    .contains(second + ": sound");
            flip(store.resolve("manifest"), 20);
        }
        mustBe(0, "verify", folder);
    }

    private static void flip(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 0x10;
        Files.write(file, bytes);
    }
}
