package dev.lode.storage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.base.CellKey;
import dev.lode.base.Id128;
import dev.lode.base.memory.Epochs;
import dev.lode.storage.Allocation;
import dev.lode.storage.Seeds;
import dev.lode.storage.blob.CellSource;
import dev.lode.storage.extent.CellRef;
import dev.lode.storage.extent.HeadMemory;
import dev.lode.storage.pack.ExtentFile;
import dev.lode.storage.slice.SliceChunk;
import dev.lode.storage.slice.SliceIntake.Outcome;
import dev.lode.storage.slice.SliceReader;
import dev.lode.storage.slice.SliceSource;
import dev.lode.storage.slice.SliceWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Partitions that move between two stores which follow one log, against a map.
class StoreSlicesTest {
    private static final Id128 HUNT = new Id128(3, 5);
    private static final int STEPS = 250;
    private static final int PARTITIONS = 5;
    private static final long BASE_VERSION = 1_000_000;

    @TempDir Path temp;
    private final List<Addition> log = new ArrayList<>();
    private final Map<Long, Long> sealed = new HashMap<>();
    private ExtentFile pack;
    private Side one;
    private Side two;

    /// A store, and what it must show.
    private final class Side {
        final Path folder;
        final Base base;
        final Epochs epochs = new Epochs();
        CellStore store;
        StoreReader reader;
        int given;
        final Map<Integer, Import> imports = new HashMap<>();

        Side(Path folder, Base base) throws IOException {
            this.folder = folder;
            this.base = base;
            store = CellStore.open(folder, base, TestCells.ROOMS, epochs, TestCells.config(3));
            reader = store.reader();
        }

        void openAgain() throws IOException {
            close();
            store = CellStore.open(folder, base, TestCells.ROOMS, epochs, TestCells.config(3));
            reader = store.reader();
            given = (int) Math.max(0, store.cursor(TestCells.GROUP));
        }

        void close() throws IOException {
            reader.close();
            store.close();
        }

        void follow(int upTo) throws IOException {
            while (given < upTo) {
                if (store.add(log.get(given)) == Addition.Outcome.FULL) {
                    store.flush();
                } else {
                    given++;
                }
            }
        }

        boolean hasBase(int partition) {
            Import there = imports.get(partition);
            return there == null ? base.sealed().isPresent() : there.withBase();
        }

        int position(int partition) {
            Import there = imports.get(partition);
            return there == null ? given : Math.max(given, there.position());
        }

        void mustShowWhatItHas() {
            Map<Long, Long> versions = new HashMap<>();
            sealed.forEach((cell, version) -> {
                if (hasBase(CellKey.partition(cell))) {
                    versions.put(cell, version);
                }
            });
            for (int i = 0; i < log.size(); i++) {
                long cell = log.get(i).cell();
                if (i < position(CellKey.partition(cell))) {
                    versions.put(cell, (long) i + 1);
                }
            }
            TestCells.assertSame(reader, versions);
        }

        SliceSource export(int partition, long positionMax) throws IOException {
            return store.slices().export(partition, TestCells.GROUP, 1, positionMax);
        }
    }

    private record Import(int position, boolean withBase) {}

    @BeforeEach
    void openBoth() throws IOException {
        var random = new SplittableRandom(7);
        Path folder = temp.resolve("sealed");
        try (var store =
                CellStore.open(
                        folder,
                        Base.none(TestCells.CONTENT),
                        TestCells.ROOMS,
                        new Epochs(),
                        TestCells.config(3))) {
            for (int i = 1; i <= 300; i++) {
                long cell = TestCells.any(random);
                store.add(TestCells.addition(i, cell, BASE_VERSION + i));
                sealed.put(cell, BASE_VERSION + i);
            }
            store.flush();
        }
        Path file = StoreFiles.extent(folder, 1);
        pack = ExtentFile.open(file, HeadMemory.RESIDENT);
        var base =
                new Base(
                        TestCells.CONTENT,
                        HUNT,
                        Optional.of(
                                new Base.Sealed(
                                        new CellSource(Base.NUMBER, pack.extent(), pack.blobs()),
                                        new SliceSource.Layer(
                                                SliceChunk.Kind.PACK, 0, file, pack.place()))));
        one = new Side(temp.resolve("one"), base);
        two = new Side(temp.resolve("two"), Base.none(TestCells.CONTENT).playedIn(HUNT));
    }

    @AfterEach
    void closeBoth() throws IOException {
        one.close();
        two.close();
        pack.close();
    }

    private void write(SplittableRandom random, int count) {
        for (int i = 0; i < count; i++) {
            long position = log.size() + 1L;
            log.add(TestCells.addition(position, TestCells.any(random), position));
        }
    }

    private static int partition(SplittableRandom random) {
        return random.nextInt(PARTITIONS) * 13_107;
    }

