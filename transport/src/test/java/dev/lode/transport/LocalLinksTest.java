package dev.lode.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.Layouts;
import dev.lode.base.memory.FrameRing;
import dev.lode.base.memory.OffHeap;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Links between two endpoints of one process.
class LocalLinksTest {
    /// An endpoint that a test drains by hand.
    private static final class Desk implements Endpoint {
        final Map<Integer, Link> links = new ConcurrentHashMap<>();
        final AtomicInteger woken = new AtomicInteger();
        final AtomicInteger numbers = new AtomicInteger(65_533);
        final Inbox inbox;

        Desk(OffHeap memory) {
            inbox = new Inbox(new FrameRing(memory, 4096), woken::incrementAndGet);
        }

        @Override
        public int attach(Link toPeer) {
            int number = numbers.incrementAndGet();
            links.put(number, toPeer);
            return number;
        }

        @Override
        public void detach(int number) {
            links.remove(number);
        }

        @Override
        public Inbox inboxFor(MemorySegment frame, long offset) {
            return inbox;
        }

        List<Long> drain() {
            var seen = new ArrayList<Long>();
            inbox.drain(
                    (memory, offset, _) -> seen.add(FrameHeader.correlation(memory, offset)), 100);
            return seen;
        }
    }

    private final OffHeap memory = OffHeap.of("test.links");
    private final Desk edge = new Desk(memory);
    private final Desk node = new Desk(memory);

    @AfterEach
    void giveBack() {
        if (memory.arena().scope().isAlive()) {
            memory.close();
        }
    }

    @Test
    void framesArriveInOrderAndMarkedWithTheLinkTheyCameBy() {
        LocalLinks.Pair pair = LocalLinks.connect(edge, node);
        assertThat(send(pair.toSecond(), 1)).isTrue();
        assertThat(send(pair.toSecond(), 2)).isTrue();

        var links = new ArrayList<Integer>();
        var order = new ArrayList<Long>();
        node.inbox.drain(
                (frame, offset, length) -> {
                    assertThat(length).isEqualTo(FrameHeader.BYTES);
                    links.add(FrameHeader.link(frame, offset));
                    order.add(FrameHeader.correlation(frame, offset));
                },
                100);
        assertThat(order).containsExactly(1L, 2L);
        assertThat(links).containsExactly(65_534, 65_534);
        assertThat(node.links.get(65_534)).isSameAs(pair.toFirst());
        assertThat(edge.links.get(65_534)).isSameAs(pair.toSecond());
    }

    @Test
    void twoLinksToOneEndpointAreToldApart() {
        LocalLinks.Pair first = LocalLinks.connect(edge, node);
        LocalLinks.Pair second = LocalLinks.connect(edge, node);
        send(second.toSecond(), 1);
        send(first.toSecond(), 2);

        var links = new ArrayList<Integer>();
        node.inbox.drain((frame, offset, _) -> links.add(FrameHeader.link(frame, offset)), 100);
        assertThat(links).containsExactly(65_535, 65_534);
    }

    @Test
    void aFullInboxRefusesAndTakesAgainWhenDrained() {
        Link link = LocalLinks.connect(edge, node).toSecond();
        int sent = 0;
        while (send(link, sent)) {
            sent++;
        }
        assertThat(sent).isEqualTo(4096 / (FrameHeader.BYTES + 8));
        assertThat(node.drain()).hasSize(sent);
        assertThat(send(link, 7)).isTrue();
    }

    @Test
    void eitherEndClosesBothDirectionsOnce() {
        LocalLinks.Pair pair = LocalLinks.connect(edge, node);
        pair.toFirst().close();
        pair.toSecond().close();

        assertThat(pair.toFirst().isOpen()).isFalse();
        assertThat(pair.toSecond().isOpen()).isFalse();
        assertThat(send(pair.toSecond(), 1)).isFalse();
        assertThat(send(pair.toFirst(), 1)).isFalse();
        assertThat(edge.links).isEmpty();
        assertThat(node.links).isEmpty();
    }

    @Test
    void aSenderThatMeetsAnEndedPeerIsRefusedWhateverTheMoment() throws Exception {
        for (int round = 0; round < 30; round++) {
            OffHeap own = OffHeap.of("test.links.ended");
            var peer = new Desk(own);
            Link link = LocalLinks.connect(edge, peer).toSecond();
            var failed = new ArrayList<Throwable>();
            var sender =
                    Thread.ofPlatform()
                            .uncaughtExceptionHandler((_, e) -> failed.add(e))
                            .start(() -> {
                                while (link.isOpen()) {
                                    send(link, 1);
                                    peer.drain();
                                }
                            });
            while (peer.inbox.used() == 0 && sender.isAlive()) {
                Thread.onSpinWait();
            }
            link.close();
            sender.join();
            own.close();
            assertThat(send(link, 2)).isFalse();
            assertThat(failed).isEmpty();
        }
    }

    @Test
    void theOwnerIsWokenOnceWhileItSleeps() {
        Link link = LocalLinks.connect(edge, node).toSecond();
        send(link, 1);
        assertThat(node.woken).as("awake from the start").hasValue(0);
        assertThat(node.inbox.park()).as("a frame waits").isFalse();
        node.drain();
        assertThat(node.inbox.park()).isTrue();
        send(link, 2);
        send(link, 3);
        assertThat(node.woken).hasValue(1);
        node.inbox.unpark();
        send(link, 4);
        assertThat(node.woken).hasValue(1);
    }

    @Test
    void noFrameIsLeftLyingWhileTheOwnerSleeps() throws Exception {
        int frames = 20_000;
        Object bell = new Object();
        boolean[] rung = new boolean[1];
        var inbox =
                new Inbox(
                        new FrameRing(memory, 4096),
                        () -> {
                            synchronized (bell) {
                                rung[0] = true;
                                bell.notifyAll();
                            }
                        });
        var sender =
                Thread.ofPlatform()
                        .start(() -> {
                            var frame = frame(9);
                            for (int i = 0; i < frames; ) {
                                if (inbox.offer(frame, 0, FrameHeader.BYTES, 1)) {
                                    i++;
                                }
                            }
                        });
        int seen = 0;
        while (seen < frames) {
            seen += inbox.drain((_, _, _) -> {}, 64);
            if (seen < frames && inbox.park()) {
                synchronized (bell) {
                    while (!rung[0]) {
                        bell.wait(20_000); // a lost wake-up would stay here
                        assertThat(rung[0]).as("woken after %d frames", seen).isTrue();
                    }
                    rung[0] = false;
                }
            }
            inbox.unpark();
        }
        sender.join();
        assertThat(seen).isEqualTo(frames);
    }

    private static boolean send(Link link, long correlation) {
        return link.send(frame(correlation), 0, FrameHeader.BYTES);
    }

    private static MemorySegment frame(long correlation) {
        var frame = MemorySegment.ofArray(new byte[FrameHeader.BYTES]);
        FrameHeader.begin(frame, 0, FrameType.LOOK, FrameHeader.BYTES);
        frame.set(Layouts.I64, FrameHeader.CORRELATION, correlation);
        return frame;
    }
}
