package dev.lode.itest;

import dev.lode.app.play.GameClient;
import dev.lode.app.play.GameClient.ConnectionLost;
import dev.lode.app.play.GameClient.Refused;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import tools.jackson.databind.JsonNode;

/// One hunter at one connection, after its hello.
///
/// Threads: one.
final class Player implements AutoCloseable {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    final GameClient client;
    final JsonNode welcome;
    final BlockingQueue<JsonNode> heard;

    private Player(GameClient client, JsonNode welcome, BlockingQueue<JsonNode> heard) {
        this.client = client;
        this.welcome = welcome;
        this.heard = heard;
    }

    static Player join(ServerProcess server, String hunt, String token)
            throws ConnectionLost, Refused, InterruptedException {
        var heard = new LinkedBlockingQueue<JsonNode>();
        var client = GameClient.connect(HTTP, server.webSocket(), ANSWER_WITHIN, 0, heard::add);
        try {
            var ok = client.ask("hello", GameClient.body().put("hunt", hunt).put("token", token));
            return new Player(client, ok.path("welcome"), heard);
        } catch (Refused | ConnectionLost e) {
            client.close();
            throw e;
        }
    }

    String hunter() {
        return welcome.path("hunter").asString("");
    }

    JsonNode enter(String site) throws Refused, ConnectionLost, InterruptedException {
        return client.ask("enter", GameClient.body().put("to", site)).path("place");
    }

    /// Enters the site of a cell and digs it.
    JsonNode digAt(String cell) throws Refused, ConnectionLost, InterruptedException {
        enter(cell.substring(0, cell.lastIndexOf('/')));
        return dig(cell);
    }

    JsonNode dig(String cell) throws Refused, ConnectionLost, InterruptedException {
        return client.ask("dig", GameClient.body().put("cell", cell));
    }

    JsonNode claim(String ticket, String claimId)
            throws Refused, ConnectionLost, InterruptedException {
        return client.ask("claim", GameClient.body().put("ticket", ticket).put("claim_id", claimId))
                .path("claim");
    }

    @Override
    public void close() {
        client.close();
    }
}
