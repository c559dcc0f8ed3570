package dev.lode.node.hunter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.CellKey;
import dev.lode.base.Layouts;
import dev.lode.node.TestSettings;
import dev.lode.node.TestWorld;
import dev.lode.router.PartitionEntry;
import dev.lode.storage.blob.BlobReader;
import dev.lode.storage.extent.CellRef;
import dev.lode.storage.pack.Pack;
import dev.lode.wire.CellFrame;
import dev.lode.wire.DigFrame;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import dev.lode.wire.ReadFrame;
import dev.lode.wire.RefusedFrame;
import dev.lode.wire.Status;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Cells of other holders: nodes 1 and 2 hold the room, node 0 asks; the test plays both and holds
/// the clock.
class CellFetchTest {
    private static final long TIMEOUT_NANOS = 100_000_000;

    @TempDir Path folder;

    private final Replies edge = new Replies();
    private final Replies first = new Replies();
    private final Replies second = new Replies();
    private final Arena arena = Arena.ofConfined();
    private HandLoop hand;
    private long nanos = 1;

    @BeforeEach
    void open() throws Exception {
        TestWorld world = TestWorld.build(folder, "world", 1);
        hand =
                new HandLoop(
                        folder,
                        Pack.open(world.pack()),
                        world.facts(1, TestWorld.FAST, 1),
                        TestSettings.small(),
                        edge,
                        3,
                        () -> 1_000_000,
                        () -> nanos);
        int partition = (int) (hand.room() >>> 48);
        var entry = new PartitionEntry(1, 2, PartitionEntry.NONE, 7);
        hand.view.table(hand.view.table().with(partition, entry));
        hand.peers.node(1, first);
        hand.peers.node(2, second);
        hand.loop.scope().refresh();
    }

    @AfterEach
    void close() throws Exception {
        hand.close();
        arena.close();
    }

    private void dig(int hunter, long sequence, int spot) {
        hand.address(hunter);
        hand.loop.onFrame(hand.dig(sequence, spot, hunter), 0, DigFrame.BYTES);
    }

    private void pass(long nanosPassed) {
        nanos += nanosPassed;
        hand.loop.scope().refresh();
        hand.loop.cells().onTimer();
    }

    /// The holder's answer to a READ.
    private MemorySegment cell(MemorySegment read) {
        int spot = read.get(Layouts.I32, ReadFrame.SPOT);
        var ref = new CellRef();
        long cell = CellKey.of((int) (hand.room() >>> 48), 0, 0, spot);
        assertThat(hand.content.pack().extent().find(cell, ref)).isTrue();
        MemorySegment reply = arena.allocate(CellFrame.BYTES + (64 << 10));
        try (BlobReader reader = hand.content.pack().reader()) {
            int stored = reader.readStored(ref, reply, CellFrame.BYTES, 64 << 10);
            int length = CellFrame.BYTES + stored;
            FrameHeader.reply(reply, 0, FrameType.CELL, length, Status.OK, read, 0);
            reply.set(Layouts.I64, CellFrame.CELL, ref.cell);
            reply.set(Layouts.I32, CellFrame.PLAIN_LENGTH, ref.plainBytes);
            reply.set(Layouts.I32, CellFrame.STORED_LENGTH, stored);
            reply.set(Layouts.I32, CellFrame.CHECKSUM, ref.checksum);
        }
        return reply;
    }

    private void answer(MemorySegment reply) {
        hand.loop.onFrame(reply, 0, FrameHeader.length(reply, 0));
    }

    private MemorySegment refusal(MemorySegment read, Status why) {
        MemorySegment reply = arena.allocate(RefusedFrame.BYTES);
        FrameHeader.reply(reply, 0, FrameType.REFUSED, RefusedFrame.BYTES, why, read, 0);
        return reply;
    }

    @Test
    void manyDigsOfOneCellAreOneFetchAndTheNextIsACacheHit() throws Exception {
        dig(1, 1, 2);
        dig(2, 1, 2);
        MemorySegment read = first.take();
        assertThat(FrameHeader.epoch(read, 0)).isEqualTo(7);
        assertThat(first.isEmpty() && second.isEmpty()).isTrue();
        answer(cell(read));
        for (int hunter = 2; hunter >= 1; hunter--) {
            MemorySegment find = edge.take();
            assertThat(FrameHeader.correlation(find, 0)).isEqualTo(hunter);
            assertThat(Replies.blob(find)).isEqualTo(TestWorld.blob(0, 0, 2));
        }
        dig(3, 1, 2);
        assertThat(Replies.blob(edge.take())).isEqualTo(TestWorld.blob(0, 0, 2));
        assertThat(first.isEmpty()).isTrue();
    }

    @Test
    void aSilentHolderIsFollowedByTheNextAndItsLateAnswerIsAsGood() throws Exception {
        dig(1, 1, 3);
        MemorySegment read = first.take();
        pass(TIMEOUT_NANOS - 1);
        assertThat(second.isEmpty()).isTrue();
        pass(TIMEOUT_NANOS);
        assertThat(second.take().get(Layouts.I32, ReadFrame.SPOT)).isEqualTo(3);
        answer(cell(read));
        assertThat(Replies.blob(edge.take())).isEqualTo(TestWorld.blob(0, 0, 3));
        answer(cell(read));
        assertThat(edge.isEmpty()).as("a second answer is nobody's").isTrue();
    }

    @Test
    void whereNobodyAnswersTheDigIsUnavailableAndItsRepeatFree() throws Exception {
        dig(1, 1, 3);
        for (int tries = 0; tries < 4; tries++) {
            pass(TIMEOUT_NANOS);
        }
        assertThat(Replies.status(edge.take())).isEqualTo(Status.UNAVAILABLE);
        assertThat(hand.loop.counters().get(Count.FETCHES)).isEqualTo(4);
        dig(1, 1, 3);
        assertThat(hand.loop.counters().get(Count.REPEATS)).isEqualTo(1);
        assertThat(hand.loop.counters().get(Count.FETCHES)).isEqualTo(5);
    }

    @Test
    void aDamagedOrBusyHolderIsFollowedByTheNextAtOnce() throws Exception {
        dig(1, 1, 4);
        MemorySegment damaged = cell(first.take());
        damaged.set(Layouts.I8, CellFrame.BYTES + 9, (byte) 0x55);
        answer(damaged);
        answer(refusal(second.take(), Status.BUSY));
        MemorySegment again = first.take();
        answer(cell(again));
        assertThat(Replies.blob(edge.take())).isEqualTo(TestWorld.blob(0, 0, 4));
    }

    @Test
    void aCellThatTheHolderDoesNotHaveIsNoCell() throws Exception {
        dig(1, 1, 4_000);
        answer(refusal(first.take(), Status.NO_CELL));
        assertThat(Replies.status(edge.take())).isEqualTo(Status.NO_CELL);
    }
}