    private static byte[] bytes(SliceSource source) throws IOException {
        var bytes = new ByteArrayOutputStream();
        new SliceWriter(source).write(Channels.newChannel(bytes));
        return bytes.toByteArray();
    }

    private static SliceReader reader(byte[] slice) throws IOException {
        return SliceReader.open("link", Channels.newChannel(new ByteArrayInputStream(slice)));
    }

    private static Outcome take(Side to, byte[] slice) throws IOException {
        return to.store.slices().take(reader(slice)).outcome();
    }

    private static void move(Side from, Side to, int partition) throws IOException {
        Import next = new Import(from.position(partition), from.hasBase(partition));
        Import there = to.imports.get(partition);
        byte[] slice;
        try (SliceSource source = from.export(partition, Long.MAX_VALUE)) {
            slice = bytes(source);
        }
        if (there != null && there.position() > next.position()) {
            assertThatThrownBy(() -> take(to, slice)).hasMessageContaining("export it anew");
            return;
        }
        if (take(to, slice) != Outcome.EMPTY) {
            to.imports.put(partition, next);
        }
    }

    @Test
    void bringAllThatTheSenderHasAndNeverHideWhatTheReceiverIsGivenLater() throws IOException {
        var random = Seeds.random("bringAllThatTheSenderHas", 21);
        int moves = 0;
        for (int step = 0; step < STEPS; step++) {
            boolean first = random.nextBoolean();
            Side side = first ? one : two;
            switch (random.nextInt(20)) {
                case 0 -> side.store.flush();
                case 1 -> side.store.mergeAll();
                case 2 -> side.openAgain();
                case 3 -> {
                    int partition = partition(random);
                    boolean there = side.imports.remove(partition) != null;
                    assertThat(side.store.slices().drop(partition)).isEqualTo(there);
                }
                case 4, 5, 6 -> {
                    move(side, first ? two : one, partition(random));
                    moves++;
                }
                case 7, 8, 9 ->
                        side.follow(side.given + random.nextInt(log.size() - side.given + 1));
                default -> write(random, random.nextInt(10));
            }
            one.mustShowWhatItHas();
            two.mustShowWhatItHas();
        }
        assertThat(moves).isGreaterThan(10);
        one.follow(log.size());
        two.follow(log.size());
        one.mustShowWhatItHas();
        two.mustShowWhatItHas();
    }

