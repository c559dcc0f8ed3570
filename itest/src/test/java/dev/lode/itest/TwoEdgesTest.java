package dev.lode.itest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.app.play.GameClient;
import dev.lode.app.play.GameClient.Refused;
import dev.lode.app.play.Operator;
import dev.lode.base.knob.Settings;
import dev.lode.edge.EdgeKnobs;
import dev.lode.edge.EdgeServer;
import dev.lode.membership.MembershipKnobs;
import dev.lode.membership.auth.AdminToken;
import dev.lode.membership.auth.HunterTokens;
import dev.lode.membership.auth.Issuers;
import dev.lode.membership.auth.TokenSigner;
import dev.lode.node.Node;
import dev.lode.node.NodeConfig;
import dev.lode.storage.wal.WalKnobs;
import dev.lode.transport.Endpoint;
import dev.lode.transport.Link;
import dev.lode.transport.LocalLinks;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A real node with two real edges in front: what one edge was told, the other one finds out; what
/// is won at one is heard at the other.
///
/// Nothing is pulled or said again by the clock within a test, so only what an edge does of its own
/// accord can help.
final class TwoEdgesTest {
    private static final String ADMIN = "an-operators-token";
    private static final Duration NEVER = Duration.ofMinutes(1);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);
    private static final TokenSigner SIGNER = TokenSigner.generate("https://issuer.example");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir static Path temp;
    private static Node node;
    private static EdgeServer first;
    private static EdgeServer second;
    private static URI firstAt;
    private static URI secondAt;

    /// How many subscriptions the first edge's link shall lose.
    private static final AtomicInteger LOSES = new AtomicInteger();

    /// Loses subscriptions, as a link may.
    private record LossyLink(Link link) implements Link {
        @Override
        public boolean send(MemorySegment frame, long offset, int length) {
            boolean lost =
                    FrameHeader.type(frame, offset) == FrameType.SUBSCRIBE
                            && LOSES.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
            return lost || link.send(frame, offset, length);
        }

        @Override
        public boolean isOpen() {
            return link.isOpen();
        }

        @Override
        public void close() {
            link.close();
        }
    }

    @BeforeAll
    static void serve() throws Exception {
        Settings settings =
                Settings.defaults()
                        .with(EdgeKnobs.PORT, 0L)
                        .with(EdgeKnobs.IO_THREADS, 1L)
                        .with(EdgeKnobs.REFRESH, NEVER)
                        .with(MembershipKnobs.PULL_EVERY, NEVER)
                        .with(WalKnobs.SEGMENT_BYTES, 2L << 20);
        var hunters = new HunterTokens(Issuers.of(SIGNER.issuer(), SIGNER.publicKey()), 0, 2048);
        Files.writeString(temp.resolve("admin.token"), ADMIN);
        node = Node.open(new NodeConfig(temp.resolve("data"), settings, hunters));
        first = edge(settings, hunters);
        first.join(node.id(), io -> new LossyLink(connect(io)));
        second = edge(settings, hunters);
        second.join(node.id(), TwoEdgesTest::connect);
        firstAt = at(first.start());
        secondAt = at(second.start());
    }

    private static EdgeServer edge(Settings settings, HunterTokens hunters) {
        var admin = Optional.of(AdminToken.of(ADMIN));
        return new EdgeServer(settings, node.edgeView(), hunters, admin);
    }

    private static Link connect(Endpoint io) {
        return LocalLinks.connect(io, node.endpoint()).toSecond();
    }

    private static URI at(InetSocketAddress address) {
        return URI.create("http://127.0.0.1:" + address.getPort());
    }

    @AfterAll
    static void end() throws Exception {
        first.close();
        second.close();
        node.close();
    }

    @Test
    void aHuntIsThereForWhoeverAsksAfterItWasOpened() throws Exception {
        SmallHunt hunt = SmallHunt.pack(temp, "seen", 3);
        var operator = new Operator(firstAt, temp.resolve("admin.token"));
        operator.create(hunt.pack());
        assertThat(stateFor(firstAt, hunt)).as("right after it was created").isEqualTo("SEALED");
        operator.state(hunt.name(), "OPEN");
        assertThat(stateFor(firstAt, hunt)).as("where it was opened").isEqualTo("OPEN");
        assertThat(operator.show(hunt.name()).path("state").asString("")).isEqualTo("OPEN");
        assertThat(stateFor(secondAt, hunt)).as("at another edge").isEqualTo("OPEN");
    }

    private static String stateFor(URI edge, SmallHunt hunt) throws Exception {
        try (GameClient client = client(edge, new LinkedBlockingQueue<>())) {
            return hello(client, hunt, "ada").path("welcome").path("state").asString("");
        }
    }

    @Test
    void noWinIsMissedAfterAnEnterWasAnswered() throws Exception {
        SmallHunt hunt = SmallHunt.pack(temp, "heard", 3);
        var operator = new Operator(firstAt, temp.resolve("admin.token"));
        operator.create(hunt.pack());
        operator.state(hunt.name(), "OPEN");
        String cell = hunt.cells().getFirst();
        String site = cell.substring(0, cell.lastIndexOf('/'));
        var heard = new LinkedBlockingQueue<JsonNode>();
        try (GameClient ada = client(firstAt, heard);
                GameClient bob = client(secondAt, new LinkedBlockingQueue<>())) {
            hello(ada, hunt, "ada");
            hello(bob, hunt, "bob");
            bob.ask("enter", GameClient.body().put("to", site));
            String ticket =
                    bob.ask("dig", GameClient.body().put("cell", cell)).path("ticket").asString("");

            LOSES.set(1);
            ada.ask("enter", GameClient.body().put("to", site));
            JsonNode claim =
                    bob.ask(
                            "claim",
                            GameClient.body()
                                    .put("ticket", ticket)
                                    .put("claim_id", "1".repeat(32)));
            assertThat(claim.path("claim").path("result").asString("")).isEqualTo("WON");
            JsonNode event = heard.poll(ANSWER_WITHIN.toSeconds(), TimeUnit.SECONDS);
            assertThat(event).as("the win that came right after the enter").isNotNull();
            assertThat(event.path("events").path("from").asInt(0)).isEqualTo(1);
            assertThat(LOSES).as("a subscription was lost").hasValue(0);
        }
    }

    private static GameClient client(URI edge, BlockingQueue<JsonNode> heard) throws Exception {
        URI socket = URI.create("ws://" + edge.getAuthority() + "/v1/ws");
        return GameClient.connect(HTTP, socket, ANSWER_WITHIN, 0, heard::add);
    }

    private static JsonNode hello(GameClient client, SmallHunt hunt, String subject)
            throws Refused, GameClient.ConnectionLost, InterruptedException {
        String token =
                SIGNER.sign(subject, System.currentTimeMillis() + 3_600_000, Optional.empty());
        return client.ask("hello", GameClient.body().put("hunt", hunt.name()).put("token", token));
    }
}
