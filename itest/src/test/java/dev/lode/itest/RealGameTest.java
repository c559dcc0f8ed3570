package dev.lode.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.app.play.GameClient.Refused;
import dev.lode.membership.auth.TokenSigner;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A game over real sockets with a server in its own process: thieves, forgers, races and floods.
///
/// Every test uses prizes of its own.
final class RealGameTest {
    private static final String HUNT = "real";

    @TempDir static Path temp;
    private static SmallHunt hunt;
    private static ServerProcess server;

    @BeforeAll
    static void serve() throws Exception {
        hunt = SmallHunt.pack(temp, HUNT, 60);
        server = ServerProcess.start(temp.resolve("data"), "edge.helloTimeout=60s");
        server.open(hunt.pack(), HUNT);
    }

    @AfterAll
    static void end() throws IOException {
        server.close();
    }

    private static Player join(String subject) throws Exception {
        return Player.join(server, HUNT, server.token(subject));
    }

    private static String id(int number) {
        return "%032x".formatted(number);
    }

    private static String ticket(JsonNode find) {
        assertThat(find.path("found").asBoolean(false)).isTrue();
        return find.path("ticket").asString("");
    }

    private static String reasonOf(Callable<?> call) throws Exception {
        try {
            Object answer = call.call();
            throw new AssertionError("was answered: " + answer);
        } catch (Refused e) {
            return e.reason();
        }
    }

