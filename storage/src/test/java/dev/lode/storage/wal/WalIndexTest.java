package dev.lode.storage.wal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.base.Layouts;
import dev.lode.storage.Seeds;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/// Indexes of sealed segments, copies forward, and owners who are asked for room.
final class WalIndexTest {
    private static final Executor AT_ONCE = Runnable::run;
    private static final int SEGMENT = 64 << 10;
    private static final WalConfig CONFIG =
            new WalConfig(SEGMENT, 8 << 10, 100L * SEGMENT, 2, WalConfig.Device.AUTO)
                    .with(new UpkeepConfig(0.1, 1000, 1L << 40, 1));

    private static WalEntry entry(long index, int type, int bytes) {
        byte[] text = (index + "x".repeat(bytes)).getBytes(UTF_8);
        return WalEntry.of(index, 1, (byte) type, text);
    }

    private static Wal open(MemoryDevice disk) throws IOException {
        return Wal.open(disk, CONFIG, AT_ONCE);
    }

    /// Some segments, of which all but the last have an index.
    private static MemoryDevice disk() throws IOException {
        var disk = new MemoryDevice();
        Wal wal = open(disk);
        long last = 0;
        for (int i = 0; !disk.files.containsKey(Format.indexName(3)); i++) {
            for (int log = 1; log < 4; log++) {
                wal.append(log, List.of(entry(i + 1, i % 3 == 0 ? 5 : 1, i % 7 * 300)));
            }
            if (i % 10 == 9) {
                wal.truncateSuffix(3, i);
                wal.append(3, List.of(entry(i + 1, 2, 10)));
            }
            last = i;
        }
        wal.truncatePrefix(2, last / 2);
        wal.close();
        return disk;
    }

    @Test
    void aStartTakesTheIndexAndFindsTheSameAsOneThatReadsEverything() throws IOException {
        MemoryDevice disk = disk();
        Wal quick = open(disk.copy());
        assertThat(quick.report().indexed()).isEqualTo(3);
        assertThat(quick.report().notes()).isEmpty();
        MemoryDevice bare = disk.copy();
        List.copyOf(bare.files.keySet()).stream().filter(Format::isIndex).forEach(bare::delete);
        Wal slow = open(bare);
        assertThat(slow.report().indexed()).isZero();
        assertThat(slow.report().notes()).hasSize(3).allMatch(it -> it.contains("has no index"));
        assertThat(LogModel.of(quick)).isEqualTo(LogModel.of(slow));
        assertThat(quick.report().batches()).isLessThan(slow.report().batches() / 3);
        for (int life = 1; life < 4; life++) { // and writes what was missing
            String name = Format.indexName(life);
            assertThat(bare.file(name)).as(name).isEqualTo(disk.file(name));
        }
        byte[] meta = Objects.requireNonNull(disk.get(Format.META));
        assertThat(Recovery.run(disk, meta, true).logs().all()).hasSize(3); // they agree
    }

    @Test
    void findsTheEntriesOfATypeWithoutReadingAny() throws IOException {
        Wal wal = open(disk());
        var wanted = new ArrayList<Long>();
        wal.replay(
                3,
                0,
                entry -> {
                    if (entry.type() == 5) {
                        wanted.add(entry.index());
                    }
                });
        assertThat(wanted).hasSizeGreaterThan(2);
        assertThat(wal.indexesOf(3, (byte) 5)).containsExactly(wanted.toArray(Long[]::new));
        assertThat(wal.indexesOf(2, (byte) 5)[0]).isGreaterThanOrEqualTo(wal.firstIndex(2));
        assertThat(wal.indexesOf(9, (byte) 5)).isEmpty();
    }

    @Test
    void aFlippedBitInAnIndexCostsAReadingAndNothingElse() throws IOException {
        SplittableRandom random = Seeds.random("WalIndexTest.flips", 1);
        MemoryDevice good = disk();
        LogModel whole = LogModel.of(open(good.copy()));
        byte[] index = good.file(Format.indexName(2));
        for (int at = 0; at < index.length; at++) {
            MemoryDevice disk = good.copy();
            disk.file(Format.indexName(2))[at] ^= (byte) (1 << random.nextInt(8));
            Wal wal = open(disk);
            assertThat(wal.report().notes()).as("at " + at).hasSize(1);
            assertThat(wal.report().indexed()).isEqualTo(2);
            if (at % 16 == 0) {
                assertThat(LogModel.of(wal)).as("at " + at).isEqualTo(whole);
            }
            assertThat(disk.file(Format.indexName(2))).isEqualTo(index);
        }
    }

