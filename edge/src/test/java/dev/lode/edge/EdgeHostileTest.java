package dev.lode.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.router.Fingerprint;
import dev.lode.wire.FrameType;
import dev.lode.wire.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Clients that break the rules of WebSocket or never read, over plain TCP.
@Timeout(120) // a limit that does not hold shows as an endless test
class EdgeHostileTest {
    private final EdgeUnderTest edge = new EdgeUnderTest();

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void unmaskedFramesAreRefused() throws Exception {
        edge.start();
        try (var raw = RawClient.shaken(edge.address())) {
            raw.write((byte) 0x81, (byte) 2, (byte) '{', (byte) '}');
            assertThat(raw.closeCode()).isEqualTo(1002);
            raw.socket().shutdownOutput();
            assertThat(raw.isEnded()).isTrue();
        }
    }

    @Test
    void reservedBitsAndOpcodesAreRefused() throws Exception {
        edge.start();
        for (int first : new int[] {0xC1, 0x83, 0x8F, 0x80, 0x09}) {
            try (var raw = RawClient.shaken(edge.address())) {
                raw.frame(first, new byte[0]);
                assertThat(raw.closeCode()).as("first byte %x", first).isEqualTo(1002);
            }
        }
    }

    @Test
    void binaryFramesAreRefused() throws Exception {
        edge.start();
        try (var raw = RawClient.shaken(edge.address())) {
            raw.frame(0x82, new byte[] {1, 2});
            assertThat(raw.closeCode()).isEqualTo(1003);
        }
    }

    @Test
    void textThatIsNotUtf8IsRefused() throws Exception {
        edge.start();
        try (var raw = RawClient.shaken(edge.address())) {
            raw.frame(0x81, new byte[] {'{', (byte) 0xC0, (byte) 0x80, '}'});
            assertThat(raw.closeCode()).isEqualTo(1007);
        }
    }

