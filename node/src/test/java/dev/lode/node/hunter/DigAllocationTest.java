package dev.lode.node.hunter;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.lode.base.CellKey;
import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import dev.lode.game.hunter.HunterSlot;
import dev.lode.membership.auth.HunterTokens;
import dev.lode.membership.auth.Issuers;
import dev.lode.node.Peers;
import dev.lode.node.TestSettings;
import dev.lode.node.TestView;
import dev.lode.node.TestWorld;
import dev.lode.node.hunt.HuntBook;
import dev.lode.node.hunt.HuntContent;
import dev.lode.node.hunt.HuntShelf;
import dev.lode.node.slot.SlotJournal;
import dev.lode.node.view.HuntFacts;
import dev.lode.router.PartitionEntry;
import dev.lode.router.PartitionTable;
import dev.lode.transport.Link;
import dev.lode.wire.DigFrame;
import dev.lode.wire.FindFrame;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import dev.lode.wire.Status;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From a decoded request to an encoded reply nothing is allocated: the loop is driven by the
/// test's thread, which counts its own bytes.
class DigAllocationTest {
    private static final int WARM_UP = 60_000;
    private static final int DIGS = 100_000;
    private static final long SESSION = 42;

    @TempDir Path folder;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Counted link = new Counted();
    private TestWorld world;
    private HuntFacts hunt;
    private TestView view;
    private HuntContent content;
    private DiskPool disks;
    private TokenPool tokens;
    private SlotJournal journal;
    private HunterLoop loop;
    private Arena arena;
    private MemorySegment frame;
    private long now = 1_800_000_000_000L;
    private long sequence;

    /// Takes replies, and remembers how the last one began.
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
        world = TestWorld.build(folder, "world", 2);
        hunt = world.facts(1, TestWorld.FAST, 1);
        content = HuntContent.open(world.pack(), hunt, 64 << 10);
        var shelf = new HuntShelf();
        shelf.publish(new HuntBook(List.of(new HuntBook.Hunt(hunt, content))));
        view = new TestView(PartitionTable.initial(1));
        var peers = new Peers();
        int number = peers.attach(link);
        LoopConfig config = LoopConfig.of(TestSettings.small(), 1);
        Duration closeMax = Duration.ofSeconds(10);
        disks = new DiskPool(1, config.readsWaitingMax(), closeMax);
        tokens = new TokenPool(new HunterTokens(Issuers.NONE, 0, 4096), () -> now, 1, closeMax);
        journal =
                new SlotJournal(
                        folder.resolve("slots"),
                        SlotJournal.Config.of(TestSettings.small()),
                        1,
                        () -> now);
        var shared =
                new HunterLoop.Shared(
                        config,
                        1 << 20,
                        view.of(0),
                        shelf,
                        peers,
                        disks,
                        tokens,
                        () -> now,
                        System::nanoTime);
        loop = new HunterLoop(0, shared, journal.feed(0));
        arena = Arena.ofConfined();
        frame = arena.allocate(DigFrame.BYTES);
        FrameHeader.begin(frame, 0, FrameType.DIG, DigFrame.BYTES);
        hunt.id().write(frame, FrameHeader.HUNT);
        Id128 hunter = TestWorld.id(9);
        hunter.write(frame, FrameHeader.HUNTER);
        frame.set(Layouts.I64, FrameHeader.SESSION, SESSION);
        frame.set(Layouts.I16, FrameHeader.LINK, (short) number);
        frame.set(Layouts.I32, FrameHeader.EPOCH, 1);
        frame.set(Layouts.I64, DigFrame.ROOM, world.room(0));
        LoopScope scope = loop.scope();
        int slot = scope.slots.findOrAdd(0, hunter.high(), hunter.low());
        HunterSlot.arrive(scope.slots.memory(slot), scope.slots.offset(slot), world.room(0), 0);
        scope.sessions.put(SESSION, slot, 0, Long.MAX_VALUE, now);
    }

    @AfterEach
    void close() throws Exception {
        loop.close();
        journal.close();
        disks.close();
        tokens.close();
        content.close();
        arena.close();
    }

    private void dig(int spot) {
        now++;
        frame.set(Layouts.I32, DigFrame.SPOT, spot);
        frame.set(Layouts.I64, DigFrame.SEQUENCE, ++sequence);
        loop.onFrame(frame, 0, DigFrame.BYTES);
    }

    private double bytesADig(int spots) {
        for (int i = 0; i < WARM_UP; i++) {
            dig(i % spots);
        }
        long me = Thread.currentThread().threadId();
        long before = threads.getThreadAllocatedBytes(me);
        for (int i = 0; i < DIGS; i++) {
            dig(i % spots);
        }
        return (threads.getThreadAllocatedBytes(me) - before) / (double) DIGS;
    }

    @Test
    void aDigOfAnOwnCellAllocatesNothingFoundOrNot() {
        assertThat(bytesADig(4)).isLessThan(0.5);
        assertThat(link.finds).isEqualTo((WARM_UP + DIGS) / 2);
        assertThat(link.misses).isEqualTo((WARM_UP + DIGS) / 2);
        assertThat(link.others).isZero();
    }

    @Test
    void aDigOfACachedCellOfAnotherHolderAllocatesNothing() {
        int partition = (int) (world.room(0) >>> 48);
        LoopScope scope = loop.scope();
        for (int spot = 0; spot < 4; spot++) {
            byte[] plain = TestWorld.blob(0, 0, spot).getBytes(StandardCharsets.UTF_8);
            loop.cache()
                    .put(
                            0,
                            CellKey.of(
                                    partition,
                                    content.graph().ordinal(content.graph().room(world.room(0))),
                                    0,
                                    spot),
                            MemorySegment.ofArray(plain),
                            0,
                            plain.length);
        }
        view.table(
                view.table()
                        .with(
                                partition,
                                new PartitionEntry(
                                        1, PartitionEntry.NONE, PartitionEntry.NONE, 2)));
        scope.refresh();
        // The hunter's own partition stays here.
        assertThat(partition).isNotZero();
        assertThat(bytesADig(4)).isLessThan(0.5);
        assertThat(link.others).isZero();
        assertThat(scope.counters.get(Count.CACHE_HITS)).isEqualTo(WARM_UP + DIGS);
    }

    @Test
    void aRefusalAllocatesNothing() {
        hunterGoesAway();
        assertThat(bytesADig(4)).isLessThan(0.5);
        assertThat(link.others).isEqualTo(WARM_UP + DIGS);
        assertThat(link.last).isEqualTo(Status.NOT_HERE);
    }

    private void hunterGoesAway() {
        LoopScope scope = loop.scope();
        HunterSlot.arrive(scope.slots.memory(0), scope.slots.offset(0), world.room(1), 0);
    }
}
