package dev.lode.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.lode.base.Id128;
import dev.lode.base.os.Native;
import dev.lode.base.os.Scheduling;
import dev.lode.base.time.NanoClock;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// How the archiver's threads stand back behind those that append, seen from the log that they read
/// and the store that they write to.
final class ArchiverThreadsTest {
    private static final int ENTRIES = 256;
    private static final int ENTRY_BYTES = 4 << 10;
    private static final int PIECE_BYTES = ENTRIES * ENTRY_BYTES / 4;
    private static final Duration LONG = Duration.ofMinutes(1);

    /// What the archiver's thread was seen with as it read, and the request's as it wrote.
    private static final class Seen<T> implements CommittedLog, ArchiveStore {
        private final Supplier<T> look;
        private final AtomicInteger pieces = new AtomicInteger();
        private final Set<String> names = ConcurrentHashMap.newKeySet();
        private final AtomicReference<T> reading;
        private final AtomicReference<T> read;
        private final AtomicReference<T> writing;

        Seen(Supplier<T> look) {
            this.look = look;
            reading = new AtomicReference<>(look.get());
            read = new AtomicReference<>(look.get());
            writing = new AtomicReference<>(look.get());
        }

        @Override
        public int group() {
            return 1;
        }

        @Override
        public long first() {
            return 1;
        }

        @Override
        public long last() {
            return ENTRIES;
        }

        @Override
        public long bytes() {
            return (long) ENTRIES * ENTRY_BYTES;
        }

        @Override
        public void read(long from, Sink sink) throws IOException {
            reading.set(look.get());
            boolean more = true;
            for (long index = from; more && index <= ENTRIES; index++) {
                var data = MemorySegment.ofArray(new byte[ENTRY_BYTES]);
                more = sink.entry(new LogEntry(index, 1, (byte) 1, data));
            }
            read.set(look.get());
        }

        @Override
        public Optional<Snapshot> newestSnapshot() {
            return Optional.empty();
        }

        @Override
        public Put putIfAbsent(String name, byte[] bytes) {
            if (bytes.length > ENTRIES * ENTRY_BYTES) {
                writing.set(look.get());
            }
            if (bytes.length > PIECE_BYTES / 2) {
                pieces.incrementAndGet();
            }
            return names.add(name) ? Put.STORED : Put.EXISTS;
        }

        @Override
        public void put(String name, byte[] bytes) {
            boolean _ = names.add(name);
        }

        @Override
        public byte @Nullable [] get(String name, int bytesMax) {
            return null;
        }

        @Override
        public List<String> list(String prefix, String after) {
            return List.of();
        }

        @Override
        public String place() {
            return "memory";
        }

        @Override
        public void close() {
            // nothing is held
        }

        Seen<T> start(Archiver archiver) {
            archiver.start(
                    new Id128(1, 2), ArchiveKey.of(new byte[32], 1), List.of(this), () -> this);
            return this;
        }

        /// Archives all of it in one piece.
        Seen<T> archived(Archiver archiver) {
            start(archiver);
            assertThat(archiver.close(LONG)).isTrue();
            return this;
        }
    }

    private static ArchiveConfig config() {
        return config(2 * ENTRIES * ENTRY_BYTES, 1L << 40);
    }

    private static ArchiveConfig config(int pieceBytes, long bytesPerSecond) {
        return new ArchiveConfig(
                "test",
                false,
                pieceBytes,
                LONG,
                bytesPerSecond,
                1L << 30,
                LONG,
                Duration.ofMillis(1),
                Duration.ofMillis(10),
                Duration.ofMillis(1));
    }

    @Test
    void everyThreadThatWakesUpGoesBeforeThoseOfTheArchive() {
        assumeThat(Native.available()).isTrue();
        Scheduling.Share own = Scheduling.share();
        var seen = new Seen<>(Scheduling::share).archived(new Archiver(config(), NanoClock.SYSTEM));
        for (Scheduling.Share share : List.of(seen.reading.get(), seen.writing.get())) {
            assertThat(share.nice()).isEqualTo(Math.min(19, own.nice() + 5));
            if (own.sliceNanos() > 0) { // the kernel has slices
                assertThat(share.sliceNanos()).isGreaterThan(own.sliceNanos());
            }
        }
        assertThat(Scheduling.share()).isEqualTo(own);
    }

    @Test
    void readsAndSealsInTurnsWithAPauseAfterEach() {
        var nanos = new AtomicLong();
        var pauses = new AtomicInteger();
        var turns =
                new ShortTurns(
                        () -> nanos.addAndGet(10_000),
                        pause -> {
                            pauses.incrementAndGet();
                            nanos.addAndGet(pause);
                        });
        var seen =
                new Seen<>(pauses::get).archived(new Archiver(config(), NanoClock.SYSTEM, turns));
        // Each look at the clock is a step of 10 us, and a turn ends after 60 us.
        assertThat(seen.read.get() - seen.reading.get()).isBetween(ENTRIES / 8, ENTRIES / 4);
        int slices = 3 * ENTRIES * ENTRY_BYTES / (16 << 10); // of MAC, cipher and hash
        assertThat(seen.writing.get() - seen.read.get()).isBetween(slices / 8, slices / 4);
    }

    @Test
    void aTurnIsAsLongAsThePauseBeforeItWithinBounds() {
        long[] now = {0};
        long[] paused = {0};
        var turns = new ShortTurns(() -> now[0], pause -> paused[0]++);
        now[0] = 49_999;
        turns.step();
        assertThat(paused[0]).isZero();
        now[0] = 50_000;
        turns.step();
        assertThat(paused[0]).isEqualTo(1);
        var late = new ShortTurns(() -> now[0], _ -> now[0] += 3_000_000); // all cores are busy
        now[0] += 50_000;
        late.step();
        long begun = now[0];
        now[0] += 499_999;
        late.step();
        assertThat(now[0]).isEqualTo(begun + 499_999);
        now[0]++;
        late.step();
        assertThat(now[0]).isEqualTo(begun + 3_500_000);
    }

    @Test
    void sendsNothingMoreWhileItsRateIsUsedUpButAtTheEnd() {
        var seen = new Seen<>(() -> 0);
        try (var archiver = new Archiver(config(PIECE_BYTES, 1), () -> 0)) { // a clock that stands
            seen.start(archiver);
            while (!holdsBack() && seen.pieces.get() == 0) {
                LockSupport.parkNanos(1_000_000);
            }
            assertThat(seen.pieces.get()).isZero(); // the manifest of the start took it all
            assertThat(archiver.close(LONG)).isTrue();
        }
        assertThat(seen.pieces.get()).isGreaterThanOrEqualTo(4);
    }

    private static boolean holdsBack() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().equals("lode-archive"))
                .filter(thread -> thread.getKey().getState() == Thread.State.TIMED_WAITING)
                .anyMatch(thread ->
                        List.of(thread.getValue()).stream()
                                .anyMatch(frame -> frame.getMethodName().equals("pace")));
    }
}
