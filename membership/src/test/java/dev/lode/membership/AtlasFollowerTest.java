package dev.lode.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import dev.lode.base.knob.Settings;
import dev.lode.router.PartitionEntry;
import dev.lode.router.PartitionTable;
import dev.lode.transport.Link;
import dev.lode.wire.AtlasFrame;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import dev.lode.wire.MovedFrame;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AtlasFollowerTest {
    private static final PartitionTable TABLE = PartitionTable.initial(4);
    private static final long SECOND = 1_000_000_000L;

    private final AtlasFollower follower = new AtlasFollower(Settings.defaults());
    private final AtlasFeed feed = new AtlasFeed(Settings.defaults());

    /// Keeps what is sent.
    private static final class Wire implements Link {
        private final ArrayDeque<byte[]> frames = new ArrayDeque<>();
        private boolean open = true;
        private int room = Integer.MAX_VALUE;

        @Override
        public boolean send(MemorySegment frame, long offset, int length) {
            if (!open || room == 0) {
                return false;
            }
            room--;
            frames.add(frame.asSlice(offset, length).toArray(Layouts.I8));
            return true;
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() {
            open = false;
        }
    }

    private void deliver(byte[] frame) {
        follower.onFrame(MemorySegment.ofArray(frame), 0, frame.length);
    }

    private void deliverAll(Wire wire) {
        while (!wire.frames.isEmpty()) {
            deliver(wire.frames.remove());
        }
    }

    /// Follower and feed talk until neither has anything to say.
    private int pull(long now, Wire up, Wire down) {
        int pulls = 0;
        follower.tick(now, up);
        while (!up.frames.isEmpty()) {
            pulls++;
            byte[] request = up.frames.remove();
            feed.answer(MemorySegment.ofArray(request), 0, down);
            deliverAll(down);
            follower.tick(now, up);
        }
        return pulls;
    }

    @Test
    void pullsTheWholeThenWhatIsNew() {
        var up = new Wire();
        var down = new Wire();
        feed.publish(Views.view(1, TABLE));
        assertThat(follower.isReady()).isFalse();
        pull(0, up, down);
        assertThat(follower.view()).isEqualTo(Views.view(1, TABLE));
        AtlasView next = Views.view(2, TABLE.with(3, new PartitionEntry(7, -1, -1, 2)));
        feed.publish(next);
        assertThat(pull(SECOND / 2, up, down)).isZero();
        assertThat(pull(SECOND, up, down)).isEqualTo(1);
        assertThat(follower.view()).isEqualTo(next);
        assertThat(follower.dropped()).isZero();
    }

    @Test
    void nothingNewIsOneSmallFrame() {
        var up = new Wire();
        var down = new Wire();
        feed.publish(Views.view(1, TABLE));
        pull(0, up, down);
        follower.tick(2 * SECOND, up);
        feed.answer(MemorySegment.ofArray(up.frames.remove()), 0, down);
        assertThat(down.frames).hasSize(1);
        assertThat(down.frames.peek()).hasSize(AtlasFrame.BYTES);
    }

    @Test
    void isPushedEveryVersionAndTellsItsListeners() {
        var changes = new AtomicInteger();
        follower.onChange(changes::incrementAndGet);
        var down = new Wire();
        feed.publish(Views.view(1, TABLE));
        feed.add(down);
        deliverAll(down);
        assertThat(follower.view().version()).isEqualTo(1);
        for (int v = 2; v < 10; v++) {
            feed.publish(Views.view(v, TABLE.with(v, new PartitionEntry(v, -1, -1, 2))));
            feed.publish(Views.view(v - 1, TABLE));
            assertThat(down.frames).hasSize(1);
            deliverAll(down);
            assertThat(follower.view().version()).isEqualTo(v);
        }
        assertThat(changes).hasValue(9);
        down.close();
        feed.publish(Views.view(10, TABLE));
        assertThat(down.frames).isEmpty();
    }

    @Test
    void aPushThatFoundNoRoomIsPulledLater() {
        var up = new Wire();
        var down = new Wire();
        feed.publish(Views.view(1, TABLE));
        down.room = 1;
        feed.add(down);
        deliverAll(down);
        assertThat(follower.isReady()).isFalse();
        down.room = Integer.MAX_VALUE;
        pull(0, up, down);
        assertThat(follower.view().version()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void framesLostDoubledAndOutOfOrderNeverGiveAWrongView(long seed) {
        var random = new Random(Long.getLong("lode.seed", seed));
        List<AtlasView> published = new ArrayList<>();
        PartitionTable table = TABLE;
        var down = new Wire();
        var up = new Wire();
        feed.add(down);
        long now = 0;
        for (int v = 1; v <= 30; v++) {
            int p = random.nextInt(65_536);
            table = table.with(p, new PartitionEntry(v, -1, -1, table.epoch(p) + 1));
            published.add(Views.view(v, table));
            feed.publish(published.getLast());
            now += SECOND;
            follower.tick(now, up);
            while (!up.frames.isEmpty()) {
                byte[] request = up.frames.remove();
                feed.answer(MemorySegment.ofArray(request), 0, down);
            }
            var frames = new ArrayList<byte[]>();
            while (!down.frames.isEmpty()) {
                byte[] frame = down.frames.remove();
                for (int copies = random.nextInt(10); copies != 0; copies = copies == 9 ? 1 : 0) {
                    frames.add(frame);
                }
            }
            if (random.nextInt(3) == 0) {
                Collections.shuffle(frames, random);
            }
            frames.forEach(this::deliver);
            if (follower.isReady()) {
                int version = (int) follower.view().version();
                assertThat(follower.view()).isEqualTo(published.get(version - 1));
            }
        }
        pull(now + 10 * SECOND, up, down);
        assertThat(follower.view()).isEqualTo(published.getLast());
        assertThat(follower.dropped()).isZero();
    }

    @Test
    void anOlderVersionAndAnotherClusterAreRefused() {
        AtlasView five = Views.view(5, TABLE);
        follower.accept(five);
        follower.accept(Views.view(4, TABLE));
        assertThat(follower.view()).isEqualTo(five);
        follower.accept(new AtlasView(9, new Id128(7, 7), List.of(), TABLE, List.of(), List.of()));
        assertThat(follower.view()).isEqualTo(five);
    }

    @Test
    void aMovedEntryIsTakenByEpochAndOutlivesAnOlderAtlas() {
        follower.accept(Views.view(5, TABLE));
        int epoch = TABLE.epoch(100);
        deliver(moved(100, epoch + 2, 9, 8, 9));
        assertThat(follower.view().table().entry(100))
                .isEqualTo(new PartitionEntry(9, 8, PartitionEntry.NONE, epoch + 2));
        deliver(moved(100, epoch + 1, 4, 4, 4));
        assertThat(follower.view().table().primary(100)).isEqualTo(9);
        follower.accept(Views.view(6, TABLE));
        assertThat(follower.view().version()).isEqualTo(6);
        assertThat(follower.view().table().primary(100)).isEqualTo(9);
        PartitionTable newer = TABLE.with(100, new PartitionEntry(2, -1, -1, epoch + 3));
        follower.accept(Views.view(7, newer));
        assertThat(follower.view().table()).isEqualTo(newer);
    }

    @ParameterizedTest
    @ValueSource(ints = {32_767, 32_768, 65_535})
    void aMovedEntryMayNameAnyNode(int id) {
        follower.accept(Views.view(5, TABLE));
        int epoch = TABLE.epoch(100) + 1;
        deliver(moved(100, epoch, id, 8, id));
        assertThat(follower.view().table().entry(100))
                .isEqualTo(new PartitionEntry(id, 8, PartitionEntry.NONE, epoch));
        deliver(moved(100, epoch + 1, 8, id, 9));
        assertThat(follower.view().table().entry(100))
                .isEqualTo(new PartitionEntry(8, id, 9, epoch + 1));
    }

    private static byte[] moved(int partition, int epoch, int primary, int first, int second) {
        byte[] bytes = new byte[MovedFrame.BYTES];
        MemorySegment frame = MemorySegment.ofArray(bytes);
        FrameHeader.begin(frame, 0, FrameType.MOVED, MovedFrame.BYTES);
        frame.set(Layouts.I16, FrameHeader.PARTITION, (short) partition);
        frame.set(Layouts.I32, MovedFrame.EPOCH, epoch);
        frame.set(Layouts.I16, MovedFrame.PRIMARY, (short) primary);
        frame.set(Layouts.I16, MovedFrame.REPLICA_1, (short) first);
        frame.set(Layouts.I16, MovedFrame.REPLICA_2, (short) second);
        return bytes;
    }

    @Test
    void aNewerEpochSeenElsewhereCallsForAPull() {
        var up = new Wire();
        var down = new Wire();
        feed.publish(Views.view(1, TABLE));
        pull(0, up, down);
        follower.behind(100, TABLE.epoch(100));
        assertThat(pull(1, up, down)).isZero();
        follower.behind(100, TABLE.epoch(100) + 1);
        follower.behind(100, TABLE.epoch(100) + 1);
        assertThat(pull(2, up, down)).isEqualTo(1);
    }

    @Test
    void manyQuestionsAreOnePullThatBeganAfterThem() {
        var up = new Wire();
        var down = new Wire();
        feed.publish(Views.view(1, TABLE));
        pull(0, up, down);
        long now = SECOND / 10;
        long first = follower.question();
        for (int i = 0; i < 10_000; i++) {
            assertThat(follower.question()).isEqualTo(first);
        }
        follower.tick(now, up);
        assertThat(up.frames).hasSize(1);
        assertThat(follower.isAnswered(first)).isFalse();
        long second = follower.question();
        feed.answer(MemorySegment.ofArray(up.frames.remove()), 0, down);
        feed.publish(Views.view(2, TABLE));
        deliverAll(down);
        assertThat(follower.isAnswered(first)).isTrue();
        assertThat(follower.isAnswered(second)).as("its pull is yet to begin").isFalse();
        assertThat(follower.view().version()).isEqualTo(1);
        assertThat(pull(now + SECOND / 1000, up, down)).as("too soon").isZero();
        assertThat(pull(now + SECOND / 50, up, down)).isEqualTo(1);
        assertThat(follower.isAnswered(second)).isTrue();
        assertThat(follower.view().version()).isEqualTo(2);
        assertThat(pull(now + SECOND / 10, up, down)).as("nobody asks any more").isZero();
    }

    @Test
    void aQuestionWhoseAnswerIsLostIsAskedAgain() {
        var up = new Wire();
        var down = new Wire();
        feed.publish(Views.view(1, TABLE));
        pull(0, up, down);
        long question = follower.question();
        follower.tick(SECOND / 10, up);
        up.frames.clear();
        assertThat(pull(SECOND / 5, up, down)).as("it may still come").isZero();
        assertThat(pull(SECOND / 10 + SECOND / 2, up, down)).isEqualTo(1);
        assertThat(follower.isAnswered(question)).isTrue();
    }

    @Test
    void aQuestionIsAnsweredOnlyByAWholeAtlas() {
        var up = new Wire();
        var down = new Wire();
        feed.publish(Views.view(1, TABLE));
        pull(0, up, down);
        PartitionTable table = PartitionTable.initial(40);
        feed.publish(Views.view(2, table));
        long question = follower.question();
        follower.tick(SECOND / 10, up);
        feed.answer(MemorySegment.ofArray(up.frames.remove()), 0, down);
        assertThat(down.frames).as("parts").hasSizeGreaterThan(1);
        while (down.frames.size() > 1) {
            deliver(down.frames.remove());
            assertThat(follower.isAnswered(question)).isFalse();
        }
        deliverAll(down);
        assertThat(follower.isAnswered(question)).isTrue();
        assertThat(follower.view().table()).isEqualTo(table);
    }

    @Test
    void aVersionThatAPeerSpokeOfIsPulledAsLongAsSomebodyWaits() {
        var up = new Wire();
        var down = new Wire();
        feed.publish(Views.view(1, TABLE));
        pull(0, up, down);
        assertThat(follower.has(1)).isTrue();
        assertThat(follower.has(2)).isFalse();
        assertThat(pull(SECOND / 10, up, down)).isEqualTo(1);
        assertThat(pull(SECOND / 5, up, down)).as("nobody waits").isZero();
        assertThat(follower.has(2)).isFalse();
        feed.publish(Views.view(2, TABLE));
        assertThat(pull(SECOND / 2, up, down)).isEqualTo(1);
        assertThat(follower.has(2)).isTrue();
    }

    @Test
    void framesThatMakeNoSenseAreCountedAndDropped() {
        follower.accept(Views.view(5, TABLE));
        deliver(moved(1, 5, 3, 4, 4));
        deliver(moved(1, -5, 3, 4, 5));
        byte[] part = new byte[AtlasFrame.BYTES + 10];
        MemorySegment frame = MemorySegment.ofArray(part);
        FrameHeader.begin(frame, 0, FrameType.ATLAS, part.length);
        frame.set(Layouts.I64, AtlasFrame.VERSION, 9);
        frame.set(Layouts.I32, AtlasFrame.PARTS, 1);
        deliver(part);
        follower.onFrame(frame, 0, 70);
        FrameHeader.begin(frame, 0, FrameType.DIG, part.length);
        deliver(part);
        assertThat(follower.view()).isEqualTo(Views.view(5, TABLE));
        assertThat(follower.dropped()).isEqualTo(5);
    }
}
