package dev.lode.storage.wal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.base.Layouts;
import dev.lode.storage.wal.HeldDevice.Held;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Several flights in the air, landing in any order; marks at idle; disks that hang.
final class FlightsTest {
    private static final int SEGMENT = 64 << 10;
    private static final WalConfig.Watch NEVER = new WalConfig.Watch(60_000, 600_000);
    private static final WalConfig SIZES =
            new WalConfig(SEGMENT, 8 << 10, 100L * SEGMENT, 2, WalConfig.Device.AUTO);

    private final ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor();
    private final MemoryDevice disk = new MemoryDevice();

    @AfterEach
    void stop() {
        pool.shutdownNow();
    }

    private Wal open(HeldDevice device, int flights, WalConfig.Watch watch) throws IOException {
        return Wal.open(device, SIZES.with(WalConfig.Device.AUTO, flights, watch), Runnable::run);
    }

    private static WalEntry entry(long index, String text) {
        return WalEntry.of(index, 1, (byte) 0, text.getBytes(UTF_8));
    }

    private CompletableFuture<Void> append(Wal wal, int log, long index) {
        return append(wal, log, index, log + "/" + index);
    }

    private CompletableFuture<Void> append(Wal wal, int log, long index, String text) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        wal.append(log, List.of(entry(index, text)));
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                },
                pool);
    }

    /// Begins appends one by one, so that each is a flight of its own.
    private List<CompletableFuture<Void>> inTheAir(Wal wal, HeldDevice device, int count)
            throws InterruptedException {
        var waiting = new ArrayList<CompletableFuture<Void>>();
        for (int log = 1; log <= count; log++) {
            waiting.add(append(wal, log, 1));
            device.await(log);
        }
        return waiting;
    }

    private static long field(Held write, long at) {
        return MemorySegment.ofArray(write.bytes()).get(Layouts.I64, at);
    }

    @Test
    void flightsAreAcknowledgedInTheirOrderWhateverOrderTheyLandIn() throws Exception {
        var device = new HeldDevice(disk, true);
        Wal wal = open(device, 4, NEVER);
        device.hold();
        List<CompletableFuture<Void>> waiting = inTheAir(wal, device, 4);
        List<Held> held = device.await(4);
        for (int i = 3; i > 0; i--) {
            device.land(held.get(i));
        }
        CompletableFuture<Void> fifth = append(wal, 5, 1);
        // Nothing takes off: four are in the air as long as the oldest is.
        device.settle();
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        assertThat(device.underWay()).isEqualTo(1);
        for (int log = 1; log <= 5; log++) {
            assertThat(wal.lastIndex(log)).as("log " + log).isZero();
        }
        device.land(held.getFirst());
        for (CompletableFuture<Void> one : waiting) {
            one.get();
        }
        assertThat(wal.lastIndex(4)).isEqualTo(1);
        device.land(device.await(1).getFirst());
        fifth.get();
    }

    @Test
    void aBatchSaysWhatWasDurableWhenItTookOffAndNothingMore() throws Exception {
        var device = new HeldDevice(disk, true);
        Wal wal = open(device, 3, NEVER);
        device.hold();
        List<CompletableFuture<Void>> waiting = inTheAir(wal, device, 3);
        List<Held> held = device.await(3);
        long opening = field(held.getFirst(), Format.Batch.SEQUENCE) - 1;
        for (int i = 0; i < 3; i++) {
            assertThat(field(held.get(i), Format.Batch.SEQUENCE)).isEqualTo(opening + 1 + i);
            assertThat(field(held.get(i), Format.Batch.DURABLE)).isEqualTo(opening);
        }
        device.land(held.get(1));
        device.land(held.get(0));
        waiting.add(append(wal, 4, 1));
        Held fourth = device.await(2).getLast();
        assertThat(field(fourth, Format.Batch.SEQUENCE)).isEqualTo(opening + 4);
        assertThat(field(fourth, Format.Batch.DURABLE)).isEqualTo(opening + 2);
        assertThat(waiting.get(2).isDone()).isFalse();
    }

    @Test
    void oneFailedFlightEndsAllThatFlyWithItOrBehindIt() throws Exception {
        var device = new HeldDevice(disk, true);
        Wal wal = open(device, 4, NEVER);
        var told = new CompletableFuture<LogFailed>();
        wal.onFailure(told::complete);
        device.hold();
        List<CompletableFuture<Void>> waiting = inTheAir(wal, device, 4);
        List<Held> held = device.await(4);
        device.land(held.get(3));
        device.land(held.get(0));
        waiting.get(0).get();
        device.fail(held.get(1), "a write of 4096 bytes ended after 512");
        for (int i = 1; i < 4; i++) {
            assertThatThrownBy(waiting.get(i)::get)
                    .hasRootCauseMessage("a write of 4096 bytes ended after 512")
                    .hasMessageContaining("offset " + held.get(1).position());
        }
        assertThat(told.get().hang()).isFalse();
        assertThat(wal.lastIndex(1)).isEqualTo(1);
        assertThat(wal.lastIndex(4)).isZero();
        wal.close();
    }

    @Test
    void aRotationWaitsUntilAllHasLanded() throws Exception {
        var device = new HeldDevice(disk, true);
        Wal wal = open(device, 4, NEVER);
        device.hold();
        // The segment takes header, opening, six flights of two blocks and keeps a block.
        for (int log = 1; log <= 6; log++) {
            CompletableFuture<Void> one = append(wal, log, 1, "x".repeat(8000));
            device.land(device.await(1).getFirst());
            one.get();
        }
        List<CompletableFuture<Void>> last = new ArrayList<>();
        last.add(append(wal, 7, 1));
        device.await(1);
        CompletableFuture<Void> next = append(wal, 8, 1);
        device.settle();
        assertThat(next.isDone()).isFalse();
        assertThat(device.underWay()).isEqualTo(1);
        assertThat(disk.files).doesNotContainKey(Format.segmentName(3));
        device.land(device.await(1).getFirst());
        last.getFirst().get();
        Held behind = device.await(1).getFirst();
        assertThat(behind.name()).isEqualTo(Format.segmentName(2));
        long sequence = field(behind, Format.Batch.SEQUENCE);
        MemorySegment opening =
                MemorySegment.ofArray(disk.file(Format.segmentName(2)))
                        .asSlice(Format.BLOCK, Format.BLOCK);
        assertThat(opening.get(Layouts.I64, Format.Batch.DURABLE)).isEqualTo(sequence - 2);
        device.land(behind);
        next.get();
    }

    @Test
    void anIdleLogMarksItsEndOnceABurst() throws Exception {
        for (boolean queued : new boolean[] {false, true}) {
            var device = new HeldDevice(new MemoryDevice(), queued);
            Wal wal = open(device, 2, new WalConfig.Watch(1, 600_000));
            for (long index = 1; index <= 3; index++) {
                device.hold();
                CompletableFuture<Void> append = append(wal, 1, index);
                Held entry = entryAfterMarks(device);
                long sequence = field(entry, Format.Batch.SEQUENCE);
                otherMarks(3);
                assertThat(device.underWay()).as("no mark while a flight is in the air").isOne();
                device.land(entry);
                append.get();
                Held mark = device.await(1).getFirst();
                assertThat(field(mark, Format.Batch.SEQUENCE)).isEqualTo(sequence + 1);
                assertThat(field(mark, Format.Batch.DURABLE)).isEqualTo(sequence);
                assertThat(mark.bytes()[(int) Format.Batch.FLAGS]).isEqualTo((byte) 2);
                // An append that comes while the mark flies takes off beside it.
                CompletableFuture<Void> beside = append(wal, 2, index);
                Held second = device.await(2).getLast();
                device.land(second);
                assertThat(beside.isDone()).isFalse();
                device.land(mark);
                beside.get();
            }
            device.land(device.await(1).getFirst());
            long marks = marks(device);
            otherMarks(5);
            assertThat(device.underWay()).isZero();
            assertThat(marks(device)).isEqualTo(marks);
        }
    }

    /// Returns when another log has marked its end some times, which takes as many idle times.
    private void otherMarks(int count) throws Exception {
        var device = new HeldDevice(new MemoryDevice(), false);
        Wal wal = open(device, 1, new WalConfig.Watch(1, 600_000));
        device.hold();
        for (int index = 1; index <= count; index++) {
            CompletableFuture<Void> append = append(wal, 1, index);
            device.land(entryAfterMarks(device));
            append.get();
            device.land(device.await(1).getFirst());
        }
    }

    /// Lets marks land until an entry is in the air alone. A mark that took off before the entry
    /// may reach the device after it, from a thread of its own.
    private static Held entryAfterMarks(HeldDevice device)
            throws InterruptedException, IOException {
        Held entry = null;
        while (entry == null) {
            for (Held write : device.await(1)) {
                if (write.bytes()[(int) Format.Batch.FLAGS] == 0) {
                    entry = write;
                } else {
                    device.land(write);
                }
            }
        }
        long before = field(entry, Format.Batch.SEQUENCE) - 1;
        while (field(entry, Format.Batch.DURABLE) != before && !device.hasLanded(before)) {
            for (Held write : device.await(1)) {
                if (write != entry) {
                    device.land(write);
                }
            }
            Thread.onSpinWait();
        }
        return entry;
    }

    private static long marks(HeldDevice device) {
        return device.landed.stream()
                .filter(one -> one.write().bytes()[(int) Format.Batch.FLAGS] == 2)
                .count();
    }

    @Test
    void damageToTheLastBatchIsSeenOnceTheLogWasIdle() throws Exception {
        for (boolean queued : new boolean[] {false, true}) {
            var marked = new MemoryDevice();
            var device = new HeldDevice(marked, queued);
            Wal wal = open(device, 2, new WalConfig.Watch(1, 600_000));
            device.hold();
            CompletableFuture<Void> append = append(wal, 1, 1);
            device.land(entryAfterMarks(device));
            append.get();
            Held mark = device.await(1).getFirst();
            MemoryDevice before = marked.copy();
            device.land(mark);
            for (MemoryDevice damaged : List.of(before, marked)) {
                byte[] file = damaged.file(Format.segmentName(1));
                file[(int) mark.position() - Format.BLOCK + 100] ^= 1;
            }
            assertThat(Wal.open(before, SIZES, Runnable::run).report().cut()).isNotNull();
            assertThatThrownBy(() -> Wal.open(marked.copy(), SIZES, Runnable::run))
                    .isInstanceOf(DamagedLog.class)
                    .hasMessageContaining("shows that it was acknowledged");
        }
    }

    @Test
    void aHangIsToldAtOnceAndEndsAllWhoWaitButTheThreadThatTheDiskHolds() throws Exception {
        for (boolean queued : new boolean[] {false, true}) {
            var device = new HeldDevice(new MemoryDevice(), queued);
            Wal wal = open(device, 1, new WalConfig.Watch(60_000, 20));
            var told = new CompletableFuture<LogFailed>();
            var toldToo = new CompletableFuture<LogFailed>();
            wal.onFailure(told::complete);
            wal.onFailure(toldToo::complete);
            wal.append(1, List.of(entry(1, "fine")));
            device.hold();
            CompletableFuture<Void> stuck = append(wal, 1, 2);
            Held held = device.await(1).getFirst();
            CompletableFuture<Void> behind = append(wal, 2, 1);
            assertThat(told.get().hang()).isTrue();
            assertThat(toldToo.get()).isSameAs(told.get());
            assertThat(told.get()).hasMessageContaining("wal.hangMillis");
            assertThatThrownBy(behind::get).hasRootCauseInstanceOf(LogFailed.class);
            assertThatThrownBy(() -> wal.append(3, List.of(entry(1, "later"))))
                    .isInstanceOfSatisfying(LogFailed.class, e -> assertThat(e.hang()).isTrue());
            if (queued) {
                assertThatThrownBy(stuck::get).hasRootCauseInstanceOf(LogFailed.class);
            } else {
                assertThat(stuck.isDone()).isFalse();
            }
            wal.close();
            device.land(held); // it ends after all, and nobody is told that it did
            assertThatThrownBy(stuck::get).hasRootCauseInstanceOf(LogFailed.class);
            assertThat(wal.lastIndex(1)).isEqualTo(1);
        }
    }

    @Test
    void whatWaitsForARotationThatHangsIsToldToo() throws Exception {
        var device = new HeldDevice(disk, false);
        Wal wal = open(device, 1, new WalConfig.Watch(60_000, 20));
        var told = new CompletableFuture<LogFailed>();
        wal.onFailure(told::complete);
        for (int log = 1; log <= 6; log++) {
            wal.append(log, List.of(entry(1, "x".repeat(8000))));
        }
        device.hold();
        CompletableFuture<Void> rotates = append(wal, 7, 1, "x".repeat(8000));
        Held opening = device.await(1).getFirst();
        assertThat(opening.name()).isEqualTo(Format.segmentName(2));
        assertThat(told.get()).hasMessageContaining(Format.segmentName(2));
        device.land(opening);
        assertThatThrownBy(rotates::get).hasRootCauseInstanceOf(LogFailed.class);
    }
}
