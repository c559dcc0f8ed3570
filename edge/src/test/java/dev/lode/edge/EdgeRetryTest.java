package dev.lode.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.Layouts;
import dev.lode.router.Fingerprint;
import dev.lode.router.PartitionEntry;
import dev.lode.wire.FindFrame;
import dev.lode.wire.FrameType;
import dev.lode.wire.Status;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Requests whose way to a node and back is lossy, long, or leads to the wrong node.
class EdgeRetryTest {
    private static final String DIG = "{'id':7,'dig':{'cell':'fr-11/3/17'}}";

    private final EdgeUnderTest edge = new EdgeUnderTest();

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void aLostRequestIsSentAgainWithItsSequence() throws Exception {
        edge.with(EdgeKnobs.RETRY, Duration.ofMillis(20)).start();
        putCell();
        Player ada = edge.hunter();
        var digs = new AtomicInteger();
        edge.node().trap =
                (_, frame) -> frame.type() == FrameType.DIG && digs.getAndIncrement() < 2;

        assertThat(ada.ask(DIG)).contains("\"found\": true");
        assertThat(edge.node().await(FrameType.DIG).sequence()).isEqualTo(7);
        assertThat(edge.node().await(FrameType.DIG).sequence()).isEqualTo(7);
        assertThat(edge.node().await(FrameType.DIG).sequence()).isEqualTo(7);
    }

    @Test
    void aRequestThatIsNeverAnsweredTimesOutAndFreesItsRoom() throws Exception {
        edge.with(EdgeKnobs.RETRY, Duration.ofMillis(10))
                .with(EdgeKnobs.REQUEST_DEADLINE, Duration.ofMillis(60))
                .start();
        Player ada = edge.hunter();
        edge.node().trap = (_, frame) -> frame.type() == FrameType.DIG;

        assertThat(ada.ask(DIG))
                .contains(
                        "\"id\":7,",
                        "\"code\":504",
                        "\"reason\":\"TIMEOUT\"",
                        "\"temporary\":true");
        assertThat(edge.server().status().pending()).isZero();
        assertThat(edge.server().status().reservedBytes()).isZero();
    }

    @Test
    void anAnswerThatComesTwiceIsGivenOnce() throws Exception {
        edge.start();
        putCell();
        Player ada = edge.hunter();
        edge.node().trap =
                (node, frame) -> {
                    node.handle(frame);
                    node.handle(frame);
                    return true;
                };

        assertThat(ada.ask(DIG)).contains("\"found\": true");
        assertThat(ada.ask("{'id':8,'ping':{}}")).contains("\"id\":8,").contains("pong");
        assertThat(edge.server().status().lateReplies()).isPositive();
    }

    @Test
    void aMovedHunterIsFollowedAndTheEntryKept() throws Exception {
        edge.start(2);
        Player ada = edge.hunter();
        int partition =
                Fingerprint.partition(Fingerprint.hunter("world", EdgeUnderTest.hunter("ada")));
        FakeNode old = edge.nodes.getFirst();
        FakeNode now = edge.nodes.getLast();
        now.blobs.put("fr-11/3/17", "{}".getBytes(StandardCharsets.UTF_8));
        old.trap =
                (node, frame) -> {
                    node.moved(frame, 2, 1);
                    return true;
                };

        assertThat(ada.ask(DIG)).as("after NO_SESSION there, and a hello").contains("\"blob\":{}");
        assertThat(edge.atlas.primary(partition)).isEqualTo(1);
        FakeNode.Heard dig = now.await(FrameType.DIG);
        assertThat(dig.epoch()).isEqualTo(2);
        old.heard.clear();
        assertThat(ada.ask(DIG.replace("7,", "8,"))).contains("\"blob\":{}");
        assertThat(old.heard).as("the old node is not asked again").isEmpty();
    }

    @Test
    void twoNodesThatPointAtEachOtherDoNotSpin() throws Exception {
        edge.with(EdgeKnobs.REQUEST_DEADLINE, Duration.ofMillis(300))
                .with(EdgeKnobs.RETRY, Duration.ofMillis(100))
                .start(2);
        Player ada = edge.hunter();
        var moves = new AtomicInteger();
        for (FakeNode node : edge.nodes) {
            int other = 1 - edge.nodes.indexOf(node);
            node.trap =
                    (from, frame) -> {
                        from.moved(frame, moves.incrementAndGet() + 1, other);
                        return true;
                    };
        }

        assertThat(ada.ask(DIG)).contains("\"reason\":\"TIMEOUT\"");
        assertThat(moves.get()).isBetween(2, 20);
    }

    @Test
    void aHomeThatForgotTheSessionIsGreetedAgainAndTheRequestRepeated() throws Exception {
        edge.start();
        putCell();
        Player ada = edge.hunter();
        edge.node().forget();

        assertThat(ada.ask(DIG)).contains("\"found\": true");
        assertThat(edge.node().await(FrameType.HELLO).session())
                .isEqualTo(edge.node().await(FrameType.HELLO).session());
    }

    @Test
    void aHomeThatRefusesTheProofEndsTheSession() throws Exception {
        edge.start();
        Player ada = edge.hunter();
        edge.node().forget();
        edge.node().trap =
                (node, frame) -> {
                    if (frame.type() == FrameType.HELLO) {
                        node.refuse(frame, Status.EXPIRED_TOKEN, 0);
                        return true;
                    }
                    return false;
                };

        assertThat(ada.ask(DIG)).contains("\"id\":7,").contains("\"reason\":\"EXPIRED_TOKEN\"");
        assertThat(ada.closeCode()).isEqualTo(4003);
    }

    @Test
    void withoutANodeEverythingIsUnavailable() throws Exception {
        edge.start();
        Player ada = edge.hunter();
        edge.atlas.follower.moved(
                Fingerprint.partition(Fingerprint.hunter("world", EdgeUnderTest.hunter("ada"))),
                new PartitionEntry(9, PartitionEntry.NONE, PartitionEntry.NONE, 2));

        assertThat(ada.ask(DIG))
                .contains("\"code\":503", "\"reason\":\"UNAVAILABLE\"", "\"retry_ms\":100");
        assertThat(edge.server().status().pending()).isZero();
    }

    @Test
    void anAnswerThatLiesAboutItsLengthFailsTheRequestAlone() throws Exception {
        edge.start();
        putCell();
        Player ada = edge.hunter();
        edge.node().trap =
                (node, frame) -> {
                    if (frame.type() != FrameType.DIG || frame.sequence() != 7) {
                        return false;
                    }
                    node.answer(
                            frame,
                            FrameType.FIND,
                            FindFrame.BYTES,
                            reply -> reply.set(Layouts.I32, FindFrame.PLAIN_LENGTH, 1 << 20));
                    return true;
                };

        assertThat(ada.ask(DIG)).contains("\"id\":7,").contains("\"reason\":\"FAILED\"");
        assertThat(ada.ask(DIG.replace("7,", "8,"))).contains("\"found\": true");
    }

    private void putCell() {
        edge.node().blobs.put("fr-11/3/17", "{}".getBytes(StandardCharsets.UTF_8));
    }
}
