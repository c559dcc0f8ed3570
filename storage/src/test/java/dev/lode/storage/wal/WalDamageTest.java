package dev.lode.storage.wal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.base.Layouts;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/// Damage on disk: every flipped bit, lengths that lie, files that are gone, foreign or swapped,
/// and a disk that fails.
final class WalDamageTest {
    private static final Executor AT_ONCE = Runnable::run;
    private static final int SEGMENT = 64 << 10;
    private static final WalConfig CONFIG =
            new WalConfig(SEGMENT, 8 << 10, 100L * SEGMENT, 2, WalConfig.Device.AUTO);

    private static final WalConfig NO_COPIES =
            new WalConfig(
                    SEGMENT,
                    8 << 10,
                    100L * SEGMENT,
                    2,
                    WalConfig.Device.AUTO,
                    1,
                    null,
                    new UpkeepConfig(0, 4, 1L << 40, 1));

    private static Wal open(MemoryDevice disk) throws IOException {
        return Wal.open(disk, CONFIG, AT_ONCE);
    }

    private static WalEntry entry(long index, String text) {
        return WalEntry.of(index, 1, (byte) 0, text.getBytes(UTF_8));
    }

    private static MemoryDevice disk(int appends, boolean closed) throws IOException {
        var disk = new MemoryDevice();
        Wal wal = Wal.open(disk, NO_COPIES, AT_ONCE);
        wal.putMetadata(2, new byte[] {9});
        for (int i = 1; i <= appends; i++) {
            wal.append(1, List.of(entry(2L * i - 1, "entry" + i), entry(2L * i, "x".repeat(i))));
        }
        if (closed) {
            wal.close();
        }
        return disk;
    }

    @Test
    void aFlippedBitAnywhereIsRefusedOrHarmless() throws IOException {
        var random = new SplittableRandom(Long.getLong("lode.seed", 7));
        MemoryDevice good = disk(16, true);
        LogModel whole = LogModel.of(open(good.copy()));
        int refused = 0;
        for (String name : List.of(Format.segmentName(1), Format.segmentName(2))) {
            byte[] file = good.file(name);
            for (int at = 0; at < file.length; at++) {
                if (file[at] == 0 && random.nextInt(200) != 0) {
                    continue;
                }
                MemoryDevice disk = good.copy();
                disk.file(name)[at] ^= (byte) (1 << random.nextInt(8));
                try {
                    LogModel found = LogModel.of(open(disk));
                    assertThat(found).as(name + " at " + at).isEqualTo(whole);
                } catch (DamagedLog e) {
                    refused++;
                    assertThat(e.segment()).as(name + " at " + at).contains(name);
                    assertThat(e.offset()).isBetween(at - 5000L, (long) at);
                    assertThat(e.remedy()).isNotEmpty();
                }
            }
        }
        assertThat(refused).isGreaterThan(500);
    }

    @Test
    void withoutAMarkOnlyTheLastBatchMayBeCut() throws IOException {
        var random = new SplittableRandom(Long.getLong("lode.seed", 8));
        MemoryDevice good = disk(6, false);
        LogModel whole = LogModel.of(open(good.copy()));
        LogModel shorter = whole.truncateSuffix(1, 10);
        byte[] file = good.file(Format.segmentName(1));
        int lastBatch = Format.BLOCK * 8;
        for (int at = Format.BLOCK; at < file.length; at++) {
            if (file[at] == 0) {
                continue;
            }
            MemoryDevice disk = good.copy();
            disk.file(Format.segmentName(1))[at] ^= (byte) (1 << random.nextInt(8));
            if (at < lastBatch) {
                assertThatThrownBy(() -> open(disk)).isInstanceOf(DamagedLog.class);
            } else {
                Wal wal = open(disk);
                assertThat(LogModel.of(wal)).as("at " + at).isEqualTo(shorter);
                boolean headStands = at >= lastBatch + 64;
                assertThat(wal.report().cut() != null || !headStands).isTrue();
            }
        }
    }