    @Test
    void aLieUnderARightChecksumIsSeenOrDoesNoHarm() throws IOException {
        MemoryDevice good = disk();
        LogModel whole = LogModel.of(open(good.copy()));
        int refused = 0;
        int length = good.file(Format.indexName(2)).length;
        for (int at = 0; at + 4 <= length; at += 4) {
            for (int lie : new int[] {-1, 0, 1, 77, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
                MemoryDevice disk = good.copy();
                byte[] bytes = disk.file(Format.indexName(2));
                MemorySegment memory = MemorySegment.ofArray(bytes);
                memory.set(Layouts.I32, at, lie);
                var crc = new CRC32C();
                crc.update(bytes, 0, (int) Format.Index.CRC);
                crc.update(bytes, Format.Index.BYTES, length - Format.Index.BYTES);
                memory.set(Layouts.I32, Format.Index.CRC, (int) crc.getValue());
                try {
                    assertThat(LogModel.of(open(disk))).as(lie + " at " + at).isEqualTo(whole);
                } catch (DamagedLog e) {
                    refused++;
                }
            }
        }
        assertThat(refused).isGreaterThan(3);
    }

    @Test
    void theIndexOfAnotherSegmentOrLogDoesNotCount() throws IOException {
        MemoryDevice good = disk();
        LogModel whole = LogModel.of(open(good.copy()));
        MemoryDevice swapped = good.copy();
        swapped.files.put(Format.indexName(1), good.file(Format.indexName(2)));
        MemoryDevice foreign = good.copy();
        foreign.files.put(Format.indexName(1), disk().file(Format.indexName(1)));
        for (MemoryDevice disk : List.of(swapped, foreign)) {
            Wal wal = open(disk);
            assertThat(wal.report().notes()).singleElement().asString().contains("another segment");
            assertThat(LogModel.of(wal)).isEqualTo(whole);
        }
    }

    @Test
    void anIndexThatCannotBeWrittenCostsTheNextStartAReadingOnly() throws IOException {
        var disk = new MemoryDevice();
        disk.refusesIndexes = true;
        Wal wal = open(disk);
        for (int i = 1; !disk.files.containsKey(Format.segmentName(3)); i++) {
            wal.append(1, List.of(entry(i, 1, 3000)));
        }
        assertThat(wal.trouble()).contains("No space left");
        long last = wal.lastIndex(1);
        wal.close();
        disk.refusesIndexes = false;
        assertThat(open(disk).lastIndex(1)).isEqualTo(last);
        assertThat(disk.files).containsKey(Format.indexName(1));
    }

    @Test
    void fewLiveEntriesAreCopiedForwardSoThatTheirSegmentGoes() throws IOException {
        var disk = new MemoryDevice();
        WalConfig config = CONFIG.with(new UpkeepConfig(0.1, 2, 1L << 40, 1));
        Wal wal = Wal.open(disk, config, AT_ONCE);
        wal.append(8, List.of(entry(1, 3, 100), entry(2, 4, 100)));
        for (int i = 1; i <= 200; i++) {
            wal.append(1, List.of(entry(i, 1, 3000)));
            wal.truncatePrefix(1, i);
            if (i == 60) {
                wal.truncatePrefix(8, 2);
                wal.append(8, List.of(entry(3, 5, 50)));
            }
        }
        assertThat(wal.trouble()).isEmpty();
        assertThat(disk.files.keySet().stream().filter(Format::isSegment).count()).isLessThan(6);
        LogModel model = LogModel.of(wal);
        assertThat(model.get(8).first()).isEqualTo(2);
        assertThat(model.get(8).entries()).hasSize(2);
        assertThat(wal.indexesOf(8, (byte) 4)).containsExactly(2);
        assertThat(LogModel.of(Wal.open(disk.copy(), config, AT_ONCE))).isEqualTo(model);
        wal.close();
        assertThat(LogModel.of(open(disk))).isEqualTo(model);
    }

    @Test
    void theOwnerIsAskedWhereCopyingDoesNotPay() throws IOException {
        var disk = new MemoryDevice();
        WalConfig config =
                new WalConfig(SEGMENT, 8 << 10, 8L * SEGMENT, 0, WalConfig.Device.AUTO)
                        .with(new UpkeepConfig(0.1, 2, 1L << 40, 0.5));
        Wal wal = Wal.open(disk, config, AT_ONCE);
        var asked = new TreeSet<Integer>();
        var upTo = new long[1];
        wal.onPressure((log, last) -> {
            asked.add(log);
            upTo[0] = last;
        });
        int i = 0;
        while (asked.isEmpty()) {
            wal.append(1, List.of(entry(++i, 1, 3000)));
            assertThat(i).isLessThan(200);
        }
        assertThat(asked).containsExactly(1);
        assertThat(upTo[0]).isBetween(5L, 20L);
        int segments = disk.files.size();
        wal.truncatePrefix(1, upTo[0] + 1);
        assertThat(disk.files.size()).isLessThan(segments);
    }

    @Test
    void aRunKnowsThePlaceAndTypeOfEachEntryHoweverItIsCut() {
        SplittableRandom random = Seeds.random("WalIndexTest.runs", 2);
        var arrays = new PlaceArrays(1 << 20);
        for (int round = 0; round < 300; round++) {
            long first = 1L + random.nextInt(1000);
            var run = new EntryRun(7, first, 0, arrays);
            var offsets = new ArrayList<Long>();
            var types = new ArrayList<Byte>();
            for (int step = random.nextInt(400); step > 0; step--) {
                if (!offsets.isEmpty() && random.nextInt(60) == 0) {
                    int kept = 1 + random.nextInt(offsets.size());
                    run.cutBehind(first + kept - 1);
                    offsets.subList(kept, offsets.size()).clear();
                    types.subList(kept, types.size()).clear();
                }
                long before = offsets.isEmpty() ? 4096 : offsets.getLast();
                long offset = before + 8L * (1 + random.nextInt(1 << random.nextInt(14)));
                byte type = (byte) (random.nextInt(10) == 0 ? random.nextInt(256) : 1);
                run.append(offset, type);
                offsets.add(offset);
                types.add(type);
            }
            if (offsets.isEmpty()) {
                continue;
            }
            check(run, first, offsets, types);
            int from = random.nextInt(offsets.size());
            EntryRun part = run.part(first + from, run.last());
            check(
                    part,
                    first + from,
                    offsets.subList(from, offsets.size()),
                    types.subList(from, types.size()));
            EntryRun read =
                    EntryRun.of(
                            7,
                            first + from,
                            offsets.size() - from,
                            part.stream(),
                            offsets.getLast() + 8);
            assertThat(read).isNotNull();
            check(
                    Objects.requireNonNull(read),
                    first + from,
                    offsets.subList(from, offsets.size()),
                    types.subList(from, types.size()));
            part.append(offsets.getLast() + 8, (byte) 3); // does not concern the other
            check(run, first, offsets, types);
            EntryRun kept = run.part(first, run.last());
            run.drop();
            var next = new EntryRun(8, 1, 0, arrays); // takes what was given back
            for (int i = 1; i <= offsets.size(); i++) {
                next.append(8L * i, (byte) 9);
            }
            check(kept, first, offsets, types);
            kept.drop();
            part.drop();
            next.drop();
        }
    }

    private static void check(EntryRun run, long first, List<Long> offsets, List<Byte> types) {
        assertThat(run.last()).isEqualTo(first + offsets.size() - 1);
        var seen = new ArrayList<Long>();
        run.forEach((index, offset, type) -> {
            int i = (int) (index - first);
            seen.add(offset);
            assertThat(run.offset(index)).isEqualTo(offsets.get(i));
            assertThat(type).isEqualTo(types.get(i));
        });
        assertThat(seen).isEqualTo(offsets);
    }

    @Test
    void aStreamThatIsNoneIsNoRun() {
        byte[] good = new EntryRun(1, 1, 0, PlaceArrays.NONE).stream();
        assertThat(EntryRun.of(1, 1, 1, good, 1 << 20)).isNull();
        assertThat(EntryRun.of(1, 1, 0, good, 1 << 20)).isNull();
        for (byte[] bad : new byte[][] {{-1}, {-1, -1, -1, -1, -1, -1, 1}, {3}, {0}, {2, 2}}) {
            assertThat(EntryRun.of(1, 1, 1, bad, 1 << 20)).isNull();
        }
        assertThat(EntryRun.of(1, 1, 1, new byte[] {2}, 1 << 20)).isNotNull();
        assertThat(EntryRun.of(1, 1, 1, new byte[] {2}, 8)).isNull();
    }

    @Test
    void aLogThatFitsNoBudgetOrFolderIsRefused() throws IOException {
        var disk = new MemoryDevice();
        disk.free = 50L * SEGMENT;
        assertThatThrownBy(() -> open(disk))
                .hasMessageContaining("wal.diskBudget=" + 100L * SEGMENT)
                .hasMessageContaining(50L * SEGMENT + " or less");
    }
}