    @Test
    void framesOverTheLimitAreRefusedBeforeTheyArrive() throws Exception {
        edge.with(EdgeKnobs.FRAME_BYTES_MAX, 1024L).start();
        try (var raw = RawClient.shaken(edge.address())) {
            // says 2^62 bytes, sends none of them
            raw.write((byte) 0x81, (byte) 0xFF, (byte) 0x40);
            raw.write(new byte[11]);
            assertThat(raw.closeCode()).isEqualTo(1009);
        }
        try (var raw = RawClient.shaken(edge.address())) {
            raw.frame(0x81, new byte[1025]);
            assertThat(raw.closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void fragmentsAreJoinedUpToTheLimit() throws Exception {
        edge.with(EdgeKnobs.FRAME_BYTES_MAX, 1024L).start();
        try (var raw = RawClient.shaken(edge.address())) {
            byte[] hello =
                    EdgeUnderTest.hello("ada").replace('\'', '"').getBytes(StandardCharsets.UTF_8);
            raw.frame(0x01, Arrays.copyOf(hello, 100));
            raw.frame(0x89, "ping amid".getBytes(StandardCharsets.UTF_8));
            raw.frame(0x80, Arrays.copyOfRange(hello, 100, hello.length));
            assertThat(raw.hear()).isEqualTo("ping amid");
            assertThat(raw.hear()).contains("welcome");
            raw.frame(0x01, new byte[600]);
            raw.frame(0x00, new byte[600]);
            assertThat(raw.closeCode()).isEqualTo(1009);
        }
        try (var raw = RawClient.shaken(edge.address())) {
            raw.frame(0x01, new byte[0]);
            for (int i = 0; i < 1024; i++) {
                raw.frame(0x00, new byte[0]);
            }
            assertThat(raw.closeCode()).as("empty fragments end too").isEqualTo(1009);
        }
    }

    @Test
    void garbageAfterTheHandshakeEndsTheConnection() throws Exception {
        edge.with(EdgeKnobs.CLOSE_LINGER, Duration.ofMillis(20)).start();
        long seed = Long.getLong("lode.seed", 7);
        System.out.println("garbageAfterTheHandshakeEndsTheConnection -Dlode.seed=" + seed);
        var random = new SplittableRandom(seed);
        for (int i = 0; i < 40; i++) {
            try (var raw = RawClient.shaken(edge.address())) {
                byte[] garbage = new byte[200 + random.nextInt(400)];
                random.nextBytes(garbage);
                garbage[0] = (byte) (0x70 | garbage[0]); // reserved bits: no extension was agreed
                raw.write(garbage);
                assertThat(raw.closeCode()).isEqualTo(1002);
            }
        }
    }

    @Test
    void aSlowFirstFrameIsNotWaitedFor() throws Exception {
        edge.with(EdgeKnobs.HELLO_TIMEOUT, Duration.ofMillis(50)).start();
        try (var raw = RawClient.shaken(edge.address())) {
            raw.write((byte) 0x81, (byte) 0x85); // the head of a frame, and no more
            assertThat(raw.closeCode()).isEqualTo(4002);
        }
    }

    @Test
    void aHalfHandshakeIsNotWaitedFor() throws Exception {
        edge.with(EdgeKnobs.HTTP_TIMEOUT, Duration.ofMillis(50)).start();
        try (var raw = new RawClient(edge.address())) {
            raw.write(RawClient.SHAKE.substring(0, 60));
            assertThat(raw.isEnded()).isTrue();
        }
    }

    @Test
    void aSilentSessionIsClosed() throws Exception {
        edge.with(EdgeKnobs.PING, Duration.ofMillis(20)).start();
        assertThat(edge.hunter().closeCode()).isEqualTo(4009);
    }

    @Test
    void aSessionEndsWithItsToken() throws Exception {
        edge.start();
        edge.node().expires = System.currentTimeMillis() + 100;
        assertThat(edge.hunter().closeCode()).isEqualTo(4003);
    }

    @Test
    void aFloodWithoutReadingStopsBeingRead() throws Exception {
        edge.with(EdgeKnobs.SESSION_RATE, 1_000_000L)
                .with(EdgeKnobs.SESSION_BURST, 1_000_000L)
                .with(EdgeKnobs.SESSION_PAUSE_BYTES, 4096L)
                .with(EdgeKnobs.SESSION_SLOW_BYTES, 256L << 20)
                .start();
        try (var raw = RawClient.shaken(edge.address())) {
            raw.text(EdgeUnderTest.hello("ada"));
            byte[] ping = "{\"id\":2,\"ping\":{}}".getBytes(StandardCharsets.UTF_8);
            assertFloodIsNotRead(raw, frames(ping));
            assertThat(edge.hunter().ask("{'id':2,'ping':{}}"))
                    .as("others are served as before")
                    .contains("pong");
        }
    }

    @Test
    void aFloodOverTheRateIsReadNoFasterThanTheRate() throws Exception {
        edge.with(EdgeKnobs.SESSION_RATE, 20L)
                .with(EdgeKnobs.SESSION_BURST, 5L)
                .with(EdgeKnobs.SESSION_SLOW_BYTES, 256L << 20)
                .start();
        try (var raw = RawClient.shaken(edge.address())) {
            raw.text(EdgeUnderTest.hello("ada"));
            byte[] ping = "{\"id\":2,\"ping\":{}}".getBytes(StandardCharsets.UTF_8);
            assertFloodIsNotRead(raw, frames(ping));
        }
    }

    @Test
    void whoAsksByHttpWithoutReadingIsNotRead() throws Exception {
        edge.with(EdgeKnobs.SESSION_PAUSE_BYTES, 4096L).start();
        try (var raw = new RawClient(edge.address())) {
            byte[] get =
                    "GET /v1/hunts HTTP/1.1\r\nHost: e\r\n\r\n".getBytes(StandardCharsets.UTF_8);
            byte[] many = new byte[get.length * 1000];
            for (int i = 0; i < 1000; i++) {
                System.arraycopy(get, 0, many, i * get.length, get.length);
            }
            assertFloodIsNotRead(raw, many);
            assertThat(edge.hunter().ask("{'id':2,'ping':{}}")).contains("pong");
        }
    }

    @Test
    void aSlowReaderIsClosedWhenTooMuchWaits() throws Exception {
        edge.with(EdgeKnobs.SESSION_SLOW_BYTES, 64L << 10)
                .with(EdgeKnobs.SESSION_PAUSE_BYTES, 16L << 10)
                .with(EdgeKnobs.TICK, Duration.ofMillis(1))
                .start();
        try (var raw = RawClient.shaken(edge.address())) {
            raw.text(EdgeUnderTest.hello("ada"));
            raw.hear();
            raw.text("{'id':2,'enter':{'to':'fr-11/3'}}");
            raw.hear();
            var win = new FakeEvents.Event(EdgeUnderTest.hunter("bob"), 17, "p".repeat(4000), 0, 1);
            while (edge.server().status().sessions() > 0) {
                edge.node().win(FakeAtlas.WORLD.id(), Fingerprint.room("world", "fr-11"), win);
                edge.server().status();
            }
            assertThat(raw.closeCode()).isEqualTo(4008);
        }
    }

    @Test
    void asMuchAsMayWaitIsWrittenAndNotAByteMore() throws Exception {
        int most = 2048;
        edge.with(EdgeKnobs.SESSION_SLOW_BYTES, (long) most).start();
        edge.node().blobs.put("fr-11/3/17", "{\"a\":\"\"}".getBytes(StandardCharsets.UTF_8));
        Player ada = edge.hunter();
        int around = ada.ask("{'id':2,'dig':{'cell':'fr-11/3/17'}}").length() + 4; // and its head
        String fill = "x".repeat(most - around);
        byte[] fits = ("{\"a\":\"" + fill + "\"}").getBytes(StandardCharsets.UTF_8);
        byte[] more = ("{\"a\":\"" + fill + "x\"}").getBytes(StandardCharsets.UTF_8);

        edge.node().blobs.put("fr-11/3/17", fits);
        assertThat(ada.ask("{'id':3,'dig':{'cell':'fr-11/3/17'}}")).contains("xx");
        edge.node().blobs.put("fr-11/3/17", more);
        ada.say("{'id':4,'dig':{'cell':'fr-11/3/17'}}");
        assertThat(ada.closeCode()).isEqualTo(4008);
    }

    @Test
    void aPeerThatDoesNotEndIsLeftAfterTheLinger() throws Exception {
        edge.with(EdgeKnobs.CLOSE_LINGER, Duration.ofMillis(50))
                .with(EdgeKnobs.HELLO_TIMEOUT, Duration.ofMinutes(1))
                .start();
        try (var raw = RawClient.shaken(edge.address())) {
            raw.text("{}");
            assertThat(raw.hear()).contains("MALFORMED");
            assertThat(raw.closeCode()).isEqualTo(4500);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (edge.server().status().connections() > 0) { // nobody but the edge ends it
                assertThat(System.nanoTime()).isLessThan(end);
            }
        }
    }

    @Test
    void whatAPeerStillSendsDoesNotCostItTheLastWord() throws Exception {
        edge.with(EdgeKnobs.CLOSE_LINGER, Duration.ofSeconds(60)).start();
        try (var raw = RawClient.shaken(edge.address())) {
            raw.text("{}");
            for (int i = 0; i < 64; i++) {
                raw.text("{'id':1,'ping':{}}".repeat(100)); // a closed socket would reset this
            }
            assertThat(raw.hear()).contains("MALFORMED");
            assertThat(raw.closeCode()).isEqualTo(4500);
            raw.text("{}");
            assertThat(raw.isEnded()).as("the edge has ended its half").isTrue();
            assertThat(edge.server().status().connections()).as("and reads on").isEqualTo(1);
        }
    }

    @Test
    void requestsOverTheSessionsLimitAreRefused() throws Exception {
        edge.with(EdgeKnobs.SESSION_PENDING_MAX, 2L).start();
        Player ada = edge.hunter();
        edge.node().trap = (_, frame) -> frame.type() == FrameType.LOOK;
        ada.say("{'id':2,'look':{}}").say("{'id':3,'look':{}}");
        assertThat(ada.ask("{'id':4,'look':{}}"))
                .contains("\"id\":4,", "\"code\":429", "\"reason\":\"IN_FLIGHT\"", "\"retry_ms\":");
    }

    @Test
    void messagesOverTheRateAreRefused() throws Exception {
        edge.with(EdgeKnobs.SESSION_RATE, 1L).with(EdgeKnobs.SESSION_BURST, 2L).start();
        Player ada = edge.hunter();
        for (int i = 2; i < 6; i++) {
            ada.say("{'id':" + i + ",'ping':{}}");
        }
        assertThat(ada.hear()).contains("\"id\":2,", "pong");
        assertThat(ada.hear())
                .contains("\"id\":3,", "\"code\":429", "\"reason\":\"RATE\"", "\"retry_ms\":");
    }

    @Test
    void requestsWhoseRepliesMightNotFitAreRefused() throws Exception {
        edge.with(EdgeKnobs.INBOX_BYTES, 1L << 20)
                .with(EdgeKnobs.SESSION_PENDING_MAX, 1000L)
                .with(EdgeKnobs.SESSION_RATE, 10_000L)
                .with(EdgeKnobs.SESSION_BURST, 10_000L)
                .start();
        Player ada = edge.hunter();
        edge.node().trap = (_, frame) -> frame.type() == FrameType.LOOK;
        for (int i = 2; i < 6; i++) {
            ada.say("{'id':" + i + ",'look':{}}"); // 128 KiB each; half of the ring is 512 KiB
        }
        assertThat(ada.hear()).contains("\"id\":5,").contains("\"code\":503,\"reason\":\"BUSY\"");
        assertThat(edge.server().status().reservedBytes()).isLessThanOrEqualTo(512 << 10);
    }

    @Test
    void aNodeWithoutRoomIsBusy() throws Exception {
        edge.start();
        Player ada = edge.hunter();
        edge.node().trap =
                (node, frame) -> {
                    node.refuse(frame, Status.BUSY, 33);
                    return true;
                };
        assertThat(ada.ask("{'id':2,'look':{}}"))
                .contains("\"code\":503,\"reason\":\"BUSY\",\"retry_ms\":33");
    }

    @Test
    void connectionsOverTheLimitAreToldSo() throws Exception {
        edge.with(EdgeKnobs.CONNECTIONS_MAX, 2L).with(EdgeKnobs.REFUSED_MAX, 1L).start();
        try (var one = RawClient.shaken(edge.address());
                var two = RawClient.shaken(edge.address());
                var three = new RawClient(edge.address());
                var four = new RawClient(edge.address())) {
            assertThat(four.isEnded()).as("without a word").isTrue();
            three.write(RawClient.SHAKE);
            assertThat(three.all())
                    .startsWith("HTTP/1.1 503 ")
                    .contains("retry-after: 1", "\"reason\":\"TOO_MANY_CONNECTIONS\"");
            one.text("{'id':1,'ping':{}}");
            two.text("{'id':1,'ping':{}}");
            assertThat(two.hear()).contains("hello");
        }
    }

    @Test
    void moreRoomsThanAllowedAreRefusedWhole() throws Exception {
        edge.with(EdgeKnobs.SESSION_ROOMS_MAX, 2L).start();
        Player ada = edge.hunter();
        assertThat(ada.ask("{'id':2,'watch':{'rooms':['a','b','c']}}"))
                .contains("\"reason\":\"MALFORMED\"", "at most 2 rooms");
        assertThat(edge.server().status().rooms()).isZero();
    }

    /// Sends more than every buffer on the way holds: the rest is neither read nor answered.
    private void assertFloodIsNotRead(RawClient raw, byte[] bytes) throws InterruptedException {
        int most = 64 << 20;
        assertThat(writesUntilBlocked(raw, bytes, most)).as("bytes taken").isLessThan(most);
        assertThat(edge.server().status().waitingBytes()).as("answers waiting").isLessThan(1 << 20);
        assertThat(edge.server().status().connections()).as("it is still open").isEqualTo(1);
    }

    /// Many masked frames of one payload.
    private static byte[] frames(byte[] payload) {
        var frames = ByteBuffer.allocate(64 << 10);
        while (frames.remaining() > payload.length + 6) {
            frames.put((byte) 0x81).put((byte) (0x80 | payload.length)).putInt(0).put(payload);
        }
        return Arrays.copyOf(frames.array(), frames.position());
    }

    /// Writes again and again until nothing more is taken; a thread of its own, because a blocked
    /// write has no end by itself.
    private static long writesUntilBlocked(RawClient raw, byte[] bytes, long most)
            throws InterruptedException {
        var done = new AtomicLong();
        var writer =
                Thread.ofPlatform()
                        .daemon()
                        .start(() -> {
                            try {
                                while (done.get() < most) {
                                    raw.write(bytes);
                                    done.addAndGet(bytes.length);
                                }
                            } catch (IOException e) {
                                // the test ended it
                            }
                        });
        long before = -1;
        while (done.get() != before && done.get() < most) {
            before = done.get();
            writer.join(300);
        }
        return done.get();
    }
}
