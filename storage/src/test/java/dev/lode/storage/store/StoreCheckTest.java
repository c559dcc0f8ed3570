package dev.lode.storage.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.memory.Epochs;
import dev.lode.storage.Seeds;
import dev.lode.storage.pack.PackProgress;
import dev.lode.storage.pack.VerifyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A check of a store that is damaged in each of its files.
class StoreCheckTest {
    private static final int FLIPS_A_FILE = 60;
    private static final int HEADS_AT = 4096 + (2 << 20);

    @TempDir Path folder;
    private CellStore store;

    @BeforeEach
    void makeAStoreOfThreeExtents() throws IOException {
        store = open();
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 1; i <= 300; i++) {
            store.add(TestCells.addition(i, TestCells.any(random), i));
            if (i % 100 == 0) {
                store.flush();
            }
        }
    }

    private CellStore open() throws IOException {
        return CellStore.open(
                folder,
                Base.none(TestCells.CONTENT),
                TestCells.ROOMS,
                new Epochs(),
                TestCells.config(9));
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private StoreCheck check() throws IOException {
        return StoreCheck.run(folder, 10, PackProgress.NONE);
    }

    private static VerifyReport of(StoreCheck check, Path file) {
        VerifyReport report = check.reports().get(file);
        if (report == null) {
            throw new AssertionError(file + " is not in " + check);
        }
        return report;
    }

    @Test
    void aSoundStoreIsSoundBesideTheServerThatHasIt() throws IOException {
        assertThat(StoreCheck.is(folder)).isTrue();
        StoreCheck check = check();
        assertThat(check.sound()).isTrue();
        assertThat(check.reports()).hasSize(3);
        assertThat(check.lines())
                .contains(
                        "content      " + TestCells.CONTENT,
                        "generation   4",
                        "cursor       group 0: entry 0, addition 300");
    }

    @Test
    void everyFlippedBitOfEveryExtentIsNamedByFileAndPlace() throws IOException {
        SplittableRandom random = Seeds.random("StoreCheckTest", 2);
        for (Path file : StoreFiles.extents(folder)) {
            byte[] whole = Files.readAllBytes(file);
            for (int i = 0; i < FLIPS_A_FILE; i++) {
                int from = i % 3 == 0 ? 0 : HEADS_AT;
                int at = random.nextInt(from, whole.length);
                byte[] bytes = whole.clone();
                bytes[at] ^= (byte) (1 << random.nextInt(8));
                Files.write(file, bytes);
                StoreCheck check = check();
                assertThat(check.sound()).as("byte %d of %s", at, file).isFalse();
                assertThat(of(check, file).damages())
                        .as("byte %d of %s", at, file)
                        .anyMatch(damage -> isAt(damage, at));
                assertThat(check.reports().values().stream().filter(it -> !it.sound())).hasSize(1);
            }
            Files.write(file, whole);
        }
        assertThat(check().sound()).isTrue();
    }

    private static boolean isAt(VerifyReport.Damage damage, int at) {
        boolean frame = damage.section().equals("header") || damage.section().equals("footer");
        return frame
                || (damage.offset() <= at && at < damage.offset() + Math.max(1, damage.bytes()));
    }

    @Test
    void aDamagedBlobIsNamedWithPartitionAndRoom() throws IOException {
        Path file = StoreFiles.extents(folder).getLast();
        flip(file, (int) Files.size(file) - 400);
        assertThat(of(check(), file).damages())
                .singleElement()
                .satisfies(damage -> {
                    assertThat(damage.section()).isEqualTo("blobs");
                    assertThat(damage.partition()).isEqualTo(4 * 13_107);
                    assertThat(damage.ordinal()).isNotNegative();
                });
    }

    @Test
    void whatIsDamagedInSeveralFilesIsAllNamed() throws IOException {
        List<Path> files = StoreFiles.extents(folder);
        Files.delete(files.get(0));
        flip(files.get(1), HEADS_AT + 70);
        StoreCheck check = check();
        assertThat(of(check, files.get(0)).damages())
                .singleElement()
                .satisfies(damage ->
                        assertThat(damage.what())
                                .isEqualTo("it is gone, and the manifest names it"));
        assertThat(of(check, files.get(1)).damages()).first().asString().contains("partition=0");
        assertThat(of(check, files.get(2)).sound()).isTrue();
    }

    @Test
    void aDamagedManifestIsNamedAndTheExtentsAreCheckedNonetheless() throws IOException {
        List<Path> files = StoreFiles.extents(folder);
        Path manifest = folder.resolve("manifest");
        flip(manifest, 30);
        flip(files.get(2), HEADS_AT + 70);
        StoreCheck check = check();
        assertThat(of(check, manifest).damages())
                .singleElement()
                .satisfies(it -> assertThat(it.what()).isEqualTo("its checksum does not hold"));
        assertThat(of(check, files.get(0)).sound()).isTrue();
        assertThat(of(check, files.get(2)).sound()).isFalse();
        Files.delete(manifest);
        assertThat(StoreCheck.is(folder)).isTrue();
        assertThat(of(check(), manifest).damages()).first().asString().contains("it is gone");
    }

    @Test
    void extentsThatWereExchangedAreNamed() throws IOException {
        List<Path> files = StoreFiles.extents(folder);
        Path aside = folder.resolve("aside");
        Files.move(files.get(0), aside);
        Files.move(files.get(1), files.get(0));
        Files.move(aside, files.get(1));
        for (Path file : files.subList(0, 2)) {
            assertThat(of(check(), file).damages())
                    .singleElement()
                    .asString()
                    .contains("it is not the file that the manifest names");
        }
    }

    @Test
    void aMergeMeanwhileIsNoDamage() throws IOException {
        boolean[] merged = {false};
        StoreCheck check =
                StoreCheck.run(
                        folder,
                        10,
                        (_, _, _) -> {
                            if (!merged[0]) {
                                merged[0] = true;
                                mergeAll();
                            }
                        });
        assertThat(check.sound()).isTrue();
        assertThat(check.reports()).hasSize(1);
    }

    private void mergeAll() {
        try {
            assertThat(store.mergeAll()).isTrue();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void flip(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 0x10;
        Files.write(file, bytes);
    }
}
