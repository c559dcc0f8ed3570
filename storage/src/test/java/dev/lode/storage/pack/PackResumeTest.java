package dev.lode.storage.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a pack that was killed has left, taken up by the next one.
class PackResumeTest {
    private static final int BATCHES = 60;
    private static final int BATCH_CELLS = 50;

    @TempDir Path folder;
    private final long seed = Long.getLong("lode.seed", 5L);
    private final SplittableRandom random = new SplittableRandom(seed);
    private final List<String> said = new ArrayList<>();
    private Path file = Path.of("");
    private Path runs = Path.of("");
    private byte[] whole = {};
    private byte[] dictionary = {};

    @BeforeEach
    void packUndisturbed() throws IOException {
        file = folder.resolve("world.lode");
        runs = folder.resolve("world.lode.tmp.runs");
        pack("input", false, BATCHES);
        whole = Files.readAllBytes(file);
        said.clear();
    }

    @Test
    void goesOnWhereverItWasStopped() throws IOException {
        int resumed = 0;
        for (int round = 0; round < 12; round++) {
            stopAfter(1 + random.nextInt(BATCHES));
            resumed += pack("input", false, BATCHES);
            assertThat(Files.readAllBytes(file)).as("lode.seed=%d", seed).isEqualTo(whole);
            assertThat(names(folder)).containsExactly("world.lode");
        }
        assertThat(resumed).as("batches that were not sorted again").isPositive();
        assertThat(said).anyMatch(line -> line.startsWith("going on with "));
    }

    @Test
    void goesOnWithTheDictionaryThatTheKilledPackHad() throws IOException {
        dictionary = TestHunt.dictionary(random);
        packUndisturbed();
        int resumed = 0;
        for (int round = 0; round < 3; round++) {
            stopAfter(BATCHES / 2 + random.nextInt(BATCHES / 2));
            resumed += pack("input", false, BATCHES);
            assertThat(Files.readAllBytes(file)).as("lode.seed=%d", seed).isEqualTo(whole);
        }
        assertThat(resumed).as("batches that were not sorted again").isPositive();
        assertThat(Pack.infoOf(file).dictionaryBytes()).isEqualTo(dictionary.length);
    }

    @Test
    void sortsAgainFromTheFirstRunThatIsDamagedCutOrMissing() throws IOException {
        stopAfter(BATCHES);
        int runsLeft = notes().size();
        assertThat(runsLeft).isGreaterThan(5);
        for (int damaged = runsLeft - 2; damaged >= 0; damaged -= 2) {
            stopAfter(BATCHES);
            Path run =
                    runs.resolve((damaged % 3 == 0 ? "run-%d.note" : "run-%d").formatted(damaged));
            byte[] bytes = Files.readAllBytes(run);
            switch (damaged % 4) {
                case 0 -> Files.delete(run);
                case 1 -> Files.write(run, Arrays.copyOf(bytes, bytes.length - 1));
                default -> {
                    bytes[random.nextInt(bytes.length)] ^= 1;
                    Files.write(run, bytes);
                }
            }
            try (var writer = create("input", false)) {
                assertThat(writer.marks()).as("lode.seed=%d", seed).hasSize(damaged);
                fill(writer, BATCHES);
                writer.finish(TestHunt.META, SectionWriter.EMPTY, TestHunt.SECRET);
            }
            assertThat(Files.readAllBytes(file)).as("lode.seed=%d", seed).isEqualTo(whole);
        }
    }

    @Test
    void removesWhatWasSortedOfAnotherInputOrIsNotWanted() throws IOException {
        stopAfter(BATCHES);
        assertThat(pack("another input", false, BATCHES)).isZero();
        assertThat(said).containsExactly("removed " + runs + ", left by a pack that was ended");
        said.clear();
        stopAfter(BATCHES);
        assertThat(pack("input", true, BATCHES)).isZero();
        assertThat(said).containsExactly("removed " + runs + ", left by a pack that was ended");
        assertThat(Files.readAllBytes(file)).isEqualTo(whole);
    }

    @Test
    void leavesNothingWhereItFailsByItself() throws IOException {
        stopAfter(BATCHES);
        assertThatThrownBy(
                        () -> {
                            try (var writer = create("input", false)) {
                                fill(writer, BATCHES);
                                writer.addRoom(1L << 48);
                                writer.finish(TestHunt.META, SectionWriter.EMPTY, TestHunt.SECRET);
                            }
                        })
                .isInstanceOf(RefusedContent.DuplicateRoom.class);
        assertThat(names(folder)).containsExactly("world.lode");
    }

    /// Leaves what a pack that is killed after some batches leaves: copied while it works.
    private void stopAfter(int batches) throws IOException {
        Path aside = folder.resolve("aside");
        try (var writer = create("input", true)) {
            fill(writer, batches);
            // Waits for all runs but the last, which may be torn.
            copy(runs, aside);
        }
        Files.move(aside, runs);
    }

    /// @return how many batches were not packed again
    private int pack(String input, boolean fresh, int batches) throws IOException {
        try (var writer = create(input, fresh)) {
            int from = fill(writer, batches);
            writer.finish(TestHunt.META, SectionWriter.EMPTY, TestHunt.SECRET);
            return from;
        }
    }

    /// Rooms, then batches from the one behind the last mark on, with a mark before each spill.
    private static int fill(PackWriter writer, int batches) throws IOException {
        for (long room = 0; room < 8; room++) {
            writer.addRoom((1 + room % 3) << 48 | room);
        }
        int from = writer.marks().isEmpty() ? 0 : writer.marks().getLast()[0];
        CellBatch batch = writer.newBatch();
        for (int number = from; number < batches; number++) {
            batch.clear();
            var text = new SplittableRandom(number);
            for (int i = 0; i < BATCH_CELLS; i++) {
                byte[] json = TestHunt.bytes(TestHunt.document(text));
                long room = (number + (long) i) % 8;
                batch.add(
                        (1 + room % 3) << 48 | room,
                        i % 5,
                        number * BATCH_CELLS + i,
                        json,
                        0,
                        json.length,
                        number * (long) BATCH_CELLS + i);
            }
            if (!writer.takes(batch)) {
                writer.spill(new byte[] {(byte) number});
            }
            writer.add(batch);
        }
        return from;
    }

    private PackWriter create(String input, boolean fresh) throws IOException {
        return PackWriter.create(file, options(), dictionary, input, fresh);
    }

    private PackOptions options() {
        return TestHunt.options(
                64 << 10,
                512,
                new PackProgress() {
                    @Override
                    public void at(Stage stage, long done, long total) {}

                    @Override
                    public void note(String text) {
                        said.add(text);
                    }
                });
    }

    private List<String> notes() throws IOException {
        return names(runs).stream().filter(name -> name.endsWith(".note")).toList();
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectory(to);
        for (String name : names(from)) {
            try {
                Files.copy(from.resolve(name), to.resolve(name));
            } catch (NoSuchFileException e) {
                assertThat(name).as("the only file that gets another name").endsWith(".note.tmp");
            }
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (var list = Files.list(folder)) {
            return list.map(path -> String.valueOf(path.getFileName())).sorted().toList();
        }
    }
}