    @Test
    void lengthsAndCountsThatLieAreRefusedEvenUnderARightChecksum() throws IOException {
        for (int lie : new int[] {-1, 0, 63, 1 << 20, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            for (long field :
                    new long[] {
                        Format.Batch.LENGTH,
                        Format.Batch.RECORDS,
                        Format.Batch.BYTES + Format.LogRecord.LENGTH
                    }) {
                MemoryDevice disk = disk(6, true);
                int batch = Format.BLOCK * 4;
                MemorySegment memory =
                        MemorySegment.ofArray(disk.file(Format.segmentName(1)))
                                .asSlice(batch, Format.BLOCK);
                memory.set(Layouts.I32, field, lie);
                sign(disk, batch);
                assertThatThrownBy(() -> open(disk))
                        .as(field + " = " + lie)
                        .isInstanceOf(DamagedLog.class)
                        .hasMessageContaining("offset " + batch);
            }
        }
    }

    private static void sign(MemoryDevice disk, int batch) throws IOException {
        MemorySegment memory =
                MemorySegment.ofArray(disk.file(Format.segmentName(1)))
                        .asSlice(batch, Format.BLOCK);
        int length = memory.get(Layouts.I32, Format.Batch.LENGTH);
        if (length < 64 || length > Format.BLOCK) {
            return;
        }
        var checksum = new Checksum(Format.Meta.id(Objects.requireNonNull(disk.get(Format.META))));
        memory.set(
                Layouts.I32,
                Format.Batch.CRC,
                checksum.ofBatch(1, batch, memory.asByteBuffer(), 0, length));
    }

    @Test
    void aMissingSegmentIsRefusedWhicheverItIs() throws IOException {
        MemoryDevice good = disk(60, true);
        List<String> segments = good.list().stream().filter(Format::isSegment).sorted().toList();
        assertThat(segments.size()).isGreaterThan(4);
        for (String name : segments) {
            MemoryDevice disk = good.copy();
            disk.delete(name);
            assertThatThrownBy(() -> open(disk))
                    .as(name)
                    .isInstanceOf(DamagedLog.class)
                    .hasMessageContaining("missing")
                    .hasMessageContaining(name);
        }
    }

    @Test
    void aSegmentOfAnotherLogIsRefused() throws IOException {
        MemoryDevice disk = disk(16, true);
        MemoryDevice foreign = disk(16, true);
        disk.files.put(Format.segmentName(1), foreign.file(Format.segmentName(1)));
        assertThatThrownBy(() -> open(disk))
                .isInstanceOf(DamagedLog.class)
                .hasMessageContaining("belongs to another log")
                .hasMessageContaining(Format.segmentName(1));
    }

    @Test
    void swappedSegmentsAreRefused() throws IOException {
        MemoryDevice disk = disk(40, true);
        byte[] one = disk.file(Format.segmentName(1));
        disk.files.put(Format.segmentName(1), disk.file(Format.segmentName(2)));
        disk.files.put(Format.segmentName(2), one);
        assertThatThrownBy(() -> open(disk)).hasMessageContaining("its header says life 2");
    }

    @Test
    void aShortenedSegmentIsRefused() throws IOException {
        MemoryDevice disk = disk(16, true);
        byte[] file = disk.file(Format.segmentName(1));
        disk.files.put(Format.segmentName(1), Arrays.copyOf(file, 30_000));
        assertThatThrownBy(() -> open(disk))
                .isInstanceOf(DamagedLog.class)
                .hasMessageContaining("30000 bytes");
    }

    @Test
    void aMissingOrDamagedMetaFileIsRefused() throws IOException {
        MemoryDevice missing = disk(3, true);
        missing.delete(Format.META);
        assertThatThrownBy(() -> open(missing)).hasMessageContaining(Format.META);
        for (int at = 0; at < Format.Meta.BYTES; at++) {
            MemoryDevice damaged = disk(1, true);
            damaged.file(Format.META)[at] ^= 1;
            assertThatThrownBy(() -> open(damaged)).isInstanceOf(DamagedLog.class);
        }
    }

    @Test
    void aRecordThatRottedSinceTheStartIsNotHandedOut() throws IOException {
        var disk = new MemoryDevice();
        Wal wal = open(disk);
        wal.append(1, List.of(entry(1, "fine"), entry(2, "rots")));
        byte[] file = disk.file(Format.segmentName(1));
        for (int at = Format.BLOCK; at < file.length; at++) {
            if (file[at] == 'r' && file[at + 3] == 's') {
                file[at] = 'R';
            }
        }
        assertThat(wal.read(1, 1)).isNotNull();
        assertThatThrownBy(() -> wal.read(1, 2))
                .isInstanceOf(DamagedLog.class)
                .hasMessageContaining("fails its checksum");
    }

    @Test
    void aFailedWritePoisonsTheLogAndEveryoneIsTold() throws IOException {
        var disk = new MemoryDevice();
        Wal wal = open(disk);
        var told = new ArrayList<LogFailed>();
        wal.onFailure(told::add);
        wal.append(1, List.of(entry(1, "safe")));
        disk.writesLeft = 0;
        long waits = wal.submit(2, List.of(entry(1, "waits")));
        assertThatThrownBy(() -> wal.append(1, List.of(entry(2, "lost"))))
                .isInstanceOf(LogFailed.class)
                .hasMessageContaining("Input/output error")
                .hasMessageContaining(Format.segmentName(1));
        disk.writesLeft = -1;
        assertThat(told).hasSize(1);
        wal.onFailure(told::add);
        assertThat(told).hasSize(2);
        assertThatThrownBy(() -> wal.await(waits)).isInstanceOf(LogFailed.class);
        assertThatThrownBy(() -> wal.append(1, List.of(entry(2, "later"))))
                .isInstanceOf(LogFailed.class);
        assertThatThrownBy(() -> wal.putMetadata(1, new byte[1])).isInstanceOf(LogFailed.class);
        assertThat(wal.lastIndex(1)).isEqualTo(1);
        assertThat(wal.read(1, 1)).isNotNull();
        wal.close();
        Wal again = open(disk);
        assertThat(again.lastIndex(1)).isEqualTo(1);
    }

    @Test
    void aFullDiskRefusesBeforeAnythingIsLost() throws IOException {
        var disk = new MemoryDevice();
        Wal wal = open(disk);
        disk.free = 0;
        var last = new long[1];
        assertThatThrownBy(
                        () -> {
                            while (true) {
                                wal.append(1, List.of(entry(last[0] + 1, "x".repeat(3000))));
                                last[0]++;
                            }
                        })
                .isInstanceOf(LogFull.class)
                .hasMessageContaining("No space left on device");
        wal.putMetadata(1, new byte[] {1});
        assertThat(wal.lastIndex(1)).isEqualTo(last[0]);
        disk.free = Long.MAX_VALUE;
        wal.append(1, List.of(entry(last[0] + 1, "room")));
        wal.close();
        assertThat(open(disk).lastIndex(1)).isEqualTo(last[0] + 1);
    }

    @Test
    void aDiskTooSmallForTheFirstSegmentIsSaid() {
        var disk = new MemoryDevice();
        disk.free = 1000;
        assertThatThrownBy(() -> open(disk))
                .hasMessageContaining("wal.diskBudget")
                .hasMessageContaining("1000 free");
    }

    @Test
    void bytesOfAnEarlierLifeNeverPass() throws IOException {
        var disk = new MemoryDevice();
        Wal wal = open(disk);
        long last = 0;
        while (!disk.files.containsKey(Format.segmentName(8))) {
            wal.append(1, List.of(entry(++last, "y".repeat(2000))));
            wal.truncatePrefix(1, last);
        }
        wal.close();
        Wal again = open(disk);
        assertThat(again.report().cut()).isNull();
        assertThat(again.firstIndex(1)).isEqualTo(last);
        assertThat(again.lastIndex(1)).isEqualTo(last);
    }

    /// Two writes were in the air: the second reached the disk whole, the first did not. A device
    /// with one write at a time cannot leave this; one with several can.
    @Test
    void aWholeBatchBehindAHoleThatNobodyWasToldOfIsCutAndNeverComesBack() throws IOException {
        MemoryDevice disk = disk(6, false);
        int hole = Format.BLOCK * 7;
        int behind = Format.BLOCK * 8;
        byte[] file = disk.file(Format.segmentName(1));
        MemorySegment batch = MemorySegment.ofArray(file).asSlice(behind, Format.BLOCK);
        long sequence = batch.get(Layouts.I64, Format.Batch.SEQUENCE);
        batch.set(Layouts.I64, Format.Batch.DURABLE, sequence - 2);
        sign(disk, behind);
        Arrays.fill(file, hole, hole + Format.BLOCK, (byte) 0);
        Wal wal = open(disk);
        assertThat(wal.report().cut()).contains("offset " + hole);
        assertThat(wal.lastIndex(1)).isEqualTo(8);
        wal.append(1, List.of(entry(9, "new"), entry(10, "new")));
        LogModel after = LogModel.of(wal);
        for (int more = 0; more < 3; more++) {
            assertThat(LogModel.of(open(disk))).isEqualTo(after);
        }
    }
}
