package dev.lode.storage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.base.memory.Epochs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The manifest's bytes, and what is said of one that is damaged or gone.
class ManifestTest {
    private static final Manifest MANIFEST =
            new Manifest(
                    5,
                    TestCells.CONTENT,
                    4,
                    List.of(
                            new Manifest.Row(3, 2_105_408, 0x1234_5678, 2),
                            new Manifest.Row(1, 2_109_504, 0x9ABC_DEF0, 7)),
                    Map.of(1, Addition.position(77, 2), 0, Addition.position(12, 0)));

    @TempDir Path folder;

    @Test
    void readsWhatItWrote() throws Exception {
        assertThat(Manifest.read(MANIFEST.bytes())).isEqualTo(MANIFEST);
        Manifest first = Manifest.first(TestCells.CONTENT);
        assertThat(Manifest.read(first.bytes())).isEqualTo(first);
    }

    @Test
    void isAsTheFormatSays() {
        byte[] bytes = MANIFEST.bytes();
        assertThat(bytes).hasSize(64 + 2 * 32 + 2 * 16 + 4);
        assertThat(HexFormat.of().formatHex(bytes, 0, 0xa0))
                .isEqualTo(
                        """
                        4c4f444553544f52 01000000 a4000000 0500000000000000
                        0000000000000007 0000000000000009 04000000 0200000002000000
                        000000000000000000000000
                        0300000078563412 4020200000000000 0200000000000000 0000000000000000
                        01000000f0debc9a 4030200000000000 0700000000000000 0000000000000000
                        0000000000000000 00000c0000000000
                        0100000000000000 02004d0000000000
                        """
                                .replaceAll("\\s", ""));
    }

    @Test
    void everyFlippedBitAndEveryCutIsRefused() {
        byte[] whole = MANIFEST.bytes();
        for (int bit = 0; bit < 8 * whole.length; bit++) {
            byte[] bytes = whole.clone();
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> Manifest.read(bytes))
                    .as("bit " + bit)
                    .isInstanceOf(Manifest.Malformed.class);
        }
        for (int length = 0; length < whole.length; length++) {
            byte[] bytes = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Manifest.read(bytes)).isInstanceOf(Manifest.Malformed.class);
        }
    }

    @Test
    void aDamagedManifestRefusesTheStoreAndSaysWhatToDo() throws IOException {
        oneCell();
        Files.write(folder.resolve("manifest"), new byte[100]);
        assertThatThrownBy(this::open)
                .isInstanceOf(DamagedStore.class)
                .hasMessageContaining(folder.resolve("manifest").toString())
                .hasMessageContaining("remove the whole folder");
    }

    @Test
    void aManifestThatIsGoneIsNoEmptyStore() throws IOException {
        oneCell();
        Files.delete(folder.resolve("manifest"));
        assertThatThrownBy(this::open)
                .isInstanceOf(DamagedStore.class)
                .hasMessageContaining("it is gone, and there are extents beside it");
        assertThat(Files.exists(StoreFiles.extent(folder, 1))).isTrue();
    }

    @Test
    void anExtentThatIsGoneOrAnotherIsNamed() throws IOException {
        oneCell();
        byte[] bytes = Files.readAllBytes(StoreFiles.extent(folder, 1));
        Files.delete(StoreFiles.extent(folder, 1));
        assertThatThrownBy(this::open)
                .isInstanceOf(DamagedStore.class)
                .hasMessageContaining("extent-000001.lode: it is gone");
        Files.write(StoreFiles.extent(folder, 1), Arrays.copyOf(bytes, bytes.length - 1));
        assertThatThrownBy(this::open)
                .isInstanceOf(DamagedStore.class)
                .hasMessageContaining("extent-000001.lode");
    }

    @Test
    void theStoreOfAnotherHuntIsRefused() throws IOException {
        oneCell();
        var other = Base.none(new dev.lode.base.Id128(1, 1));
        assertThatThrownBy(() ->
                        CellStore.open(
                                folder, other, TestCells.ROOMS, new Epochs(), TestCells.config(3)))
                .isInstanceOf(DamagedStore.class)
                .hasMessageContaining("belongs to the content");
    }

    private void oneCell() throws IOException {
        try (CellStore store = open()) {
            store.add(TestCells.addition(1, 5, 1));
            store.flush();
        }
    }

    private CellStore open() throws IOException {
        return CellStore.open(
                folder,
                Base.none(TestCells.CONTENT),
                TestCells.ROOMS,
                new Epochs(),
                TestCells.config(3));
    }
}
