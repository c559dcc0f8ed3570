package dev.lode.node.hunter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.Layouts;
import dev.lode.game.Rules;
import dev.lode.node.TestSettings;
import dev.lode.node.TestWorld;
import dev.lode.node.footing.NodeKnobs;
import dev.lode.storage.blob.BlobEncoder;
import dev.lode.storage.pack.Pack;
import dev.lode.wire.DigFrame;
import dev.lode.wire.FindFrame;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.Status;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Cells that must be waited for: a pack opened so that no read is done without waiting, and a pool
/// whose threads the test starts.
class DiskReadTest {
    @TempDir Path folder;

    private final Replies replies = new Replies();
    private HandLoop hand;

    @BeforeEach
    void open() throws Exception {
        TestWorld world = TestWorld.build(folder, "world", 1);
        hand =
                new HandLoop(
                        folder,
                        Pack.openPortable(world.pack()),
                        world.facts(1, new Rules(3_600_000, 60, 10, 30_000, 600_000, 100, 0), 1),
                        TestSettings.small().with(NodeKnobs.READS_WAITING_MAX, 1L),
                        replies,
                        2,
                        () -> 1_000_000,
                        System::nanoTime);
        hand.loop.start();
    }

    @AfterEach
    void close() throws Exception {
        hand.close();
    }

    private void dig(int hunter, long sequence, int spot, long correlation) {
        dig(hunter, sequence, spot, correlation, 0);
    }

    private void dig(int hunter, long sequence, int spot, long correlation, int flags) {
        hand.address(hunter);
        MemorySegment frame = hand.dig(sequence, spot, correlation);
        frame.set(Layouts.I8, FrameHeader.FLAGS, (byte) flags);
        assertThat(hand.loop.inbox().offer(frame, 0, DigFrame.BYTES, hand.link)).isTrue();
    }

    @Test
    void aDigThatWaitsForTheDiskIsOneInFlightAndAFullPoolsRefusalIsServedFreeAfterwards()
            throws Exception {
        dig(1, 1, 2, 10);
        dig(2, 1, 3, 20);
        MemorySegment busy = replies.take();
        assertThat(Replies.status(busy)).isEqualTo(Status.BUSY);
        assertThat(FrameHeader.correlation(busy, 0)).isEqualTo(20);
        dig(1, 2, 3, 11);
        assertThat(Replies.status(replies.take())).isEqualTo(Status.IN_FLIGHT);
        dig(1, 1, 2, 12);

        // Another hunter's answer shows that the repeat has been taken.
        dig(2, 2, 3, 22);
        assertThat(Replies.status(replies.take())).isEqualTo(Status.COOLDOWN);
        hand.disks.addThread();
        MemorySegment find = replies.take();
        assertThat(Replies.status(find)).isEqualTo(Status.OK);
        assertThat(FrameHeader.correlation(find, 0)).as("the newest repeat").isEqualTo(12);
        assertThat(Replies.blob(find)).isEqualTo(TestWorld.blob(0, 0, 2));

        dig(2, 1, 3, 21);
        MemorySegment second = replies.take();
        assertThat(Replies.status(second)).as("charged before, served now").isEqualTo(Status.OK);
        assertThat(Replies.blob(second)).isEqualTo(TestWorld.blob(0, 0, 3));
        assertThat(hand.loop.counters().get(Count.DISK_READS)).isEqualTo(2);
    }

    @Test
    void whoTakesABlockAsItIsStoredIsSentThatFromTheDiskToo() throws Exception {
        dig(1, 1, 2, 10, DigFrame.TAKES_STORED);
        hand.disks.addThread();
        MemorySegment find = replies.take();
        assertThat(FindFrame.isStored(find)).isTrue();
        byte[] document = TestWorld.blob(0, 0, 2).getBytes(StandardCharsets.UTF_8);
        assertThat(find.get(Layouts.I32, FindFrame.PLAIN_LENGTH)).isEqualTo(document.length);
        assertThat(find.asSlice(FindFrame.BYTES).toArray(Layouts.I8))
                .isEqualTo(new BlobEncoder().block(document, 0, document.length));
    }

    @Test
    void aRepeatThatDoesNotTakeTheBlockThatWasReadIsToldToComeAgain() throws Exception {
        dig(1, 1, 2, 10, DigFrame.TAKES_STORED);
        dig(1, 1, 2, 11);

        // Another hunter's answer shows that the repeat has been taken.
        dig(2, 1, 3, 20);
        assertThat(Replies.status(replies.take())).isEqualTo(Status.BUSY);
        hand.disks.addThread();
        MemorySegment again = replies.take();
        assertThat(FrameHeader.correlation(again, 0)).isEqualTo(11);
        assertThat(Replies.status(again)).isEqualTo(Status.BUSY);

        dig(1, 1, 2, 12);
        MemorySegment find = replies.take();
        assertThat(Replies.status(find)).isEqualTo(Status.OK);
        assertThat(Replies.blob(find)).isEqualTo(TestWorld.blob(0, 0, 2));
    }
}
