package dev.lode.node.hunter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import dev.lode.base.knob.Settings;
import dev.lode.game.Rules;
import dev.lode.game.hunter.HunterSlot;
import dev.lode.membership.auth.HunterTokens;
import dev.lode.membership.auth.Issuers;
import dev.lode.node.NodeKnobs;
import dev.lode.node.Peers;
import dev.lode.node.TestSettings;
import dev.lode.node.TestView;
import dev.lode.node.TestWorld;
import dev.lode.node.hunt.HuntBook;
import dev.lode.node.hunt.HuntContent;
import dev.lode.node.hunt.HuntShelf;
import dev.lode.node.slot.SlotJournal;
import dev.lode.node.view.HuntFacts;
import dev.lode.router.PartitionTable;
import dev.lode.storage.pack.Pack;
import dev.lode.transport.Link;
import dev.lode.wire.DigFrame;
import dev.lode.wire.FindFrame;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import dev.lode.wire.Status;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Cells that must be waited for: a pack opened so that no read is done without waiting, and a pool
/// whose threads the test starts.
class DiskReadTest {
    private static final Duration CLOSE_MAX = Duration.ofSeconds(10);

    @TempDir Path folder;

    private final LinkedBlockingQueue<byte[]> replies = new LinkedBlockingQueue<>();
    private TestWorld world;
    private HuntContent content;
    private HuntFacts hunt;
    private DiskPool disks;
    private TokenPool tokens;
    private SlotJournal journal;
    private HunterLoop loop;
    private int link;

    private final class Replies implements Link {
        @Override
        public boolean send(MemorySegment memory, long offset, int length) {
            return replies.add(memory.asSlice(offset, length).toArray(Layouts.I8));
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
        world = TestWorld.build(folder, "world", 1);
        hunt = world.facts(1, new Rules(3_600_000, 60, 10, 30_000, 600_000, 100, 0), 1);
        content = HuntContent.over(Pack.openPortable(world.pack()), hunt);
        var shelf = new HuntShelf();
        shelf.publish(new HuntBook(List.of(new HuntBook.Hunt(hunt, content))));
        var peers = new Peers();
        link = peers.attach(new Replies());
        Settings settings = TestSettings.small().with(NodeKnobs.READS_WAITING_MAX, 1L);
        LoopConfig config = LoopConfig.of(settings, 1);
        disks = new DiskPool(0, 16, CLOSE_MAX);
        tokens = new TokenPool(new HunterTokens(Issuers.NONE, 0, 4096), () -> 0, 1, CLOSE_MAX);
        journal =
                new SlotJournal(
                        folder.resolve("slots"), SlotJournal.Config.of(settings), 1, () -> 0);
        loop =
                new HunterLoop(
                        0,
                        new HunterLoop.Shared(
                                config,
                                1 << 20,
                                new TestView(PartitionTable.initial(1)).of(0),
                                shelf,
                                peers,
                                disks,
                                tokens,
                                () -> 1_000_000,
                                System::nanoTime),
                        journal.feed(0));
        LoopScope scope = loop.scope();
        for (int hunter = 1; hunter <= 2; hunter++) {
            Id128 id = TestWorld.id(hunter);
            int slot = scope.slots.findOrAdd(0, id.high(), id.low());
            HunterSlot.arrive(scope.slots.memory(slot), scope.slots.offset(slot), world.room(0), 0);
            scope.sessions.put(hunter, slot, 0, Long.MAX_VALUE, 0);
        }
        loop.start();
    }

    @AfterEach
    void close() throws Exception {
        assertThat(loop.stop(CLOSE_MAX)).isTrue();
        disks.close();
        tokens.close();
        journal.close();
        loop.close();
        content.close();
    }

    private void dig(int hunter, long sequence, int spot, long correlation) {
        MemorySegment frame = MemorySegment.ofArray(new byte[DigFrame.BYTES]);
        FrameHeader.begin(frame, 0, FrameType.DIG, DigFrame.BYTES);
        hunt.id().write(frame, FrameHeader.HUNT);
        TestWorld.id(hunter).write(frame, FrameHeader.HUNTER);
        frame.set(Layouts.I64, FrameHeader.SESSION, hunter);
        frame.set(Layouts.I64, FrameHeader.CORRELATION, correlation);
        frame.set(Layouts.I32, FrameHeader.EPOCH, 1);
        frame.set(Layouts.I64, DigFrame.ROOM, world.room(0));
        frame.set(Layouts.I32, DigFrame.SPOT, spot);
        frame.set(Layouts.I64, DigFrame.SEQUENCE, sequence);
        assertThat(loop.inbox().offer(frame, 0, DigFrame.BYTES, link)).isTrue();
    }

    private MemorySegment reply() throws InterruptedException {
        return MemorySegment.ofArray(replies.take());
    }

    private static Status status(MemorySegment reply) {
        return FrameHeader.status(reply, 0);
    }

    private static String blob(MemorySegment find) {
        int length = find.get(Layouts.I32, FindFrame.PLAIN_LENGTH);
        return new String(
                find.asSlice(FindFrame.BYTES, length).toArray(Layouts.I8), StandardCharsets.UTF_8);
    }

    @Test
    void aDigThatWaitsForTheDiskIsOneInFlightAndAFullPoolsRefusalIsServedFreeAfterwards()
            throws Exception {
        dig(1, 1, 2, 10);
        dig(2, 1, 3, 20);
        MemorySegment busy = reply();
        assertThat(status(busy)).isEqualTo(Status.BUSY);
        assertThat(FrameHeader.correlation(busy, 0)).isEqualTo(20);
        dig(1, 2, 3, 11);
        assertThat(status(reply())).isEqualTo(Status.IN_FLIGHT);
        dig(1, 1, 2, 12);

        disks.addThread();
        MemorySegment find = reply();
        assertThat(status(find)).isEqualTo(Status.OK);
        assertThat(FrameHeader.correlation(find, 0)).as("the newest repeat").isEqualTo(12);
        assertThat(blob(find)).isEqualTo(TestWorld.blob(0, 0, 2));

        dig(2, 1, 3, 21);
        MemorySegment second = reply();
        assertThat(status(second)).as("charged before, served now").isEqualTo(Status.OK);
        assertThat(blob(second)).isEqualTo(TestWorld.blob(0, 0, 3));
        dig(2, 2, 3, 22);
        assertThat(status(reply())).isEqualTo(Status.COOLDOWN);
        assertThat(loop.counters().get(Count.DISK_READS)).isEqualTo(2);
    }
}
