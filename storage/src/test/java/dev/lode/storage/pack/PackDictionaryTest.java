package dev.lode.storage.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.base.Layouts;
import dev.lode.base.memory.Memory;
import dev.lode.storage.Seeds;
import dev.lode.storage.blob.BlobDictionary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Packs whose documents are compressed with a dictionary.
class PackDictionaryTest {
    @TempDir Path folder;
    private final Map<String, Memory.Use> memoryBefore = Memory.byOwner();
    private final TestHunt hunt =
            TestHunt.random(Seeds.random("PackDictionaryTest", 2), 60, 1_500, 9);
    private final byte[] dictionary = TestHunt.dictionary(Seeds.random("PackDictionaryTest", 3));

    @AfterEach
    void allMemoryIsGivenBack() {
        assertThat(Memory.byOwner()).isEqualTo(memoryBefore);
    }

    private Path packed(String name, long sortBytes, long shuffle) throws IOException {
        Path file = folder.resolve(name);
        hunt.pack(file, TestHunt.options(sortBytes, 4, PackProgress.NONE), dictionary, shuffle);
        return file;
    }

    @Test
    void giveBackAllThatWasPackedOutOfLessRoom() throws IOException {
        Path file = packed("with.lode", 1 << 20, 1);
        PackTest.mustHold(file, hunt);
        PackInfo info = Pack.infoOf(file);
        PackInfo without = hunt.pack(folder.resolve("without.lode"));
        assertThat(info.format()).isEqualTo(Header.FORMAT_DICTIONARY);
        assertThat(info.dictionaryBytes()).isEqualTo(dictionary.length);
        assertThat(without.format()).isEqualTo(Header.FORMAT);
        assertThat(without.dictionaryBytes()).isZero();
        assertThat(info.storedBytes() * 10).isLessThan(without.storedBytes() * 9);
    }

    @Test
    void areTheSameByteForByteHoweverTheyWereSorted() throws IOException {
        Path inMemory = packed("a.lode", 1 << 20, 1);
        Path inRuns = packed("b.lode", 64 << 10, 99);
        assertThat(Files.mismatch(inMemory, inRuns)).isEqualTo(-1);
    }

    @Test
    void holdTheShortestAndTheLongestDictionary() throws IOException {
        for (int length : new int[] {1, 3, 7, 8, BlobDictionary.BYTES_MAX}) {
            Path file = folder.resolve(length + ".lode");
            byte[] bytes = new byte[length];
            System.arraycopy(dictionary, 0, bytes, 0, Math.min(length, dictionary.length));
            hunt.pack(file, TestHunt.options(), bytes, 1);
            PackTest.mustHold(file, hunt);
        }
        assertThatThrownBy(() ->
                        hunt.pack(
                                folder.resolve("longer.lode"),
                                TestHunt.options(),
                                new byte[BlobDictionary.BYTES_MAX + 1],
                                1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void areNotOpenedWhereTheDictionaryIsDamagedAndVerifyNamesThatAlone() throws IOException {
        Path file = packed("damaged.lode", 1 << 20, 1);
        byte[] sound = Files.readAllBytes(file);
        Section section = TestForger.section(file, Section.Kind.DICTIONARY);
        for (long at : new long[] {0, section.bytes() / 2, section.bytes() - 1}) {
            byte[] damaged = sound.clone();
            damaged[(int) (section.at() + at)] ^= 4;
            Files.write(file, damaged);
            assertThatThrownBy(() -> Pack.open(file))
                    .isInstanceOfSatisfying(
                            DamagedPack.class,
                            e -> assertThat(e.section()).isEqualTo("dictionary"));
            var report = Pack.verify(file, 100, PackProgress.NONE);
            assertThat(report.damages()).hasSize(1);
            assertThat(report.damages().getFirst().section()).isEqualTo("dictionary");
        }
    }

    @Test
    void nameABlobThatIsDamagedBesideTheDictionary() throws IOException {
        Path file = packed("both.lode", 1 << 20, 1);
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) TestForger.section(file, Section.Kind.DICTIONARY).at()] ^= 1;
        bytes[(int) TestForger.section(file, Section.Kind.BLOBS).at() + 9] ^= 1;
        Files.write(file, bytes);
        assertThat(Pack.verify(file, 100, PackProgress.NONE).damages())
                .extracting(damage -> damage.section())
                .containsExactlyInAnyOrder("dictionary", "blobs");
    }

    @Test
    void areRefusedWhereTheFooterLiesAboutTheDictionary() throws IOException {
        long row = 128 + 32L * (Section.Kind.DICTIONARY.code - 1);
        for (long length : new long[] {0, BlobDictionary.BYTES_MAX + 1, -1, Long.MAX_VALUE}) {
            Path file = packed("lies.lode", 1 << 20, 1);
            TestForger.footer(file, footer -> footer.set(Layouts.I64, row + 16, length));
            assertThatThrownBy(() -> Pack.open(file))
                    .isInstanceOfSatisfying(
                            DamagedPack.class, e -> assertThat(e.section()).isEqualTo("footer"));
        }
        Path file = packed("lies.lode", 1 << 20, 1);
        TestForger.footer(file, footer -> footer.set(Layouts.I16, 8, (short) Header.FORMAT));
        assertThatThrownBy(() -> Pack.open(file)).hasMessageContaining("different files");
    }

    @Test
    void areNotMadeByTheHighCompressor() {
        var options =
                new PackOptions(
                        1 << 20,
                        4,
                        4096,
                        PackOptions.Compressor.HIGH,
                        1,
                        Optional.empty(),
                        PackProgress.NONE);
        assertThatThrownBy(() -> hunt.pack(folder.resolve("high.lode"), options, dictionary, 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("pack.compressor");
        assertThat(folder).isEmptyDirectory();
    }
}
