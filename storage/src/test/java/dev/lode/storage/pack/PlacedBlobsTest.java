package dev.lode.storage.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Cells that come in the order of the pack, wholly or for a while: their blobs are written once.
class PlacedBlobsTest {
    private static final int CELLS = 2_500;
    private static final int BATCH_CELLS = 25;

    /// More than the whole pack has.
    private static final int HEADS_BYTES = 4 << 20;

    @TempDir Path folder;
    private final long seed = Long.getLong("lode.seed", 6L);
    private final SplittableRandom random = new SplittableRandom(seed);
    private final TestHunt hunt = TestHunt.random(random, 60, CELLS, 20);
    private final List<TestHunt.Place> sorted = List.copyOf(hunt.cells.keySet());
    private Path file = Path.of("");
    private Path runs = Path.of("");
    private Path blobs = Path.of("");
    private byte[] whole = {};

    @BeforeEach
    void packInNoOrder() throws IOException {
        file = folder.resolve("world.lode");
        runs = folder.resolve("world.lode.tmp.runs");
        blobs = folder.resolve("world.lode.tmp.blobs");
        hunt.pack(file, TestHunt.options(64 << 10, 512, PackProgress.NONE), 1);
        whole = Files.readAllBytes(file);
    }

    @Test
    void isTheSamePackHoweverLongTheOrderLasts() throws IOException {
        for (int i = 0; i < 7; i++) {
            int lasts = i == 0 ? CELLS : i == 1 ? 0 : random.nextInt(CELLS);
            assertThat(pack(inOrderFor(lasts))).isZero();
            mustBeWhole("in order for " + lasts);
        }
        List<TestHunt.Place> backwards = new ArrayList<>(sorted);
        Collections.reverse(backwards);
        assertThat(pack(backwards)).isZero();
        mustBeWhole("backwards");
    }

    @Test
    void isTheSamePackWhereRunsMustBeMergedBefore() throws IOException {
        for (int lasts : new int[] {CELLS, CELLS / 2}) {
            try (var writer = writer(2, true)) {
                fill(writer, inOrderFor(lasts), CELLS);
                hunt.finish(writer, 1);
            }
            mustBeWhole("in order for " + lasts);
        }
    }

    @Test
    void isTheSamePackWhereARunInOrderDoesNotFollowTheOneBefore() throws IOException {
        int half = CELLS / 2;
        try (var writer = writer(512, true)) {
            fill(writer, sorted.subList(half, CELLS), CELLS - half);
            writer.spill(new byte[Integer.BYTES]);
            fill(writer, sorted.subList(0, half), half);
            hunt.finish(writer, 1);
        }
        mustBeWhole("the second half first");
    }

    @Test
    void writesTheBlobsOfCellsInOrderOnce() throws IOException {
        try (var writer = writer(512, true)) {
            fill(writer, sorted, CELLS);
            hunt.finish(writer, 1);
        }
        int heads = sumOfRuns(sorted);
        assertThat(heads).isLessThanOrEqualTo(CELLS * Entry.HEAD_BYTES);
        assertThat(heads).isGreaterThan(CELLS * Entry.HEAD_BYTES / 2);
    }

    @Test
    void goesOnWhereverItWasStopped() throws IOException {
        int resumed = 0;
        for (int round = 0; round < 9; round++) {
            var order = inOrderFor(round % 2 == 0 ? CELLS : random.nextInt(CELLS));
            stopAfter(order, random.nextInt(CELLS / 2, CELLS));
            if (round % 3 == 0 && Files.exists(blobs)) {
                // As if the merge had begun to write heads.
                byte[] heads = new byte[HEADS_BYTES];
                Arrays.fill(heads, (byte) 1);
                Files.write(blobs, heads, StandardOpenOption.APPEND);
            }
            resumed += pack(order);
            mustBeWhole("round " + round);
        }
        assertThat(resumed).as("cells that were not sorted again").isPositive();
    }

