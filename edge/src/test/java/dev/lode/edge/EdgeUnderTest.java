package dev.lode.edge;

import dev.lode.base.Id128;
import dev.lode.base.knob.Knob;
import dev.lode.base.knob.Settings;
import dev.lode.membership.auth.AdminToken;
import dev.lode.membership.auth.HunterTokens;
import dev.lode.membership.auth.Issuers;
import dev.lode.membership.auth.TokenSigner;
import dev.lode.transport.LocalLinks;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An edge on a free port, a fake cluster behind it, and players in front.
final class EdgeUnderTest implements AutoCloseable {
    static final String ADMIN = "an-operators-token";
    static final TokenSigner SIGNER = TokenSigner.generate("https://issuer.example");

    final FakeAtlas atlas = new FakeAtlas();
    final List<FakeNode> nodes = new ArrayList<>();
    final HttpClient http = HttpClient.newHttpClient();
    private Settings settings =
            Settings.defaults()
                    .with(EdgeKnobs.PORT, 0L)
                    .with(EdgeKnobs.IO_THREADS, 1L)
                    .with(EdgeKnobs.SWEEP, Duration.ofMillis(10))
                    .with(EdgeKnobs.TRANSPORT, "nio");

    @SuppressWarnings("NullAway.Init") // by start()
    private EdgeServer server;

    @SuppressWarnings("NullAway.Init") // by start()
    private InetSocketAddress address;

    private final List<Player> players = new ArrayList<>();

    <T> EdgeUnderTest with(Knob<T> knob, T value) {
        settings = settings.with(knob, value);
        return this;
    }

    EdgeUnderTest start() throws IOException {
        return start(1);
    }

    EdgeUnderTest start(int nodeCount) throws IOException {
        atlas.publish(0);
        return startUnknowing(nodeCount);
    }

    /// Starts where nothing was heard of the cluster yet.
    EdgeUnderTest startUnknowing(int nodeCount) throws IOException {
        server =
                new EdgeServer(
                        settings,
                        atlas.follower,
                        new HunterTokens(Issuers.of(SIGNER.issuer(), SIGNER.publicKey()), 0, 2048),
                        Optional.of(AdminToken.of(ADMIN)));
        for (int i = 0; i < nodeCount; i++) {
            var node = new FakeNode(atlas.feed).room("world", "fr-11").room("world", "fr-12");
            nodes.add(node);
            server.join(i, io -> LocalLinks.connect(io, node).toSecond());
        }
        address = server.start();
        return this;
    }

    EdgeServer server() {
        return server;
    }

    InetSocketAddress address() {
        return address;
    }

    FakeNode node() {
        return nodes.getFirst();
    }

    static String token(String subject) {
        return SIGNER.sign(subject, FakeNode.EXPIRES, Optional.empty());
    }

    static Id128 hunter(String subject) {
        return HunterTokens.hunter(SIGNER.issuer(), subject);
    }

    /// A connection that has said nothing yet.
    Player connect() {
        var player = new Player(http, address);
        players.add(player);
        return player;
    }

    /// A hunter with an open session.
    Player hunter() {
        return join("ada");
    }

    Player join(String subject) {
        Player player = connect();
        player.ask(hello(subject));
        return player;
    }

    static String hello(String subject) {
        return "{'id':1,'hello':{'hunt':'world','token':'" + token(subject) + "'}}";
    }

    @Override
    public void close() {
        players.forEach(Player::close);
        for (FakeNode node : nodes) {
            node.close();
        }
        server.close();
        http.close();
    }
}
