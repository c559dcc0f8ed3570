package dev.lode.game.hunter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.Id128;
import dev.lode.game.Seeds;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class HunterSlotTest {
    private static final int AT = 13;

    private final byte[] bytes = new byte[AT + HunterSlot.BYTES + 16];
    private final MemorySegment memory = MemorySegment.ofArray(bytes);

    @Test
    void aNewHunterHasDoneNothing() {
        Arrays.fill(bytes, (byte) 0xEE);
        HunterSlot.init(memory, AT, 1, 2);
        assertThat(HunterSlot.hunter(memory, AT)).isEqualTo(new Id128(1, 2));
        assertThat(HunterSlot.entered(memory, AT)).isFalse();
        assertThat(HunterSlot.isAt(memory, AT, 0, 0)).isFalse();
        assertThat(HunterSlot.visitedCount(memory, AT)).isZero();
        assertThat(HunterSlot.cooldownStart(memory, AT)).isEqualTo(HunterSlot.NEVER);
        assertThat(HunterSlot.bucketFullMicros(memory, AT)).isEqualTo(HunterSlot.NEVER);
        assertThat(LastRequest.kind(memory, AT)).isEqualTo(LastRequest.NO_REQUEST);
        assertThat(LastRequest.turn(memory, AT, 0, 0, 0, 0, 0, 0)).isEqualTo(Turn.NEW);
        assertThat(bytes[AT - 1]).isEqualTo((byte) 0xEE);
        assertThat(bytes[AT + HunterSlot.BYTES]).isEqualTo((byte) 0xEE);
    }

    @Test
    void everyFieldHasBytesOfItsOwn() {
        var random = Seeds.of("HunterSlotTest.everyFieldHasBytesOfItsOwn");
        long high = random.nextLong();
        long low = random.nextLong();
        HunterSlot.init(memory, AT, high, low);
        long room = 0;
        int site = 0;
        boolean entered = false;
        var visited = new BitSet();
        long cooldown = HunterSlot.NEVER;
        long bucket = HunterSlot.NEVER;
        long[] last = {0, 0, 0, 0, 0, 0, HunterSlot.NEVER, 0};
        long[] version = {0, 0, 0};
        for (int step = 0; step < 2_000; step++) {
            switch (random.nextInt(6)) {
                case 0 -> {
                    long to = random.nextInt(4) == 0 ? random.nextLong() : room;
                    site = random.nextInt(256);
                    if (!entered || to != room) {
                        visited.clear();
                    }
                    entered = true;
                    room = to;
                    visited.set(site);
                    HunterSlot.arrive(memory, AT, room, site);
                }
                case 1 -> {
                    cooldown = random.nextLong();
                    HunterSlot.cooldownStart(memory, AT, cooldown);
                }
                case 2 -> {
                    bucket = random.nextLong();
                    HunterSlot.bucketFullMicros(memory, AT, bucket);
                }
                case 3 -> {
                    last =
                            new long[] {
                                random.nextLong(),
                                random.nextLong(),
                                random.nextInt(1, 256),
                                random.nextLong(),
                                random.nextInt(256),
                                random.nextInt(1 << 20),
                                random.nextLong(),
                                random.nextInt(256)
                            };
                    LastRequest.remember(
                            memory,
                            AT,
                            last[0],
                            last[1],
                            (int) last[2],
                            last[3],
                            (int) last[4],
                            (int) last[5],
                            last[6],
                            (int) last[7]);
                }
                case 4 -> {
                    last[7] = random.nextInt(256);
                    LastRequest.status(memory, AT, (int) last[7]);
                }
                default -> {
                    version = new long[] {random.nextInt(), random.nextLong(), random.nextInt()};
                    SlotVersion.stamp(memory, AT, (int) version[0], version[1], (int) version[2]);
                }
            }
            assertThat(HunterSlot.hunter(memory, AT)).isEqualTo(new Id128(high, low));
            assertThat(HunterSlot.hunterHigh(memory, AT)).isEqualTo(high);
            assertThat(HunterSlot.hunterLow(memory, AT)).isEqualTo(low);
            assertThat(HunterSlot.entered(memory, AT)).isEqualTo(entered);
            assertThat(HunterSlot.roomFp(memory, AT)).isEqualTo(room);
            assertThat(HunterSlot.site(memory, AT)).isEqualTo(site);
            assertThat(HunterSlot.visitedCount(memory, AT)).isEqualTo(visited.cardinality());
            int probe = random.nextInt(256);
            assertThat(HunterSlot.visited(memory, AT, probe)).isEqualTo(visited.get(probe));
            assertThat(HunterSlot.cooldownStart(memory, AT)).isEqualTo(cooldown);
            assertThat(HunterSlot.bucketFullMicros(memory, AT)).isEqualTo(bucket);
            assertThat(
                            new long[] {
                                LastRequest.session(memory, AT),
                                LastRequest.sequence(memory, AT),
                                LastRequest.kind(memory, AT),
                                LastRequest.roomFp(memory, AT),
                                LastRequest.site(memory, AT),
                                LastRequest.spot(memory, AT),
                                LastRequest.millis(memory, AT),
                                LastRequest.status(memory, AT)
                            })
                    .isEqualTo(last);
            assertThat(
                            new long[] {
                                SlotVersion.partitionEpoch(memory, AT),
                                SlotVersion.nodeIncarnation(memory, AT),
                                SlotVersion.counter(memory, AT)
                            })
                    .isEqualTo(version);
        }
    }

    @Test
    void theBytesAreThoseOfTheFormat() {
        HunterSlot.init(memory, AT, 0xa0a1a2a3a4a5a6a7L, 0xa8a9aaabacadaeafL);
        Golden.fill(memory, AT);
        assertThat(HexFormat.of().formatHex(bytes, AT, AT + HunterSlot.BYTES))
                .isEqualTo(Golden.SLOT);
    }

    @Test
    void aRepeatIsToldFromANewAnOldAndAChangedRequest() {
        HunterSlot.init(memory, AT, 1, 2);
        LastRequest.remember(memory, AT, 5, 10, 4, 77, 3, 1000, 1, 0);
        assertThat(LastRequest.turn(memory, AT, 5, 10, 4, 77, 3, 1000)).isEqualTo(Turn.REPEAT);
        assertThat(LastRequest.turn(memory, AT, 5, 11, 4, 77, 3, 1000)).isEqualTo(Turn.NEW);
        assertThat(LastRequest.turn(memory, AT, 5, -1, 4, 77, 3, 1000)).isEqualTo(Turn.NEW);
        assertThat(LastRequest.turn(memory, AT, 5, 9, 4, 77, 3, 1000)).isEqualTo(Turn.STALE);
        assertThat(LastRequest.turn(memory, AT, 6, 9, 4, 77, 3, 1000)).isEqualTo(Turn.NEW);
        assertThat(LastRequest.turn(memory, AT, 5, 10, 5, 77, 3, 1000)).isEqualTo(Turn.CHANGED);
        assertThat(LastRequest.turn(memory, AT, 5, 10, 4, 78, 3, 1000)).isEqualTo(Turn.CHANGED);
        assertThat(LastRequest.turn(memory, AT, 5, 10, 4, 77, 2, 1000)).isEqualTo(Turn.CHANGED);
        assertThat(LastRequest.turn(memory, AT, 5, 10, 4, 77, 3, 1001)).isEqualTo(Turn.CHANGED);
    }

    @Test
    void versionsCompareByEpochThenIncarnationThenCounterUnsigned() {
        assertThat(order(1, 9, 9, 2, 0, 0)).isNegative();
        assertThat(order(1, 1, 9, 1, 2, 0)).isNegative();
        assertThat(order(1, 1, 1, 1, 1, 2)).isNegative();
        assertThat(order(1, 1, 1, 1, 1, 1)).isZero();
        assertThat(order(-1, 0, 0, 1, 0, 0)).isPositive();
        assertThat(order(1, -1, 0, 1, 1, 0)).isPositive();
        assertThat(order(1, 1, -1, 1, 1, 1)).isPositive();
        assertThat(order(32768, 0, 0, 32767, 0, 0)).isPositive();
        assertThat(order(65535, 0, 0, 32768, 0, 0)).isPositive();
    }

    @Test
    void aSlotKnowsItsTenure() {
        HunterSlot.init(memory, AT, 1, 2);
        SlotVersion.stamp(memory, AT, 7, 8, 9);
        assertThat(SlotVersion.isOfTenure(memory, AT, 7, 8)).isTrue();
        assertThat(SlotVersion.isOfTenure(memory, AT, 8, 8)).isFalse();
        assertThat(SlotVersion.isOfTenure(memory, AT, 7, 9)).isFalse();
    }

    private static int order(int e1, long i1, int c1, int e2, long i2, int c2) {
        var one = MemorySegment.ofArray(new byte[HunterSlot.BYTES]);
        var two = MemorySegment.ofArray(new byte[HunterSlot.BYTES]);
        SlotVersion.stamp(one, 0, e1, i1, c1);
        SlotVersion.stamp(two, 0, e2, i2, c2);
        assertThat(Integer.signum(SlotVersion.compare(two, 0, one, 0)))
                .isEqualTo(-Integer.signum(SlotVersion.compare(one, 0, two, 0)));
        return SlotVersion.compare(one, 0, two, 0);
    }
}