    @Test
    void goesOnBeforeTheFirstBlobThatIsNotAsItWas() throws IOException {
        for (int round = 0; round < 5; round++) {
            stopAfter(sorted, CELLS);
            int noted = notes();
            byte[] bytes = Files.readAllBytes(blobs);
            int at = random.nextInt(Header.AREA_BYTES, bytes.length - 20_000);
            if (round == 0) {
                Files.delete(blobs);
            } else if (round % 2 == 0) {
                Files.write(blobs, Arrays.copyOf(bytes, at));
            } else {
                bytes[at] ^= 1;
                Files.write(blobs, bytes);
            }
            try (var writer = writer(512, false)) {
                assertThat(writer.marks()).as("lode.seed=%d", seed).hasSizeLessThan(noted);
                fill(writer, sorted, CELLS);
                hunt.finish(writer, 1);
            }
            mustBeWhole("round " + round);
        }
    }

    private void mustBeWhole(String what) throws IOException {
        assertThat(Files.readAllBytes(file)).as("%s, lode.seed=%d", what, seed).isEqualTo(whole);
        assertThat(names()).as(what).containsExactly("world.lode");
    }

    /// All cells, the first of them sorted.
    private List<TestHunt.Place> inOrderFor(int cells) {
        List<TestHunt.Place> places = new ArrayList<>(sorted);
        Collections.shuffle(places.subList(cells, places.size()), new Random(seed));
        return places;
    }

    private PackWriter writer(int mergeRunsMax, boolean fresh) throws IOException {
        var options = TestHunt.options(64 << 10, mergeRunsMax, PackProgress.NONE);
        return PackWriter.create(file, options, "input", fresh);
    }

    /// @return how many cells were not packed again
    private int pack(List<TestHunt.Place> places) throws IOException {
        try (var writer = writer(512, false)) {
            int begun = fill(writer, places, CELLS);
            hunt.finish(writer, 1);
            return begun;
        }
    }

    /// Cells from the one behind the last mark on, with a mark before each spill.
    private int fill(PackWriter writer, List<TestHunt.Place> places, int end) throws IOException {
        var marks = writer.marks();
        int begun = marks.isEmpty() ? 0 : ByteBuffer.wrap(marks.getLast()).getInt();
        var batch = writer.newBatch();
        for (int from = begun; from < end; from += BATCH_CELLS) {
            batch.clear();
            for (int i = from; i < Math.min(from + BATCH_CELLS, end); i++) {
                TestHunt.Place at = places.get(i);
                byte[] json = TestHunt.bytes(hunt.cells.getOrDefault(at, ""));
                batch.add(at.roomFp(), at.site(), at.spot(), json, 0, json.length, i + 1);
            }
            if (!writer.takes(batch)) {
                writer.spill(ByteBuffer.allocate(4).putInt(0, from).array());
            }
            writer.add(batch);
        }
        return begun;
    }

    /// Leaves what a pack that is killed after some cells leaves: copied while it works.
    private void stopAfter(List<TestHunt.Place> places, int cells) throws IOException {
        copyOfRuns(places, cells);
        Path kept = folder.resolve("aside").resolve("blobs");
        if (Files.exists(kept)) {
            Files.move(kept, blobs);
        }
        Files.move(folder.resolve("aside"), runs);
    }

    private int sumOfRuns(List<TestHunt.Place> places) throws IOException {
        copyOfRuns(places, CELLS);
        int bytes = 0;
        try (var list = Files.newDirectoryStream(folder.resolve("aside"), "run-*[0-9]")) {
            for (Path run : list) {
                bytes += (int) Files.size(run);
            }
        }
        return bytes;
    }

    private void copyOfRuns(List<TestHunt.Place> places, int cells) throws IOException {
        Path aside = Files.createDirectory(folder.resolve("aside"));
        try (var writer = writer(512, true)) {
            fill(writer, places, cells);
            try (var list = Files.newDirectoryStream(runs)) {
                for (Path from : list) {
                    copy(from, aside.resolve(from.getFileName()));
                }
            }
            copy(blobs, aside.resolve("blobs"));
        }
    }

    /// What is renamed or not there just now is not copied.
    private static void copy(Path from, Path to) throws IOException {
        try {
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException e) {
            assertThat(from.toString()).containsAnyOf(".note.tmp", ".blobs");
        }
    }

    private int notes() throws IOException {
        try (var list = Files.list(runs)) {
            return (int) list.filter(path -> path.toString().endsWith(".note")).count();
        }
    }

    private List<String> names() throws IOException {
        try (var list = Files.list(folder)) {
            return list.map(path -> String.valueOf(path.getFileName())).sorted().toList();
        }
    }
}