    /// Runs them all at one moment.
    private static <T> List<T> atOnce(List<? extends Callable<T>> calls) throws Exception {
        var barrier = new CyclicBarrier(calls.size());
        List<T> results = new ArrayList<>();
        try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            List<Future<T>> running = new ArrayList<>();
            for (Callable<T> call : calls) {
                running.add(
                        threads.submit(() -> {
                            barrier.await();
                            return call.call();
                        }));
            }
            for (Future<T> one : running) {
                results.add(one.get());
            }
        }
        return results;
    }

    @Test
    void refusesTokensThatAreForgedExpiredOrOfAnotherIssuer() throws Exception {
        String good = server.token("mallory");
        var stranger = TokenSigner.generate("lode-try-out");
        var other = TokenSigner.generate("somebody");
        long later = System.currentTimeMillis() + 3_600_000;
        String[] parts = good.split("\\.", -1);
        String[] anothers = server.token("alice").split("\\.", -1);
        var own = TokenSigner.load(server.data().resolve("issuer.key"));
        for (String bad :
                List.of(
                        stranger.sign("mallory", later, Optional.empty()),
                        other.sign("mallory", later, Optional.empty()),
                        own.sign(
                                "mallory",
                                System.currentTimeMillis() - 3_600_000,
                                Optional.empty()),
                        own.sign("mallory", later, Optional.of("another-hunt")),
                        parts[0] + "." + anothers[1] + "." + parts[2],
                        parts[0] + "." + parts[1] + ".",
                        "x",
                        "")) {
            assertThatThrownBy(() -> Player.join(server, HUNT, bad))
                    .as(bad)
                    .isInstanceOf(Refused.class);
        }
        try (var player = Player.join(server, HUNT, good)) {
            assertThat(player.hunter()).hasSize(32);
        }
    }

    @Test
    void refusesTicketsThatAreStolenForgedOrFiller() throws Exception {
        String cell = hunt.cells().get(1);
        try (var alice = join("alice");
                var mallory = join("mallory")) {
            String ticket = ticket(alice.digAt(cell));
            assertThat(reasonOf(() -> mallory.claim(ticket, id(1)))).isEqualTo("NOT_DUG");
            char[] forged = ticket.toCharArray();
            forged[50] = forged[50] == 'A' ? 'B' : 'A';
            assertThat(reasonOf(() -> alice.claim(new String(forged), id(2)))).isEqualTo("NOT_DUG");
            var empty = alice.digAt(hunt.emptyCell());
            assertThat(empty.path("found").asBoolean(true)).isFalse();
            assertThat(reasonOf(() -> alice.claim(empty.path("ticket").asString(""), id(3))))
                    .isEqualTo("NOT_DUG");
            var won = alice.claim(ticket, id(4));
            assertThat(won.path("result").asString("")).isEqualTo("WON");
            assertThat(alice.claim(ticket, id(4)).path("n")).isEqualTo(won.path("n"));
            assertThat(alice.claim(ticket, id(5)).path("result").asString(""))
                    .isEqualTo("ALREADY_YOURS");
        }
    }

    @Test
    void refusesATicketOfAnEarlierHuntOfTheSameName() throws Exception {
        SmallHunt again = SmallHunt.pack(temp, "again", 3);
        server.open(again.pack(), "again");
        String ticket;
        String token = server.token("alice");
        try (var alice = Player.join(server, "again", token)) {
            ticket = ticket(alice.digAt(again.cells().get(1)));
        }
        server.operator().state("again", "FROZEN");
        server.operator().state("again", "SETTLED");
        server.open(again.pack(), "again");
        try (var alice = Player.join(server, "again", token)) {
            assertThat(reasonOf(() -> alice.claim(ticket, id(1)))).isEqualTo("NOT_DUG");
            String fresh = ticket(alice.digAt(again.cells().get(1)));
            assertThat(alice.claim(fresh, id(1)).path("result").asString("")).isEqualTo("WON");
        }
    }

    @Test
    void letsOneHunterOnTwoConnectionsWinOnce() throws Exception {
        String cell = hunt.cells().get(2);
        try (var one = join("twin");
                var two = join("twin")) {
            assertThat(one.hunter()).isEqualTo(two.hunter());
            one.enter(cell.substring(0, cell.lastIndexOf('/')));
            List<JsonNode> finds =
                    atOnce(List.<Callable<JsonNode>>of(() -> one.dig(cell), () -> two.dig(cell)));
            List<JsonNode> results =
                    atOnce(
                            List.<Callable<JsonNode>>of(
                                    () -> one.claim(ticket(finds.get(0)), id(21)),
                                    () -> two.claim(ticket(finds.get(1)), id(22))));
            assertThat(results)
                    .extracting(claim -> claim.path("result").asString(""))
                    .containsExactlyInAnyOrder("WON", "ALREADY_YOURS");
        }
    }

    @Test
    void chargesOneHunterOnTwoConnectionsOncePerCooldown() throws Exception {
        Path folder = temp.resolve("slow");
        Path pack = temp.resolve("slow.lode");
        SmallHunt slow = SmallHunt.write(folder, "slow", 3, pack);
        String yaml = Files.readString(folder.resolve("hunt.yaml"));
        Files.writeString(
                folder.resolve("hunt.yaml"), yaml.replace("cooldown: 0ms", "cooldown: 1h"));
        var packed = CommandLine.of("pack", folder.toString(), "-o", pack.toString());
        assertThat(packed.status()).as(packed.err()).isZero();
        server.open(pack, "slow");
        String token = server.token("twin");
        try (var one = Player.join(server, "slow", token);
                var two = Player.join(server, "slow", token)) {
            one.enter("attic/0");
            String cell = slow.cells().get(1);
            List<Callable<String>> digs = new ArrayList<>();
            for (Player player : List.of(one, two)) {
                digs.add(() -> {
                    try {
                        player.dig(cell);
                        return "DUG";
                    } catch (Refused e) {
                        return e.reason();
                    }
                });
            }
            assertThat(atOnce(digs)).containsExactlyInAnyOrder("DUG", "COOLDOWN");
        }
    }

    @Test
    void letsTwentyHuntersAtOneKeyWinAsOftenAsItsStockSays() throws Exception {
        raceOfTwenty(4, 1);
        raceOfTwenty(6, 3);
    }

    private static void raceOfTwenty(int prize, int stock) throws Exception {
        assertThat(hunt.stock(prize)).isEqualTo(stock);
        List<Player> players = new ArrayList<>();
        try {
            List<Callable<JsonNode>> claims = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                var player = join("racer-" + i);
                players.add(player);
                String ticket = ticket(player.digAt(hunt.cells().get(prize)));
                String id = id(1000 * prize + i);
                claims.add(() -> player.claim(ticket, id));
            }
            var results =
                    atOnce(claims).stream()
                            .map(claim -> claim.path("result").asString(""))
                            .toList();
            assertThat(Collections.frequency(results, "WON")).isEqualTo(stock);
            assertThat(Collections.frequency(results, "LOST")).isEqualTo(20 - stock);
            for (Player player : players) {
                int heard = 0;
                while (heard < stock) {
                    JsonNode frame = player.heard.take();
                    for (JsonNode event : frame.path("events").path("list")) {
                        assertThat(event.path("cell").asString(""))
                                .isEqualTo(hunt.cells().get(prize));
                        heard++;
                    }
                }
            }
        } finally {
            players.forEach(Player::close);
        }
    }

    @Test
    void closesConnectionsThatBreakTheProtocolAndServesTheOthers() throws Exception {
        closes(1002, RawSocket.frame(0x81, false, new byte[] {'{', '}'}));
        closes(1009, RawSocket.frame(0x81, true, new byte[1 << 20]));
        closes(1003, RawSocket.frame(0x82, true, new byte[8]));
        closes(1002, RawSocket.frame(0xF1, true, new byte[8]));
        closes(1007, RawSocket.frame(0x81, true, new byte[] {(byte) 0xFF, (byte) 0xFE}));
        byte[] garbage = new byte[4096];
        long seed = Long.getLong("lode.seed", System.nanoTime());
        new Random(seed).nextBytes(garbage);
        try (var raw = new RawSocket(server.webSocket())) {
            raw.write(garbage);
            assertThat(raw.closeCode()).as("seed %d", seed).isNotEqualTo(4001);
        }
        isServed();
    }

    private static void closes(int code, byte[] frame) throws IOException {
        try (var raw = new RawSocket(server.webSocket())) {
            raw.write(frame);
            assertThat(raw.closeCode()).isEqualTo(code);
        }
    }

    private static void isServed() throws Exception {
        try (var player = join("bystander")) {
            assertThat(player.enter("hall/0").path("room").asString("")).isEqualTo("hall");
            assertThat(player.digAt(hunt.emptyCell()).path("blob").isObject()).isTrue();
        }
    }

    @Test
    void boundsWhatAFloodWithoutReadingCosts() throws Exception {
        isServed();
        long before = server.residentBytes();
        List<RawSocket> flood = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                var raw = new RawSocket(server.webSocket());
                flood.add(raw);
                raw.write(
                        RawSocket.text(
                                "{\"id\":1,\"hello\":{\"hunt\":\"%s\",\"token\":\"%s\"}}"
                                        .formatted(HUNT, server.token("flood-" + i))));
                assertThat(raw.hear()).contains("welcome");
            }
            List<Thread> writers = new ArrayList<>();
            for (RawSocket raw : flood) {
                writers.add(Thread.ofPlatform().start(() -> floodUntilItStops(raw)));
            }
            for (int i = 0; i < 5; i++) {
                isServed();
            }
            // The heap of a server (512 MB) may be touched to its end; nothing may grow beside it.
            assertThat(server.residentBytes() - before).isLessThan(640L << 20);
            for (RawSocket raw : flood) {
                raw.close();
            }
            for (Thread writer : writers) {
                writer.join();
            }
            isServed();
        } finally {
            for (RawSocket raw : flood) {
                raw.close();
            }
        }
    }

    /// Writes and never reads, until the socket is closed.
    private static void floodUntilItStops(RawSocket raw) {
        byte[] enter = RawSocket.text("{\"id\":2,\"enter\":{\"to\":\"hall/0\"}}");
        byte[] look = RawSocket.text("{\"id\":3,\"look\":{}}");
        try {
            raw.write(enter);
            while (true) {
                raw.write(look);
            }
        } catch (IOException e) {
            // the server or the test has closed it
        }
    }

    @Test
    void drainsOnSigterm() throws Exception {
        try (var draining = ServerProcess.start(temp.resolve("draining"))) {
            draining.open(hunt.pack(), HUNT);
            try (var player = Player.join(draining, HUNT, draining.token("alice"))) {
                player.enter("hall/0");
                draining.terminate();
                assertThat(player.client.closed().get()).isEqualTo(4001);
            }
            assertThat(draining.await()).isZero();
            assertThat(draining.err()).contains("draining", "ended");
        }
    }

    @Test
    void refusesADamagedPackAndAnOperatorWithoutAToken() throws Exception {
        byte[] bytes = Files.readAllBytes(hunt.pack());
        bytes[bytes.length - 100] ^= 1;
        Path bad = Files.write(temp.resolve("bad.lode"), bytes);
        Files.copy(temp.resolve(HUNT + ".secret"), temp.resolve("bad.secret"));
        assertThatThrownBy(() -> server.operator().create(bad))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("bad.lode");
        try (var http = HttpClient.newHttpClient()) {
            URI hunts = server.http().resolve("/v1/admin/hunts");
            assertThat(status(http, hunts, "Bearer x")).isEqualTo(401);
            assertThat(status(http, hunts, "Bearer " + server.token("alice"))).isEqualTo(403);
        }
        assertThatThrownBy(() -> server.operator().state("no-such-hunt", "OPEN"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("hunt");
        isServed();
    }

    private static int status(HttpClient http, URI uri, String authorization)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri).header("Authorization", authorization).build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }
}
