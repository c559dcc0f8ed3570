package dev.lode.storage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.base.Id128;
import dev.lode.base.memory.Epochs;
import dev.lode.storage.Seeds;
import dev.lode.storage.extent.HeadMemory;
import dev.lode.storage.slice.SliceChunk;
import java.io.IOException;
import java.nio.file.Files;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Partitions that move between two stores which follow one log, against a map.
class StoreSlicesTest extends OverTwoStores {
    private static final int STEPS = 150;

    private void openAgain(HeadMemory heads) throws IOException {
        both.close();
        use(new TwoStores(Files.createDirectory(temp.resolve("again")), heads));
    }

    @ParameterizedTest
    @EnumSource(HeadMemory.class)
    void bringAllThatTheSenderHasAndNeverHideWhatTheReceiverIsGivenLater(HeadMemory heads)
            throws IOException {
        openAgain(heads);
        var random = Seeds.random("bringAllThatTheSenderHas", 21);
        int moves = 0;
        for (int step = 0; step < STEPS; step++) {
            boolean first = random.nextBoolean();
            TwoStores.Side side = first ? one : two;
            switch (random.nextInt(20)) {
                case 0 -> side.store.flush();
                case 1 -> side.store.mergeAll();
                case 2 -> side.openAgain();
                case 3 -> {
                    int partition = TwoStores.partition(random);
                    boolean there = side.imports.remove(partition) != null;
                    assertThat(side.store.slices().drop(partition)).isEqualTo(there);
                }
                case 4, 5, 6 -> {
                    TwoStores.move(side, first ? two : one, TwoStores.partition(random));
                    moves++;
                }
                case 7, 8, 9 ->
                        side.follow(side.given + random.nextInt(both.log.size() - side.given + 1));
                default -> both.write(random, random.nextInt(10));
            }
            one.mustShowWhatItHas();
            two.mustShowWhatItHas();
        }
        assertThat(moves).isGreaterThan(10);
        one.follow(both.log.size());
        two.follow(both.log.size());
        one.mustShowWhatItHas();
        two.mustShowWhatItHas();
    }

    @Test
    void sayUpToWhichPositionTheyAreAndCarryWhatLiesInMemory() throws IOException {
        var random = new SplittableRandom(22);
        both.write(random, 90);
        one.follow(30);
        one.store.flush();
        one.follow(90);
        try (var source = one.export(0, Long.MAX_VALUE)) {
            var header = source.header();
            assertThat(header.logPosition()).isEqualTo(90);
            assertThat(header.logGroup()).isEqualTo(TestCells.GROUP);
            assertThat(header.hunt()).isEqualTo(TwoStores.HUNT);
            assertThat(header.chunks())
                    .extracting(SliceChunk::kind)
                    .containsExactly(
                            SliceChunk.Kind.OVERLAY, SliceChunk.Kind.ADDED, SliceChunk.Kind.PACK);
            assertThat(header.chunks().getFirst().origin()).isEqualTo(90);
        }
        assertThat(one.folder.toFile().list())
                .as("what was written aside is gone")
                .noneMatch(name -> name.endsWith(".tmp"));
    }

    @Test
    void areTheSameAgainAtAnEarlierPositionWhileThatLiesInMemory() throws IOException {
        var random = new SplittableRandom(23);
        both.write(random, 200);
        one.follow(100);
        byte[] before;
        try (var source = one.export(0, Long.MAX_VALUE)) {
            one.follow(200);
            before = TwoStores.bytes(source);
        }
        try (var source = one.export(0, 100)) {
            assertThat(TwoStores.bytes(source)).isEqualTo(before);
        }
        one.store.flush();
        try (var source = one.export(0, 100)) {
            assertThat(source.header().logPosition()).isEqualTo(200);
        }
    }

    @Test
    void keepTheirContentWhileItIsReadAlthoughItIsMergedOrDropped() throws IOException {
        var random = new SplittableRandom(24);
        both.write(random, 90);
        one.follow(30);
        one.store.flush();
        one.follow(90);
        TwoStores.move(one, two, 0);
        byte[] slice;
        try (var source = two.export(0, Long.MAX_VALUE)) {
            slice = TwoStores.bytes(source);
            assertThat(two.store.slices().drop(0)).isTrue();
            assertThat(two.epochs.waiting()).isZero();
            assertThat(TwoStores.bytes(source)).isEqualTo(slice);
        }
        assertThat(two.folder.resolve("imports/import-000001.lode")).doesNotExist();
        try (var source = one.export(13_107, Long.MAX_VALUE)) {
            slice = TwoStores.bytes(source);
            one.store.flush();
            one.store.mergeAll();
            assertThat(TwoStores.bytes(source)).isEqualTo(slice);
        }
    }

    @Test
    void anOlderSliceOrOneOfAnotherHuntIsRefused() throws IOException {
        both.write(new SplittableRandom(26), 60);
        byte[] early;
        one.follow(20);
        try (var source = one.export(0, Long.MAX_VALUE)) {
            early = TwoStores.bytes(source);
        }
        one.follow(60);
        TwoStores.move(one, two, 0);
        assertThatThrownBy(() -> TwoStores.take(two, early))
                .hasMessageContaining("up to position 60");
        try (var other =
                CellStore.open(
                        temp.resolve("other"),
                        Base.none(TestCells.CONTENT).playedIn(new Id128(4, 4)),
                        TestCells.ROOMS,
                        new Epochs(),
                        TestCells.config(3))) {
            var in = TwoStores.reader(early);
            assertThatThrownBy(() -> other.slices().take(in))
                    .hasMessageContaining("import it into another folder");
        }
    }
}
