package dev.lode.node.hunter;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.lode.base.CellKey;
import dev.lode.base.Layouts;
import dev.lode.game.hunter.HunterSlot;
import dev.lode.node.TestSettings;
import dev.lode.node.TestWorld;
import dev.lode.router.PartitionEntry;
import dev.lode.storage.pack.Pack;
import dev.lode.transport.Link;
import dev.lode.wire.DigFrame;
import dev.lode.wire.FindFrame;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import dev.lode.wire.Status;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From a decoded request to an encoded reply nothing is allocated: the loop is driven by the
/// test's thread, which counts its own bytes.
class DigAllocationTest {
    private static final int WARM_UP = 60_000;
    private static final int DIGS = 100_000;

    @TempDir Path folder;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Counted link = new Counted();
    private HandLoop hand;
    private long now = 1_800_000_000_000L;
    private long sequence;

    /// Takes replies, and remembers what the last refusal said.
    private static final class Counted implements Link {
        long finds;
        long misses;
        long others;
        Status last = Status.OK;

        @Override
        public boolean send(MemorySegment memory, long offset, int length) {
            if (FrameHeader.type(memory, offset) != FrameType.FIND) {
                others++;
                last = FrameHeader.status(memory, offset);
            } else if (memory.get(Layouts.I8, offset + FindFrame.FOUND) == 1) {
                finds++;
            } else {
                misses++;
            }
            return true;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // Nothing to close.
        }
    }

    @BeforeEach
    void open() throws Exception {
        TestWorld world = TestWorld.build(folder, "world", 1);
        hand =
                new HandLoop(
                        folder,
                        Pack.open(world.pack()),
                        world.facts(1, TestWorld.FAST, 1),
                        TestSettings.small(),
                        link,
                        1,
                        () -> now,
                        System::nanoTime);
    }

    @AfterEach
    void close() throws Exception {
        hand.close();
    }

    private void dig(int spot) {
        now++;
        hand.loop.onFrame(hand.dig(++sequence, spot, sequence), 0, DigFrame.BYTES);
    }

    /// Spots 0 and 1 hide keys, 2 and 3 do not.
    private double bytesADig() {
        for (int i = 0; i < WARM_UP; i++) {
            dig(i & 3);
        }
        long me = Thread.currentThread().threadId();
        long before = threads.getThreadAllocatedBytes(me);
        for (int i = 0; i < DIGS; i++) {
            dig(i & 3);
        }
        return (threads.getThreadAllocatedBytes(me) - before) / (double) DIGS;
    }

    @Test
    void aDigOfAnOwnCellAllocatesNothingFoundOrNot() {
        assertThat(bytesADig()).isLessThan(0.5);
        assertThat(link.finds).isEqualTo((WARM_UP + DIGS) / 2);
        assertThat(link.misses).isEqualTo((WARM_UP + DIGS) / 2);
        assertThat(link.others).isZero();
    }

    @Test
    void aDigOfACachedCellOfAnotherHolderAllocatesNothing() {
        int partition = (int) (hand.room() >>> 48);
        for (int spot = 0; spot < 4; spot++) {
            byte[] plain = TestWorld.blob(0, 0, spot).getBytes(StandardCharsets.UTF_8);
            long cell = CellKey.of(partition, 0, 0, spot);
            hand.loop.cells().cache().put(0, cell, MemorySegment.ofArray(plain), 0, plain.length);
        }
        var elsewhere = new PartitionEntry(1, PartitionEntry.NONE, PartitionEntry.NONE, 2);
        hand.view.table(hand.view.table().with(partition, elsewhere));
        hand.loop.scope().refresh();
        assertThat(partition).as("the hunter's home stays here").isNotZero();
        assertThat(bytesADig()).isLessThan(0.5);
        assertThat(link.others).isZero();
        assertThat(hand.loop.counters().get(Count.CACHE_HITS)).isEqualTo(WARM_UP + DIGS);
    }

    @Test
    void aRefusalAllocatesNothing() {
        SlotStore slots = hand.loop.scope().slots;
        HunterSlot.arrive(slots.memory(), slots.offset(0), hand.room(), 1);
        assertThat(bytesADig()).isLessThan(0.5);
        assertThat(link.others).isEqualTo(WARM_UP + DIGS);
        assertThat(link.last).isEqualTo(Status.NOT_HERE);
    }
}
