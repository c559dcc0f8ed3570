package dev.lode.node.hunter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.Layouts;
import dev.lode.node.TestSettings;
import dev.lode.node.TestWorld;
import dev.lode.router.PartitionEntry;
import dev.lode.storage.pack.Pack;
import dev.lode.wire.CellFrame;
import dev.lode.wire.DigFrame;
import dev.lode.wire.FindFrame;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import dev.lode.wire.ReadFrame;
import dev.lode.wire.Status;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A hunt whose documents are compressed with a dictionary, which clients and other nodes do not
/// have: no block of it leaves the node that reads it.
class DictionaryHuntTest {
    @TempDir Path folder;

    private final Replies edge = new Replies();
    private final Replies first = new Replies();
    private final Replies second = new Replies();
    private final Replies asker = new Replies();
    private TestWorld world;

    @BeforeEach
    void pack() throws IOException {
        byte[] dictionary = TestWorld.blob(0, 0, 0).getBytes(StandardCharsets.UTF_8);
        world = TestWorld.build(folder, "world", 1, dictionary);
    }

    @AfterEach
    void nothingElseWasSent() {
        assertThat(edge.isEmpty() && first.isEmpty() && second.isEmpty() && asker.isEmpty())
                .isTrue();
    }

    private HandLoop loop(String name, boolean waits, Replies replies) throws IOException {
        Path own = Files.createDirectory(folder.resolve(name));
        Path pack = Files.copy(world.pack(), own.resolve("world.lode"));
        return new HandLoop(
                own,
                waits ? Pack.openPortable(pack) : Pack.open(pack),
                world.facts(1, TestWorld.FAST, 1),
                TestSettings.small(),
                replies,
                2,
                () -> 1_000_000,
                System::nanoTime);
    }

    private static MemorySegment dig(HandLoop hand, long sequence, int spot, int flags) {
        hand.address(1);
        MemorySegment frame = hand.dig(sequence, spot, 10 + sequence);
        frame.set(Layouts.I8, FrameHeader.FLAGS, (byte) flags);
        return frame;
    }

    @ParameterizedTest(name = "from the pool: {0}")
    @ValueSource(booleans = {false, true})
    void whoTakesABlockAsItIsStoredIsSentTheDocument(boolean waits) throws Exception {
        try (var hand = loop("holder", waits, edge)) {
            hand.disks.addThread();
            hand.loop.start();
            for (int flags : new int[] {0, DigFrame.TAKES_STORED}) {
                int spot = 2 + flags;
                MemorySegment frame = dig(hand, 1 + flags, spot, flags);
                assertThat(hand.loop.inbox().offer(frame, 0, DigFrame.BYTES, hand.link)).isTrue();
                MemorySegment find = edge.take();
                assertThat(Replies.status(find)).isEqualTo(Status.OK);
                assertThat(FindFrame.isStored(find)).isFalse();
                assertThat(Replies.blob(find)).isEqualTo(TestWorld.blob(0, 0, spot));
            }
        }
    }

    @ParameterizedTest(name = "from the pool: {0}")
    @ValueSource(booleans = {false, true})
    void anotherNodeIsSentTheDocumentAndTakesADamagedOneFromTheNextHolder(boolean waits)
            throws Exception {
        try (var holder = loop("holder", waits, asker);
                var home = loop("home", false, edge)) {
            holder.disks.addThread();
            holder.loop.start();
            int partition = (int) (home.room() >>> 48);
            var entry = new PartitionEntry(1, 2, PartitionEntry.NONE, 1);
            home.view.table(home.view.table().with(partition, entry));
            home.peers.node(1, first);
            home.peers.node(2, second);
            home.loop.scope().refresh();
            home.loop.onFrame(dig(home, 1, 3, 0), 0, DigFrame.BYTES);

            MemorySegment cell = served(holder, first.take());
            assertThat(FrameHeader.type(cell, 0)).isEqualTo(FrameType.CELL);
            assertThat(cell.get(Layouts.I32, CellFrame.STORED_LENGTH)).isZero();
            int plain = cell.get(Layouts.I32, CellFrame.PLAIN_LENGTH);
            assertThat(FrameHeader.length(cell, 0)).isEqualTo(CellFrame.BYTES + plain);
            MemorySegment damaged = MemorySegment.ofArray(cell.toArray(Layouts.I8));
            long last = CellFrame.BYTES + plain - 1L;
            damaged.set(Layouts.I8, last, (byte) (damaged.get(Layouts.I8, last) ^ 1));
            home.loop.onFrame(damaged, 0, FrameHeader.length(damaged, 0));

            MemorySegment next = served(holder, second.take());
            home.loop.onFrame(next, 0, FrameHeader.length(next, 0));
            assertThat(Replies.blob(edge.take())).isEqualTo(TestWorld.blob(0, 0, 3));
            assertThat(home.loop.counters().get(Count.FETCH_RETRIES)).isEqualTo(1);
        }
    }

    /// What a holder answers to a READ.
    private MemorySegment served(HandLoop holder, MemorySegment read) throws Exception {
        read.set(Layouts.I16, FrameHeader.LINK, (short) holder.link);
        assertThat(holder.loop.inbox().offer(read, 0, ReadFrame.BYTES, holder.link)).isTrue();
        return asker.take();
    }
}