    @Test
    void sayUpToWhichPositionTheyAreAndCarryWhatLiesInMemory() throws IOException {
        var random = new SplittableRandom(22);
        write(random, 90);
        one.follow(30);
        one.store.flush();
        one.follow(90);
        try (var source = one.export(0, Long.MAX_VALUE)) {
            var header = source.header();
            assertThat(header.logPosition()).isEqualTo(90);
            assertThat(header.logGroup()).isEqualTo(TestCells.GROUP);
            assertThat(header.hunt()).isEqualTo(HUNT);
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
        write(random, 200);
        one.follow(100);
        byte[] before;
        try (var source = one.export(0, Long.MAX_VALUE)) {
            one.follow(200);
            before = bytes(source);
        }
        try (var source = one.export(0, 100)) {
            assertThat(bytes(source)).isEqualTo(before);
        }
        one.store.flush();
        try (var source = one.export(0, 100)) {
            assertThat(source.header().logPosition()).isEqualTo(200);
        }
    }

    @Test
    void keepTheirContentWhileItIsReadAlthoughItIsMergedOrDropped() throws IOException {
        var random = new SplittableRandom(24);
        write(random, 90);
        one.follow(30);
        one.store.flush();
        one.follow(90);
        move(one, two, 0);
        byte[] slice;
        try (var source = two.export(0, Long.MAX_VALUE)) {
            slice = bytes(source);
            assertThat(two.store.slices().drop(0)).isTrue();
            assertThat(two.epochs.waiting()).isZero();
            assertThat(bytes(source)).isEqualTo(slice);
        }
        assertThat(two.folder.resolve("imports/import-000001.lode")).doesNotExist();
        try (var source = one.export(13_107, Long.MAX_VALUE)) {
            slice = bytes(source);
            one.store.flush();
            one.store.mergeAll();
            assertThat(bytes(source)).isEqualTo(slice);
        }
    }

    @Test
    void aReferenceIntoAnImportThatIsDroppedIsFoundAgain() throws IOException {
        move(one, two, 0);
        long cell =
                sealed.keySet().stream()
                        .filter(one -> CellKey.partition(one) == 0)
                        .findFirst()
                        .orElseThrow();
        var ref = new CellRef();
        assertThat(two.reader.find(cell, ref)).isTrue();
        write(new SplittableRandom(25), 1);
        two.follow(1);
        log.add(TestCells.addition(2, cell, 2));
        two.follow(2);
        assertThat(two.store.slices().drop(0)).isTrue();
        var out = MemorySegment.ofArray(new byte[4096]);
        assertThat(two.reader.read(ref, out, 0, 4096))
                .isEqualTo(TestCells.document(cell, 2).length);
    }

    @Test
    void anOlderSliceOrOneOfAnotherHuntIsRefused() throws IOException {
        write(new SplittableRandom(26), 60);
        byte[] early;
        one.follow(20);
        try (var source = one.export(0, Long.MAX_VALUE)) {
            early = bytes(source);
        }
        one.follow(60);
        move(one, two, 0);
        assertThatThrownBy(() -> take(two, early)).hasMessageContaining("up to position 60");
        try (var other =
                CellStore.open(
                        temp.resolve("other"),
                        Base.none(TestCells.CONTENT).playedIn(new Id128(4, 4)),
                        TestCells.ROOMS,
                        new Epochs(),
                        TestCells.config(3))) {
            var in = reader(early);
            assertThatThrownBy(() -> other.slices().take(in))
                    .hasMessageContaining("import it into another folder");
        }
    }

    @Test
    void lookUpsInImportsAllocateNothing() throws Exception {
        write(new SplittableRandom(27), 200);
        one.follow(90);
        one.store.flush();
        one.follow(150);
        for (int i = 0; i < PARTITIONS; i++) {
            move(one, two, i * 13_107);
        }
        for (int given : new int[] {100, 200}) {
            two.follow(given);
            mustAllocateNothing(two.reader);
        }
    }

    private void mustAllocateNothing(StoreReader reader) throws Exception {
        long[] cells = sealed.keySet().stream().mapToLong(cell -> cell).toArray();
        var ref = new CellRef();
        var out = MemorySegment.ofArray(new byte[4096]);
        int[] spots = new int[64];
        Runnable work =
                () -> {
                    for (int i = 0; i < 50_000; i++) {
                        long cell = cells[i % cells.length];
                        boolean found = reader.find(cell, ref);
                        assert found;
                        int read = reader.tryRead(ref, out, 0, 4096);
                        assert read > 0 || read == -1 : read;
                        int count =
                                reader.spots(
                                        CellKey.partition(cell),
                                        CellKey.ordinal(cell),
                                        CellKey.site(cell),
                                        spots);
                        assert count > 0;
                    }
                };
        work.run();
        work.run();
        assertThat(Allocation.bytes(work)).isLessThan(20_000);
    }

    /// A reader of the receiver never sees a cell go away or become older, whatever comes while it
    /// reads: additions behind the slice, newer slices, flushes, merges.
    @Test
    void readersNeverSeeACellBecomeOlderWhileItsPartitionComes() throws Exception {
        var random = Seeds.random("readersNeverSeeACellBecomeOlder", 28);
        var done = new AtomicBoolean();
        var readers = new ArrayList<FutureTask<Integer>>();
        for (int i = 0; i < 2; i++) {
            var own = random.split();
            readers.add(new FutureTask<>(() -> readUntil(done, own)));
            Thread.ofPlatform().name("reader-" + i).start(readers.getLast());
        }
        try {
            for (int step = 0; step < 150; step++) {
                write(random, 20);
                one.follow(log.size());
                switch (random.nextInt(8)) {
                    case 0 -> two.store.flush();
                    case 1 -> two.store.mergeAll();
                    case 2, 3 -> two.follow(two.given + random.nextInt(log.size() - two.given + 1));
                    default -> move(one, two, partition(random));
                }
            }
        } finally {
            done.set(true);
        }
        for (var reader : readers) {
            assertThat(reader.get()).isPositive();
        }
        assertThat(two.epochs.reclaim()).isZero();
        two.mustShowWhatItHas();
    }

    private int readUntil(AtomicBoolean done, SplittableRandom random) {
        Map<Long, Long> seen = new HashMap<>();
        int reads = 0;
        try (var me = two.epochs.join(Thread.currentThread().getName());
                var own = two.store.reader()) {
            while (!done.get() || reads < 1_000) {
                me.online();
                long cell = TestCells.any(random);
                String text = TestCells.read(own, cell);
                long before = seen.getOrDefault(cell, -1L);
                if (text.startsWith("{")) {
                    long version =
                            Long.parseLong(text.replaceAll(".*\"version\":([0-9]+).*", "$1"));
                    assertThat(text).isEqualTo(TestCells.text(cell, version));
                    long age = version > BASE_VERSION ? 0 : version;
                    assertThat(age).isGreaterThanOrEqualTo(before);
                    seen.put(cell, age);
                } else {
                    assertThat(text).isEqualTo("none");
                    assertThat(before).isEqualTo(-1);
                }
                reads++;
                me.offline();
            }
        }
        return reads;
    }
}
